import type {HaEffect} from '../../ha/events.ts'
import type {HaMachine} from '../../ha/machine.ts'
import type {HaSetup} from '../../ha/setup.ts'
import type {Log} from '../../ports/log.ts'
import type {MessageId} from '../messages.ts'

/** The line of an effect that people are told of. */
export function tellEffect(log: Log<MessageId>, {own, partner}: HaSetup, machine: HaMachine, effect: HaEffect): void {
  const names = {server: own.name, partner: partner?.name ?? 'none'}
  switch (effect.kind) {
    case 'entered':
      return tellEntered(log, names, machine, effect)
    case 'paused':
      return log.write('HA_STATE_MACHINE_PAUSED', {...names, state: effect.state})
    case 'continued':
      return log.write('HA_STATE_MACHINE_CONTINUED', {...names, state: effect.state})
    case 'service':
      return log.write(effect.enabled ? 'HA_LOCAL_DHCP_ENABLE' : 'HA_LOCAL_DHCP_DISABLE', {
        ...names,
        state: machine.state,
      })
    case 'skew':
      return log.write('HA_HIGH_CLOCK_SKEW', {...names, seconds: effect.seconds})
    case 'terminate':
      return effect.why === 'skew'
        ? log.write('HA_HIGH_CLOCK_SKEW_CAUSES_TERMINATION', {...names, seconds: machine.partner.skew ?? 0})
        : log.write('HA_LEASE_UPDATE_REJECTS_CAUSED_TERMINATION', {...names, clients: machine.rejected})
    default:
      return
  }
}

type Entered = Extract<HaEffect, {kind: 'entered'}>
type Names = {readonly server: string; readonly partner: string}

function tellEntered(log: Log<MessageId>, names: Names, machine: HaMachine, {from, to}: Entered): void {
  log.write('HA_STATE_TRANSITION', {...names, from, to, partner: machine.partner.state ?? 'not heard of yet'})
  if (to === 'in-maintenance') log.write('HA_MAINTENANCE_SHUTDOWN_SAFE', names)
  if (to === 'partner-in-maintenance') log.write('HA_MAINTENANCE_STARTED', names)
}
