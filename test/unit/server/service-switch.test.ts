import assert from 'node:assert/strict'
import {test} from 'node:test'
import {ServiceState} from '../../../src/server/service-state.ts'
import {ServiceSwitch} from '../../../src/server/service-switch.ts'

test('service comes back after the time that was asked for, however long, and only then', context => {
  context.mock.timers.enable({apis: ['setTimeout']})
  const service = new ServiceSwitch(new ServiceState(() => {}))
  const days = 86_400
  for (const seconds of [1, 100, 24 * days, 25 * days, 90 * days]) {
    service.disable('user', seconds)
    const left = seconds * 1000 - 1
    // The longest that one timer can wait first: mocked time stands still while its ticks run.
    for (let gone = 0; gone < left; gone += 0x7fffffff) context.mock.timers.tick(Math.min(left - gone, 0x7fffffff))
    assert.deepEqual(service.reasons, ['user'])
    context.mock.timers.tick(1)
    assert.ok(service.on, `after ${seconds} s`)
  }
})

test('a later word about the same reason replaces the time of the former', context => {
  context.mock.timers.enable({apis: ['setTimeout']})
  const service = new ServiceSwitch(new ServiceState(() => {}))
  service.disable('user', 10)
  service.disable('user')
  service.disable('ha-partner', 5)
  context.mock.timers.tick(20_000)
  assert.deepEqual(service.reasons, ['user'])
  service.disable('user', 10)
  service.enable('user')
  service.disable('user')
  context.mock.timers.tick(20_000)
  assert.deepEqual(service.reasons, ['user'])
})
