import {endianness} from 'node:os'
import {addressOf} from './libc.ts'

// struct mmsghdr on 64-bit Linux: 16 words of 32 bits; the words that change from call to call.
const WORDS = 16
const NAME_LENGTH = 2
const FLAGS = 12
const LENGTH = 14
const NAME_BYTES = 16
const IOV_LENGTH = endianness() === 'LE' ? 2 : 3

/**
 * Memory for recvmmsg and sendmmsg: `slots` messages, each with an IPv4 address and one piece of `slotBytes`.
 * It is laid out once, so that a call allocates nothing.
 */
export class MessageVector {
  readonly slots: number
  readonly slotBytes: number
  readonly content: Uint8Array
  readonly #headers: Uint8Array
  readonly #words: Uint32Array
  readonly #pieces: Uint32Array
  readonly #names: DataView
  readonly #place: number

  constructor(slots: number, slotBytes: number) {
    this.slots = slots
    this.slotBytes = slotBytes
    this.content = new Uint8Array(slots * slotBytes)
    const names = new Uint8Array(slots * NAME_BYTES)
    const pieces = new BigUint64Array(slots * 2)
    const headers = new BigUint64Array((slots * WORDS) / 2)
    const [contentPlace, namesPlace, piecesPlace] = [this.content, names, new Uint8Array(pieces.buffer)].map(addressOf)
    for (let slot = 0; slot < slots; slot++) {
      headers[slot * 8] = BigInt(namesPlace! + slot * NAME_BYTES)
      headers[slot * 8 + 2] = BigInt(piecesPlace! + slot * 16)
      headers[slot * 8 + 3] = 1n
      pieces[slot * 2] = BigInt(contentPlace! + slot * slotBytes)
      pieces[slot * 2 + 1] = BigInt(slotBytes)
      new Uint16Array(names.buffer, slot * NAME_BYTES, 1)[0] = 2 // AF_INET
    }
    this.#headers = new Uint8Array(headers.buffer)
    this.#words = new Uint32Array(headers.buffer)
    this.#pieces = new Uint32Array(pieces.buffer)
    this.#names = new DataView(names.buffer)
    this.#place = addressOf(this.#headers)
    for (let slot = 0; slot < slots; slot++) this.forget(slot)
  }

  /** Where the header of a slot is in memory. */
  place(slot: number): number {
    return this.#place + slot * WORDS * 4
  }

  /** Bytes that the last call received into or sent from a slot. */
  length(slot: number): number {
    return this.#words[slot * WORDS + LENGTH]!
  }

  flags(slot: number): number {
    return this.#words[slot * WORDS + FLAGS]!
  }

  address(slot: number): number {
    return this.#names.getUint32(slot * NAME_BYTES + 4)
  }

  port(slot: number): number {
    return this.#names.getUint16(slot * NAME_BYTES + 2)
  }

  /** The received bytes, copied: the slot is used again. */
  take(slot: number): Uint8Array {
    const start = slot * this.slotBytes
    return Buffer.from(this.content.subarray(start, start + this.length(slot)))
  }

  /** Makes a slot ready to receive: the kernel shortens the room for the address to what it wrote. */
  forget(slot: number): void {
    this.#words[slot * WORDS + NAME_LENGTH] = NAME_BYTES
  }

  put(slot: number, bytes: Uint8Array, address: number, port: number): void {
    this.content.set(bytes, slot * this.slotBytes)
    this.#pieces[slot * 4 + IOV_LENGTH] = bytes.length
    this.#names.setUint16(slot * NAME_BYTES + 2, port)
    this.#names.setUint32(slot * NAME_BYTES + 4, address)
  }
}
