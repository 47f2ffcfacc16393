import assert from 'node:assert/strict'
import {afterEach, describe, test} from 'node:test'
import {formatIpv4, type Ipv4, parseIpv4} from '../../src/net-types/ipv4.ts'
import {messageType4} from '../../src/wire/message4.ts'
import {clientsOf as clientsOfHalf} from '../support/ha-group4.ts'
import {freeUrls, HaServer4, type HaSide} from '../support/ha-servers4.ts'
import {UpdatePartner, type Verdict} from '../support/ha-update-partner.ts'
import {macOf, openClients4} from '../support/loopback4.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const hwAddrOf = (client: number) => Buffer.from(macOf(client)).toString('hex')
const memory = {type: 'sqlite', name: ':memory:'}

async function keats(side: Partial<HaSide> & Pick<HaSide, 'index' | 'urls'>): Promise<HaServer4> {
  const server = await HaServer4.start({maker: 'keats', leaseDatabase: memory, ...side})
  closing.push(() => server.stop())
  return server
}

async function clientsOf(server: HaServer4, timeout?: number) {
  const clients = await openClients4(server, timeout)
  closing.push(() => clients.close())
  return clients
}

/** A keats in its normal state, and the partner that the test plays. */
async function besidePartner(mode: 'hot-standby' | 'load-balancing', changes: object = {}, dhcp4: object = {}) {
  const partner = await UpdatePartner.open('ready')
  closing.push(() => partner.close())
  const [own] = await freeUrls()
  const threads = {'enable-multi-threading': true, 'http-dedicated-listener': true, 'http-client-threads': 4}
  const patient = {'max-response-delay': 60_000, 'heartbeat-delay': 100, 'multi-threading': threads}
  const server = await keats({index: 0, urls: [own, partner.url], changes: {mode, ...patient, ...changes}, dhcp4})
  await server.reaches(mode)
  partner.state = mode
  return {partner, server}
}

async function parked(server: HaServer4): Promise<number> {
  const status = await server.ask<{'high-availability': readonly [{keats: {'parked-queries': number}}]}>('status-get')
  return status['high-availability'][0].keats['parked-queries']
}

describe('updates between two keats', () => {
  test('every lease that a client has is in both stores, and so is its end', async () => {
    const urls = await freeUrls()
    const [second, first] = await Promise.all([keats({index: 1, urls}), keats({index: 0, urls})])
    await Promise.all([first, second].map(server => server.reaches('hot-standby')))
    const clients = await clientsOf(first)
    const leased: Awaited<ReturnType<typeof clients.lease>>[] = []
    for (let wave = 0; wave < 10; wave++) {
      const some = Array.from({length: 25}, (_, client) => clients.lease(wave * 25 + client))
      leased.push(...(await Promise.all(some)))
    }
    const stored = new Map((await second.leases()).map(lease => [lease['ip-address'], lease['hw-address']]))
    for (const [client, acked] of leased.entries()) {
      assert.ok(acked !== undefined, `client ${client} has no answer`)
      assert.equal(String(stored.get(formatIpv4(acked.address))).replaceAll(':', ''), hwAddrOf(client))
    }
    assert.match(second.output, /COMMAND_RECEIVED.*keats-lease4-apply/)
    assert.ok((await Promise.all(leased.slice(0, 25).map(acked => clients.renew(acked!)))).every(Boolean))
    for (const {client, address} of leased.slice(50, 100).map(acked => acked!)) {
      clients.exchanges.tell({...identity(client), type: messageType4.RELEASE, ciaddr: address, serverId: LOOPBACK})
    }
    for (const {client, address} of leased.slice(100, 110).map(acked => acked!)) {
      const asked = {requestedAddress: address, serverId: LOOPBACK}
      clients.exchanges.tell({...identity(client), type: messageType4.DECLINE, ...asked})
    }
    await first.until('releases', async () => (await first.leases()).length === 200)
    await first.until('declines', async () => (await first.leases()).filter(({state}) => state === 1).length === 10)
    const mine = await first.leases()
    await second.until('the same leases', async () => JSON.stringify(await second.leases()) === JSON.stringify(mine))
  })

  test('while the partner stands still nobody is answered, then everybody is', async () => {
    const urls = await freeUrls()
    const changes = {'max-response-delay': 60_000}
    const [second, first] = await Promise.all([keats({index: 1, urls, changes}), keats({index: 0, urls, changes})])
    await Promise.all([first, second].map(server => server.reaches('hot-standby')))
    const clients = await clientsOf(first, 60_000)
    second.signal('SIGSTOP')
    let answered = 0
    const told = Array.from({length: 20}, (_, client) =>
      clients.lease(client).then(acked => {
        answered++
        return acked
      }),
    )
    await first.until('all leases committed', async () => (await first.leases()).length === 20)
    assert.ok((await parked(first)) > 0)
    assert.equal(answered, 0)
    second.signal('SIGCONT')
    const leased = await Promise.all(told)
    const stored = new Set((await second.leases()).map(lease => lease['ip-address']))
    for (const acked of leased) assert.ok(acked !== undefined && stored.has(formatIpv4(acked.address)))
  })
})

const LOOPBACK = 0x7f000001 as Ipv4
const identity = (client: number) => ({identity: {mac: macOf(client), clientId: undefined}})

describe('what a partner makes of an update (facts: ha.md §6)', () => {
  test('0, 3 and a late 0 let the client have its answer, nothing else does', async () => {
    const {partner, server} = await besidePartner('hot-standby', {'max-rejected-lease-updates': 0})
    const bare = {body: '{"result": 0, "text": "good"}'}
    const verdicts: readonly (readonly [Verdict, boolean])[] = [
      [0, true],
      [3, true],
      [1, false],
      [2, false],
      [4, false],
      [bare, false],
      ['cut', false],
      ['held', true],
    ]
    partner.judge = ({hwAddr}) => verdicts.find((_, client) => hwAddrOf(client) === hwAddr)?.[0] ?? 0
    const clients = await clientsOf(server, 10_000)
    const answers = verdicts.map((_, client) => clients.lease(client))
    const late = server.until('the last one waits', async () =>
      partner.updates.some(({hwAddr}) => hwAddr === hwAddrOf(7)),
    )
    await late
    assert.equal((await Promise.race([answers[7], 'waits'])) as unknown, 'waits')
    partner.release()
    const told = await Promise.all(answers)
    assert.deepEqual(
      told.map(acked => acked !== undefined),
      verdicts.map(([, isTold]) => isTold),
    )
    assert.match(server.output, /HA_LEASE_UPDATE_FAILED.*result 1/)
    assert.match(server.output, /HA_LEASE_UPDATE_CREATE_UPDATE_FAILED_ON_PEER.*result 4/)
    assert.match(server.output, /HA_LEASE_UPDATE_COMMUNICATIONS_FAILED/)
    // All of them are committed, and the next renewal is told again.
    assert.equal((await server.leases()).length, verdicts.length)
  })

  test('after ten seconds without an answer it has failed', async () => {
    const {partner, server} = await besidePartner('load-balancing', {'delayed-updates-limit': 10})
    partner.judge = () => 'held'
    const clients = await clientsOf(server, 3000)
    // Half of all clients are the partner's.
    const told = Promise.all(Array.from({length: 12}, (_, client) => clients.lease(client)))
    await server.until('an update', () => partner.updates.length > 0)
    await server.until('the failure', () => server.output.includes('no answer within 10 s'))
    await server.until('communication-recovery', () => server.output.includes('to communication-recovery'))
    await told
    partner.judge = () => 0
    partner.release()
    await server.reaches('load-balancing')
  })

  test('a lease out of the cache is told of only when the partner knows it', async () => {
    const {partner, server} = await besidePartner('hot-standby', {}, {'cache-threshold': 0.5})
    partner.judge = () => 4
    const impatient = await openClients4(server, 5000)
    const refused = impatient.lease(1)
    await server.until('the update', () => partner.updates.length > 0)
    assert.equal(await refused, undefined)
    await impatient.close()
    const before = partner.updates.length
    partner.judge = () => 'held'
    const clients = await clientsOf(server)
    let told = false
    const again = clients.lease(1).finally(() => {
      told = true
    })
    await server.until('the update once more', () => partner.updates.length > before)
    assert.equal(told, false)
    partner.judge = () => 0
    partner.release()
    assert.ok(await again)
    const after = partner.updates.length
    assert.ok(await clients.lease(1), 'from here on the cache is enough')
    assert.equal(partner.updates.length, after)
  })

  test('so many rejected clients end the relationship', async () => {
    const {partner, server} = await besidePartner('hot-standby', {'max-rejected-lease-updates': 2})
    partner.judge = () => 4
    const clients = await clientsOf(server, 30_000)
    const told = [clients.lease(1)]
    await server.until('a rejection', () => partner.updates.length > 0)
    assert.equal(await server.state(), 'hot-standby')
    told.push(clients.lease(2))
    await server.reaches('terminated')
    assert.match(server.output, /HA_LEASE_UPDATE_REJECTS_CAUSED_TERMINATION/)
    // When they ask again, a server that is alone answers them at once.
    assert.ok((await Promise.all(told)).every(Boolean))
  })

  test('no more clients wait than parked-packet-limit says', async () => {
    const {partner, server} = await besidePartner('hot-standby', {}, {'parked-packet-limit': 2})
    partner.judge = () => 'held'
    const clients = await clientsOf(server, 30_000)
    const told = [clients.lease(1), clients.lease(2)]
    await server.until('two that wait', async () => (await parked(server)) === 2)
    const third = clients.lease(3)
    await server.until('the third committed', async () => (await server.leases()).length === 3)
    assert.equal(await parked(server), 2)
    assert.deepEqual(
      partner.updates.map(({hwAddr}) => hwAddr).filter(hwAddr => hwAddr === hwAddrOf(3)),
      [],
    )
    partner.judge = () => 0
    partner.release()
    assert.ok((await Promise.all([...told, third])).every(Boolean))
  })

  test('of one address the partner hears in the order in which things happened', async () => {
    const {partner, server} = await besidePartner('hot-standby')
    const clients = await clientsOf(server, 30_000)
    partner.judge = () => 'held'
    const first = clients.lease(1)
    await server.until('its update', () => partner.updates.length === 1)
    // To the server this is another client, so that it does not wait for the first one; the lease is of both.
    const renewal = {type: messageType4.REQUEST, ciaddr: (await addressOf(server)) as Ipv4}
    const other = {mac: macOf(1), clientId: Uint8Array.of(255, 1, 2)}
    const second = clients.exchanges.ask({...renewal, identity: other}, [messageType4.ACK])
    await server.until('its lease', async () => (await server.leases())[0]?.['client-id'] === 'ff:01:02')
    assert.equal(partner.updates.length, 1)
    partner.judge = () => 0
    partner.release()
    assert.ok(await first)
    assert.equal((await second).kind, 'answer')
    assert.deepEqual([...new Set(partner.updates.map(({clientId}) => clientId))], ['', 'ff0102'])
  })
})

async function addressOf(server: HaServer4): Promise<number | undefined> {
  return parseIpv4(String((await server.leases())[0]?.['ip-address']))
}

describe('communication-recovery', () => {
  test('what was delayed is sent in its order; too much of it makes the partner synchronize', async () => {
    const {partner, server} = await besidePartner('load-balancing', {'delayed-updates-limit': 5})
    const clients = await clientsOf(server)
    const own = clientsOfHalf(0, 4)
    for (const client of own) assert.ok(await clients.lease(client))
    partner.state = undefined
    await server.reaches('communication-recovery')
    partner.updates.splice(0)
    for (const client of own) assert.ok(await clients.lease(client), 'clients are answered at once')
    assert.deepEqual(partner.updates, [])
    partner.state = 'load-balancing'
    await server.reaches('load-balancing')
    assert.deepEqual(
      partner.updates.map(({hwAddr}) => hwAddr),
      own.map(hwAddrOf),
    )
    assert.match(server.output, /HA_LEASES_BACKLOG_SUCCESS.* 4 delayed/)
    partner.state = undefined
    await server.reaches('communication-recovery')
    for (const client of [...own, ...own]) assert.ok(await clients.lease(client))
    partner.state = 'load-balancing'
    await server.until('ha-reset', () => partner.commands.includes('ha-reset'))
    await server.until('synchronization', () => /to syncing/.test(server.output))
  })
})
