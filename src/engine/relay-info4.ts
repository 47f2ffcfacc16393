import type {Ipv4} from '../net-types/ipv4.ts'
import {decodeSubOptions} from '../wire/sub-options.ts'
import {ipv4Option} from './read-option4.ts'

/** Sub-options of option 82 that the server itself acts on. */
const subOption = {
  /** RFC 3046 §3.1. */
  circuitId: 1,
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
  readonly circuitId: Uint8Array | undefined
  readonly linkSelection: Ipv4 | undefined
  readonly serverIdOverride: Ipv4 | undefined
  /** The reply goes to the port that the relay sent from. */
  readonly replyToSourcePort: boolean
  /** It is what the client's lease has kept: no relay has sent it, and none is answered. */
  readonly stashed: boolean
}

/** Reads option 82 (RFC 3046 §2); a sub-option that is cut short ends the list, and only what was read is echoed. */
export function readRelayInfo4(bytes: Uint8Array | undefined, stashed = false): RelayInfo4 | undefined {
  if (bytes === undefined) return undefined
  const {found, length} = decodeSubOptions(bytes)
  return {
    bytes: bytes.subarray(0, length),
    circuitId: found.get(subOption.circuitId),
    linkSelection: addressOf(found.get(subOption.linkSelection)),
    serverIdOverride: addressOf(found.get(subOption.serverIdOverride)),
    replyToSourcePort: found.has(subOption.relayPort),
    stashed,
  }
}

// Unlike an option, a sub-option that is longer says nothing (measured on Kea 2.2.0).
function addressOf(content: Uint8Array | undefined): Ipv4 | undefined {
  return content?.length === 4 ? ipv4Option(content) : undefined
}
