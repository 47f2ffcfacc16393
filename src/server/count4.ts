import type {DropReason4, Outcome4} from '../engine/outcome4.ts'
import {messageType4} from '../wire/message4.ts'
import type {Statistics} from './statistics.ts'

/** Reasons of the server's own not to answer, beside those of the protocol. */
export type ServerDrop4 =
  | 'parse-failed'
  | 'service-disabled'
  | 'queue-full'
  | 'superseded'
  | 'conflict'
  | 'store-unavailable'
  | 'processing-failed'

const receivedNames: readonly (string | undefined)[] = [
  undefined,
  'pkt4-discover-received',
  'pkt4-offer-received',
  'pkt4-request-received',
  'pkt4-decline-received',
  'pkt4-ack-received',
  'pkt4-nak-received',
  'pkt4-release-received',
  'pkt4-inform-received',
]

/** Newer Kea's drop reasons; every one also moves pkt4-receive-drop. */
const dropNames: {readonly [reason in DropReason4 | ServerDrop4]?: string} = {
  'parse-failed': 'pkt4-parse-failed',
  'service-disabled': 'pkt4-service-disabled',
  'queue-full': 'pkt4-queue-full',
  superseded: 'pkt4-duplicate',
  conflict: 'pkt4-processing-failed',
  'store-unavailable': 'pkt4-processing-failed',
  'processing-failed': 'pkt4-processing-failed',
  'foreign-server-id': 'pkt4-not-for-us',
  'direct-without-subnet': 'pkt4-not-for-us',
  'unknown-address': 'pkt4-not-for-us',
  'init-reboot-unknown-client': 'pkt4-not-for-us',
  'no-identifier': 'pkt4-rfc-violation',
  'bad-client-id': 'pkt4-rfc-violation',
  'no-message-type': 'pkt4-rfc-violation',
  'unknown-message-type': 'pkt4-rfc-violation',
  'unsupported-message-type': 'pkt4-rfc-violation',
  'inform-without-address': 'pkt4-rfc-violation',
  'discover-with-server-id': 'pkt4-rfc-violation',
  'decline-without-address': 'pkt4-rfc-violation',
  'malformed-option': 'pkt4-rfc-violation',
}

/** Outcomes that are not answered without being a dropped packet: the message was understood and served. */
const served = new Set<string>(['no-free-address', 'release-no-lease', 'decline-no-lease'])

export function countReceived4(statistics: Statistics, type: number | undefined): void {
  statistics.add('pkt4-received')
  statistics.add(receivedNames[type ?? 0] ?? 'pkt4-unknown-received')
}

export function countDrop4(statistics: Statistics, reason: DropReason4 | ServerDrop4): void {
  const name = dropNames[reason]
  if (name !== undefined) statistics.add(name)
  if (!served.has(reason)) statistics.add('pkt4-receive-drop')
  if (reason === 'no-free-address') statistics.add('v4-allocation-fail')
}

export function countOutcome4(statistics: Statistics, outcome: Outcome4): void {
  switch (outcome.kind) {
    case 'offer':
      return countSent(statistics, messageType4.OFFER)
    case 'ack':
      if (outcome.changes.some(change => change.kind === 'create' || change.kind === 'update')) {
        if (outcome.from !== 'own') assigned(statistics, outcome.subnet.id)
      }
      return countSent(statistics, messageType4.ACK)
    case 'inform-ack':
      return countSent(statistics, messageType4.ACK)
    case 'nak':
      if (outcome.reason === 'no-free-address') statistics.add('v4-allocation-fail')
      return countSent(statistics, messageType4.NAK)
    case 'drop':
      return countDrop4(statistics, outcome.reason)
    case 'declined':
      statistics.add('declined-addresses')
      return statistics.add(`subnet[${outcome.lease.subnetId}].declined-addresses`)
    case 'released':
    case 'need-candidates':
      return undefined
    default:
      return outcome satisfies never
  }
}

function countSent(statistics: Statistics, type: number): void {
  statistics.add('pkt4-sent')
  if (type === messageType4.OFFER) statistics.add('pkt4-offer-sent')
  else statistics.add(type === messageType4.NAK ? 'pkt4-nak-sent' : 'pkt4-ack-sent')
}

function assigned(statistics: Statistics, subnetId: number): void {
  statistics.add('cumulative-assigned-addresses')
  statistics.add(`subnet[${subnetId}].cumulative-assigned-addresses`)
}
