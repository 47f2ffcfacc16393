import type {ServerConfig4} from '../../model/config4.ts'
import {type Message4, messageType4} from '../../wire/message4.ts'
import {concatBytes} from '../../wire/writer.ts'
import type {Maker4} from '../expression/compile4.ts'
import type {Packet4} from '../expression/evaluation4.ts'
import {option4} from '../option-codes4.ts'

/** What hooks make of a message before anything else looks at it. */
export interface Received4 {
  readonly message: Message4
  readonly bootp: boolean
}

export type Receive4 = (packet: Packet4) => Received4

const REQUEST = Uint8Array.of(messageType4.REQUEST)
/** Kea puts a zero byte in front of an identifier that stands in for a client-id. */
const NO_TYPE = Uint8Array.of(0)
const nobody: ReadonlySet<string> = new Set()

/** Undefined: no hook looks at messages that arrive. */
export function receive4({hooks}: ServerConfig4, flexId: Maker4 | undefined): Receive4 | undefined {
  const replacing = hooks.flexId?.replaceClientId === true ? flexId : undefined
  if (!hooks.bootp && replacing === undefined) return undefined
  return packet => {
    const bootp = hooks.bootp && isBootp4(packet.message)
    const message = bootp ? withOption(packet.message, option4.messageType, REQUEST) : packet.message
    const id = replacing?.({...packet, message}, nobody)
    if (!(id instanceof Uint8Array) || id.length === 0) return {message, bootp}
    return {message: withOption(message, option4.clientId, concatBytes([NO_TYPE, id])), bootp}
  }
}

/** RFC 951 clients send no message type; Kea takes a type of 0 for none (measured on 2.2.0). */
export function isBootp4({op, options}: Message4): boolean {
  const type = options.get(option4.messageType)
  return op === 1 && (type === undefined || type[0] === 0)
}

function withOption(message: Message4, code: number, content: Uint8Array): Message4 {
  return {...message, options: new Map(message.options).set(code, content)}
}
