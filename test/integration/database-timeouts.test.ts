import assert from 'node:assert/strict'
import {after, test} from 'node:test'
import {openLeaseStore4} from '../../src/db/lease-stores.ts'
import {openSession} from '../../src/db/open-session.ts'
import {DbError} from '../../src/db/session.ts'
import type {SqlAccess} from '../../src/model/config4.ts'
import type {Ipv4} from '../../src/net-types/ipv4.ts'
import {migratedDatabase, serverTarget} from '../support/databases.ts'
import {accessTo} from '../support/leases.ts'
import {TcpProxy} from '../support/tcp-proxy.ts'

const proxies: TcpProxy[] = []
after(() => Promise.all(proxies.map(proxy => proxy.close())))

async function proxyTo(host: string, port: number): Promise<TcpProxy> {
  const proxy = await TcpProxy.open(host, port)
  proxies.push(proxy)
  return proxy
}

for (const [backend, keyword] of [
  ['pgsql', 'tcpUserTimeout'],
  ['mysql', 'readTimeout'],
] as const) {
  test(`${backend}: ${keyword} tells of a silent server before the default would`, {timeout: 300_000}, async () => {
    const {target} = await migratedDatabase(backend, undefined, 'timeouts')
    const proxy = await proxyTo(target.host, target.port)
    const access = accessTo({...target, host: '127.0.0.1', port: proxy.port})
    const order: string[] = []
    const open = (name: string, more: Partial<SqlAccess>) =>
      openLeaseStore4({...access, ...more}, {queued: 10, onLost: () => order.push(name)})
    const patient = await open('patient', {})
    const limited = await open('limited', {[keyword]: 3})
    await proxy.set('blackhole')
    const keys = {clientId: undefined, hwAddr: undefined, addresses: [1 as Ipv4]}
    const answers = [patient, limited].map(store => Promise.resolve(store.load4(keys)))
    await assert.rejects(answers[1]!, /no answer in time/)
    assert.deepEqual(order, ['limited'])
    await proxy.set('pass')
    await answers[0]
    await Promise.all([patient.close(), limited.close()])
    assert.deepEqual(order, ['limited'])
  })
}

test('mysql: write-timeout ends a connection that takes nothing', {timeout: 300_000}, async () => {
  const target = await serverTarget('mysql', 'mysql')
  const proxy = await proxyTo(target.host, target.port)
  const session = await openSession({...target, host: '127.0.0.1', port: proxy.port, writeTimeout: 300})
  await session.query('SELECT 1')
  await proxy.set('stall')
  // More than the buffers of both sockets take.
  const long = session.query(`SELECT LENGTH('${'a'.repeat(15_000_000)}')`)
  await assert.rejects(
    long,
    error => error instanceof DbError && error.kind === 'lost' && /not taken/.test(error.message),
  )
  await session.close()
})
