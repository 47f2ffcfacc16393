import type {Ipv4} from '../../net-types/ipv4.ts'
import {type Message4, type MessageType4, messageType4} from '../../wire/message4.ts'
import {readUint32} from '../../wire/reader.ts'
import type {ProbeExchanges} from './exchange.ts'
import type {ProbeIdentity} from './messages.ts'

/** One message and its answer. `answer` is '-' where none is due (RELEASE). */
export interface ProbeStep {
  readonly sent: string
  readonly answer: string
  readonly ms: number
}

export interface ProbeResult {
  readonly kind: 'lease'
  readonly ack: Message4
  readonly steps: readonly ProbeStep[]
}

/** `wanted`: the message that did not come. */
export type ProbeFailure =
  | {readonly kind: 'silence'; readonly wanted: string}
  | {readonly kind: 'refused'; readonly text: string}
  | {readonly kind: 'broken'; readonly text: string}

export interface ProbePlan {
  readonly renew: boolean
  readonly release: boolean
}

const {DISCOVER, OFFER, REQUEST, ACK, NAK, RELEASE} = messageType4
const names = new Map(Object.entries(messageType4).map(([name, type]) => [type as MessageType4, name]))

/** A whole life of a client: a lease in four messages, then what the plan adds. */
export async function probeOnce(
  exchanges: ProbeExchanges,
  identity: ProbeIdentity,
  plan: ProbePlan,
): Promise<ProbeResult | ProbeFailure> {
  const steps: ProbeStep[] = []
  const ask = async (type: MessageType4, wanted: readonly MessageType4[], fields: object) => {
    const result = await exchanges.ask({type, identity, ...fields}, wanted)
    if (result.kind === 'silence') return {kind: 'silence', wanted: names.get(wanted[0]!)!} as const
    steps.push({sent: names.get(type)!, answer: names.get(result.type)!, ms: result.ms})
    return result.type === NAK ? refusal(result.message) : result
  }
  const offer = await ask(DISCOVER, [OFFER], {})
  if (offer.kind !== 'answer') return offer
  const requestedAddress = offer.message.yiaddr
  const serverId = serverIdOf(offer.message)
  if (serverId === undefined) return {kind: 'broken', text: 'its OFFER names no server identifier'}
  let ack = await ask(REQUEST, [ACK, NAK], {requestedAddress, serverId})
  if (ack.kind !== 'answer') return ack
  const ciaddr = ack.message.yiaddr
  if (plan.renew) ack = await ask(REQUEST, [ACK, NAK], {ciaddr})
  if (ack.kind !== 'answer') return ack
  if (plan.release) {
    exchanges.tell({type: RELEASE, identity, ciaddr, serverId})
    steps.push({sent: 'RELEASE', answer: '-', ms: 0})
  }
  return {kind: 'lease', ack: ack.message, steps}
}

function serverIdOf(message: Message4): Ipv4 | undefined {
  const content = message.options.get(54)
  return content?.length === 4 ? (readUint32(content, 0) as Ipv4) : undefined
}

function refusal(nak: Message4): ProbeFailure {
  const text = nak.options.get(56)
  return {kind: 'refused', text: text === undefined ? '' : Buffer.from(text).toString('utf8')}
}
