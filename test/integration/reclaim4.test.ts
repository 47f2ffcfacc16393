import assert from 'node:assert/strict'
import {test} from 'node:test'
import {type Lease4, leaseState} from '../../src/model/lease4.ts'
import type {Ipv4} from '../../src/net-types/ipv4.ts'
import type {LeaseStore4} from '../../src/ports/lease-store.ts'
import {Reclaimer4} from '../../src/server/reclaim4.ts'
import {storeKinds, testLeases} from '../support/lease-stores.ts'
import {leaseOf} from '../support/leases.ts'

const NOW = 1_900_000_000

const defaults = {
  reclaimTimerWaitTime: 10,
  flushReclaimedTimerWaitTime: 25,
  holdReclaimedTime: 3600,
  maxReclaimLeases: 100,
  maxReclaimTime: 0,
  unwarnedReclaimCycles: 5,
}

function reclaimerOn(store: LeaseStore4, settings: Partial<typeof defaults>, now = NOW) {
  const lines: string[] = []
  const freed: Ipv4[] = []
  const reclaimer = new Reclaimer4({
    store,
    settings: {...defaults, ...settings},
    clock: {millis: () => now * 1000},
    log: {write: id => lines.push(id), enabled: () => true},
    reclaimed: lease => freed.push(lease.address),
  })
  return {reclaimer, lines, freed}
}

async function create(store: LeaseStore4, ...leases: readonly Lease4[]): Promise<void> {
  for (const lease of leases) assert.equal(await store.commit4([{kind: 'create', lease}]), 'ok')
}

async function row(store: LeaseStore4, lease: Lease4): Promise<Lease4 | undefined> {
  const rows = await store.load4({clientId: undefined, hwAddr: undefined, addresses: [lease.address]})
  assert.ok(rows !== 'full')
  return rows[0]
}

const count = async (store: LeaseStore4, state: number) =>
  (await store.counts4()).find(entry => entry.state === state)?.leases ?? 0

for (const kind of storeKinds) {
  test(`${kind}: expired leases are kept as reclaimed, declined ones removed, counters true`, async () => {
    const store = await (await testLeases(kind)).open()
    const current = leaseOf(1, {expire: NOW + 1})
    const expired = leaseOf(2, {expire: NOW - 1, hostname: 'host.example.org', fqdnFwd: true})
    const declined = leaseOf(3, {expire: NOW - 1, state: leaseState.declined, hwAddr: undefined, clientId: undefined})
    const infinite = leaseOf(4, {expire: NOW - 9999, validLifetime: 0xffffffff})
    await create(store, current, expired, declined, infinite)
    assert.deepEqual([await count(store, 0), await count(store, 1)], [3, 1])
    const {reclaimer, freed} = reclaimerOn(store, {})
    const pass = await reclaimer.pass()
    assert.equal(pass.complete, true)
    assert.deepEqual(new Set(freed), new Set([expired.address, declined.address]))
    assert.deepEqual(await row(store, current), current)
    assert.deepEqual(await row(store, infinite), infinite)
    const kept = {...expired, state: leaseState.expiredReclaimed, hostname: '', fqdnFwd: false}
    assert.deepEqual(await row(store, expired), kept)
    assert.equal(await row(store, declined), undefined)
    assert.deepEqual([await count(store, 0), await count(store, 1)], [2, 0])
    assert.equal(await reclaimer.flush(), 0)
    assert.equal(await reclaimerOn(store, {}, NOW + 3601).reclaimer.flush(), 1)
    assert.equal(await row(store, expired), undefined)
    await store.close()
  })

  test(`${kind}: a pass takes no more than it may, and says when it never catches up`, async () => {
    const store = await (await testLeases(kind)).open()
    const leases = Array.from({length: 25}, (_, n) => leaseOf(n + 1, {expire: NOW - 100 + n}))
    await create(store, ...leases)
    const {reclaimer, lines, freed} = reclaimerOn(store, {
      maxReclaimLeases: 6,
      holdReclaimedTime: 0,
      unwarnedReclaimCycles: 2,
    })
    for (const wanted of [6, 12, 18]) {
      assert.equal((await reclaimer.pass()).complete, false)
      assert.equal(freed.length, wanted)
    }
    assert.deepEqual(lines, ['ALLOC_ENGINE_V4_LEASES_RECLAMATION_SLOW'])
    await reclaimer.pass()
    assert.equal((await reclaimer.pass()).complete, true)
    assert.equal(freed.length, 25)
    assert.equal(await count(store, 0), 0)
    await store.close()
  })

  test(`${kind}: a client that renews while its lease is being reclaimed keeps it`, async () => {
    const store = await (await testLeases(kind)).open()
    const expired = leaseOf(1, {expire: NOW - 1})
    await create(store, expired)
    const renewed = {...expired, expire: NOW + 3600}
    const late: LeaseStore4 = {
      load4: keys => store.load4(keys),
      commit4: changes => store.commit4(changes),
      async expired4(before, limit) {
        const found = await store.expired4(before, limit)
        await store.commit4([{kind: 'update', lease: renewed, expected: expired.expire}])
        return found
      },
      deleteReclaimed4: before => store.deleteReclaimed4(before),
      page4: (first, last, after, limit) => store.page4(first, last, after, limit),
      find4: (...asked) => store.find4(...asked),
      counts4: () => store.counts4(),
      limitCounts4: (classes, subnetIds) => store.limitCounts4(classes, subnetIds),
      close: () => store.close(),
    }
    const {reclaimer, freed} = reclaimerOn(late, {})
    await reclaimer.pass()
    assert.deepEqual(freed, [])
    assert.deepEqual(await row(store, expired), renewed)
    await store.close()
  })
}
