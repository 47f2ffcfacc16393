/** What was told already: each once in `millis`, and of all no more than `most` in that time. */
export class ToldLately {
  readonly #millis: number
  readonly #most: number
  readonly #told = new Set<string>()
  #since = Number.NEGATIVE_INFINITY

  constructor(millis: number, most: number) {
    this.#millis = millis
    this.#most = most
  }

  /** Whether it is to be told now; then it was. */
  admit(what: string, now: number): boolean {
    if (now - this.#since >= this.#millis) {
      this.#told.clear()
      this.#since = now
    }
    if (this.#told.size >= this.#most || this.#told.has(what)) return false
    this.#told.add(what)
    return true
  }
}
