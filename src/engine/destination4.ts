import type {Ipv4} from '../net-types/ipv4.ts'
import type {Destination4} from '../ports/transport4.ts'
import type {Message4} from '../wire/message4.ts'
import {messageType4} from '../wire/message4.ts'
import type {AnsweredOutcome4} from './outcome4.ts'
import type {Request4} from './request4.ts'

const SERVER_PORT = 67
const CLIENT_PORT = 68
const BROADCAST_FLAG = 0x8000

/** Where a reply goes (RFC 2131 §4.1; facts: server.md §5.7). */
export function destination4(request: Request4, reply: Message4, outcome: AnsweredOutcome4): Destination4 {
  const {message} = request
  if (request.type === messageType4.INFORM) return informDestination(request)
  if (message.giaddr !== 0) return toRelay(request)
  if (outcome.kind !== 'nak') {
    if (message.ciaddr !== 0) return unicast(message.ciaddr, CLIENT_PORT)
    if ((message.flags & BROADCAST_FLAG) === 0) {
      const {htype, chaddr} = message
      return {kind: 'unicast-l2', address: reply.yiaddr, port: CLIENT_PORT, htype, chaddr}
    }
  }
  return {kind: 'broadcast', port: CLIENT_PORT}
}

/** RFC 8357 §4.2: a relay may name another port than 67. */
function toRelay({message, arrival, relay}: Request4): Destination4 {
  return unicast(message.giaddr, relay?.replyToSourcePort === true ? arrival.sourcePort : SERVER_PORT)
}

function informDestination(request: Request4): Destination4 {
  const {message, arrival} = request
  if (message.ciaddr !== 0) return unicast(message.ciaddr, CLIENT_PORT)
  if (message.giaddr !== 0) return toRelay(request)
  return unicast(arrival.source, CLIENT_PORT)
}

function unicast(address: Ipv4, port: number): Destination4 {
  return {kind: 'unicast', address, port}
}
