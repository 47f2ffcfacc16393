import {type Lease4, leaseState} from '../model/lease4.ts'
import type {Ipv4} from '../net-types/ipv4.ts'
import {type Message4, messageType4} from '../wire/message4.ts'
import {relayInfoOf4} from './extended-info4.ts'
import {option4} from './option-codes4.ts'
import type {Arrival4, ClientMessageType4, Request4} from './request4.ts'
import {isBroadcast4} from './select-subnet.ts'

// stash-agent-options (facts: server.md §2.3): a client that renews its lease speaks to the server itself, and the server
// sees it as if the relay of its first messages still stood between them.

/** Whether the option 82 of a message was looked for in the lease that it renews; `found`: it stands in the message now. */
export type Stash4 = 'found' | 'none'

/** The address that a client renews without a relay (RFC 2131 §4.3.2); undefined = it does something else. */
export function renewedDirectly4(message: Message4, type: ClientMessageType4, arrival: Arrival4): Ipv4 | undefined {
  const {ciaddr, giaddr, options} = message
  if (type !== messageType4.REQUEST || ciaddr === 0 || giaddr !== 0) return undefined
  return options.has(option4.relayAgentInfo) || isBroadcast4(arrival) ? undefined : ciaddr
}

/** The message with the option 82 that the client's lease has kept. `leases`: rows of the renewed address. */
export function withStash4(
  message: Message4,
  client: Pick<Request4, 'clientId' | 'hwAddr'>,
  leases: readonly Lease4[],
): {readonly message: Message4; readonly stash: Stash4} {
  const lease = leases.find(row => row.address === message.ciaddr && isOf(row, client))
  const bytes = lease && relayInfoOf4(lease.userContext)
  if (bytes === undefined) return {message, stash: 'none'}
  const options = new Map(message.options).set(option4.relayAgentInfo, bytes)
  return {message: {...message, options}, stash: 'found'}
}

// Either is enough: the hook flex_id may make the client-id of what only the relay has said. What becomes of the lease is
// decided as always.
function isOf(lease: Lease4, {clientId, hwAddr}: Pick<Request4, 'clientId' | 'hwAddr'>): boolean {
  if (lease.state !== leaseState.assigned) return false
  return (clientId !== undefined && lease.clientId === clientId) || (hwAddr !== '' && lease.hwAddr === hwAddr)
}
