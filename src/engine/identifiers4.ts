import type {HostIdentifier, HostIdentifierType} from '../model/host4.ts'
import {type ClientId, type HwAddr, toHex} from '../net-types/identifiers.ts'
import type {Maker4} from './expression/compile4.ts'
import type {Packet4} from './expression/evaluation4.ts'
import type {RelayInfo4} from './relay-info4.ts'

/** A client-id that has an IAID of four bytes and a DUID behind it begins with this byte (RFC 4361 §6.1). */
const RFC4361_TYPE = 'ff'
/** Hexadecimal digits of the type and the IAID. */
const DUID_AT = 10

export interface IdentifierSources4 {
  readonly hwAddr: HwAddr
  readonly clientId: ClientId | undefined
  readonly relay: RelayInfo4 | undefined
  readonly packet: Packet4
  readonly classes: ReadonlySet<string>
}

/** What reservations may know a client by, in the configured order (facts: server.md §5.5); what it does not have is left out. */
export function identifiers4(
  order: readonly HostIdentifierType[],
  flexId: Maker4 | undefined,
  sources: IdentifierSources4,
): readonly HostIdentifier[] {
  const identifiers: HostIdentifier[] = []
  for (const type of order) {
    const value = identifierOf(type, flexId, sources)
    if (value !== undefined && value !== '') identifiers.push({type, value})
  }
  return identifiers
}

function identifierOf(
  type: HostIdentifierType,
  flexId: Maker4 | undefined,
  {hwAddr, clientId, relay, packet, classes}: IdentifierSources4,
): string | undefined {
  switch (type) {
    case 'hw-address':
      return hwAddr
    case 'client-id':
      return clientId
    case 'duid':
      return clientId?.startsWith(RFC4361_TYPE) === true ? clientId.slice(DUID_AT) : undefined
    case 'circuit-id':
      return relay?.circuitId && toHex(relay.circuitId)
    case 'flex-id': {
      const made = flexId?.(packet, classes)
      return made instanceof Uint8Array ? toHex(made) : undefined
    }
    default:
      return type satisfies never
  }
}
