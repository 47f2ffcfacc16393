import assert from 'node:assert/strict'
import {test} from 'node:test'
import {mergeOptions4, type OptionSet4, overlayOptions4, type SpaceSet4} from '../../../src/engine/option-set4.ts'
import {teeTimes4} from '../../../src/engine/tee-times4.ts'
import type {ConfiguredOption4} from '../../../src/model/config4.ts'
import {indexOf} from '../../support/engine4.ts'

const option = (code: number, byte: number, more: Partial<ConfiguredOption4> = {}): ConfiguredOption4 => ({
  code,
  space: 'dhcp4',
  data: Uint8Array.of(byte),
  alwaysSend: false,
  neverSend: false,
  clientClasses: [],
  userContext: undefined,
  ...more,
})

test('the most specific level gives the content, flags of any level hold', () => {
  const set = mergeOptions4([
    [option(42, 1), option(6, 1, {neverSend: true})],
    [option(42, 2, {alwaysSend: true}), option(6, 2, {alwaysSend: true})],
    [option(42, 3), option(15, 3)],
  ])
  assert.deepEqual(
    [...set.values],
    [
      [42, Uint8Array.of(1)],
      [15, Uint8Array.of(3)],
    ],
  )
  assert.deepEqual(set.always, [42])
  assert.deepEqual([...set.never], [6])
})

test('a level laid over others is a level merged with them', () => {
  const under = [
    [option(42, 2, {alwaysSend: true}), option(6, 2, {alwaysSend: true}), option(9, 9)],
    [option(15, 3), option(9, 1, {neverSend: true})],
    [option(1, 1, {space: 'vendor-9', alwaysSend: true}), option(1, 1, {space: 'vendor-7'})],
  ]
  const over = [
    option(42, 1),
    option(9, 2, {alwaysSend: true}),
    option(6, 1, {neverSend: true}),
    option(3, 3, {clientClasses: ['a']}),
    option(4, 4, {clientClasses: ['b']}),
    option(1, 8, {space: 'vendor-9'}),
    option(2, 8, {space: 'vendor-8', alwaysSend: true}),
  ]
  const classes = new Set(['a'])
  const sorted = ({values, always, never}: SpaceSet4) => ({
    values: [...values].sort(([a], [b]) => a - b),
    always: [...new Set(always)].sort(),
    never: [...never].sort(),
  })
  const all = (set: OptionSet4) => [
    sorted(set),
    [...set.vendors].sort(([a], [b]) => a - b).map(([, one]) => sorted(one)),
  ]
  assert.deepEqual(
    all(overlayOptions4(over, mergeOptions4(under, classes), classes)),
    all(mergeOptions4([over, ...under], classes)),
  )
})

test('T1 and T2', () => {
  const of = (more: object, lifetime = 1000) => {
    const {config} = indexOf({subnet4: [{id: 1, subnet: '10.1.0.0/24', 'valid-lifetime': lifetime, ...more}]})
    const {t1, t2} = teeTimes4(config.subnets[0]!, lifetime)
    return [t1, t2]
  }
  assert.deepEqual(of({}), [undefined, undefined])
  assert.deepEqual(of({'calculate-tee-times': true}), [500, 875])
  assert.deepEqual(of({'renew-timer': 999}), [999, undefined])
  assert.deepEqual(of({'renew-timer': 1000}), [undefined, undefined])
  assert.deepEqual(of({'rebind-timer': 1000, 'renew-timer': 10}), [10, undefined])
  assert.deepEqual(of({'rebind-timer': 500, 'renew-timer': 500}), [undefined, 500])
})
