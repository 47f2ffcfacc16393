import assert from 'node:assert/strict'
import {test} from 'node:test'
import {FreeMap4} from '../../../src/engine/free-map.ts'
import {formatIpv4} from '../../../src/net-types/ipv4.ts'
import {indexOf} from '../../support/engine4.ts'
import {address} from '../../support/scenarios4/build.ts'

const half = () => 0.5
const pools = (...texts: string[]) => texts.map(pool => ({pool}))

function mapOf(config: Record<string, unknown>) {
  const index = indexOf(config)
  const map = new FreeMap4(index.config)
  const subnets = index.byId.values().next().value!.candidates
  const take = (count: number, chance = half) => map.take(subnets, count, chance).map(each => formatIpv4(each.address))
  return {map, subnets, take}
}

const one = (more: object, ...texts: string[]) => ({
  subnet4: [{id: 1, subnet: '10.0.0.0/8', pools: pools(...texts), ...more}],
})

test('takes behind the last one taken, over all pools, and round', () => {
  const {take} = mapOf(one({}, '10.2.0.1 - 10.2.0.2', '10.1.0.1 - 10.1.0.2'))
  assert.deepEqual(take(3), ['10.1.0.1', '10.1.0.2', '10.2.0.1'])
  assert.deepEqual(take(3), ['10.2.0.2', '10.1.0.1', '10.1.0.2'])
})

test('never answers an address twice in one take, nor a used one', () => {
  const {map, take} = mapOf(one({}, '10.1.0.1 - 10.1.0.4'))
  map.use(address('10.1.0.2'))
  assert.deepEqual(take(10), ['10.1.0.1', '10.1.0.3', '10.1.0.4'])
  for (const last of [1, 3, 4]) map.use(address(`10.1.0.${last}`))
  assert.deepEqual(take(1), [])
  map.free(address('10.1.0.3'))
  assert.deepEqual(take(10), ['10.1.0.3'])
})

test('a candidate given back is the next one', () => {
  const {map, subnets, take} = mapOf(one({}, '10.1.0.1 - 10.1.0.4'))
  const [candidate] = map.take(subnets, 1, half)
  map.giveBack(candidate!)
  assert.deepEqual(take(1), ['10.1.0.1'])
})

test('a candidate given back late changes nothing', () => {
  const {map, subnets, take} = mapOf(one({}, '10.1.0.1 - 10.1.0.4'))
  const [candidate] = map.take(subnets, 1, half)
  assert.deepEqual(take(1), ['10.1.0.2'])
  map.giveBack(candidate!)
  assert.deepEqual(take(1), ['10.1.0.3'])
})

test('the random allocator follows chance, over all pools', () => {
  const {take} = mapOf(one({allocator: 'random'}, '10.1.0.0 - 10.1.0.9', '10.2.0.0 - 10.2.0.9'))
  const at = (chance: number) => take(1, () => chance)[0]
  assert.deepEqual([0, 0.05, 0.49, 0.5, 0.999].map(at), ['10.1.0.0', '10.1.0.1', '10.1.0.9', '10.2.0.0', '10.2.0.9'])
})

test('the random allocator reaches every free address', () => {
  const {map, take} = mapOf(one({allocator: 'random'}, '10.1.0.0 - 10.1.0.19'))
  for (let i = 0; i < 20; i++) {
    const [found] = take(1, () => ((i * 7) % 20) / 20)
    map.use(address(found!))
  }
  assert.deepEqual(take(1), [])
})

test('a pool at both ends of the address space', () => {
  const {take} = mapOf({
    subnet4: [{id: 1, subnet: '0.0.0.0/0', pools: pools('0.0.0.0 - 0.0.0.1', '255.255.255.254 - 255.255.255.255')}],
  })
  assert.deepEqual(take(5), ['0.0.0.0', '0.0.0.1', '255.255.255.254', '255.255.255.255'])
  assert.deepEqual(take(1), ['0.0.0.0'])
})

test('a new configuration goes on behind the last address and with the same leases', () => {
  const {map, take} = mapOf(one({}, '10.1.0.1 - 10.1.0.9'))
  assert.deepEqual(take(2), ['10.1.0.1', '10.1.0.2'])
  map.use(address('10.1.0.3'))
  const index = indexOf(one({}, '10.1.0.1 - 10.1.0.20'))
  const next = new FreeMap4(index.config)
  next.resume(map)
  next.use(address('10.1.0.3'))
  assert.equal(formatIpv4(next.take(index.config.subnets, 1, half)[0]!.address), '10.1.0.4')
})
