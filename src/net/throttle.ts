/** Says the first of what repeats, then at most one in each interval together with how many were kept back. */
export class Throttle {
  readonly #millis: number
  readonly #say: (text: string, keptBack: number) => void
  #next = 0
  #keptBack = 0

  constructor(millis: number, say: (text: string, keptBack: number) => void) {
    this.#millis = millis
    this.#say = say
  }

  say(text: string): void {
    const now = performance.now()
    if (now < this.#next) {
      this.#keptBack++
      return
    }
    this.#next = now + this.#millis
    this.#say(text, this.#keptBack)
    this.#keptBack = 0
  }
}
