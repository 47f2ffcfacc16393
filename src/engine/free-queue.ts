import type {Ipv4} from '../net-types/ipv4.ts'

/** Marks an address that is not in the queue. */
const OUT = 0xffffffff

/**
 * The free addresses of one range in the order in which they are to be given: what came free first is given first. Every
 * step costs the same however long the queue is; 8 bytes for each address of the range.
 */
export class FreeQueue {
  readonly #first: number
  readonly #last: number
  /** A ring of places: 0 is its seam, place n stands for the n-th address. */
  readonly #next: Uint32Array
  readonly #previous: Uint32Array
  #size = 0

  constructor(first: Ipv4, last: Ipv4) {
    this.#first = first
    this.#last = last
    this.#next = new Uint32Array(last - first + 2)
    this.#previous = new Uint32Array(last - first + 2)
    this.clear()
  }

  get size(): number {
    return this.#size
  }

  clear(): void {
    this.#next.fill(OUT)
    this.#next[0] = 0
    this.#previous[0] = 0
    this.#size = 0
  }

  has(address: Ipv4): boolean {
    return address >= this.#first && address <= this.#last && this.#next[this.#place(address)] !== OUT
  }

  /** To the end of the queue, where it is not in it. The address must be one of the range, as everywhere here. */
  add(address: Ipv4): void {
    const place = this.#place(address)
    if (this.#next[place] === OUT) this.#insert(place, this.#previous[0]!)
  }

  delete(address: Ipv4): void {
    const place = this.#place(address)
    if (this.#next[place] === OUT) return
    const [before, after] = [this.#previous[place]!, this.#next[place]!]
    this.#next[before] = after
    this.#previous[after] = before
    this.#next[place] = OUT
    this.#size--
  }

  /** The first one, which goes to the end: it comes up again behind all others unless it is deleted. */
  turn(): Ipv4 | undefined {
    const place = this.#next[0]!
    if (place === 0) return undefined
    const address = (this.#first + place - 1) as Ipv4
    this.delete(address)
    this.add(address)
    return address
  }

  /** To the front again, where it is still in the queue. */
  putBack(address: Ipv4): void {
    if (!this.has(address)) return
    this.delete(address)
    this.#insert(this.#place(address), 0)
  }

  /** In the order in which they are to be given. */
  inOrder(): Uint32Array {
    const addresses = new Uint32Array(this.#size)
    let place = this.#next[0]!
    for (let at = 0; at < addresses.length; at++, place = this.#next[place]!) addresses[at] = this.#first + place - 1
    return addresses
  }

  #place(address: Ipv4): number {
    return address - this.#first + 1
  }

  #insert(place: number, before: number): void {
    const after = this.#next[before]!
    this.#next[before] = place
    this.#previous[place] = before
    this.#next[place] = after
    this.#previous[after] = place
    this.#size++
  }
}

/** Addresses in an order that nobody can foresee. `chance` in [0, 1). */
export function shuffled(addresses: Uint32Array, chance: () => number): Uint32Array {
  for (let at = addresses.length - 1; at > 0; at--) {
    const other = Math.floor(chance() * (at + 1))
    const held = addresses[at]!
    addresses[at] = addresses[other]!
    addresses[other] = held
  }
  return addresses
}
