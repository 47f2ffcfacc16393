import type {Classifier4, ClassWitness4} from '../engine/classify4.ts'
import type {RefusedOption4} from '../engine/host-options4.ts'
import {
  type Client4,
  type DecidedOutcome4,
  type DropReason4,
  dropLogIds4,
  type Exhausted4,
  logIdOf4,
} from '../engine/outcome4.ts'
import type {Request4} from '../engine/request4.ts'
import type {Host4} from '../model/host4.ts'
import {toHex, withColons} from '../net-types/identifiers.ts'
import {ANY_IPV4, formatIpv4} from '../net-types/ipv4.ts'
import {formatPrefix4} from '../net-types/prefix4.ts'
import type {LeaseChange4} from '../ports/lease-store.ts'
import type {Log, LogFields} from '../ports/log.ts'
import type {Datagram4, Destination4} from '../ports/transport4.ts'
import {type Message4, messageType4, type WireError} from '../wire/message4.ts'
import type {ServerDrop4} from './count4.ts'
import {describeHost, describeRefused} from './describe-holder.ts'
import {describe4, typeName4} from './describe4.ts'
import type {MessageId} from './messages.ts'
import {ReservationTeller4} from './tell-reservations4.ts'
import {ToldLately} from './told-lately.ts'

const serverDropIds: Readonly<Record<ServerDrop4, MessageId>> = {
  'parse-failed': 'DHCP4_PACKET_DROP_0001',
  'service-disabled': 'DHCP4_PACKET_DROP_0008',
  'queue-full': 'DHCP4_PACKET_QUEUE_FULL',
  'rate-limited': 'DHCP4_HOOK_PACKET_RCVD_SKIP',
  superseded: 'DHCP4_PACKET_DROP_0011',
  conflict: 'DHCP4_PACKET_PROCESS_EXCEPTION',
  'store-unavailable': 'DHCP4_PACKET_PROCESS_EXCEPTION',
  'processing-failed': 'DHCP4_PACKET_PROCESS_EXCEPTION',
  'not-in-scope': 'HA_BUFFER4_RECEIVE_NOT_FOR_US',
  'no-owner': 'HA_LOAD_BALANCING_IDENTIFIER_MISSING',
  'parking-full': 'DHCP4_HOOK_LEASES4_PARKING_LOT_FULL',
  'not-acknowledged': 'HA_LEASES4_COMMITTED_FAILED',
}

/** Says what became of packets: one line each, built only when it will be written. */
export class Teller4 {
  readonly #log: Log<MessageId>
  readonly #reservations: ReservationTeller4
  readonly #hosts = new ToldLately(3_600_000, 1000)

  constructor(log: Log<MessageId>) {
    this.#log = log
    this.#reservations = new ReservationTeller4(log)
  }

  /** A message that will be looked into. */
  received(request: Request4): void {
    const {message, arrival, subnet} = request
    if (this.#log.enabled('DHCP4_PACKET_RECEIVED')) {
      this.#log.write('DHCP4_PACKET_RECEIVED', {
        client: labelOf(message),
        type: typeName4(message),
        source: formatIpv4(arrival.source),
        interface: arrival.local.interface ?? formatIpv4(arrival.local.address),
      })
    }
    if (this.#log.enabled('DHCP4_QUERY_DATA')) {
      this.#log.write('DHCP4_QUERY_DATA', {client: labelOf(message), packet: describe4(message)})
    }
    if (subnet !== undefined && this.#log.enabled('DHCP4_SUBNET_SELECTED')) {
      const {id, prefix} = subnet
      this.#log.write('DHCP4_SUBNET_SELECTED', {client: labelOf(message), subnet: formatPrefix4(prefix), subnetId: id})
    }
    if (subnet === undefined && needsSubnet(request) && this.#log.enabled('DHCP4_SUBNET_SELECTION_FAILED')) {
      this.#log.write('DHCP4_SUBNET_SELECTION_FAILED', {client: labelOf(message)})
    }
    if (isInitReboot(request) && this.#log.enabled('DHCP4_INIT_REBOOT')) {
      this.#log.write('DHCP4_INIT_REBOOT', {client: labelOf(message), address: requestedOf(message)})
    }
  }

  /** A reply that was handed to the transport. */
  sent(request: Request4, reply: Message4, destination: Destination4): void {
    if (this.#log.enabled('DHCP4_PACKET_SEND')) {
      const {local} = request.arrival
      this.#log.write('DHCP4_PACKET_SEND', {
        client: labelOf(reply),
        type: typeName4(reply),
        destination: destination.kind === 'broadcast' ? 'broadcast' : formatIpv4(destination.address),
        port: destination.port,
        interface: local.interface ?? formatIpv4(local.address),
      })
    }
    if (this.#log.enabled('DHCP4_RESPONSE_DATA')) {
      this.#log.write('DHCP4_RESPONSE_DATA', {client: labelOf(reply), packet: describe4(reply)})
    }
  }

  outcome(request: Request4, outcome: DecidedOutcome4): void {
    if ('exhausted' in outcome && outcome.exhausted !== undefined) this.#exhausted(request, outcome.exhausted)
    if ('client' in outcome) this.#classified(request, outcome.client)
    this.#reservations.outcome(outcome, () => labelOf(request.message))
    if (outcome.kind === 'drop') return this.dropped(request.message, outcome.reason)
    this.#outcomeLine(logIdOf4(outcome), request, outcome)
    // In addition, as in Kea.
    if (outcome.kind === 'ack' && outcome.reused) this.#outcomeLine('DHCP4_LEASE_REUSE', request, outcome)
  }

  #outcomeLine(id: MessageId, request: Request4, outcome: Exclude<DecidedOutcome4, {kind: 'drop'}>): void {
    if (!this.#log.enabled(id)) return
    this.#log.write(id, {client: labelOf(request.message), ...fieldsOf(request, outcome)})
  }

  dropped(message: Message4, reason: DropReason4 | ServerDrop4): void {
    if (reason === 'unknown-address') this.#reservations.outOfPool(requestedOf(message), () => labelOf(message))
    const id: MessageId =
      reason in serverDropIds ? serverDropIds[reason as ServerDrop4] : dropLogIds4[reason as DropReason4]
    if (!this.#log.enabled(id)) return
    this.#log.write(id, {client: labelOf(message), reason, address: requestedOf(message)})
  }

  /** Why there was no address: what an operator watches for. */
  #exhausted({message, network, subnet}: Request4, {classes, hasPools}: Exhausted4): void {
    const client = labelOf(message)
    if (network !== undefined)
      this.#log.write('ALLOC_ENGINE_V4_ALLOC_FAIL_SHARED_NETWORK', {client, network: network.name})
    else if (subnet !== undefined) {
      const {id, prefix} = subnet
      this.#log.write('ALLOC_ENGINE_V4_ALLOC_FAIL_SUBNET', {client, subnet: formatPrefix4(prefix), subnetId: id})
    }
    this.#log.write(hasPools ? 'ALLOC_ENGINE_V4_ALLOC_FAIL' : 'ALLOC_ENGINE_V4_ALLOC_FAIL_NO_POOLS', {client})
    this.#log.write('ALLOC_ENGINE_V4_ALLOC_FAIL_CLASSES', {client, classes: [...classes].join(', ')})
  }

  /** The tests that were made of a message, made once more: each says what it finds. */
  evaluated({message, packet}: Request4, {before}: Classifier4): void {
    if (this.#log.enabled('EVAL_RESULT')) before(packet, new Set(), this.#witness(message))
  }

  #witness(message: Message4): ClassWitness4 {
    const client = labelOf(message)
    return (name, result) => {
      const said = typeof result === 'boolean' ? result : `nothing: ${result.reason}`
      this.#log.write('EVAL_RESULT', {client, class: name, result: said})
    }
  }

  /** Every class of the client but those that its levels ask for. */
  #classified({message}: Request4, {classes}: Client4): void {
    if (!this.#log.enabled('DHCP4_CLASS_ASSIGNED')) return
    this.#log.write('DHCP4_CLASS_ASSIGNED', {client: labelOf(message), classes: [...classes].join(', ')})
  }

  parseFailed(datagram: Datagram4, error: WireError): void {
    if (!this.#log.enabled('DHCP4_PACKET_DROP_0001')) return
    const source = formatIpv4(datagram.source)
    const destination = formatIpv4(datagram.local.address)
    const reason = `${error.reason} at byte ${error.offset}`
    this.#log.write('DHCP4_PACKET_DROP_0001', {client: `from ${source} to ${destination}`, reason, address: source})
  }

  /** An expression of flex_option that came to nothing: the answer leaves with the changes before it. */
  flexOptionFailed({message}: Request4, reason: string): void {
    this.#log.write('FLEX_OPTION_PROCESS_ERROR', {client: labelOf(message), reason})
  }

  /** A reservation has options that no client can be sent: said of each once an hour, however often its client asks. */
  optionsRefused({message}: Request4, host: Host4, refused: readonly RefusedOption4[], now: number): void {
    const reservation = describeHost(host)
    if (!this.#hosts.admit(reservation, now)) return
    const reason = refused.slice(0, 10).map(describeRefused).join('; ')
    this.#log.write('DHCP4_RESERVATION_OPTIONS_REFUSED', {client: labelOf(message), reservation, reason})
  }

  failed(request: Pick<Request4, 'message'>, error: unknown): void {
    const cause = error instanceof Error ? error.message : String(error)
    this.#log.write('DHCP4_PACKET_PROCESS_EXCEPTION', {client: labelOf(request.message), reason: cause})
  }
}

/** RFC 2131 §4.3.2: neither a server chosen nor an address in use. */
function isInitReboot({type, serverId, requestedAddress, message}: Request4): boolean {
  return (
    type === messageType4.REQUEST &&
    serverId === undefined &&
    requestedAddress !== undefined &&
    message.ciaddr === ANY_IPV4
  )
}

function needsSubnet({type}: Request4): boolean {
  return type !== messageType4.RELEASE && type !== messageType4.DECLINE
}

function requestedOf(message: Message4): string {
  const address = message.options.get(50)
  return address?.length === 4 ? [...address].join('.') : formatIpv4(message.ciaddr)
}

/** Kea's label of a client (facts: server.md §7.2). */
export function labelOf(message: Message4): string {
  const id = message.options.get(61)
  const cid = id === undefined || id.length === 0 ? 'no info' : withColons(toHex(id))
  const hardware = withColons(toHex(message.chaddr))
  return `[hwtype=${message.htype} ${hardware}], cid=[${cid}], tid=0x${message.xid.toString(16)}`
}

function fieldsOf(request: Request4, outcome: Exclude<DecidedOutcome4, {kind: 'drop'}>): LogFields {
  switch (outcome.kind) {
    case 'offer':
    case 'ack':
      return {
        address: formatIpv4(outcome.lease.address),
        lifetime: outcome.lifetime,
        subnet: outcome.subnet.id,
      }
    case 'released':
    case 'declined':
      return {
        address: formatIpv4(outcome.lease.address),
        lifetime: changedLifetime(outcome.changes),
        subnet: outcome.lease.subnetId,
      }
    case 'nak':
      return {
        address: formatIpv4(request.requestedAddress ?? request.message.ciaddr),
        reason: outcome.reason,
      }
    case 'inform-ack':
      return {address: formatIpv4(request.message.ciaddr)}
    default:
      return outcome satisfies never
  }
}

/** Seconds for which a declined or released row stays in its new state. */
function changedLifetime(changes: readonly LeaseChange4[]): number {
  const change = changes[0]
  return change === undefined || change.kind === 'delete' ? 0 : change.lease.validLifetime
}
