import assert from 'node:assert/strict'
import {after, before, describe, test} from 'node:test'
import {cltt} from '../../src/model/lease4.ts'
import {formatIpv4} from '../../src/net-types/ipv4.ts'
import type {LeaseStore4} from '../../src/ports/lease-store.ts'
import {testLeases} from '../support/lease-stores.ts'
import {PipelineLab4} from '../support/pipeline4.ts'
import {discover, release, renew, select} from '../support/scenarios4/queries.ts'
import {MAC, OTHER, subnet} from '../support/scenarios4/scenario.ts'

const offering = {'offer-lifetime': 60}
const first = '127.0.1.10'

for (const kind of ['sqlite', 'postgresql'] as const) {
  describe(`offer-lifetime on ${kind}`, () => {
    let store: LeaseStore4
    before(async () => {
      store = await (await testLeases(kind)).open()
    })
    after(() => store.close())

    /** On an empty database. */
    async function lab(more: Readonly<Record<string, unknown>>, config = {}) {
      const made = PipelineLab4.over(store, {...subnet(more), ...config})
      for (const {address, expire} of await made.leases())
        await store.commit4([{kind: 'delete', address, expected: expire}])
      return made
    }

    test('an OFFER is a lease before it leaves, and says what a lease will say', async () => {
      const made = await lab(offering)
      assert.deepEqual(await made.ask(discover()), {type: 2, address: first, lifetime: 4000, after: 1})
      const [lease, ...others] = await made.leases()
      assert.deepEqual([lease?.validLifetime, lease?.state, lease?.hwAddr, others.length], [60, 0, MAC, 0])
      assert.equal(cltt(lease!), made.now / 1000)
      const assigned = ['assigned-addresses', 'cumulative-assigned-addresses', 'subnet[1].assigned-addresses']
      assert.deepEqual(
        assigned.map(name => made.statistic(name)),
        [1, 1, 1],
      )
      const answer = await made.ask(select({ask: first}))
      assert.deepEqual([answer?.type, answer?.address, answer?.lifetime], [5, first, 4000])
      assert.deepEqual(
        (await made.leases()).map(({validLifetime}) => validLifetime),
        [4000],
      )
      assert.deepEqual(
        assigned.map(name => made.statistic(name)),
        [1, 1, 1],
      )
    })

    for (const reserved of ['127.0.1.2', '127.0.1.200']) {
      test(`a client that has a lease goes over to what was reserved for it since: ${reserved}`, async () => {
        const made = await lab(offering)
        await made.ask(discover())
        assert.equal((await made.ask(select({ask: first})))?.type, 5)
        const reservations = [{'hw-address': MAC, 'ip-address': reserved}]
        const next = PipelineLab4.over(store, subnet({...offering, reservations}))
        next.now = made.now + 5000
        assert.equal((await next.ask(discover()))?.address, reserved)
        assert.equal((await next.leases()).length, 2)
        assert.equal((await next.ask(select({ask: reserved})))?.type, 5)
        assert.deepEqual(
          (await next.leases()).map(({address, validLifetime}) => [formatIpv4(address), validLifetime]),
          [[reserved, 4000]],
        )
      })
    }

    test('what is offered to one client is not offered to another, until its time is over', async () => {
      const made = await lab({...offering, pools: [{pool: `${first} - ${first}`}]})
      assert.equal((await made.ask(discover()))?.address, first)
      assert.equal(await made.ask(discover({mac: OTHER})), undefined)
      made.now += 62_000
      assert.equal((await made.ask(discover({mac: OTHER})))?.address, first)
      assert.deepEqual(
        (await made.leases()).map(({hwAddr}) => hwAddr),
        [OTHER],
      )
      assert.equal((await made.ask(select({ask: first})))?.type, 6, 'the first client comes too late')
    })

    test('a DISCOVER again goes on keeping the address; it does not cut a lease short', async () => {
      const made = await lab(offering)
      await made.ask(discover())
      made.now += 30_000
      assert.equal((await made.ask(discover()))?.address, first)
      assert.equal((await made.leases())[0]?.expire, made.now / 1000 + 60)
      await made.ask(select({ask: first}))
      assert.equal((await made.ask(discover()))?.lifetime, 4000)
      assert.equal((await made.leases())[0]?.validLifetime, 4000)
    })

    test('a lease of an OFFER is no lease to be used again without being written', async () => {
      const made = await lab({...offering, 'cache-threshold': 0.5})
      await made.ask(discover())
      assert.equal((await made.ask(select({ask: first})))?.lifetime, 4000)
      made.now += 10_000
      assert.equal((await made.ask(renew(first)))?.lifetime, 3990)
      assert.deepEqual([made.statistic('v4-lease-reuses'), made.statistic('subnet[1].v4-lease-reuses')], [1, 1])
      assert.equal((await made.leases())[0]?.expire, made.now / 1000 + 3990)
      await made.ask(release(first))
      assert.equal((await made.leases()).length, 0)
    })

    test('a class says it before the subnet does', async () => {
      const test = `pkt4.mac == 0x${MAC}`
      const made = await lab(offering, {'client-classes': [{name: 'long', test, 'offer-lifetime': 300}]})
      await made.askAll([discover(), discover({mac: OTHER})])
      assert.deepEqual(
        new Map((await made.leases()).map(lease => [lease.hwAddr, lease.validLifetime])),
        new Map([
          [MAC, 300],
          [OTHER, 60],
        ] as never),
      )
      const off = await lab(offering, {'client-classes': [{name: 'none', test, 'offer-lifetime': 0}]})
      assert.equal((await off.ask(discover()))?.type, 2)
      assert.deepEqual(await off.leases(), [])
    })

    test('of the shared network and the global level', async () => {
      const made = await lab({}, {'offer-lifetime': 45})
      await made.ask(discover())
      assert.equal((await made.leases())[0]?.validLifetime, 45)
    })
  })
}
