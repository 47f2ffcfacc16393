import type {Host4} from '../model/host4.ts'
import type {HostKeys4, ReservedAddress4} from './host-store.ts'

/**
 * The hosts databases of a configuration as the packet path sees them: all are asked in the same moment as the leases.
 * Rejects with StoreError when one of them cannot answer.
 */
export interface HostSources4 {
  /** Hosts that match, those of the first database first. 'full' = a queue is at its bound. */
  load4(keys: HostKeys4): Promise<readonly Host4[]> | 'full'
  /** Every reserved address, in pages. Not for the packet path. */
  reserved4(): AsyncIterable<readonly ReservedAddress4[]>
}
