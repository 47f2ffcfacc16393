import assert from 'node:assert/strict'
import {after, describe, test} from 'node:test'
import {setTimeout as delay} from 'node:timers/promises'
import {openLeaseStore4} from '../../src/db/lease-stores.ts'
import {DbError, type Target} from '../../src/db/session.ts'
import type {Lease4} from '../../src/model/lease4.ts'
import {type LeaseStore4, StoreError} from '../../src/ports/lease-store.ts'
import {migratedDatabase, onServer, type TestDatabase, withSession} from '../support/databases.ts'
import {accessTo, leaseOf} from '../support/leases.ts'
import {TcpProxy} from '../support/tcp-proxy.ts'

async function proxyTo({host, port}: Target): Promise<TcpProxy> {
  const proxy = await TcpProxy.open(host, port)
  after(() => proxy.close())
  return proxy
}

const lost = (error: unknown) => error instanceof StoreError && error.kind === 'lost'

/** Commits without pause until the store is lost; gives the leases that were acknowledged, and puts them into `made`. */
async function load(store: LeaseStore4, workers: number, made: Lease4[]): Promise<{made: Lease4[]; errors: unknown[]}> {
  const errors: unknown[] = []
  let next = 0
  const work = async () => {
    for (;;) {
      const lease = leaseOf(next++)
      try {
        assert.equal(await store.commit4([{kind: 'create', lease}]), 'ok')
        made.push(lease)
      } catch (error) {
        errors.push(error)
        return
      }
    }
  }
  await Promise.all(Array.from({length: workers}, work))
  return {made, errors}
}

/** Until the load has made some leases, or is over. */
async function under(running: Promise<unknown>, made: readonly Lease4[]): Promise<void> {
  let isOver = false
  void running.finally(() => {
    isOver = true
  })
  while (made.length < 100 && !isOver) await delay(20)
}

async function endConnections(database: TestDatabase): Promise<void> {
  const {backend, target} = database
  if (backend === 'pgsql') {
    await onServer(
      'pgsql',
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${target.database}'`,
    )
    return
  }
  const rows = await database.sql(
    `SELECT id FROM information_schema.PROCESSLIST WHERE db = '${target.database}' AND id <> CONNECTION_ID()`,
  )
  // One that the server closed itself meanwhile cannot be killed, which is as good.
  for (const row of rows) await onServer('mysql', `KILL ${row['id'] ?? row['ID']}`).catch(() => {})
}

async function settled(database: TestDatabase, made: readonly Lease4[]): Promise<void> {
  const store = await openLeaseStore4(accessTo(database.target), {queued: 100_000})
  const found = await Promise.all(
    made.map(({address}) => store.load4({clientId: undefined, hwAddr: undefined, addresses: [address]})),
  )
  assert.deepEqual(
    found.map(rows => rows[0]),
    made,
  )
  await store.close()
}

for (const backend of ['pgsql', 'mysql'] as const) {
  describe(`lease store on ${backend} that loses its server`, () => {
    test('connections ended: everything under way is answered, what was acknowledged is there', async () => {
      const database = await migratedDatabase(backend, undefined, 'lost')
      const told: StoreError[] = []
      const store = await openLeaseStore4(accessTo(database.target), {queued: 1000, onLost: error => told.push(error)})
      const begun: Lease4[] = []
      const running = load(store, 50, begun)
      await under(running, begun)
      await endConnections(database)
      const {made, errors} = await running
      assert.ok(made.length > 0)
      assert.equal(errors.length, 50)
      for (const error of errors) assert.ok(lost(error), String(error))
      assert.equal(told.length, 1)
      await assert.rejects(Promise.resolve(store.load4({clientId: undefined, hwAddr: undefined, addresses: []})), lost)
      await assert.rejects(store.counts4(), lost)
      await store.close()
      await settled(database, made)
    })

    test('a server that stops answering counts as lost in time', async () => {
      const database = await migratedDatabase(backend, undefined, 'silent')
      const {target} = database
      const proxy = await proxyTo(target)
      const told: StoreError[] = []
      const store = await openLeaseStore4(accessTo({...target, host: '127.0.0.1', port: proxy.port}), {
        queued: 1000,
        answerTimeout: 2000,
        onLost: error => told.push(error),
      })
      const begun: Lease4[] = []
      const running = load(store, 50, begun)
      await under(running, begun)
      await proxy.set('blackhole')
      const since = performance.now()
      const {made, errors} = await running
      assert.ok(performance.now() - since < 10_000, `${performance.now() - since} ms`)
      assert.ok(made.length > 0)
      for (const error of errors) assert.ok(lost(error), String(error))
      assert.equal(told.length, 1)
      await store.close()
      assert.ok(performance.now() - since < 15_000, `${performance.now() - since} ms`)
      await settled(database, made)
    })

    test('a connection that dies without a word in a transaction does not keep its locks', async () => {
      const {target} = await migratedDatabase(backend, undefined, 'locks')
      const proxy = await proxyTo(target)
      const leases = [leaseOf(1), leaseOf(2)]
      const renewal = leases.map(lease => ({
        kind: 'update' as const,
        lease: {...lease, expire: lease.expire + 60},
        expected: lease.expire,
      }))
      const direct = await openLeaseStore4(accessTo(target), {queued: 10})
      for (const lease of leases) assert.equal(await direct.commit4([{kind: 'create', lease}]), 'ok')
      const dying = await openLeaseStore4(accessTo({...target, host: '127.0.0.1', port: proxy.port}), {
        queued: 10,
        answerTimeout: 2000,
      })
      const answer = await withSession(target, async session => {
        await session.query('START TRANSACTION')
        await session.query(`SELECT expire FROM lease4 WHERE address = ${leases[0]!.address} FOR UPDATE`)
        const unanswered = Promise.resolve(dying.commit4(renewal)).catch((error: unknown) => error)
        // Its transaction waits for the lock now; it gets it, but its client never learns, and never commits.
        await delay(300)
        await proxy.set('drop')
        await session.query('ROLLBACK')
        return unanswered
      })
      assert.ok(lost(answer), String(answer))
      assert.equal(await direct.commit4(renewal), 'ok')
      await dying.close()
      await direct.close()
    })

    test('a server that cannot be reached, or accepts and says nothing, is an error in time', async () => {
      const {target} = await migratedDatabase(backend, undefined, 'unreached')
      const unreachable = (error: unknown) => error instanceof DbError && error.kind === 'unreachable'
      const access = accessTo({...target, password: 'Pa55word'})
      await assert.rejects(openLeaseStore4({...access, port: 1}, {queued: 1}), unreachable)
      const proxy = await proxyTo(target)
      await proxy.set('blackhole')
      const since = performance.now()
      await assert.rejects(
        openLeaseStore4({...access, host: '127.0.0.1', port: proxy.port, connectTimeout: 1}, {queued: 1}),
        error => {
          assert.ok(!String((error as Error).message).includes('Pa55word'))
          return unreachable(error)
        },
      )
      assert.ok(performance.now() - since < 10_000)
    })
  })
}
