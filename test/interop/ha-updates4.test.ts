import assert from 'node:assert/strict'
import {afterEach, describe, test} from 'node:test'
import {formatIpv4, type Ipv4} from '../../src/net-types/ipv4.ts'
import {messageType4} from '../../src/wire/message4.ts'
import {freeUrls, HaServer4, type HaSide} from '../support/ha-servers4.ts'
import {macOf, openClients4} from '../support/loopback4.ts'

const running: HaServer4[] = []
afterEach(() => Promise.all(running.splice(0).map(server => server.stop())))

const LOOPBACK = 0x7f000001 as Ipv4

/** A pair in hot-standby: its primary and its standby. `changes` are of the relationships. */
async function pairOf(makers: readonly [HaSide['maker'], HaSide['maker']], dhcp4: object = {}) {
  const urls = await freeUrls()
  const start = async (index: 0 | 1) => {
    const maker = makers[index]
    const leaseDatabase = maker === 'kea' ? {type: 'memfile', persist: false} : {type: 'sqlite', name: ':memory:'}
    // Only the first server has what `dhcp4` says.
    const own = index === 0 ? dhcp4 : {}
    const changes = {'max-response-delay': 60_000}
    const server = await HaServer4.start({maker, index, urls, leaseDatabase, changes, dhcp4: own})
    running.push(server)
    return server
  }
  const [first, second] = [await start(0), await start(1)]
  await Promise.all([first, second].map(server => server.reaches('hot-standby')))
  return {first, second}
}

const addressesOf = async (server: HaServer4) => new Set((await server.leases()).map(lease => lease['ip-address']))

describe('updates with a real Kea (facts: ha.md §5.4, §6)', () => {
  for (const makers of [['keats', 'kea'] as const, ['kea', 'keats'] as const]) {
    test(`${makers[0]} tells ${makers[1]} of every lease before its client, and of its end`, async () => {
      const {first, second} = await pairOf(makers)
      const clients = await openClients4(first)
      try {
        const leased = await Promise.all(Array.from({length: 30}, (_, client) => clients.lease(client)))
        const stored = await addressesOf(second)
        for (const acked of leased) assert.ok(acked !== undefined && stored.has(formatIpv4(acked.address)))
        const [released, declined, renewed] = leased
        assert.ok(await clients.renew(renewed!))
        const identity = (client: number) => ({mac: macOf(client), clientId: undefined})
        const release = {type: messageType4.RELEASE, ciaddr: released!.address, serverId: LOOPBACK}
        clients.exchanges.tell({...release, identity: identity(released!.client)})
        const decline = {type: messageType4.DECLINE, requestedAddress: declined!.address, serverId: LOOPBACK}
        clients.exchanges.tell({...decline, identity: identity(declined!.client)})
        await second.until('the end of a lease, and a declined one', async () => {
          const leases = await second.leases()
          const there = (address: Ipv4) => leases.find(lease => lease['ip-address'] === formatIpv4(address))
          return there(released!.address) === undefined && there(declined!.address)?.['state'] === 1
        })
      } finally {
        await clients.close()
      }
    })
  }

  test('nobody is answered while Kea stands still, and everybody when it goes on', async () => {
    const {first, second} = await pairOf(['keats', 'kea'])
    const clients = await openClients4(first, 60_000)
    try {
      second.signal('SIGSTOP')
      let answered = 0
      const told = Array.from({length: 10}, async (_, client) => {
        const acked = await clients.lease(client)
        answered++
        return acked
      })
      await first.until('all leases committed', async () => (await first.leases()).length === 10)
      assert.equal(answered, 0)
      second.signal('SIGCONT')
      assert.ok((await Promise.all(told)).every(Boolean))
      assert.deepEqual(await addressesOf(second), await addressesOf(first))
    } finally {
      second.signal('SIGCONT')
      await clients.close()
    }
  })

  test('what Kea does not take is no lease for the client', async () => {
    const relay = {'ip-addresses': ['127.0.0.1']}
    const subnet4 = [{id: 7, subnet: '10.78.0.0/16', pools: [{pool: '10.78.0.1 - 10.78.0.9'}], relay}]
    const {first} = await pairOf(['keats', 'kea'], {subnet4})
    const clients = await openClients4(first)
    try {
      assert.equal(await clients.leaseInVain(1), undefined)
      const told = /HA_LEASE_UPDATE_FAILED.*result 1: .*subnet-id=7/
      await first.until('line about what Kea does not take', () => told.test(first.output))
      assert.equal((await first.leases()).length, 1)
    } finally {
      await clients.close()
    }
  })
})
