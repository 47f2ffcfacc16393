import assert from 'node:assert/strict'
import {test} from 'node:test'
import type {ServerConfig4} from '../../../src/model/config4.ts'
import type {Lease4, LeaseState} from '../../../src/model/lease4.ts'
import type {Ipv4} from '../../../src/net-types/ipv4.ts'
import type {LeaseChange4, LeaseCount} from '../../../src/ports/lease-store.ts'
import {databaseKey, LeaseCounts4} from '../../../src/server/lease-counts4.ts'
import {Statistics} from '../../../src/server/statistics.ts'
import {parsedConfig4} from '../../support/config4.ts'
import {leaseOf} from '../../support/leases.ts'
import {SeededRandom, testSeed} from '../../support/random.ts'

const clock = {millis: () => 1_700_000_000_000}

const configOf = (ids: readonly number[], database: object = {type: 'sqlite', name: '/x'}): ServerConfig4 =>
  parsedConfig4({
    'lease-database': database,
    subnet4: ids.map(id => ({
      id,
      subnet: `10.${id}.0.0/16`,
      pools: [{pool: `10.${id}.0.0/24`}, {pool: `10.${id}.9.1-10.${id}.9.4`}],
    })),
  })

const config = configOf([1, 2])
const database = databaseKey(config.leaseDatabase)

function counting(counts: readonly LeaseCount[] = []) {
  const statistics = new Statistics(clock)
  const leases = new LeaseCounts4(statistics, clock)
  leases.configure(config, counts)
  const value = (name: string) => statistics.samples(name)?.[0]?.value
  const subnet = (id: number) => [value(`subnet[${id}].assigned-addresses`), value(`subnet[${id}].declined-addresses`)]
  const totals = () => [value('assigned-addresses'), value('declined-addresses')]
  return {statistics, leases, value, subnet, totals}
}

const lease = (n: number, subnetId: number, state: LeaseState): Lease4 =>
  leaseOf(n, {subnetId, state, address: n as Ipv4})
const create = (row: Lease4): LeaseChange4 => ({kind: 'create', lease: row})
const update = (row: Lease4): LeaseChange4 => ({kind: 'update', lease: row, expected: 0})
const remove = (row: Lease4): LeaseChange4 => ({kind: 'delete', address: row.address, expected: 0})

test('starts with what the database holds: a declined address is an assigned one too, a reclaimed one is none', () => {
  const {subnet, totals, value} = counting([
    {subnetId: 1, state: 0, leases: 5},
    {subnetId: 1, state: 1, leases: 2},
    {subnetId: 1, state: 2, leases: 9},
    {subnetId: 7, state: 0, leases: 3},
  ])
  assert.deepEqual(
    [subnet(1), subnet(2), subnet(7), totals()],
    [
      [7, 2],
      [0, 0],
      [3, undefined],
      [10, 2],
    ],
  )
  assert.equal(value('subnet[1].total-addresses'), 260)
  assert.equal(value('subnet[7].total-addresses'), undefined)
})

test('follows every kind of change', () => {
  const {leases, subnet, totals} = counting()
  const [given, declined, reclaimed] = [lease(1, 1, 0), lease(1, 1, 1), lease(1, 1, 2)]
  const steps: readonly (readonly [LeaseChange4, Lease4 | undefined, readonly [number, number]])[] = [
    [create(given), undefined, [1, 0]],
    [update(given), given, [1, 0]],
    [update(declined), given, [1, 1]],
    [update(reclaimed), declined, [0, 0]],
    [update(given), reclaimed, [1, 0]],
    [remove(given), given, [0, 0]],
    [create(declined), undefined, [1, 1]],
    [remove(declined), declined, [0, 0]],
    [create(reclaimed), undefined, [0, 0]],
    [remove(reclaimed), reclaimed, [0, 0]],
  ]
  for (const [change, former, expected] of steps) {
    leases.applied(database, [change], [former])
    assert.deepEqual(subnet(1), expected)
    assert.deepEqual(totals(), expected)
  }
  leases.applied(database, [create(lease(5, 2, 0)), remove(given)], [undefined, undefined])
  leases.applied(database, [update(lease(5, 1, 0))], [lease(5, 2, 0)])
  assert.deepEqual(
    [subnet(1), subnet(2), totals()],
    [
      [1, 0],
      [0, 0],
      [1, 0],
    ],
  )
})

test('is never negative, and right again after a reset', () => {
  const {leases, statistics, subnet, totals} = counting([{subnetId: 1, state: 0, leases: 2}])
  statistics.resetAll()
  assert.deepEqual(subnet(1), [0, 0])
  leases.applied(database, [remove(lease(1, 1, 0))], [lease(1, 1, 0)])
  assert.deepEqual(
    [subnet(1), totals()],
    [
      [1, 0],
      [1, 0],
    ],
  )
  // The leases that go now were made by another server, after this one had counted.
  for (let n = 0; n < 5; n++) leases.applied(database, [remove(lease(1, 1, 1))], [lease(1, 1, 1)])
  assert.deepEqual(
    [subnet(1), totals()],
    [
      [0, 0],
      [0, 0],
    ],
  )
  leases.applied(database, [create(lease(1, 1, 0))], [undefined])
  assert.deepEqual(
    [subnet(1), totals()],
    [
      [1, 0],
      [1, 0],
    ],
  )
})

test('a new configuration of the same database keeps the numbers and follows subnets that come and go', () => {
  const {leases, statistics, subnet, totals} = counting([{subnetId: 1, state: 0, leases: 2}])
  leases.of(1)!.cumulativeAssigned.add(4, 1)
  for (const id of [1, 2]) leases.of(id)!.failures['v4-allocation-fail'].add(id, 1)
  leases.configure(configOf([1, 3]), [{subnetId: 1, state: 0, leases: 99}])
  assert.deepEqual(
    [subnet(1), subnet(2), subnet(3), totals()],
    [
      [2, 0],
      [undefined, undefined],
      [0, 0],
      [2, 0],
    ],
  )
  assert.equal(statistics.get('subnet[1].cumulative-assigned-addresses'), 0)
  const failures = [1, 2].map(id => statistics.samples(`subnet[${id}].v4-allocation-fail`)?.[0]?.value)
  assert.deepEqual(failures, [1, undefined])
  // A generation that has not yet ended its messages still counts.
  leases.applied(database, [create(lease(1, 1, 0))], [undefined])
  assert.deepEqual(
    [subnet(1), totals()],
    [
      [3, 0],
      [3, 0],
    ],
  )
})

test('another database is counted anew, and changes of the former one are not followed', () => {
  const {leases, subnet, totals} = counting([{subnetId: 1, state: 0, leases: 2}])
  leases.configure(configOf([1], {type: 'sqlite', name: '/y'}), [{subnetId: 1, state: 1, leases: 1}])
  leases.applied(database, [create(lease(1, 1, 0))], [undefined])
  leases.recount(database, [])
  assert.deepEqual(
    [subnet(1), totals()],
    [
      [1, 1],
      [1, 1],
    ],
  )
})

test('the same server under another account is the same database', () => {
  const of = (more: object) =>
    databaseKey(configOf([1], {type: 'postgresql', name: 'k', host: 'db', user: 'a', ...more}).leaseDatabase)
  assert.equal(of({}), of({user: 'b', password: 'x', 'connect-timeout': 3}))
  assert.notEqual(of({}), of({host: 'other'}))
})

test('what a database holds after it was away is shown without beginning anew', () => {
  const {leases, subnet, totals, statistics} = counting([{subnetId: 1, state: 0, leases: 2}])
  leases.of(1)!.cumulativeAssigned.add(4, 1)
  leases.recount(database, [
    {subnetId: 1, state: 0, leases: 3},
    {subnetId: 9, state: 1, leases: 1},
  ])
  assert.deepEqual(
    [subnet(1), subnet(2), subnet(9), totals()],
    [
      [3, 0],
      [0, 0],
      [1, 1],
      [4, 1],
    ],
  )
  assert.equal(statistics.get('subnet[1].cumulative-assigned-addresses'), 4)
})

test('any changes give what counting the rows gives', t => {
  const seed = testSeed()
  t.diagnostic(`seed ${seed} (KEATS_SEED=${seed} repeats this run)`)
  const random = new SeededRandom(seed)
  const {leases, subnet, totals} = counting()
  const rows = new Map<number, Lease4>()
  for (let step = 0; step < 5000; step++) {
    const address = random.below(50)
    const former = rows.get(address)
    const next = lease(address, 1 + random.below(2), random.pick([0, 1, 2] as const))
    const gone = former !== undefined && random.below(3) === 0
    if (gone) rows.delete(address)
    else rows.set(address, next)
    const change = gone ? remove(former) : former === undefined ? create(next) : update(next)
    leases.applied(database, [change], [former])
  }
  const count = (id: number, ...states: number[]) =>
    [...rows.values()].filter(({subnetId, state}) => subnetId === id && states.includes(state)).length
  const expected = [1, 2].map(id => [count(id, 0, 1), count(id, 1)])
  assert.deepEqual([subnet(1), subnet(2)], expected)
  assert.deepEqual(totals(), [expected[0]![0]! + expected[1]![0]!, expected[0]![1]! + expected[1]![1]!])
})
