import assert from 'node:assert/strict'
import {test} from 'node:test'
import {mergeOptions4} from '../../../src/engine/option-set4.ts'
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
