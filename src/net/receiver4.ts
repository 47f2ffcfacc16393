import type {Ipv4} from '../net-types/ipv4.ts'
import {MSG_TRUNC, receiveMany} from './libc.ts'
import {MessageVector} from './message-vector.ts'

const SLOTS = 64
/** No DHCP message is longer; a longer datagram is not one. */
export const LONGEST_DATAGRAM = 4096

export interface Arrivals {
  readonly datagram: (bytes: Uint8Array, source: Ipv4, sourcePort: number) => void
  readonly tooLong: () => void
}

/** Reads what waits in a socket, many datagrams a call. One serves all sockets. */
export class Receiver4 {
  readonly #vector = new MessageVector(SLOTS, LONGEST_DATAGRAM)

  /** Reads once; answers how many datagrams there were, `most` meaning that more may wait. */
  read(fd: number, arrivals: Arrivals): {readonly count: number; readonly more: boolean} {
    const vector = this.#vector
    const count = Math.max(0, receiveMany(fd, vector.place(0), SLOTS))
    for (let slot = 0; slot < count; slot++) {
      vector.forget(slot)
      if ((vector.flags(slot) & MSG_TRUNC) !== 0) arrivals.tooLong()
      else arrivals.datagram(vector.take(slot), vector.address(slot) as Ipv4, vector.port(slot))
    }
    return {count, more: count === SLOTS}
  }
}
