import assert from 'node:assert/strict'
import {test} from 'node:test'
import {parsedConfig4} from '../../support/config4.ts'

const subnet = (more: object) => ({subnet4: [{id: 1, subnet: '10.0.0.0/8', ...more}]})
const cacheOf = (more: object, outer = {}) => {
  const {cacheThreshold, cacheMaxAge} = parsedConfig4({...outer, ...subnet(more)}).subnets[0]!
  return [cacheThreshold, cacheMaxAge]
}

test('caching: either bound turns it on, either turns it off, each level by itself', () => {
  assert.deepEqual(cacheOf({}), [0, 0])
  assert.deepEqual(cacheOf({'cache-threshold': 0.25}), [0.25, 0])
  assert.deepEqual(cacheOf({'cache-max-age': 600}), [1, 600])
  assert.deepEqual(cacheOf({'cache-max-age': 600}, {'cache-threshold': 0.5}), [0.5, 600])
  assert.deepEqual(cacheOf({'cache-max-age': 0}, {'cache-threshold': 0.5}), [0, 0])
  assert.deepEqual(cacheOf({'cache-threshold': 1.5}, {'cache-max-age': 600}), [0, 0])
  assert.deepEqual(cacheOf({'cache-threshold': -0.5}), [0, 0])
})

test('flq takes pools of 2^20 addresses together, however many subnets they are in', () => {
  const half = {pools: [{pool: '10.0.0.0/13'}]}
  const two = (allocator: string) => ({
    allocator,
    subnet4: [
      {id: 1, subnet: '10.0.0.0/8', ...half},
      {id: 2, subnet: '10.0.0.0/9', ...half},
    ],
  })
  assert.equal(parsedConfig4(two('flq')).subnets[0]?.allocator, 'flq')
  assert.throws(
    () =>
      parsedConfig4({
        ...two('flq'),
        subnet4: [...two('flq').subnet4, {id: 3, subnet: '11.0.0.0/8', pools: [{pool: '11.0.0.0/32'}]}],
      }),
    /1048576/,
  )
  assert.equal(
    parsedConfig4({...two('iterative'), subnet4: [{id: 3, subnet: '11.0.0.0/8', pools: [{pool: '11.0.0.0/8'}]}]})
      .subnets.length,
    1,
  )
})

test('shared-flq and adaptive-lease-time-threshold are refused by name', () => {
  assert.throws(() => parsedConfig4(subnet({allocator: 'shared-flq'})), /shared-flq/)
  assert.throws(
    () => parsedConfig4({allocator: 'flq', 'adaptive-lease-time-threshold': 0.5}),
    /adaptive-lease-time-threshold/,
  )
})
