import assert from 'node:assert/strict'
import {join} from 'node:path'
import {describe, test} from 'node:test'
import {formatIpv4} from '../../src/net-types/ipv4.ts'
import {scratchDirectory, withSession} from '../support/databases.ts'
import {keaCommand} from '../support/kea-control.ts'
import {assertKept} from '../support/lease-load4.ts'
import {lossLab} from '../support/loss-lab4.ts'

/** Enough for whatever the test does meanwhile on a busy machine. */
const retry = {'max-reconnect-tries': 1000, 'reconnect-wait-time': 100}
const timers = {'reclaim-timer-wait-time': 0, 'flush-reclaimed-timer-wait-time': 0}

/** Versions that this release does not run on, and what its message says of them. */
const schemas = [
  ['older', 3, /needs \d+\.\d+; run: keats db-upgrade/],
  ['newer', 99, /newer than \d+\.\d+ .* run a newer keats/],
] as const

const counters = [
  ['stop-retry-exit', 'pkt4-service-disabled'],
  ['serve-retry-continue', 'pkt4-processing-failed'],
] as const

async function counted(socket: string, name: string): Promise<number> {
  const answer = await keaCommand(socket, 'statistic-get', {name})
  const samples = (answer.arguments as Record<string, [number, string][] | undefined> | undefined)?.[name]
  return samples?.[0]?.[0] ?? 0
}

describe('what a server notices of its database', {concurrency: 6}, () => {
  for (const backend of ['pgsql', 'mysql'] as const) {
    for (const fault of ['blackhole', 'stall', 'drop'] as const) {
      test(`${backend}: a ${fault} is noticed though no client and no timer asks`, {
        timeout: 300_000,
      }, async context => {
        const {proxy, start} = await lossLab(context, {backend, onFail: 'stop-retry-exit'})
        const server = await start(retry, {'expired-leases-processing': timers})
        await server.until(/t/)
        await proxy.set(fault)
        await server.until(/EbLOAS/)
        assert.match(server.text, /FATAL_ERROR .*no answer in time/)
        await proxy.set('pass')
        await server.until(/Ru/)
        assert.equal((await server.stop()).code, 0)
      })
    }

    for (const [onFail, counter] of counters) {
      test(`${backend}, ${onFail}: meanwhile packets are counted and commands answered`, {
        timeout: 300_000,
      }, async context => {
        const {proxy, start, load: loadOf} = await lossLab(context, {backend, onFail})
        const socket = join(scratchDirectory(), `control-${backend}-${onFail}`)
        const server = await start(retry, {'control-socket': {'socket-type': 'unix', 'socket-name': socket}})
        await server.until(/t/)
        const load = await loadOf(server)
        await load.more(5)
        const lease = {'ip-address': formatIpv4(load.acked[0]!.address)}
        await proxy.set('refuse')
        await server.until(/AS/)
        const before = await counted(socket, counter)
        assert.equal(await load.ask(), undefined)
        assert.ok((await counted(socket, counter)) > before, counter)
        const status = await keaCommand(socket, 'status-get')
        assert.equal(status.result, 0)
        assert.equal((await keaCommand(socket, 'lease4-get', lease)).result, 1)
        await proxy.set('pass')
        await server.until(/R/)
        await load.served()
        assert.equal((await keaCommand(socket, 'lease4-get', lease)).result, 0)
      })
    }

    for (const [name, version, message] of schemas) {
      for (const onFail of ['stop-retry-exit', 'serve-retry-continue'] as const) {
        test(`${backend}, ${onFail}: a schema that is ${name} when the database is back is not used`, {
          timeout: 300_000,
        }, async context => {
          const {target, proxy, start, load: loadOf} = await lossLab(context, {backend, onFail})
          const server = await start(retry)
          await server.until(/t/)
          const load = await loadOf(server)
          await load.served()
          await proxy.set('refuse')
          await server.until(/AS/)
          await withSession(target, session => session.query(`UPDATE schema_version SET version = ${version}`))
          await proxy.set('pass')
          await server.until(/AXG/)
          assert.match(server.text, new RegExp(`RECONNECT_ATTEMPT_FAILED .*${message.source}`))
          assert.equal(await load.ask(), undefined)
          if (onFail === 'serve-retry-continue') assert.equal((await server.stop()).code, 0)
          else {
            const {code, stderr} = await server.ended
            assert.equal(code, 9)
            assert.match(stderr.replaceAll(/\s+/g, ' '), message)
          }
          assert.match(server.story, /^cOtEb?(LOAS)+LOAXGz$/)
          await assertKept(target, await load.stop())
        })
      }
    }
  }
})
