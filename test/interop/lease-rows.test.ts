import assert from 'node:assert/strict'
import {after, describe, test} from 'node:test'
import {setTimeout as delay} from 'node:timers/promises'
import {openLeaseStore4} from '../../src/db/lease-stores.ts'
import type {Target} from '../../src/db/session.ts'
import {INFINITE_LIFETIME, type Lease4} from '../../src/model/lease4.ts'
import type {ClientId, HwAddr} from '../../src/net-types/identifiers.ts'
import {formatIpv4, type Ipv4, parseIpv4} from '../../src/net-types/ipv4.ts'
import type {LeaseStore4} from '../../src/ports/lease-store.ts'
import {decode4} from '../../src/wire/decode4.ts'
import {encode4} from '../../src/wire/encode4.ts'
import {type TestDatabase, withSession} from '../support/databases.ts'
import {keaAdmin as keaAdminMysql, keaInitialised as keaMysql} from '../support/kea-mysql.ts'
import {keaInitialised as keaPgsql} from '../support/kea-pgsql.ts'
import {type Kea4, PacketPeer4, startKea4} from '../support/kea4.ts'
import {accessTo} from '../support/leases.ts'
import {message4} from '../support/message4.ts'
import {freePort, startMariadb} from '../support/servers.ts'

const relay = parseIpv4('127.0.0.1')!
const address = (text: string) => parseIpv4(text)!

/** Kea on `target`: subnet 1 with a day's lifetimes, subnet 2 with endless ones. */
function configuration(target: Target): object {
  const {host, port, user, password, database} = target
  const type = target.backend === 'pgsql' ? 'postgresql' : 'mysql'
  const relays = (text: string) => ({'ip-addresses': [text]})
  return {
    'interfaces-config': {interfaces: ['lo'], 'dhcp-socket-type': 'udp'},
    'lease-database': {type, host, port, user, password, name: database},
    'store-extended-info': true,
    'decline-probation-period': 7200,
    subnet4: [
      {
        id: 1,
        subnet: '10.1.0.0/16',
        pools: [{pool: '10.1.0.10 - 10.1.0.99'}],
        relay: relays('127.0.0.1'),
        'valid-lifetime': 86400,
      },
      {
        id: 2,
        subnet: '10.2.0.0/16',
        pools: [{pool: '10.2.0.10 - 10.2.0.99'}],
        relay: relays('127.0.0.2'),
        'valid-lifetime': INFINITE_LIFETIME,
      },
    ],
  }
}

interface Client {
  readonly mac: readonly number[]
  readonly options?: readonly (readonly [number, readonly number[]])[]
  readonly giaddr?: Ipv4
}

const bytesOf = (value: Ipv4) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]

let xid = 100

function bytesOf4(client: Client, type: number, options: [number, readonly number[]][], ciaddr: Ipv4): Uint8Array {
  return encode4(
    message4({
      xid: ++xid,
      hops: 1,
      ciaddr,
      giaddr: client.giaddr ?? relay,
      chaddr: Uint8Array.from(client.mac),
      options: [[53, [type]], ...(client.options ?? []), ...options],
    }),
  )
}

/** Looks until it fits: Kea commits when the disk lets it. */
async function eventually<T>(look: () => Promise<T>, fits: (found: T) => boolean): Promise<T> {
  for (const end = performance.now() + 20_000; ; await delay(20)) {
    const found = await look()
    if (fits(found) || performance.now() > end) return found
  }
}

class Relay {
  readonly #kea: Kea4
  readonly #peer: PacketPeer4

  constructor(kea: Kea4, peer: PacketPeer4) {
    this.#kea = kea
    this.#peer = peer
  }

  async send(client: Client, type: number, options: [number, readonly number[]][], ciaddr = 0 as Ipv4) {
    const answer = await this.#peer.exchange(bytesOf4(client, type, options, ciaddr), this.#kea.port)
    if (answer === undefined) return undefined
    const message = decode4(answer)
    assert.ok('options' in message, 'a message')
    return message
  }

  /** What is not answered. */
  tell(client: Client, type: number, options: [number, readonly number[]][], ciaddr = 0 as Ipv4) {
    void this.#peer.exchange(bytesOf4(client, type, options, ciaddr), this.#kea.port, 1)
  }

  async offer(client: Client) {
    const offer = await this.send(client, 1, [])
    assert.ok(offer, 'an offer')
    return {address: offer.yiaddr, serverId: [...offer.options.get(54)!]}
  }

  async lease(client: Client) {
    const offer = await this.offer(client)
    const ack = await this.send(client, 3, [
      [50, bytesOf(offer.address)],
      [54, offer.serverId],
    ])
    assert.equal(ack?.options.get(53)?.[0], 5, 'an ACK')
    return offer
  }
}

const rowOf = async (database: TestDatabase, at: Ipv4) =>
  (await database.sql(`SELECT * FROM lease4 WHERE address = ${at}`))[0]

function interop(name: string, prepare: () => Promise<TestDatabase>, prefix: readonly string[] = []): void {
  describe(`lease rows of the real Kea on ${name}`, async () => {
    const database = await prepare()
    const replyPort = await freePort()
    const kea = await startKea4(configuration(database.target), {replyPort, prefix})
    const peer = await PacketPeer4.open(replyPort, '0.0.0.0')
    const via = new Relay(kea, peer)
    const store: LeaseStore4 = await openLeaseStore4(accessTo(database.target), {queued: 1000})
    after(async () => {
      await Promise.all([peer.close(), kea.stop()])
      await store.close()
    })
    const read = async (at: Ipv4) => {
      const rows = await store.load4({clientId: undefined, hwAddr: undefined, addresses: [at]})
      assert.notEqual(rows, 'full')
      assert.equal(rows.length, 1, formatIpv4(at))
      return rows[0] as Lease4
    }

    const named: Client = {
      mac: [2, 0, 0, 0, 1, 1],
      options: [
        [61, [1, 2, 0, 0, 0, 1, 1]],
        [12, [...Buffer.from('printer')]],
      ],
    }
    const anonymous: Client = {mac: [2, 0, 0, 0, 1, 2]}
    const relayed: Client = {mac: [2, 0, 0, 0, 1, 3], options: [[82, [1, 4, 0xde, 0xad, 0xbe, 0xef]]]}
    const declining: Client = {mac: [2, 0, 0, 0, 1, 4], options: [[61, [0, 1, 2, 3]]]}
    const endless: Client = {mac: [2, 0, 0, 0, 1, 5], giaddr: address('127.0.0.2')}

    test('what Kea wrote is read: identifiers, times, states, names, contexts', async () => {
      const now = Math.floor(Date.now() / 1000)
      const near = (expire: number, wanted: number) =>
        assert.ok(Math.abs(expire - wanted) < 120, `${expire} for ${wanted}`)
      const one = await via.lease(named)
      const lease = await read(one.address)
      near(lease.expire, now + 86400)
      assert.deepEqual(lease, {
        address: one.address,
        hwAddr: '020000000101',
        clientId: '01020000000101',
        validLifetime: 86400,
        expire: lease.expire,
        subnetId: 1,
        fqdnFwd: false,
        fqdnRev: false,
        hostname: 'printer',
        state: 0,
        userContext: undefined,
      })
      const two = await read((await via.lease(anonymous)).address)
      assert.deepEqual([two.hwAddr, two.clientId, two.hostname], ['020000000102', undefined, ''])
      const three = await read((await via.lease(relayed)).address)
      assert.match(three.userContext ?? '', /relay-agent-info/)
      const four = await via.lease(declining)
      via.tell(declining, 4, [
        [50, bytesOf(four.address)],
        [54, four.serverId],
      ])
      const declined = await eventually(
        () => read(four.address),
        ({state}) => state !== 0,
      )
      assert.deepEqual(
        [declined.state, declined.hwAddr, declined.clientId, declined.validLifetime],
        [1, undefined, undefined, 7200],
      )
      near(declined.expire, now + 7200)
      const five = await read((await via.lease(endless)).address)
      assert.equal(five.validLifetime, INFINITE_LIFETIME)
      near(five.expire, now)
    })

    test('what keats writes is what Kea writes, column by column', async () => {
      const rows = await store.page4(0 as Ipv4, 0xffffffff as Ipv4, undefined, 100)
      assert.equal(rows.length, 5)
      for (const {address: at} of rows) {
        const before = await rowOf(database, at)
        const lease = await read(at)
        assert.equal(await store.commit4([{kind: 'update', lease, expected: lease.expire}]), 'ok')
        assert.deepEqual(await rowOf(database, at), before, 'rewritten')
        assert.equal(await store.commit4([{kind: 'delete', address: at, expected: lease.expire}]), 'ok')
        assert.equal(await store.commit4([{kind: 'create', lease}]), 'ok')
        assert.deepEqual(await rowOf(database, at), before, 'made anew')
      }
    })

    test('Kea goes on with leases of keats: offers, renews, refuses and releases them', async () => {
      const now = Math.floor(Date.now() / 1000)
      const made = (text: string, mac: string, clientId?: string): Lease4 => ({
        address: address(text),
        hwAddr: mac as HwAddr,
        clientId: clientId as ClientId | undefined,
        validLifetime: 86400,
        expire: now + 600,
        subnetId: 1,
        fqdnFwd: false,
        fqdnRev: false,
        hostname: '',
        state: 0,
        userContext: undefined,
      })
      const known: Client = {mac: [2, 0, 0, 0, 2, 1], options: [[61, [9, 9, 9]]]}
      const byMac: Client = {mac: [2, 0, 0, 0, 2, 2]}
      const leases = [made('10.1.0.50', '020000000201', '090909'), made('10.1.0.51', '020000000202')]
      for (const lease of leases) assert.equal(await store.commit4([{kind: 'create', lease}]), 'ok')
      assert.equal(formatIpv4((await via.offer(known)).address), '10.1.0.50')
      assert.equal(formatIpv4((await via.offer(byMac)).address), '10.1.0.51')
      const ack = await via.send(byMac, 3, [], address('10.1.0.51'))
      assert.equal(ack?.options.get(53)?.[0], 5)
      const renewed = await read(address('10.1.0.51'))
      assert.ok(Math.abs(renewed.expire - (now + 86400)) < 120)
      const thief: Client = {mac: [2, 0, 0, 0, 2, 3]}
      const nak = await via.send(thief, 3, [
        [50, [10, 1, 0, 50]],
        [54, (await via.offer(thief)).serverId],
      ])
      assert.equal(nak?.options.get(53)?.[0], 6)
      via.tell(known, 7, [[54, (await via.offer(known)).serverId]], address('10.1.0.50'))
      const gone = await eventually(
        async () => store.load4({clientId: '090909' as ClientId, hwAddr: undefined, addresses: []}),
        rows => rows.length === 0,
      )
      assert.deepEqual(gone, [])
    })

    test('the counters are those of the rows', async () => {
      const counted = await database.sql(
        'SELECT subnet_id, state, COUNT(*) AS leases FROM lease4 WHERE state < 2 GROUP BY subnet_id, state',
      )
      const expected = counted.map(row => [Number(row['subnet_id']), Number(row['state']), Number(row['leases'])])
      const kept = (await store.counts4()).filter(({leases}) => leases > 0)
      assert.deepEqual(kept.map(({subnetId, state, leases}) => [subnetId, state, leases]).sort(), expected.sort())
    })
  })
}

/** A MariaDB whose clock shows another zone, as does Kea's: the times in the rows must not move. */
async function elsewhere(): Promise<TestDatabase> {
  const server = await startMariadb(['default-time-zone=+05:30'])
  after(() => server.stop())
  const database = 'lease_rows'
  const target: Target = {
    backend: 'mysql',
    host: '127.0.0.1',
    port: server.port,
    user: 'root',
    password: '',
    database,
    connectTimeout: 20_000,
  }
  await withSession({...target, database: 'mysql'}, session => session.query(`CREATE DATABASE ${database}`))
  const {code, stdout, stderr} = await keaAdminMysql(target, 'db-init')
  assert.equal(code, 0, stdout + stderr)
  return {
    backend: 'mysql',
    target,
    flags: [],
    sql: text => withSession(target, session => session.query(text)),
    drop: async () => {},
  }
}

interop('PostgreSQL', keaPgsql)
interop('MariaDB', keaMysql)
interop('MariaDB in another time zone', elsewhere, ['env', 'TZ=Asia/Kolkata'])
