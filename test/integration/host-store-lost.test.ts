import assert from 'node:assert/strict'
import {test} from 'node:test'
import {isLost, type StoreError} from '../../src/ports/lease-store.ts'
import {onServer} from '../support/databases.ts'
import {hostOf, type TestHosts, testHosts} from '../support/hosts.ts'

const host = hostOf(1)
const keys = {subnetIds: [1], identifiers: [host.identifier], addresses: []}
const unique = {uniqueAddress: true}

/** Ends every connection to the database, as a server that goes away does. */
async function cut({database: {target, backend, sql}}: TestHosts): Promise<void> {
  if (backend === 'pgsql') {
    const others = `datname = '${target.database}' AND application_name = 'keats'`
    await onServer('pgsql', `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${others}`)
    return
  }
  const rows = await sql(`SELECT ID FROM information_schema.PROCESSLIST
    WHERE DB = '${target.database}' AND ID <> CONNECTION_ID()`)
  // One that the server closed itself meanwhile cannot be killed, which is as good.
  for (const row of rows) await onServer('mysql', `KILL ${Number(row['ID'])}`).catch(() => {})
}

for (const kind of ['postgresql', 'mysql'] as const) {
  test(`a host store on ${kind} whose connections break says so once, and answers nothing but that`, async () => {
    const hosts = await testHosts(kind)
    const told: StoreError[] = []
    let tell = () => {}
    const first = new Promise<void>(resolve => {
      tell = resolve
    })
    const store = await hosts.open({
      onLost: error => {
        told.push(error)
        tell()
      },
    })
    assert.equal((await store.add4(host, unique)).kind, 'added')
    await cut(hosts)
    await first
    const {identifier} = host
    for (const call of [
      () => store.load4(keys),
      () => store.find4({by: 'subnet', subnetId: 1}, undefined, 10),
      () => store.add4(hostOf(2), unique),
      () => store.update4(host, unique),
      () => store.delete4({subnetId: 1, identifier}),
    ])
      await assert.rejects(Promise.resolve(call()), isLost)
    await store.close()
    assert.equal(told.length, 1)
    assert.ok(isLost(told[0]))
    const again = await hosts.open()
    assert.equal((await again.find4({by: 'subnet', subnetId: 1}, undefined, 10)).length, 1)
    await again.close()
  })

  test(`a table of ${kind} that is missing is told as an error that will stay, and nothing else is harmed`, async () => {
    const hosts = await testHosts(kind)
    const store = await hosts.open()
    await store.add4(host, unique)
    await hosts.database.sql('ALTER TABLE dhcp4_options RENAME TO gone')
    const fatal = (error: unknown) =>
      (error as StoreError).name === 'StoreError' && (error as StoreError).kind === 'fatal'
    await assert.rejects(Promise.resolve(store.load4(keys)), fatal)
    await assert.rejects(store.update4({...host, hostname: 'new'}, unique), fatal)
    await hosts.database.sql('ALTER TABLE gone RENAME TO dhcp4_options')
    const rows = await store.load4(keys)
    assert.notEqual(rows, 'full')
    assert.deepEqual(
      (rows as Exclude<typeof rows, 'full'>).map(found => found.host),
      [host],
    )
    await store.close()
  })
}
