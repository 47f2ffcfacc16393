import {admit4, packetOf4, received4, seedOf4} from '../../engine/admit.ts'
import {answer4} from '../../engine/answer4.ts'
import type {AnsweredOutcome4, DecidedOutcome4} from '../../engine/outcome4.ts'
import type {Rejection4} from '../../engine/rejection4.ts'
import {readRelayInfo4} from '../../engine/relay-info4.ts'
import type {Arrival4, Request4} from '../../engine/request4.ts'
import type {SubnetIndex4} from '../../engine/subnet-index4.ts'
import {formatIpv4, type Ipv4} from '../../net-types/ipv4.ts'
import type {Clock} from '../../ports/clock.ts'
import type {HostSources4} from '../../ports/host-sources.ts'
import type {LeaseStore4} from '../../ports/lease-store.ts'
import type {Message4} from '../../wire/message4.ts'
import {Decider4} from '../decider4.ts'
import {describe4} from '../describe4.ts'
import {admitEarly4} from '../early4.ts'
import {FreeAddresses4} from '../free-addresses4.ts'
import {firstClasses, laterClasses, subnetSteps} from './admission4.ts'
import {answerSteps} from './answer4.ts'
import {leaseSteps, outcomeSteps, rejectionStep, reservationSteps} from './choice4.ts'
import {ownership4} from './owner4.ts'
import {silences4} from './reasons4.ts'
import {fact, rejected, type Step4} from './step4.ts'

export interface ExplainParts4 {
  readonly index: SubnetIndex4
  readonly store: LeaseStore4
  readonly hosts: HostSources4 | undefined
  readonly serverIds: ReadonlySet<Ipv4>
  readonly clock: Clock
}

export interface Explanation4 {
  readonly steps: readonly Step4[]
  /** What the client would get; undefined = nothing. */
  readonly reply: Message4 | undefined
}

/** Takes the decision on a message as the server would, commits nothing, and tells each step. Rejects with StoreError. */
export async function explain4(message: Message4, arrival: Arrival4, parts: ExplainParts4): Promise<Explanation4> {
  const {index} = parts
  const {ha} = index.config.hooks
  const owner = ha && ownership4(message, ha)
  const seen = [fact('packet', describe4(message)), ...(owner?.steps ?? [])]
  if (owner !== undefined && owner.haClass === undefined) {
    return {steps: [...seen, rejected('answer', 'no answer from either server')], reply: undefined}
  }
  const facts = {arrival, index, serverIds: parts.serverIds, haClass: owner?.haClass}
  const admission = await admitEarly4(message, admit4(message, facts), facts, parts)
  const {message: received, bootp} = received4(message, {arrival, index})
  const admitted = admission !== 'full' && admission.kind === 'go' ? admission.request.packet : undefined
  const classes = firstClasses(admitted ?? packetOf4(received, arrival), index, seedOf4(bootp, owner?.haClass))
  const steps = [...seen, ...classes]
  if (admission === 'full' || admission.kind !== 'go') {
    const relay = readRelayInfo4(message.options.get(82))
    const drop = admission === 'full' ? 'queue-full' : admission.reason
    if (drop === 'direct-without-subnet') steps.push(...subnetSteps(message, relay, arrival, index, new Set(['ALL'])))
    return {steps: [...steps, rejected('answer', `no answer: ${silences4[drop] ?? drop}`)], reply: undefined}
  }
  const {request} = admission
  steps.push(...subnetSteps(message, request.relay, arrival, index, request.classes))
  const {outcome, reply} = await decide(request, parts, steps)
  if (reply === undefined) return {steps: [...steps, rejected('answer', 'none')], reply}
  return {steps: [...steps, ...answerSteps(request, outcome as AnsweredOutcome4, reply, index)], reply}
}

async function decide(
  request: Request4,
  parts: ExplainParts4,
  steps: Step4[],
): Promise<{readonly outcome: DecidedOutcome4 | string; readonly reply: Message4 | undefined}> {
  const {index, clock} = parts
  const addresses = new FreeAddresses4({...parts, config: index.config, chance: () => 0})
  await addresses.load()
  // A decision that had to see more is taken again: what counts is what the last one did not take.
  let refused: Rejection4[] = []
  const rejecting = (rejection: Rejection4) => {
    if (refused.some(({way, address}) => way === rejection.way && address === rejection.address)) refused = []
    refused.push(rejection)
  }
  const decision = await new Decider4({...parts, addresses, rejected: rejecting}).decide(request, undefined, 0)
  const now = Math.floor(clock.millis() / 1000)
  if (typeof decision === 'string') {
    steps.push(...outcomeSteps(decision, now))
    return {outcome: decision, reply: undefined}
  }
  const {outcome, seen} = decision
  steps.push(...reservationSteps(request, seen, index))
  if ('client' in outcome && outcome.client !== undefined) laterClasses(request, outcome.client, index, steps)
  steps.push(...leaseSteps(request, seen, now))
  steps.push(...refused.map(rejection => rejectionStep(rejection, now)), ...outcomeSteps(outcome, now))
  const reply = isAnswered(outcome) ? answer4(request, outcome, index).reply : undefined
  return {outcome, reply}
}

function isAnswered(outcome: DecidedOutcome4): outcome is AnsweredOutcome4 {
  return outcome.kind === 'offer' || outcome.kind === 'ack' || outcome.kind === 'nak' || outcome.kind === 'inform-ack'
}

/** "192.0.2.10", or undefined where there is no address in the answer. */
export function addressOf({reply}: Explanation4): string | undefined {
  return reply === undefined || reply.yiaddr === 0 ? undefined : formatIpv4(reply.yiaddr)
}
