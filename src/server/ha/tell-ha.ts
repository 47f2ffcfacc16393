import type {HaEffect} from '../../ha/events.ts'
import type {HaMachine} from '../../ha/machine.ts'
import type {HaSetup} from '../../ha/setup.ts'
import type {Log} from '../../ports/log.ts'
import type {MessageId} from '../messages.ts'

/** The line of an effect that people are told of. */
export function tellEffect(log: Log<MessageId>, {own, partner}: HaSetup, machine: HaMachine, effect: HaEffect): void {
  const names = {server: own.name, partner: partner?.name ?? 'none'}
  switch (effect.kind) {
    case 'entered': {
      const {from, to} = effect
      return log.write('HA_STATE_TRANSITION', {
        ...names,
        from,
        to,
        partner: machine.partner.state ?? 'not heard of yet',
      })
    }
    case 'paused':
      return log.write('HA_STATE_MACHINE_PAUSED', {...names, state: effect.state})
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
