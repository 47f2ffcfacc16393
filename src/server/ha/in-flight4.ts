import {belongsTo4} from '../../engine/ownership4.ts'
import type {Lease4} from '../../model/lease4.ts'
import type {HwAddr} from '../../net-types/identifiers.ts'
import type {Ipv4} from '../../net-types/ipv4.ts'
import type {LeaseChange4} from '../../ports/lease-store.ts'
import type {LeaseUpdate4} from './update4.ts'

/** The leases of one query while its client waits for peers. */
export interface Waiting4 {
  /** Others have changed a lease of it meanwhile. */
  readonly overtaken: boolean
}

interface Entry {
  readonly lease: Lease4
  readonly waiting: {overtaken: boolean}
}

/**
 * Both servers of a pair may give the same address at the same moment, each to a client of its own, and each take up what the
 * other has given. Whose update arrives while the other's client still waits wins: that client is not told. As an answer is
 * sent only after the update has arrived, never are both clients told.
 */
export class InFlight4 {
  readonly #entries = new Map<Ipv4, readonly Entry[]>()

  begin(updates: readonly LeaseUpdate4[]): Waiting4 {
    const waiting = {overtaken: false}
    for (const {kind, lease} of updates) {
      if (kind !== 'put') continue
      this.#entries.set(lease.address, [...(this.#entries.get(lease.address) ?? []), {lease, waiting}])
    }
    return waiting
  }

  end(updates: readonly LeaseUpdate4[], ended: Waiting4): void {
    for (const {lease} of updates) {
      const left = this.#entries.get(lease.address)?.filter(({waiting}) => waiting !== ended) ?? []
      if (left.length === 0) this.#entries.delete(lease.address)
      else this.#entries.set(lease.address, left)
    }
  }

  /** What others than the pipeline have committed. */
  overtake(changes: readonly LeaseChange4[]): void {
    if (this.#entries.size === 0) return
    for (const change of changes) {
      const address = change.kind === 'delete' ? change.address : change.lease.address
      for (const {lease, waiting} of this.#entries.get(address) ?? []) {
        if (change.kind === 'delete' || !isOfSame(change.lease, lease)) waiting.overtaken = true
      }
    }
  }
}

function isOfSame(one: Lease4, {hwAddr = '' as HwAddr, clientId}: Lease4): boolean {
  return belongsTo4(one, hwAddr, clientId)
}
