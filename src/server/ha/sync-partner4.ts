import {isSuccess, type PeerAnswer} from '../../ha/messages/answer.ts'
import {
  disableCommand,
  enableCommand,
  heartbeatCommand,
  pageCommand4,
  syncCompleteCommand,
} from '../../ha/messages/commands4.ts'
import {type LeasePage4, readPage4} from '../../ha/messages/page4.ts'
import type {JsonMap} from '../../model/json.ts'
import type {Ipv4} from '../../net-types/ipv4.ts'
import {controlResult} from '../../ports/control.ts'
import type {MessageId} from '../messages.ts'
import {askPeer} from './ask-peer.ts'
import {beatIn} from './beat.ts'
import type {SyncParts4} from './sync-parts4.ts'

/** Leases that are asked for at once at most: more make an answer that stands in the way of all else while it is read. */
const LARGEST_PAGE = 10_000

/** Bytes that a page may have for each of its leases: those with long user contexts too. */
const BYTES_PER_LEASE = 4096

/** Bytes of what is around the leases of a page. */
const BYTES_OF_PAGE = 65_536

/** Milliseconds for the partner to serve again when nobody waits for what was fetched, or it has just been silent. */
const BRIEF = 2000

/** The partner did not do what it was asked, or said nothing; the text says what came. */
export class PartnerFailure extends Error {}

type Parts = Pick<SyncParts4, 'relationship' | 'sender' | 'partner' | 'line' | 'log' | 'maxPeriod' | 'signal'>

/** No answer, and an answer that is none to be glad of. */
type Failures = readonly [MessageId, MessageId]

const disableFailures: Failures = ['HA_DHCP_DISABLE_COMMUNICATIONS_FAILED', 'HA_DHCP_DISABLE_FAILED']
const enableFailures: Failures = ['HA_DHCP_ENABLE_COMMUNICATIONS_FAILED', 'HA_DHCP_ENABLE_FAILED']
const pageFailures: Failures = ['HA_LEASES_SYNC_COMMUNICATIONS_FAILED', 'HA_LEASES_SYNC_FAILED']
const completeFailures: Failures = ['HA_SYNC_COMPLETE_NOTIFY_COMMUNICATIONS_FAILED', 'HA_SYNC_COMPLETE_NOTIFY_FAILED']

/** What a synchronization asks its partner. All reject with PartnerFailure, or with the signal's reason. */
export class SyncPartner4 {
  readonly #parts: Parts
  /** Whether the partner may have stopped its service for this server. */
  #stopped = false
  /** Whether it has left a question without an answer that could be read. */
  #isSilent = false

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** The partner serves nobody until the next page is through, or its time is up (facts: ha.md §7). */
  async disable(): Promise<void> {
    const {relationship, sender, maxPeriod, signal} = this.#parts
    const period = maxPeriod === undefined ? relationship.syncTimeout : maxPeriod * 1000
    // Whether it has heard of it is not known when this is aborted.
    const aborted = () => {
      this.#stopped = true
    }
    signal.addEventListener('abort', aborted, {once: true})
    const asked = this.#ask(disableCommand(sender, period), disableFailures, {signal})
    await asked.finally(() => signal.removeEventListener('abort', aborted))
    this.#stopped = true
  }

  /** Its count of unsent updates, undefined = it did not say; and whether it is another keats. */
  async greet(): Promise<{readonly unsent: number | undefined; readonly isKeats: boolean}> {
    const {line, sender, signal} = this.#parts
    const answer = await askPeer(line, heartbeatCommand(sender), {signal})
    if (typeof answer === 'string') return this.#silence('HA_HEARTBEAT_COMMUNICATIONS_FAILED', answer)
    const {event, takesBatches} = beatIn(answer)
    return {unsent: event?.kind === 'heartbeat' ? event.report.unsent : undefined, isKeats: takesBatches}
  }

  async page(after: Ipv4 | undefined): Promise<LeasePage4> {
    const {relationship, signal} = this.#parts
    const limit = Math.min(relationship.syncPageLimit, LARGEST_PAGE)
    const limits = {timeout: relationship.syncTimeout, longest: BYTES_OF_PAGE + limit * BYTES_PER_LEASE, signal}
    const answer = await this.#ask(pageCommand4(after, limit), pageFailures, limits)
    const page = readPage4(answer, after, limit)
    return typeof page === 'string' ? this.#fail(pageFailures[1], page) : page
  }

  /** All its leases are here. One that does not know the command is told to serve again. */
  async complete(): Promise<void> {
    const {sender, line, signal} = this.#parts
    const answer = await askPeer(line, syncCompleteCommand(sender), {signal})
    if (typeof answer === 'string') return this.#silence(completeFailures[0], answer)
    if (answer.result === controlResult.unsupported) {
      await this.#ask(enableCommand(sender), enableFailures, {signal})
    } else if (!isSuccess(answer)) this.#fail(completeFailures[1], said(answer))
    this.#stopped = false
  }

  /** After a failure: the partner serves again, if it has stopped. What comes of it is in the log. */
  async release(): Promise<void> {
    const {sender, signal} = this.#parts
    if (!this.#stopped) return
    const limits = signal.aborted || this.#isSilent ? {timeout: BRIEF} : {}
    await this.#ask(enableCommand(sender), enableFailures, limits).catch(() => undefined)
  }

  async #ask(
    command: JsonMap,
    [unanswered, refused]: Failures,
    limits: Parameters<typeof askPeer>[2],
  ): Promise<PeerAnswer> {
    const answer = await askPeer(this.#parts.line, command, limits)
    if (typeof answer === 'string') return this.#silence(unanswered, answer)
    return isSuccess(answer) ? answer : this.#fail(refused, said(answer))
  }

  #silence(id: MessageId, reason: string): never {
    this.#isSilent = true
    return this.#fail(id, reason)
  }

  #fail(id: MessageId, reason: string): never {
    const {log, sender, partner} = this.#parts
    log.write(id, {server: sender.name, partner, reason})
    throw new PartnerFailure(reason)
  }
}

function said({result, text}: PeerAnswer): string {
  return `result ${result}: ${text}`
}
