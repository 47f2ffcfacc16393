import assert from 'node:assert/strict'
import {mkdirSync} from 'node:fs'
import {join} from 'node:path'
import {type TestContext, test} from 'node:test'
import {openSession} from '../../src/db/open-session.ts'
import type {Target} from '../../src/db/session.ts'
import {flagsOf} from '../support/databases.ts'
import {keats, printed} from '../support/keats.ts'
import {assertKept} from '../support/lease-load4.ts'
import {accessTo} from '../support/leases.ts'
import {type Acked, leaseDatabase, loopbackConfig4, openClients4, startLoopback4} from '../support/loopback4.ts'
import {startMariadb, startPostgres} from '../support/servers.ts'
import {SmallDisk} from '../support/small-disk.ts'

/** A database whose tables lie on a small disk of its own, on a server of this test's own. */
async function onSmallDisk(backend: 'pgsql' | 'mysql', t: TestContext): Promise<{target: Target; disk: SmallDisk}> {
  const server = await (backend === 'pgsql' ? startPostgres() : startMariadb())
  let disk: SmallDisk | undefined
  t.after(async () => {
    disk?.unmount()
    await server.stop()
  })
  const place = {host: '127.0.0.1', port: server.port, user: 'root', password: '', connectTimeout: 5000}
  const target: Target = {backend, ...place, database: backend === 'pgsql' ? 'postgres' : 'mysql'}
  const session = await openSession(target)
  const directory = backend === 'pgsql' ? join(server.directory, 'small') : join(server.directory, 'data', 'small')
  if (backend === 'pgsql') mkdirSync(directory)
  else await session.query('CREATE DATABASE small')
  disk = SmallDisk.mount(directory, 40, backend === 'pgsql' ? 'postgres' : 'mysql')
  if (backend === 'pgsql') {
    await session.query(`CREATE TABLESPACE small LOCATION '${directory}'`)
    await session.query('CREATE DATABASE small TABLESPACE small')
  }
  await session.close()
  return {target: {...target, database: 'small'}, disk}
}

for (const backend of ['pgsql', 'mysql'] as const) {
  test(`${backend}: a full disk refuses leases, loses none and serves again when there is room`, {
    timeout: 300_000,
  }, async t => {
    const {target, disk} = await onSmallDisk(backend, t)
    // PostgreSQL needs some room to let anybody in.
    disk.fill(1_000_000)
    const refused = await keats(['db-init', backend, ...flagsOf(target)])
    assert.equal(refused.code, backend === 'mysql' ? 8 : 1, refused.stderr)
    assert.match(
      refused.stderr,
      /statement \d+ of .*(?:No space left|No more room)[\s\S]*remove the cause and run the command again/,
    )
    disk.makeRoom()
    const made = await keats(['db-init', backend, ...flagsOf(target)])
    assert.equal(made.code, 0, made.stderr)

    const recovery = {'max-reconnect-tries': 3, 'reconnect-wait-time': 100}
    const access = {...leaseDatabase(accessTo(target)), ...recovery}
    const server = await startLoopback4(loopbackConfig4(accessTo(target), {'lease-database': access}))
    t.after(() => server.child.kill('SIGKILL'))
    const clients = await openClients4(server)
    const acked: Acked[] = []
    const lease = async (client: number) => {
      const answer = await clients.lease(client)
      if (answer !== undefined) acked.push(answer)
      return answer !== undefined
    }
    assert.ok(await lease(1))
    const full = printed(server.child, 'DHCP4_PACKET_PROCESS_EXCEPTION').then(() => false)
    disk.fill()
    // Rows still fit into pages that the tables already have.
    let client = 2
    while (client < 5000 && (await Promise.race([lease(client), full]))) client++
    assert.ok(client < 5000, 'the disk never was full')
    assert.equal(server.child.exitCode, null)
    disk.makeRoom()
    assert.ok(await lease(client))
    await clients.close()
    server.child.kill('SIGTERM')
    const {code, stdout} = await server.ended
    assert.equal(code, 0)
    assert.match(stdout, /DHCP4_PACKET_PROCESS_EXCEPTION/)
    await assertKept(target, acked)
  })
}
