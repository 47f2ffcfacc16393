import assert from 'node:assert/strict'
import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {test} from 'node:test'
import {setTimeout as delay} from 'node:timers/promises'
import {backends, migratedDatabase, scratchDirectory} from '../support/databases.ts'
import {keaCommand} from '../support/kea-control.ts'
import {assertKept, LeaseLoad4} from '../support/lease-load4.ts'
import {accessTo} from '../support/leases.ts'
import {loopbackConfig4, startLoopback4} from '../support/loopback4.ts'

/** What must not grow with the number of configurations. */
function use(pid: number): {readonly files: number; readonly megabytes: number} {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return {
    files: readdirSync(`/proc/${pid}/fd`).length,
    megabytes: Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024),
  }
}

// SQL servers are connected to anew each time, so fewer rounds show the same there.
const rounds = {sqlite: 1000, pgsql: 48, mysql: 48}

for (const backend of backends) {
  const count = rounds[backend]
  test(`${backend}: ${count} reconfigurations under load lose nothing and leak nothing`, {
    timeout: 300_000,
  }, async t => {
    const database = await migratedDatabase(backend, undefined, 'reconfigure')
    const path = join(scratchDirectory(), `${backend}.sock`)
    const channel = {'control-socket': {'socket-type': 'unix', 'socket-name': path}}
    const access =
      backend === 'sqlite'
        ? ({type: 'sqlite', name: database.target.database, readonly: false} as const)
        : accessTo(database.target)
    const configs = [4000, 5000].map(lifetime => loopbackConfig4(access, {...channel, 'valid-lifetime': lifetime}))
    const server = await startLoopback4(configs[0]!)
    t.after(() => server.child.kill('SIGKILL'))
    const load = await LeaseLoad4.start(server, {first: 1, workers: 8, pause: 5, timeout: 20_000})
    const reconfigure = async (times: number) => {
      for (let round = 0; round < times; round++) {
        const answer = await keaCommand(path, 'config-set', {Dhcp4: configs[round % 2]!})
        assert.equal(answer.result, 0, answer.text)
      }
    }
    await reconfigure(count / 4)
    const before = use(server.child.pid!)
    await reconfigure((count * 3) / 4)
    await load.served()
    // Connections of a database that is just being left may still be open on either side.
    for (let tries = 0; use(server.child.pid!).files - before.files > 12 && tries < 400; tries++) await delay(50)
    const after = use(server.child.pid!)
    const acked = await load.stop()
    assert.equal(load.unanswered, 0)
    assert.ok(acked.length > count / 10, `only ${acked.length} leases`)
    await assertKept(database.target, acked)
    assert.ok(Math.abs(after.files - before.files) <= 12, `${before.files} files, then ${after.files}`)
    assert.ok(after.megabytes < before.megabytes * 1.3 + 20, `${before.megabytes} MB, then ${after.megabytes} MB`)
    server.child.kill('SIGTERM')
    assert.equal((await server.ended).code, 0)
  })
}
