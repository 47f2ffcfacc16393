import assert from 'node:assert/strict'
import {describe, test} from 'node:test'
import type {DatabaseRecovery} from '../../src/model/config4.ts'
import {assertKept} from '../support/lease-load4.ts'
import {type LossCase, lossLab} from '../support/loss-lab4.ts'
import type {ProxyMode} from '../support/tcp-proxy.ts'

type OnFail = DatabaseRecovery['onFail']

const reactions: readonly OnFail[] = ['stop-retry-exit', 'serve-retry-exit', 'serve-retry-continue']

const rows: readonly LossCase[] = (['pgsql', 'mysql'] as const).flatMap(backend =>
  reactions.map(onFail => ({backend, onFail})),
)

/** Ways to lose a database. Late answers that come within the time limit are no loss. */
const faults: readonly (readonly [string, ProxyMode])[] = [
  ['refusing', 'refuse'],
  ['resetting', 'reset'],
  ['delaying beyond the time limit', {delay: 4000}],
  ['blackholing', 'blackhole'],
  ['not reading', 'stall'],
  ['forgetting what was open', 'drop'],
]

/** What a recovery tells, per attempt and at its ends; b and u are there when service stops meanwhile. */
const failedAttempts = '(?:LOAS)*'
const recovered = (onFail: OnFail, lost: string) =>
  onFail === 'stop-retry-exit' ? `${lost}b${failedAttempts}LORu` : `${lost}${failedAttempts}LOR`
const usedUp = (onFail: OnFail, lost: string) =>
  `${onFail === 'stop-retry-exit' ? `${lost}b` : lost}${failedAttempts}LOAXG`

/** The line that tells of STARTED comes between those of a recovery that runs already. */
const withoutStart = (story: string) => story.replace('t', '')

describe('the lease database is lost under load', {concurrency: 6}, () => {
  for (const row of rows) {
    const {backend, onFail} = row
    test(`${backend}, ${onFail}: it comes back from every fault; then it stays away`, {
      timeout: 300_000,
    }, async context => {
      const {target, proxy, start, load: loadOf} = await lossLab(context, row)
      const server = await start({'max-reconnect-tries': 120, 'reconnect-wait-time': 100})
      await server.until(/t/)
      const load = await loadOf(server)
      await load.served()
      await proxy.set({delay: 50})
      await load.served()
      assert.equal(server.story, 'cOt', 'slow answers are no loss')
      for (const [name, fault] of faults) {
        await proxy.set('pass')
        await load.more(10)
        const since = server.story.length
        await proxy.set(fault)
        await server.until(/EL?|EbL?/, since)
        assert.equal(await load.ask(), undefined, `${name}: nobody is served`)
        await server.until(/AS/, since)
        await proxy.set('pass')
        await server.until(onFail === 'stop-retry-exit' ? /Ru/ : /R/, since)
        await load.served()
        assert.match(server.story.slice(since), new RegExp(`^${recovered(onFail, 'E')}$`), name)
      }
      const since = server.story.length
      await proxy.set('refuse')
      await server.until(/XG/, since)
      assert.equal(await load.ask(), undefined)
      if (onFail === 'serve-retry-continue') {
        await proxy.set('pass')
        assert.equal(await load.ask(), undefined, 'nobody looks for it any more')
        assert.equal(server.child.exitCode, null)
        assert.equal((await server.stop()).code, 0)
      } else assert.equal((await server.ended).code, 1)
      assert.match(server.story.slice(since), new RegExp(`^${usedUp(onFail, 'E')}z$`))
      const acked = await load.stop()
      await assertKept(target, acked)
    })
  }
})

describe('the lease database is away at the start', {concurrency: 6}, () => {
  for (const row of rows) {
    const {backend, onFail} = row
    for (const [name, fault] of faults) {
      test(`${backend}, ${onFail}, ${name}: ends the server, but with retry-on-startup it is found later`, {
        timeout: 300_000,
      }, async context => {
        const {target, proxy, start, load: loadOf} = await lossLab(context, {...row, shared: true})
        await proxy.set(fault)
        const retry = {'max-reconnect-tries': 1000, 'reconnect-wait-time': 100}
        const strict = await start(retry)
        const patient = await start({...retry, 'retry-on-startup': true})
        assert.equal((await strict.ended).code, 3)
        assert.match(strict.story, /^cOli$/)
        await patient.until(/W.*t/)
        const load = await loadOf(patient)
        assert.equal(await load.ask(), undefined, 'nobody is served')
        await proxy.set('pass')
        await patient.until(onFail === 'stop-retry-exit' ? /Ru/ : /R/)
        await load.served()
        assert.match(withoutStart(patient.story), new RegExp(`^cO${recovered(onFail, 'W')}$`))
        const acked = await load.stop()
        assert.equal((await patient.stop()).code, 0)
        await assertKept(target, acked)
      })
    }
    test(`${backend}, ${onFail}: retry-on-startup gives up after max-reconnect-tries`, {
      timeout: 300_000,
    }, async context => {
      const {proxy, start} = await lossLab(context, {...row, shared: true})
      await proxy.set('refuse')
      const few = {'max-reconnect-tries': 3, 'reconnect-wait-time': 50, 'retry-on-startup': true}
      const none = {'retry-on-startup': true}
      for (const [more, end] of [
        [few, 'LOASLOASLOAXG'],
        [none, 'LD'],
      ] as const) {
        const server = await start(more)
        await server.until(/G|D/)
        if (onFail === 'serve-retry-continue') {
          await server.until(/t/)
          assert.equal((await server.stop()).code, 0)
        } else assert.equal((await server.ended).code, 1)
        const begin = onFail === 'stop-retry-exit' ? 'cOWb' : 'cOW'
        assert.match(withoutStart(server.story), new RegExp(`^${begin}${end}z$`))
      }
    })
  }
})
