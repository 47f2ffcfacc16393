import assert from 'node:assert/strict'
import {test} from 'node:test'
import {Statistics} from '../../../src/server/statistics.ts'
import {SeededRandom, testSeed} from '../../support/random.ts'

let now = 1000
const clock = {millis: () => now}

test('samples are the newest, newest first', () => {
  const statistics = new Statistics(clock, {kind: 'count', samples: 3})
  const counter = statistics.make('a')
  for (let move = 1; move <= 7; move++) counter.add(1, 1000 + move)
  assert.deepEqual(statistics.samples('a'), [
    {value: 7, millis: 1007},
    {value: 6, millis: 1006},
    {value: 5, millis: 1005},
  ])
  assert.equal(statistics.get('a'), 7)
})

test('a limit by age keeps what is young enough, and always the value', () => {
  const statistics = new Statistics(clock, {kind: 'age', seconds: 10})
  const counter = statistics.make('a')
  for (const second of [1, 5, 12]) counter.add(1, 1000 + second * 1000)
  assert.deepEqual(
    statistics.samples('a')!.map(({value}) => value),
    [3, 2],
  )
  counter.add(1, 1_000_000)
  assert.deepEqual(statistics.samples('a'), [{value: 4, millis: 1_000_000}])
})

test('any moves under any limits keep what a plain list would', t => {
  const seed = testSeed()
  t.diagnostic(`seed ${seed} (KEATS_SEED=${seed} repeats this run)`)
  const random = new SeededRandom(seed)
  const integer = (from: number, to: number) => from + random.below(to - from + 1)
  for (let round = 0; round < 200; round++) {
    const statistics = new Statistics(clock)
    const statistic = statistics.later('x')
    let limit: {kind: 'count'; samples: number} | {kind: 'age'; seconds: number} = {kind: 'count', samples: 20}
    let list: {value: number; millis: number}[] = []
    let millis = 1_700_000_000_000
    for (let step = 0; step < 80; step++) {
      millis += integer(0, 3000)
      if (list.length > 0 && integer(0, 9) === 0) {
        limit = integer(0, 1) === 0 ? {kind: 'count', samples: integer(1, 30)} : {kind: 'age', seconds: integer(0, 20)}
        statistics.limit('x', limit)
        const newest = list[0]!.millis
        list = list.filter((sample, at) => at === 0 || kept(limit, at, newest - sample.millis))
      } else {
        const value = (list[0]?.value ?? 0) + integer(1, 5)
        statistic.set(value, millis)
        list = [{value, millis}, ...list].filter((sample, at) => at === 0 || kept(limit, at, millis - sample.millis))
      }
      assert.deepEqual(statistics.samples('x') ?? [], list, `round ${round}, step ${step}`)
    }
  }
})

function kept(limit: {kind: 'count'; samples: number} | {kind: 'age'; seconds: number}, at: number, age: number) {
  return limit.kind === 'count' ? at < limit.samples : age <= limit.seconds * 1000
}

test('reset leaves one sample of 0; what is removed comes back with its next move, from 0', () => {
  const statistics = new Statistics(clock)
  const counter = statistics.make('a')
  counter.add(5, 2000)
  now = 3000
  assert.equal(statistics.reset('a'), true)
  assert.deepEqual(statistics.samples('a'), [{value: 0, millis: 3000}])
  counter.add(2, 4000)
  assert.equal(statistics.get('a'), 2)
  assert.equal(statistics.remove('a'), true)
  assert.deepEqual([statistics.names(), statistics.samples('a')], [[], undefined])
  assert.deepEqual([statistics.reset('a'), statistics.remove('a')], [false, false])
  counter.add(1, 5000)
  assert.deepEqual(statistics.samples('a'), [{value: 1, millis: 5000}])
})

test('all at once: names in order, reset, removed', () => {
  const statistics = new Statistics(clock)
  for (const name of ['b', 'subnet[10].x', 'subnet[9].x', 'a']) statistics.make(name).add(1, 1)
  assert.deepEqual(statistics.names(), ['a', 'b', 'subnet[10].x', 'subnet[9].x'])
  statistics.resetAll()
  assert.deepEqual(
    statistics.names().map(name => statistics.get(name)),
    [0, 0, 0, 0],
  )
  statistics.removeAll()
  assert.deepEqual(statistics.names(), [])
})

test('a limit for all is also that of statistics to come, and a configuration only counts when it is another one', () => {
  const statistics = new Statistics(clock, {kind: 'count', samples: 2})
  const [one, later] = [statistics.make('one'), statistics.later('later')]
  const lengths = () => {
    for (let move = 0; move < 9; move++) for (const each of [one, later]) each.add(1, move)
    return ['one', 'later'].map(name => statistics.samples(name)!.length)
  }
  assert.deepEqual(lengths(), [2, 2])
  statistics.limitAll({kind: 'count', samples: 4})
  statistics.remove('later')
  assert.deepEqual(lengths(), [4, 4])
  statistics.configure({kind: 'count', samples: 2})
  assert.deepEqual(lengths(), [4, 4])
  statistics.configure({kind: 'count', samples: 3})
  assert.deepEqual(lengths(), [3, 3])
})

test('what still counts on a discarded statistic moves nothing, not even its successor', () => {
  const statistics = new Statistics(clock)
  const former = statistics.make('subnet[1].x')
  statistics.discard(former)
  assert.deepEqual(statistics.names(), [])
  const next = statistics.make('subnet[1].x')
  former.add(7, 1)
  next.add(1, 1)
  assert.equal(statistics.get('subnet[1].x'), 1)
})
