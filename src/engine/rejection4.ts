import type {Host4} from '../model/host4.ts'
import type {Lease4} from '../model/lease4.ts'
import type {Ipv4} from '../net-types/ipv4.ts'
import type {Grant4} from './outcome4.ts'

/** A way to an address that was tried and not taken. */
export interface Rejection4 {
  readonly way: Grant4['from']
  readonly address: Ipv4
  /** `leased`: somebody has it. `no-pool`: in no pool that the client may have. `reserved`: for another client. */
  readonly why: 'leased' | 'no-pool' | 'reserved'
  readonly lease?: Lease4
  readonly host?: Host4
}

/** Told of what was not taken: for those who ask why, and nobody else. */
export interface Rejecting4 {
  readonly rejected?: ((rejection: Rejection4) => void) | undefined
}

export function reject4({rejected}: Rejecting4, rejection: Rejection4): undefined {
  rejected?.(rejection)
  return undefined
}
