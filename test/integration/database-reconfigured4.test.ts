import assert from 'node:assert/strict'
import {join} from 'node:path'
import {describe, test} from 'node:test'
import {scratchDirectory} from '../support/databases.ts'
import {keaCommand} from '../support/kea-control.ts'
import {assertKept} from '../support/lease-load4.ts'
import {lossLab} from '../support/loss-lab4.ts'
import type {ProxyMode} from '../support/tcp-proxy.ts'
import {watchedLoggers} from '../support/watched-server4.ts'

const reactions = ['stop-retry-exit', 'serve-retry-exit', 'serve-retry-continue'] as const

const faults: readonly (readonly [string, ProxyMode])[] = [
  ['refusing', 'refuse'],
  ['resetting', 'reset'],
  ['delaying beyond the time limit', {delay: 4000}],
  ['blackholing', 'blackhole'],
]

interface Shown {
  readonly Dhcp4: {readonly 'lease-database': object; readonly 'valid-lifetime': number}
}

let sockets = 0

describe('the lease database is away at a reconfiguration', {concurrency: 6}, () => {
  for (const backend of ['pgsql', 'mysql'] as const) {
    for (const onFail of reactions) {
      test(`${backend}, ${onFail}: an error and no service until a good config-set; with retry-on-startup it is waited for`, {
        timeout: 300_000,
      }, async context => {
        const lab = await lossLab(context, {backend, onFail, shared: true})
        const {target, proxy} = lab
        const socket = join(scratchDirectory(), `control-${++sockets}`)
        const control = {'socket-type': 'unix', 'socket-name': socket}
        const changes = {'control-socket': control, loggers: watchedLoggers}
        const retry = {'max-reconnect-tries': 600, 'reconnect-wait-time': 100}
        const server = await lab.start(retry, changes)
        await server.until(/t/)
        const load = await lab.load(server)
        const set = (more: object, lifetime: number) =>
          keaCommand(socket, 'config-set', {
            Dhcp4: lab.dhcp4({...retry, ...more}, {...changes, 'valid-lifetime': lifetime}),
          })
        const shown = async () => {
          const answer = await keaCommand(socket, 'config-get')
          assert.equal(answer.result, 0)
          return (answer.arguments as Shown).Dhcp4
        }
        for (const [name, fault] of faults) {
          await load.more(3)
          const before = await shown()
          await proxy.set(fault)
          const refused = await set({}, 5000)
          assert.equal(refused.result, 1, `${name}: ${refused.text}`)
          assert.match(refused.text, /Unable to open database/)
          assert.equal(await load.ask(), undefined, `${name}: nobody is served`)
          assert.deepEqual(await shown(), before, `${name}: the former configuration is shown`)
          await proxy.set('pass')
          assert.equal(await load.ask(), undefined, `${name}: nobody looks for it by himself`)
          const healed = await set({}, 4000)
          assert.equal(healed.result, 0, `${name}: ${healed.text}`)
          await load.served()

          await proxy.set(fault)
          const waiting = await set({'retry-on-startup': true}, 6000)
          assert.equal(waiting.result, 0, `${name}: ${waiting.text}`)
          assert.equal(await load.ask(), undefined, `${name}: nobody is served yet`)
          assert.equal((await shown())['valid-lifetime'], 6000)
          const since = server.story.length
          await proxy.set('pass')
          await server.until(onFail === 'stop-retry-exit' ? /Ru/ : /R/, since)
          await load.served()
          assert.equal((await set({}, 4000)).result, 0)
        }
        assert.equal(server.child.exitCode, null)
        await assertKept(target, await load.stop())
        assert.equal((await server.stop()).code, 0)
      })
    }
  }
})
