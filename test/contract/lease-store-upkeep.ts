import assert from 'node:assert/strict'
import {after, before, describe, test} from 'node:test'
import {INFINITE_LIFETIME, type Lease4} from '../../src/model/lease4.ts'
import type {Ipv4} from '../../src/net-types/ipv4.ts'
import type {LeaseStore4} from '../../src/ports/lease-store.ts'
import {type StoreKind, type TestLeases, testLeases} from '../support/lease-stores.ts'
import {leaseOf, T0} from '../support/leases.ts'

/** What every lease store must do for reclamation, statistics and the free-address index; run for each kind. */
export function leaseUpkeepContract(kind: StoreKind): void {
  describe(`upkeep of leases on ${kind}`, () => {
    let leases: TestLeases
    let store: LeaseStore4
    before(async () => {
      leases = await testLeases(kind)
      store = await leases.open()
    })
    after(() => store.close())

    const make = async (made: readonly Lease4[]) => {
      const outcomes = await Promise.all(made.map(lease => store.commit4([{kind: 'create', lease}])))
      assert.deepEqual(new Set(outcomes), new Set(['ok']))
    }

    test('expired leases come oldest first, without reclaimed and endless ones', async () => {
      const expired = Array.from({length: 60}, (_, n) =>
        leaseOf(1 + n, {expire: T0 - 1 - ((n * 37) % 60), state: n % 3 === 0 ? 1 : 0}),
      )
      await make([
        ...expired,
        leaseOf(100, {expire: T0 - 500, state: 2}),
        leaseOf(101, {expire: T0 - 500, validLifetime: INFINITE_LIFETIME}),
        leaseOf(102, {expire: T0}),
      ])
      const order = [...expired].sort((a, b) => a.expire - b.expire)
      assert.deepEqual(await store.expired4(T0, 0), order)
      assert.deepEqual(await store.expired4(T0, 25), order.slice(0, 25))
      assert.deepEqual(
        await store.expired4(T0 - 30, 0),
        order.filter(lease => lease.expire < T0 - 30),
      )
      assert.deepEqual(await store.expired4(T0 - 1000, 0), [])
    })

    test('a page begins behind the last address of the page before it', async () => {
      const all = await store.page4(0 as Ipv4, 0xffffffff as Ipv4, undefined, 1000)
      assert.deepEqual(
        all,
        all.toSorted((a, b) => a.address - b.address),
      )
      assert.equal(all.length, 63)
      assert.deepEqual(all[62], {address: leaseOf(102).address, expire: T0, validLifetime: 3600, state: 0})
      const [first, last] = [leaseOf(10).address, leaseOf(101).address]
      const paged: unknown[] = []
      for (let after: Ipv4 | undefined; ; ) {
        const page = await store.page4(first, last, after, 7)
        assert.ok(page.length <= 7)
        paged.push(...page)
        if (page.length < 7) break
        after = page.at(-1)!.address
      }
      assert.deepEqual(
        paged,
        all.filter(({address}) => address >= first && address <= last),
      )
      assert.deepEqual(await store.page4(0 as Ipv4, 0xffffffff as Ipv4, 0xffffffff as Ipv4, 5), [])
    })

    test('reclaimed leases are removed, however many, and only those that are old enough', async () => {
      const old = Array.from({length: 6000}, (_, n) => leaseOf(20_000 + n, {state: 2, expire: T0 - 100}))
      await make(old)
      const keep = leaseOf(30_000, {state: 2, expire: T0 + 100})
      await make([keep])
      assert.equal(await store.deleteReclaimed4(T0), 6001, 'the one of the first test too')
      assert.equal(await store.deleteReclaimed4(T0), 0)
      assert.equal((await store.page4(leaseOf(20_000).address, keep.address, undefined, 10)).length, 1)
      assert.equal((await store.expired4(T0, 0)).length, 60)
    })

    test('counters follow every change', async () => {
      const count = async (subnetId: number, state: number) =>
        (await store.counts4()).find(entry => entry.subnetId === subnetId && entry.state === state)?.leases ?? 0
      const several = Array.from({length: 30}, (_, n) => leaseOf(40_000 + n, {subnetId: 77 + (n % 2)}))
      await make(several)
      assert.deepEqual([await count(77, 0), await count(78, 0), await count(77, 1)], [15, 15, 0])
      const changed = several
        .slice(0, 10)
        .map((lease, n) => ({...lease, subnetId: 77, state: n < 4 ? 1 : n < 6 ? 2 : 0}) as Lease4)
      await Promise.all(changed.map(lease => store.commit4([{kind: 'update', lease, expected: lease.expire}])))
      await Promise.all(
        several.slice(20).map(({address, expire}) => store.commit4([{kind: 'delete', address, expected: expire}])),
      )
      // 77: 15, 5 of 78 came, 4 declined, 2 reclaimed, 5 removed; 78: 15, 5 went, 5 removed.
      assert.deepEqual([await count(77, 0), await count(77, 1), await count(78, 0)], [9, 4, 5])
    })

    test('leases in force are counted by the classes in their user context, and by subnet', async () => {
      const userContext = '{ "ISC": { "client-classes": [ "gold: 1/2", "all\'s" ] } }'
      const gold = Array.from({length: 4}, (_, n) => leaseOf(45_000 + n, {subnetId: 91, userContext}))
      await make([...gold, leaseOf(45_010, {subnetId: 91}), leaseOf(45_011, {subnetId: 92, state: 1, userContext})])
      await store.commit4([{kind: 'delete', address: gold[0]!.address, expected: gold[0]!.expire}])
      // Kea's triggers do not see a list that comes or goes as a whole: whoever counts always writes one.
      const update = {...gold[1]!, userContext: '{ "ISC": { "client-classes": [  ] } }'}
      await store.commit4([{kind: 'update', lease: update, expected: update.expire}])
      assert.deepEqual(await store.limitCounts4(['gold: 1/2', "all's", 'nobody'], [91, 92, 93]), {
        classes: new Map([
          ['gold: 1/2', 2],
          ["all's", 2],
        ]),
        subnets: new Map([[91, 4]]),
      })
      assert.deepEqual(await store.limitCounts4([], []), {classes: new Map(), subnets: new Map()})
    })

    test('an expired row goes to another client by an update', async () => {
      const lease = leaseOf(50_000, {expire: T0 - 10})
      await make([lease])
      const next = leaseOf(50_001, {address: lease.address, expire: T0 + 3600})
      assert.equal(await store.commit4([{kind: 'update', lease: next, expected: lease.expire}]), 'ok')
      assert.deepEqual(await store.load4({clientId: lease.clientId, hwAddr: lease.hwAddr, addresses: []}), [])
      assert.deepEqual(await store.load4({clientId: next.clientId, hwAddr: undefined, addresses: []}), [next])
    })
  })
}
