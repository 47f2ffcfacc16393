/** One timer that is set anew again and again; only the last setting counts. */
export class Deadline {
  readonly #onPassed: () => void
  #timer: NodeJS.Timeout | undefined

  constructor(onPassed: () => void) {
    this.#onPassed = onPassed
  }

  set(millis: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(this.#onPassed, millis)
  }

  clear(): void {
    clearTimeout(this.#timer)
  }
}
