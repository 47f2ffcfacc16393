import type {HaEffect} from '../../ha/events.ts'
import type {HaMachine} from '../../ha/machine.ts'
import type {HaSetup} from '../../ha/setup.ts'
import {haTraits, type OwnState} from '../../ha/states.ts'
import type {Log} from '../../ports/log.ts'
import type {MessageId} from '../messages.ts'
import {tellSettings} from './tell-settings.ts'

type Entered = Extract<HaEffect, {kind: 'entered'}>

/** The lines of a machine's effects that people are told of, under the ids and in the order of Kea 2.2.0. */
export class EffectLog4 {
  readonly #log: Log<MessageId>
  readonly #setup: HaSetup
  readonly #names: {readonly server: string; readonly partner: string}
  /** As far as the effects have been told. */
  #state: OwnState = 'waiting'
  #serves: boolean | undefined

  constructor(log: Log<MessageId>, setup: HaSetup) {
    this.#log = log
    this.#setup = setup
    this.#names = {server: setup.own.name, partner: setup.partner?.name ?? 'none'}
  }

  started(): void {
    const {own, relationship} = this.#setup
    tellSettings(this.#log, this.#setup)
    this.#log.write('HA_SERVICE_STARTED', {server: own.name, mode: relationship.mode, role: own.role})
  }

  tell(machine: HaMachine, effect: HaEffect): void {
    const log = this.#log
    const names = this.#names
    switch (effect.kind) {
      case 'entered':
        return this.#entered(machine, effect)
      case 'paused':
        return log.write('HA_STATE_MACHINE_PAUSED', {...names, state: effect.state})
      case 'continued':
        return log.write('HA_STATE_MACHINE_CONTINUED', {...names, state: effect.state})
      case 'service':
        return this.#service(effect.enabled)
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

  /** Once for each change: most states leave it as it was. */
  #service(enabled: boolean): void {
    if (enabled === this.#serves) return
    this.#serves = enabled
    const id = enabled ? 'HA_LOCAL_DHCP_ENABLE' : 'HA_LOCAL_DHCP_DISABLE'
    this.#log.write(id, {...this.#names, state: this.#state})
  }

  #entered(machine: HaMachine, {from, to}: Entered): void {
    this.#state = to
    const log = this.#log
    const names = this.#names
    if (this.#setup.partner === undefined) return log.write('HA_STATE_TRANSITION_PASSIVE_BACKUP', {...names, from, to})
    log.write('HA_STATE_TRANSITION', {...names, from, to, partner: machine.partner.state ?? 'not heard of yet'})
    this.#updates(from, to)
    if (to === 'in-maintenance') log.write('HA_MAINTENANCE_SHUTDOWN_SAFE', names)
    if (to === 'partner-in-maintenance') log.write('HA_MAINTENANCE_STARTED', names)
    if (to === 'terminated') log.write('HA_TERMINATED', names)
  }

  #updates(from: OwnState, to: OwnState): void {
    const {sendLeaseUpdates, syncLeases} = this.#setup.relationship
    const words = {...this.#names, state: to}
    if (from === 'waiting' && to === 'ready' && !syncLeases) {
      this.#log.write('HA_CONFIG_LEASE_SYNCING_DISABLED_REMINDER', words)
    }
    if (!sendLeaseUpdates) return this.#log.write('HA_CONFIG_LEASE_UPDATES_DISABLED_REMINDER', words)
    const sends = haTraits[to].updates === 'sent'
    this.#log.write(sends ? 'HA_LEASE_UPDATES_ENABLED' : 'HA_LEASE_UPDATES_DISABLED', words)
  }
}
