import assert from 'node:assert/strict'
import {test} from 'node:test'
import type {Lease4} from '../../src/model/lease4.ts'
import type {LeaseChange4, LeaseStore4} from '../../src/ports/lease-store.ts'
import {MemoryControl} from '../support/controlled-server4.ts'
import {type LeaseJson, LeaseServer4} from '../support/lease-control4.ts'
import {randomStep4} from '../support/lease-model4.ts'
import {type StoreKind, storeKinds, testLeases} from '../support/lease-stores.ts'
import {T0} from '../support/leases.ts'
import {SeededRandom, testSeed} from '../support/random.ts'

type Counts = Map<string, number>

function count(counts: Counts, lease: Pick<Lease4, 'subnetId' | 'state'>, by: number): void {
  if (lease.state > 1) return
  const key = `subnet ${lease.subnetId}, state ${lease.state}`
  const value = (counts.get(key) ?? 0) + by
  if (value === 0) counts.delete(key)
  else counts.set(key, value)
}

/** A server that counts leases by nothing but what commands tell it of their changes. */
class CountingServer4 extends LeaseServer4 {
  readonly counts: Counts = new Map()

  override applied(...told: readonly unknown[]): void {
    const [changes, formers] = told as [readonly LeaseChange4[], readonly (Lease4 | undefined)[]]
    assert.equal(changes.length, formers.length)
    changes.forEach((change, index) => {
      const former = formers[index]
      assert.equal(former === undefined, change.kind === 'create')
      if (former !== undefined) count(this.counts, former, -1)
      if (change.kind !== 'delete') count(this.counts, change.lease, 1)
    })
  }
}

const sorted = (counts: Counts) => [...counts].sort()

/** The counters of the database and those of the server are what a recount of the rows comes to. */
async function checkCounts(store: LeaseStore4, server: CountingServer4): Promise<void> {
  const recount: Counts = new Map()
  for (const lease of await store.find4({by: 'all'}, undefined, 1000)) count(recount, lease, 1)
  const kept: Counts = new Map()
  for (const {subnetId, state, leases} of await store.counts4()) {
    if (leases !== 0) kept.set(`subnet ${subnetId}, state ${state}`, leases)
  }
  assert.deepEqual(sorted(kept), sorted(recount), 'lease4_stat')
  assert.deepEqual(sorted(server.counts), sorted(recount), 'what the server was told')
}

async function listed(control: MemoryControl): Promise<readonly LeaseJson[]> {
  const {arguments: args} = await control.command('lease4-get-all')
  return (args as unknown as {leases: readonly LeaseJson[]}).leases
}

/** One command after the other: every answer and the table at the end are those of the model. */
async function inTurn(kind: StoreKind, steps: number, seed: number): Promise<void> {
  const random = new SeededRandom(seed)
  const store = await (await testLeases(kind)).open()
  let now = T0
  const server = new CountingServer4(store, () => now)
  const control = new MemoryControl(server)
  const model = new Map<number, LeaseJson>()
  const results = new Set<number>()
  for (let step = 0; step < steps; step++) {
    now += random.below(3)
    const {command, args, expect} = randomStep4(random)
    const expected = expect(model, now)
    const answer = await control.command(command, args)
    assert.equal(answer.result, expected, `step ${step}: ${command} ${JSON.stringify(args)}: ${answer.text}`)
    results.add(answer.result)
  }
  const leases = [...model].sort(([a], [b]) => a - b).map(([, lease]) => lease)
  assert.deepEqual(await listed(control), leases)
  assert.deepEqual([...results].sort(), [0, 1, 3])
  await checkCounts(store, server)
  await store.close()
}

/**
 * Many at once on the same addresses: nothing is lost and nothing is counted twice. Every lease has a time of expiry of its
 * own, since that is by what a commit tells whether the row is still the one that was seen.
 */
async function atOnce(kind: StoreKind, workers: number, steps: number, seed: number): Promise<void> {
  const store = await (await testLeases(kind)).open()
  let now = T0
  const server = new CountingServer4(store, () => {
    now += 10_000
    return now
  })
  const control = new MemoryControl(server)
  const results: number[] = []
  await Promise.all(
    Array.from({length: workers}, async (_, worker) => {
      const random = new SeededRandom(seed + worker)
      for (let step = 0; step < steps; step++) {
        const {command, args} = randomStep4(random)
        results.push((await control.command(command, args)).result)
      }
    }),
  )
  assert.ok(results.every(result => [0, 1, 3].includes(result)))
  assert.ok(results.filter(result => result === 0).length > results.length / 10)
  await checkCounts(store, server)
  await store.close()
}

const seed = testSeed()

for (const kind of storeKinds) {
  test(`${kind}: lease commands leave what a model has (seed ${seed})`, () => inTurn(kind, 400, seed))
  test(`${kind}: lease commands at once leave true counters (seed ${seed})`, () => atOnce(kind, 12, 60, seed))
}
