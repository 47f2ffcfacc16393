/** What each connection may hold without asking: ordinary commands get through while long ones use everything up. */
const FREE = 64 * 1024

/** Bounds the bytes that incomplete commands hold in all connections together. */
export class ByteBudget {
  #left: number

  constructor(bytes: number) {
    this.#left = bytes
  }

  /** Whether a holder of `held` bytes may have `more`. */
  grow(held: number, more: number): boolean {
    const wanted = beyondFree(held + more) - beyondFree(held)
    if (wanted > this.#left) return false
    this.#left -= wanted
    return true
  }

  /** A holder of `held` bytes has none any more. */
  shrink(held: number): void {
    this.#left += beyondFree(held)
  }
}

function beyondFree(bytes: number): number {
  return Math.max(0, bytes - FREE)
}
