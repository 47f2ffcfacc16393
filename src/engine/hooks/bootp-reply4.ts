import type {Message4} from '../../wire/message4.ts'

/** RFC 951 §3: clients of BOOTP may refuse shorter messages. */
export const BOOTP_LENGTH = 300

/** RFC 2132 §9: what only clients of DHCP know; without 60, which Kea lets through. */
function isDhcpOnly(code: number): boolean {
  return (code >= 50 && code <= 59) || code === 61
}

/** The answer as a BOOTP client takes it; a refusal is an answer without an address (all as Kea's bootp hook). */
export function bootpReply4(reply: Message4): Message4 {
  return {...reply, options: new Map([...reply.options].filter(([code]) => !isDhcpOnly(code)))}
}
