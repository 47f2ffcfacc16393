import assert from 'node:assert/strict'
import {describe, type TestContext, test} from 'node:test'
import {setTimeout as delay} from 'node:timers/promises'
import {formatIpv4, type Ipv4} from '../../src/net-types/ipv4.ts'
import type {TestDatabase} from '../support/databases.ts'
import {hostOf, hostsIn} from '../support/hosts.ts'
import {keaInitialised as keaMysql} from '../support/kea-mysql.ts'
import {keaInitialised as keaPgsql} from '../support/kea-pgsql.ts'
import {startKea4} from '../support/kea4.ts'
import {type Acked, openClients4} from '../support/loopback4.ts'
import {hostsDatabase, reservedSubnet4} from '../support/reserving4.ts'
import {TcpProxy} from '../support/tcp-proxy.ts'
import {WatchedServer4} from '../support/watched-server4.ts'

/** Clients with reservations, each of which asks once. */
const [BEFORE, WHILE, AFTER] = [101, 102, 103]

/** A running server: the real Kea, or keats. */
interface Served {
  readonly port: number
  readonly replyPort: number
  text(): string
  stop(): Promise<unknown>
}

const servers: Readonly<Record<string, (dhcp4: object) => Promise<Served>>> = {
  Kea: async dhcp4 => {
    const {port, replyPort, output, stop} = await startKea4(dhcp4)
    return {port, replyPort, text: output, stop}
  },
  keats: async dhcp4 => {
    const server = await WatchedServer4.start(dhcp4)
    await server.until(/t/)
    return {port: server.port, replyPort: server.replyPort, text: () => server.text, stop: () => server.stop()}
  },
}

/** What the log tells of databases from the loss on; attempts that fail alike count as one. */
function story(text: string): string {
  const ids = [...text.matchAll(/\] ((?:DHCP4|DHCPSRV|DATABASE)_[A-Z0-9_]*(?:_DB|DB_|FATAL)[A-Z0-9_]*)/g)].map(
    ([, id]) => id!,
  )
  const lost = ids.findIndex(id => id.startsWith('DATABASE_'))
  const attempt = /(DHCP4_DB_RECONNECT_LOST_CONNECTION \w+_HOST_DB \w+_ATTEMPT_FAILED \w+_ATTEMPT_SCHEDULE )\1+/
  return ids.slice(lost).join(' ').replace(attempt, '$1')
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (const end = performance.now() + 30_000; !holds(); await delay(50)) {
    if (performance.now() > end) throw new Error(`30 seconds passed without ${what}`)
  }
}

/** Addresses given before, during and after the loss, and the story of the log. */
async function lives(t: TestContext, name: string, database: TestDatabase, onFail: string) {
  const proxy = await TcpProxy.open(database.target.host, database.target.port)
  t.after(() => proxy.close())
  const policy = {'on-fail': onFail, 'max-reconnect-tries': 100, 'reconnect-wait-time': 100, 'connect-timeout': 5}
  const server = await servers[name]!({
    'interfaces-config': {interfaces: ['lo/127.0.0.1'], 'dhcp-socket-type': 'udp'},
    'lease-database': {type: 'memfile', persist: false},
    'hosts-databases': [hostsDatabase(database, {host: '127.0.0.1', port: proxy.port, ...policy})],
    subnet4: [reservedSubnet4],
  })
  t.after(() => server.stop())
  const clients = await openClients4(server)
  t.after(() => clients.close())
  const told = (acked: Acked | undefined) => (acked === undefined ? 'nothing' : formatIpv4(acked.address))
  const before = told(await clients.lease(BEFORE))
  await proxy.set('refuse')
  // The loss is found by the next question, whose message is lost with it.
  await clients.leaseBriefly(50)
  await until('a failed attempt', () => server.text().includes('HOST_DB_RECONNECT_ATTEMPT_SCHEDULE'))
  const during = told(await (onFail === 'stop-retry-exit' ? clients.leaseBriefly(WHILE) : clients.lease(WHILE)))
  await proxy.set('pass')
  await until('a recovery', () => server.text().includes('DHCP4_DB_RECONNECT_SUCCEEDED'))
  return {before, during, after: told(await clients.lease(AFTER)), story: story(server.text())}
}

function losing(name: string, prepare: () => Promise<TestDatabase>): void {
  describe(`${name} with hosts is lost and comes back`, {concurrency: 2}, async () => {
    const database = await prepare()
    const store = await hostsIn(database).open()
    for (const n of [BEFORE, WHILE, AFTER]) {
      await store.add4(hostOf(n, {address: (0x0a640000 + n) as Ipv4}), {uniqueAddress: true})
    }
    await store.close()
    for (const onFail of ['stop-retry-exit', 'serve-retry-continue']) {
      test(`${onFail}: clients and the log see what they see of the real Kea`, {timeout: 240_000}, async t => {
        const [theirs, ours] = [await lives(t, 'Kea', database, onFail), await lives(t, 'keats', database, onFail)]
        assert.deepEqual([ours.before, ours.after], ['10.100.0.101', '10.100.0.103'])
        if (onFail === 'stop-retry-exit') assert.equal(ours.during, 'nothing')
        else assert.match(ours.during, /^10\.0\.0\./, 'served without the reservation')
        // How many addresses of the pool were given before does not matter.
        const pooled = ({during, ...rest}: typeof ours) => ({
          ...rest,
          during: during.replace(/^10\.0\.0\.\d+$/, 'a pool'),
        })
        assert.deepEqual(pooled(ours), pooled(theirs))
      })
    }
  })
}

losing('PostgreSQL', keaPgsql)
losing('MariaDB', keaMysql)
