import type {DecidedOutcome4, Grant4, ReservationConflict4} from '../engine/outcome4.ts'
import {INFINITE_LIFETIME, type Lease4} from '../model/lease4.ts'
import {formatIpv4} from '../net-types/ipv4.ts'
import type {Log, LogFields} from '../ports/log.ts'
import {describeHolder, describeHost} from './describe-holder.ts'
import type {MessageId} from './messages.ts'

type Nak = Extract<DecidedOutcome4, {kind: 'nak'}>
type Ack = Extract<DecidedOutcome4, {kind: 'ack'}>

/**
 * Says why a client has not the address that is reserved for it, or not the one that it asked for: which reservation, whose
 * lease and until when, and what was done. `client` makes the label of the client. Kea tells of refusals only to those who
 * debug it; that a reservation was the reason is told here as information too.
 */
export class ReservationTeller4 {
  readonly #log: Log<MessageId>

  constructor(log: Log<MessageId>) {
    this.#log = log
  }

  outcome(outcome: DecidedOutcome4, client: () => string): void {
    switch (outcome.kind) {
      case 'offer':
        return this.#offered(outcome, client)
      case 'ack':
        return this.#acknowledged(outcome, client)
      case 'nak':
        return this.#refused(outcome, client)
      case 'drop': {
        if (outcome.conflict === undefined) return undefined
        const fields = {...conflictFields(outcome.conflict), instead: 'nothing, there is no free address'}
        return this.#write('ALLOC_ENGINE_V4_DISCOVER_ADDRESS_CONFLICT', () => ({client: client(), ...fields}))
      }
      default:
        return undefined
    }
  }

  /** An address that no pool has which the client may have: told with silence, or with NAK where it is in another pool. */
  outOfPool(address: string, client: () => string): void {
    this.#write('ALLOC_ENGINE_V4_REQUEST_OUT_OF_POOL', () => ({client: client(), address}))
  }

  #offered({conflict, from, lease, client: {host}}: Grant4, client: () => string): void {
    const address = formatIpv4(lease.address)
    if (from === 'reserved' && host !== undefined) {
      const fields = () => ({client: client(), address, reservation: describeHost(host)})
      this.#write('ALLOC_ENGINE_V4_DISCOVER_HR', fields)
    }
    if (conflict === undefined) return
    const fields = () => ({client: client(), ...conflictFields(conflict), instead: address})
    this.#write('ALLOC_ENGINE_V4_DISCOVER_ADDRESS_CONFLICT', fields)
  }

  #acknowledged({conflict, replaced, lease, from}: Ack, client: () => string): void {
    const address = formatIpv4(lease.address)
    if (replaced !== undefined) {
      const why = from === 'reserved' ? 'which is reserved for it' : 'which it asked for'
      const fields = () => ({client: client(), former: formatIpv4(replaced.address), address, why})
      this.#write('ALLOC_ENGINE_V4_REQUEST_REMOVE_LEASE', fields)
    }
    if (conflict === undefined) return
    const fields = () => ({client: client(), ...conflictFields(conflict), instead: address})
    this.#write('DHCP4_RESERVATION_CONFLICT', fields)
  }

  #refused({reason, refusal}: Nak, client: () => string): void {
    const {lease, host} = refusal
    const address = refusal.address === undefined ? 'no address' : formatIpv4(refusal.address)
    const reservation = host === undefined ? '' : describeHost(host)
    const told = (id: MessageId, why: string, more: LogFields = {}) => {
      this.#write(id, () => ({client: client(), address, reservation, ...more}))
      if (host !== undefined) this.#write('DHCP4_RESERVATION_NAK', () => ({client: client(), address, why}))
    }
    switch (reason) {
      case 'reserved-for-another':
        return told('ALLOC_ENGINE_V4_REQUEST_ADDRESS_RESERVED', `it is reserved for another client: ${reservation}`)
      case 'reserved-elsewhere': {
        const reserved = host?.address === undefined ? 'another address' : formatIpv4(host.address)
        const why = `${reserved} is reserved for this client (${reservation}) and free, so it has to ask anew`
        return told('ALLOC_ENGINE_V4_REQUEST_INVALID', why, {reserved})
      }
      case 'address-in-use': {
        if (lease === undefined) return undefined
        const fields = {holder: describeHolder(lease), until: describeEnd(lease)}
        const why = `it is reserved for this client (${reservation}), but leased to ${fields.holder} ${fields.until}`
        return told('ALLOC_ENGINE_V4_REQUEST_IN_USE', why, fields)
      }
      case 'pool-for-others':
        return this.outOfPool(address, client)
      default:
        return undefined
    }
  }

  #write(id: MessageId, fields: () => LogFields): void {
    if (this.#log.enabled(id)) this.#log.write(id, fields())
  }
}

function conflictFields({host, subnet, lease}: ReservationConflict4): LogFields {
  return {
    address: formatIpv4(lease.address),
    reservation: describeHost(host),
    subnet: subnet.id,
    holder: describeHolder(lease),
    until: describeEnd(lease),
  }
}

function describeEnd({validLifetime, expire}: Lease4): string {
  return validLifetime === INFINITE_LIFETIME ? 'for ever' : `until ${new Date(expire * 1000).toISOString()}`
}
