import type {SyncProgress} from '../../ha/sync-progress.ts'
import {formatIpv4, type Ipv4} from '../../net-types/ipv4.ts'
import type {SyncOutcome4, SyncParts4} from './sync-parts4.ts'

/** Milliseconds between lines that tell how far it is. */
const INTERVAL = 5000

/** Lines about leases that are left out, of one synchronization: a partner may have a million of them. */
const MOST_LINES = 10

type Parts = Pick<SyncParts4, 'sender' | 'partner' | 'wall' | 'log' | 'progress'>

/** Counts what a synchronization does, and tells of it. */
export class SyncTally4 {
  readonly #parts: Parts
  readonly #startedAt: number
  #saidAt: number
  #pages = 0
  #leases = 0
  #taken = 0
  #skipped = 0

  constructor(parts: Parts) {
    this.#parts = parts
    this.#startedAt = parts.wall()
    this.#saidAt = this.#startedAt
    parts.log.write('HA_SYNC_START', this.#names)
    this.#report()
  }

  page(count: number, after: Ipv4 | undefined): void {
    this.#pages++
    const from = after === undefined ? 'the start' : formatIpv4(after)
    this.#parts.log.write('HA_LEASES_SYNC_LEASE_PAGE_RECEIVED', {...this.#names, count, after: from})
    this.#report()
  }

  /** So many leases were looked at, some of them taken. */
  settled(leases: number, taken: number): void {
    this.#leases += leases
    this.#taken += taken
    const now = this.#parts.wall()
    if (now - this.#saidAt >= INTERVAL) {
      this.#saidAt = now
      this.#parts.log.write('HA_SYNC_PROGRESS', {...this.#names, ...this.#counts, seconds: this.#seconds})
    }
    this.#report()
  }

  /** Of those looked at one cannot be taken. */
  skip(reason: string): void {
    this.#skipped++
    if (this.#skipped <= MOST_LINES) this.#parts.log.write('HA_LEASE_SYNC_FAILED', {...this.#names, reason})
  }

  stale(address: Ipv4): void {
    this.#parts.log.write('HA_LEASE_SYNC_STALE_LEASE4_SKIP', {...this.#names, address: formatIpv4(address)})
  }

  end(outcome: SyncOutcome4): void {
    const {log} = this.#parts
    const more = this.#skipped - MOST_LINES
    if (more > 0) log.write('HA_LEASES_SYNC_MORE_FAILED', {...this.#names, count: more})
    const fields = {...this.#names, ...this.#counts, seconds: this.#seconds}
    if (outcome.kind === 'done') log.write('HA_SYNC_SUCCESSFUL', fields)
    else log.write('HA_SYNC_FAILED', {...fields, reason: outcome.text})
    this.#report(this.#parts.wall(), outcome.kind === 'done' ? undefined : outcome.text)
  }

  #report(endedAt?: number, failure?: string): void {
    const {partner, progress} = this.#parts
    const now: SyncProgress = {partner, startedAt: this.#startedAt, endedAt, ...this.#counts, failure}
    progress(now)
  }

  get #names() {
    return {server: this.#parts.sender.name, partner: this.#parts.partner}
  }

  get #counts() {
    return {pages: this.#pages, leases: this.#leases, taken: this.#taken, skipped: this.#skipped}
  }

  get #seconds(): number {
    return Math.round((this.#parts.wall() - this.#startedAt) / 100) / 10
  }
}
