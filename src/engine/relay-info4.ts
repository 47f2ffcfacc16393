import type {Ipv4} from '../net-types/ipv4.ts'
import {uint32Option} from './read-option4.ts'

/** Sub-options of option 82 that the server itself acts on. */
const subOption = {
  /** RFC 3527. */
  linkSelection: 5,
  /** RFC 5107. */
  serverIdOverride: 11,
  /** RFC 8357. */
  relayPort: 19,
} as const

/** Option 82 as received and what it asks of the server. */
export interface RelayInfo4 {
  readonly bytes: Uint8Array
  readonly linkSelection: Ipv4 | undefined
  readonly serverIdOverride: Ipv4 | undefined
  /** The reply goes to the port that the relay sent from. */
  readonly replyToSourcePort: boolean
}

/** Reads option 82 (RFC 3046 §2); a sub-option that is cut short ends the list. */
export function readRelayInfo4(bytes: Uint8Array | undefined): RelayInfo4 | undefined {
  if (bytes === undefined) return undefined
  const found = new Map<number, Uint8Array>()
  for (let at = 0; at + 2 <= bytes.length; ) {
    const end = at + 2 + bytes[at + 1]!
    if (end > bytes.length) break
    if (!found.has(bytes[at]!)) found.set(bytes[at]!, bytes.subarray(at + 2, end))
    at = end
  }
  return {
    bytes,
    linkSelection: uint32Option(found.get(subOption.linkSelection)) as Ipv4 | undefined,
    serverIdOverride: uint32Option(found.get(subOption.serverIdOverride)) as Ipv4 | undefined,
    replyToSourcePort: found.has(subOption.relayPort),
  }
}
