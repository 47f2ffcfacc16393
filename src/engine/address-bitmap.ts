import type {Ipv4} from '../net-types/ipv4.ts'

const PAGE_BITS = 16
const PAGE_SIZE = 1 << PAGE_BITS
const WORDS = PAGE_SIZE / 32
/** First and last addresses of a /24 in one page. */
const ENDS = PAGE_SIZE / 128

/** 65,536 addresses: a bit for each that is used, and a bit for each word of 32 that is full. */
interface Page {
  readonly used: Uint32Array
  readonly full: Uint32Array
  count: number
}

/**
 * A set of used addresses that answers "the next one not in it" in about the same few steps however full it is.
 * Pages exist only where an address is used: 8.25 KB for each 65,536 addresses, 2.1 MB for a full /8.
 */
export class AddressBitmap {
  readonly #pages = new Map<number, Page>()
  readonly #withEnds: boolean

  /** `withEnds`: the first and the last address of each /24 are always in it. */
  constructor(withEnds = false) {
    this.#withEnds = withEnds
  }

  has(address: Ipv4): boolean {
    const page = this.#pages.get(address >>> PAGE_BITS)
    if (page === undefined) return this.#withEnds && isEndOf24(address)
    const low = address & (PAGE_SIZE - 1)
    return (page.used[low >>> 5]! & (1 << (low & 31))) !== 0
  }

  add(address: Ipv4): void {
    let page = this.#pages.get(address >>> PAGE_BITS)
    if (page === undefined) {
      page = emptyPage(this.#withEnds)
      this.#pages.set(address >>> PAGE_BITS, page)
    }
    const low = address & (PAGE_SIZE - 1)
    const word = low >>> 5
    const bit = 1 << (low & 31)
    if ((page.used[word]! & bit) !== 0) return
    page.used[word]! |= bit
    page.count++
    if (page.used[word] === 0xffffffff) page.full[word >>> 5]! |= 1 << (word & 31)
  }

  delete(address: Ipv4): void {
    const page = this.#pages.get(address >>> PAGE_BITS)
    const low = address & (PAGE_SIZE - 1)
    const word = low >>> 5
    const bit = 1 << (low & 31)
    if (page === undefined || (page.used[word]! & bit) === 0) return
    if (this.#withEnds && isEndOf24(address)) return
    page.used[word]! &= ~bit
    page.full[word >>> 5]! &= ~(1 << (word & 31))
    if (--page.count === (this.#withEnds ? ENDS : 0)) this.#pages.delete(address >>> PAGE_BITS)
  }

  /** Those of `first`..`last` that are used, one after the other. */
  *within(first: Ipv4, last: Ipv4): Generator<Ipv4> {
    for (let at: number = first; at <= last; ) {
      const page = this.#pages.get(at >>> PAGE_BITS)
      if (page === undefined) at = ((at >>> PAGE_BITS) + 1) * PAGE_SIZE
      else if ((page.used[(at & (PAGE_SIZE - 1)) >>> 5]! & (1 << (at & 31))) !== 0) yield at++ as Ipv4
      else at++
    }
  }

  /** The first address of `first`..`last` that is not used. */
  nextFree(first: Ipv4, last: Ipv4): Ipv4 | undefined {
    for (let at: number = first; at <= last; ) {
      const page = this.#pages.get(at >>> PAGE_BITS)
      if (page === undefined) {
        if (!this.#withEnds || !isEndOf24(at)) return at as Ipv4
        at++
        continue
      }
      const start = (at >>> PAGE_BITS) * PAGE_SIZE
      const low = page.count === PAGE_SIZE ? undefined : freeInPage(page, at & (PAGE_SIZE - 1))
      if (low !== undefined) return start + low <= last ? ((start + low) as Ipv4) : undefined
      at = start + PAGE_SIZE
    }
    return undefined
  }
}

/** Whether the address is the first or the last one of its /24. */
export function isEndOf24(address: number): boolean {
  return ((address + 1) & 0xff) < 2
}

function emptyPage(withEnds: boolean): Page {
  const used = new Uint32Array(WORDS)
  // A /24 is eight words.
  for (let word = 0; withEnds && word < WORDS; word += 8) {
    used[word] = 1
    used[word + 7] = 0x80000000
  }
  return {used, full: new Uint32Array(WORDS / 32), count: withEnds ? ENDS : 0}
}

/** The first free one at or behind `from`: within its word, else in the next word that is not full. */
function freeInPage(page: Page, from: number): number | undefined {
  const word = from >>> 5
  const here = ~page.used[word]! & (0xffffffff << (from & 31))
  if (here !== 0) return word * 32 + lowestBit(here)
  const next = nextWord(page, word + 1)
  return next === undefined ? undefined : next * 32 + lowestBit(~page.used[next]!)
}

function nextWord(page: Page, from: number): number | undefined {
  for (let group = from >>> 5; group < page.full.length; group++) {
    const start = group === from >>> 5 ? from & 31 : 0
    const open = ~page.full[group]! & (0xffffffff << start)
    if (open !== 0) return group * 32 + lowestBit(open)
  }
  return undefined
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits)
}
