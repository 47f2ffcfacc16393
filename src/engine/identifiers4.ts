import type {HostIdentifier, HostIdentifierType} from '../model/host4.ts'
import type {Message4} from '../wire/message4.ts'
import type {Maker4} from './expression/compile4.ts'
import type {Packet4} from './expression/evaluation4.ts'
import {option4} from './option-codes4.ts'
import type {RelayInfo4} from './relay-info4.ts'

/** First byte of a client-id that has an IAID and a DUID behind it (RFC 4361 §6.1). */
const RFC4361_TYPE = 255
const IAID_LENGTH = 4

export interface IdentifierSources4 {
  readonly message: Message4
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
  return order.flatMap(type => {
    const value = identifierOf(type, flexId, sources)
    return value === undefined || value.length === 0 ? [] : [{type, value: Buffer.from(value).toString('hex')}]
  })
}

function identifierOf(
  type: HostIdentifierType,
  flexId: Maker4 | undefined,
  {message, relay, packet, classes}: IdentifierSources4,
): Uint8Array | undefined {
  const clientId = message.options.get(option4.clientId)
  switch (type) {
    case 'hw-address':
      return message.chaddr
    case 'client-id':
      return clientId
    case 'duid':
      return clientId?.[0] === RFC4361_TYPE ? clientId.subarray(1 + IAID_LENGTH) : undefined
    case 'circuit-id':
      return relay?.circuitId
    case 'flex-id': {
      const made = flexId?.(packet, classes)
      return made instanceof Uint8Array ? made : undefined
    }
    default:
      return type satisfies never
  }
}
