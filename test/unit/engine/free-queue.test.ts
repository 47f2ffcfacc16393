import assert from 'node:assert/strict'
import {test} from 'node:test'
import {FreeMap4} from '../../../src/engine/free-map.ts'
import {FreeQueue, shuffled} from '../../../src/engine/free-queue.ts'
import {formatIpv4, type Ipv4} from '../../../src/net-types/ipv4.ts'
import {indexOf} from '../../support/engine4.ts'
import {SeededRandom} from '../../support/random.ts'
import {address} from '../../support/scenarios4/build.ts'

const at = (n: number) => n as Ipv4
const never = () => 0.999999

function queueOf(...numbers: number[]): FreeQueue {
  const queue = new FreeQueue(at(10), at(19))
  for (const n of numbers) queue.add(at(n))
  return queue
}

test('gives what came first, and the same again only behind all others', () => {
  const queue = queueOf(15, 10, 19)
  assert.deepEqual([queue.turn(), queue.turn(), queue.turn(), queue.turn()], [15, 10, 19, 15])
  queue.delete(at(10))
  assert.deepEqual([...queue.inOrder()], [19, 15])
  queue.add(at(10))
  assert.deepEqual([...queue.inOrder()], [19, 15, 10])
  assert.equal(queue.size, 3)
})

test('an address is in the queue once, and taking out what is not in it changes nothing', () => {
  const queue = queueOf(12, 12, 13)
  queue.delete(at(19))
  queue.add(at(12))
  assert.deepEqual([...queue.inOrder()], [12, 13])
  assert.equal(queue.has(at(9)), false)
  assert.equal(queue.has(at(20)), false)
})

test('what is put back is the next one, unless it is gone meanwhile', () => {
  const queue = queueOf(10, 11, 12)
  const given = [queue.turn()!, queue.turn()!]
  for (const each of given.reverse()) queue.putBack(each)
  assert.deepEqual([...queue.inOrder()], [10, 11, 12])
  queue.delete(queue.turn()!)
  queue.putBack(at(10))
  assert.deepEqual([...queue.inOrder()], [11, 12])
})

test('an empty queue gives nothing', () => {
  assert.equal(queueOf().turn(), undefined)
  const queue = queueOf(10)
  queue.delete(at(10))
  assert.equal(queue.turn(), undefined)
  queue.add(at(19))
  assert.equal(queue.turn(), 19)
})

test('reaches to both ends of the address space', () => {
  for (const [first, last] of [
    [0, 1],
    [0xfffffffe, 0xffffffff],
  ] as const) {
    const queue = new FreeQueue(at(first), at(last))
    queue.add(at(last))
    queue.add(at(first))
    assert.deepEqual([queue.turn(), queue.turn()], [last, first])
  }
})

test('shuffling keeps every address, in other orders for other chances', () => {
  const random = new SeededRandom(7)
  const numbers = Uint32Array.from({length: 50}, (_, n) => n)
  const once = shuffled(numbers.slice(), () => random.below(1000) / 1000)
  const twice = shuffled(numbers.slice(), () => random.below(1000) / 1000)
  assert.notDeepEqual(once, twice)
  assert.deepEqual(once.slice().sort(), numbers)
})

function mapOf(...pools: string[]) {
  const subnet = {id: 1, subnet: '10.0.0.0/8', allocator: 'flq', pools: pools.map(pool => ({pool}))}
  const index = indexOf({subnet4: [subnet]})
  const map = new FreeMap4(index.config)
  const subnets = index.byId.get(1)!.candidates
  // Without chance the order is that of the addresses.
  const take = (count: number) => map.take(subnets, count, never).map(each => formatIpv4(each.address))
  return {map, config: index.config, subnets, take}
}

test('flq: the address that has been free for longest, and what is released last comes last', () => {
  const {map, take} = mapOf('10.1.0.1 - 10.1.0.3')
  map.use(address('10.1.0.2'))
  assert.deepEqual(take(1), ['10.1.0.1'])
  map.free(address('10.1.0.2'))
  assert.deepEqual(take(9), ['10.1.0.3', '10.1.0.1', '10.1.0.2'])
  map.use(address('10.1.0.3'))
  map.free(address('10.1.0.3'))
  assert.deepEqual(take(9), ['10.1.0.1', '10.1.0.2', '10.1.0.3'])
})

test('flq: a reserved address is in no queue, whatever becomes of its lease', () => {
  const {map, take} = mapOf('10.1.0.1 - 10.1.0.3')
  map.ready(never)
  map.reserve(1, address('10.1.0.1'))
  assert.deepEqual(take(9), ['10.1.0.2', '10.1.0.3'])
  map.use(address('10.1.0.1'))
  map.free(address('10.1.0.1'))
  assert.deepEqual(take(9), ['10.1.0.2', '10.1.0.3'])
})

test('flq: a candidate given back is the next one', () => {
  const {map, subnets, take} = mapOf('10.1.0.1 - 10.1.0.3')
  const [candidate] = map.take(subnets, 1, never)
  map.giveBack(candidate!)
  assert.deepEqual(take(1), ['10.1.0.1'])
})

test('flq: several pools, one after the other when the first is empty, and only those that the client may have', () => {
  const {map, subnets, take} = mapOf('10.1.0.1 - 10.1.0.2', '10.2.0.1 - 10.2.0.2')
  assert.deepEqual(take(9).sort(), ['10.1.0.1', '10.1.0.2', '10.2.0.1', '10.2.0.2'])
  const only = map.take(subnets, 9, never, (_, pool) => pool.first === address('10.1.0.1'))
  assert.deepEqual(
    only.map(each => formatIpv4(each.address)),
    ['10.1.0.1', '10.1.0.2'],
  )
})

test('flq: the next configuration goes on in the same order, without what has been leased and with what came free', () => {
  const {map, config, subnets} = mapOf('10.1.0.1 - 10.1.0.4')
  map.use(address('10.1.0.4'))
  map.take(subnets, 1, never)
  const next = new FreeMap4(config)
  next.use(address('10.1.0.3'))
  next.resume(map)
  const taken = next.take(subnets, 9, never).map(each => formatIpv4(each.address))
  assert.deepEqual(taken, ['10.1.0.2', '10.1.0.1', '10.1.0.4'])
})
