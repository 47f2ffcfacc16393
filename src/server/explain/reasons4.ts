import type {DropReason4, NakReason4} from '../../engine/outcome4.ts'
import type {ServerDrop4} from '../count4.ts'

/** Why there is no answer, and what would change that. */
export const silences4: Readonly<Partial<Record<DropReason4 | ServerDrop4, string>>> = {
  'class-drop': 'the client is in the class DROP',
  'no-identifier': 'it has neither a hardware address nor a usable client identifier',
  'bad-client-id': 'its client identifier (option 61) is shorter than two bytes',
  'direct-without-subnet':
    'it came directly and no subnet fits the link: give one its interface or a prefix of the link',
  'foreign-server-id': 'it is meant for another server (option 54)',
  'no-message-type': 'it has no message type (option 53)',
  'unknown-message-type': 'its message type is none',
  'unsupported-message-type': 'servers of this kind do not answer its message type',
  'inform-without-address': 'an INFORM must say in ciaddr where to answer',
  'discover-with-server-id': 'a DISCOVER must not name a server (option 54)',
  'decline-without-address': 'a DECLINE must name the address (option 50)',
  'malformed-option': 'an option of it cannot be read',
  'no-free-address': 'no address is left that the client may have: enlarge the pools, or look at their classes',
  'no-subnet': 'no subnet fits: name the relay in one, or give one a prefix that has giaddr in it',
  'init-reboot-unknown-client':
    'a client back from a restart asks for an address that nobody here gave it; with "authoritative" it would get a NAK',
  'unknown-address': 'it asks for an address of no pool here, which may be another server’s',
  'release-no-lease': 'there is no lease of the address that it releases',
  'release-wrong-client': 'the lease that it releases is another client’s',
  'decline-no-lease': 'there is no lease of the address that it declines',
  'decline-wrong-client': 'the lease that it declines is another client’s',
  'queue-full': 'the server is overloaded',
  conflict: 'other servers were faster each time',
}

/** Why the client is refused. */
export const refusals4: Readonly<Partial<Record<NakReason4, string>>> = {
  'no-subnet': 'no subnet fits: name the relay in one, or give one a prefix that has giaddr in it',
  'wrong-address': 'the client has a lease of another address',
  'unknown-client': 'no lease of the client is known, and this server is authoritative',
  'address-in-use': 'another client has a lease of it',
  'no-free-address': 'no address is left that the client may have',
  'reserved-for-another': 'it is reserved for another client',
  'reserved-elsewhere': 'another address is reserved for the client and free: it must come back for that',
}
