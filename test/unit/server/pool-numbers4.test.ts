import assert from 'node:assert/strict'
import {test} from 'node:test'
import type {Lease4, LeaseState} from '../../../src/model/lease4.ts'
import type {AddressUse, LeaseChange4} from '../../../src/ports/lease-store.ts'
import {PoolNumbers4} from '../../../src/server/pool-numbers4.ts'
import {AllPoolStatistics4} from '../../../src/server/pool-statistics4.ts'
import {Statistics} from '../../../src/server/statistics.ts'
import {indexOf} from '../../support/engine4.ts'
import {leaseOf} from '../../support/leases.ts'
import {address} from '../../support/scenarios4/build.ts'

const clock = {millis: () => 1_700_000_000_000}
const index = indexOf({
  subnet4: [
    {
      id: 1,
      subnet: '10.1.0.0/16',
      pools: [{pool: '10.1.0.0 - 10.1.0.9', 'pool-id': 3}, {pool: '10.1.0.20 - 10.1.0.29'}],
    },
    {id: 2, subnet: '10.2.0.0/16', pools: [{pool: '10.2.0.0/24'}]},
  ],
})

const lease = (text: string, state: LeaseState): Lease4 => leaseOf(0, {address: address(text), state})
const put = (text: string, state: LeaseState = 0): LeaseChange4 => ({kind: 'create', lease: lease(text, state)})
const gone = (text: string): LeaseChange4 => ({kind: 'delete', address: address(text), expected: 0})

/** A database that answers with these rows, and meanwhile something happens. */
function storeOf(rows: readonly Lease4[], meanwhile: () => void = () => undefined) {
  return {
    page4(first: number, last: number): Promise<readonly AddressUse[]> {
      const page = rows.filter(row => row.address >= first && row.address <= last)
      meanwhile()
      return Promise.resolve(page)
    },
  }
}

function counting() {
  const statistics = new Statistics(clock)
  const shown = new AllPoolStatistics4(statistics, index.config)
  const numbers = PoolNumbers4.of(index, clock)!
  const at = (name: string) =>
    ['assigned', 'declined'].map(what => statistics.get(`subnet[1].pool[${name}].${what}-addresses`))
  return {numbers, shown, statistics, at}
}

test('without ids nothing is counted', () => {
  assert.equal(PoolNumbers4.of(indexOf({}), clock), undefined)
  const statistics = new Statistics(clock)
  new AllPoolStatistics4(statistics, indexOf({}).config)
  assert.deepEqual(statistics.names(), [])
})

test('a change that is seen twice counts once, in the pool of its address', () => {
  const {numbers, shown, at, statistics} = counting()
  numbers.show(shown)
  for (let turn = 0; turn < 2; turn++)
    numbers.apply([put('10.1.0.1'), put('10.1.0.20', 1), put('10.1.0.99'), put('10.2.0.1')])
  assert.deepEqual(
    [at('3'), at('0')],
    [
      [1, 0],
      [1, 1],
    ],
  )
  numbers.apply([put('10.1.0.1', 2), gone('10.1.0.20')])
  numbers.apply([gone('10.1.0.1'), gone('10.1.0.20')])
  assert.deepEqual(
    [at('3'), at('0')],
    [
      [0, 0],
      [0, 0],
    ],
  )
  assert.deepEqual(
    statistics.names().filter(name => name.startsWith('subnet[2]')),
    [],
  )
})

test('what changes while the database is read is newer than what is read', async () => {
  const {numbers, shown, at} = counting()
  const rows = [lease('10.1.0.1', 0), lease('10.1.0.2', 1)]
  await numbers.load(storeOf(rows, () => numbers.apply([gone('10.1.0.1'), put('10.1.0.3')])))
  numbers.show(shown)
  assert.deepEqual(at('3'), [2, 1])
})

test('what another server has removed meanwhile is gone at the next reading', async () => {
  const {numbers, shown, at} = counting()
  await numbers.load(storeOf([lease('10.1.0.1', 0), lease('10.1.0.2', 1)]))
  numbers.show(shown)
  assert.deepEqual(at('3'), [2, 1])
  await numbers.load(storeOf([lease('10.1.0.9', 0)]))
  assert.deepEqual(at('3'), [1, 0])
})
