import {discover, lifetime, renew, select} from './queries.ts'
import {MAC, type Scenario4, subnet} from './scenario.ts'

const bounds = {'min-valid-lifetime': 1000, 'valid-lifetime': 2000, 'max-valid-lifetime': 3000}
const asks = (seconds: number): Scenario4 => ({
  name: `asks for ${seconds} s of 1000..3000`,
  config: subnet(bounds),
  steps: [discover({options: lifetime(seconds)}), select({options: lifetime(seconds)})],
})
const timers = (name: string, more: Readonly<Record<string, unknown>>): Scenario4 => ({
  name,
  config: subnet(more),
  steps: [discover(), select()],
})

/** Options 51, 58 and 59. */
export const lifetimeScenarios4: readonly Scenario4[] = [
  ...[0, 1, 999, 1000, 1500, 3000, 3001, 0xffffffff].map(asks),
  {name: 'asks without bounds', steps: [discover({options: lifetime(10)}), select({options: lifetime(99999)})]},
  {name: 'asks with three bytes', steps: [discover({options: {51: '000010'}})]},
  {name: 'asks with five bytes', config: subnet(bounds), steps: [discover({options: {51: '0000040000'}})]},
  {name: 'global bounds', config: {...bounds}, steps: [discover({options: lifetime(5000)})]},
  {
    name: 'infinite lifetime',
    config: subnet({'valid-lifetime': 0xffffffff}),
    steps: [discover(), select(), renew('127.0.1.10')],
  },
  {
    name: 'infinite becomes finite',
    leases: [{address: '127.0.1.10', mac: MAC, validLifetime: 0xffffffff}],
    steps: [renew('127.0.1.10')],
  },
  timers('both timers', {'renew-timer': 1000, 'rebind-timer': 2000}),
  timers('renew timer alone', {'renew-timer': 1000}),
  timers('rebind timer alone', {'rebind-timer': 2000}),
  timers('renew timer at the lifetime', {'renew-timer': 4000}),
  timers('renew timer past the lifetime', {'renew-timer': 4001}),
  timers('rebind timer at the lifetime', {'rebind-timer': 4000, 'renew-timer': 3999}),
  timers('renew timer at the rebind timer', {'renew-timer': 2000, 'rebind-timer': 2000}),
  timers('renew timer 0 alone', {'renew-timer': 0}),
  timers('rebind timer 0', {'renew-timer': 0, 'rebind-timer': 0, 'calculate-tee-times': true}),
  timers('renew timer 0', {'renew-timer': 0, 'rebind-timer': 0}),
  timers('calculated', {'calculate-tee-times': true}),
  timers('calculated with percentages', {'calculate-tee-times': true, 't1-percent': 0.333, 't2-percent': 0.777}),
  timers('calculated, odd lifetime', {'calculate-tee-times': true, 'valid-lifetime': 3601}),
  timers('calculated, tiny lifetime', {'calculate-tee-times': true, 'valid-lifetime': 1}),
  timers('calculated, timers win', {'calculate-tee-times': true, 'renew-timer': 111, 'rebind-timer': 222}),
  timers('calculated, one timer wins', {'calculate-tee-times': true, 'renew-timer': 111}),
  timers('calculated, renew timer past the lifetime', {'calculate-tee-times': true, 'renew-timer': 9000}),
  timers('calculated, infinite', {'calculate-tee-times': true, 'valid-lifetime': 0xffffffff}),
  timers('timers, infinite', {'renew-timer': 1000, 'rebind-timer': 2000, 'valid-lifetime': 0xffffffff}),
  {
    name: 'calculated from the lifetime that the client asked for',
    config: subnet({...bounds, 'calculate-tee-times': true}),
    steps: [discover({options: lifetime(1201)})],
  },
  {name: 'timers of the client are ignored', steps: [discover({options: {58: '00000001', 59: '00000002'}})]},
]
