import {MAX_SAMPLES, type SampleLimit} from '../model/sample-limit.ts'
import type {StatisticSample} from '../ports/statistics.ts'

/** Numbers of one sample in a ring: the value, and when it was taken on. */
const CELLS = 2

/**
 * One counter or gauge with its newest samples. They sit in a ring of plain numbers that grows up to the limit, so that
 * a move makes no object: a busy server counts a hundred thousand times a second.
 */
export class Statistic {
  readonly name: string
  readonly #appear: (self: Statistic) => SampleLimit
  #samples = 1
  #seconds = Number.POSITIVE_INFINITY
  #cells: number[] = []
  /** Index of the oldest sample; how many there are. A statistic without samples is not listed. */
  #oldest = 0
  #length = 0
  #value = 0
  #discarded = false

  /** `appear` is called when the first sample comes, also after a removal, and answers the limit to begin with. */
  constructor(name: string, appear: (self: Statistic) => SampleLimit) {
    this.name = name
    this.#appear = appear
  }

  get value(): number {
    return this.#value
  }

  add(by: number, millis: number): void {
    this.set(this.#value + by, millis)
  }

  set(value: number, millis: number): void {
    if (this.#discarded) return
    if (this.#length === 0) this.#obey(this.#appear(this))
    this.#makeRoom(millis)
    this.#value = value
    let at = (this.#oldest + this.#length) * CELLS
    if (at >= this.#cells.length) at -= this.#cells.length
    this.#cells[at] = value
    this.#cells[at + 1] = millis
    this.#length++
  }

  /** Newest first. */
  samples(): readonly StatisticSample[] {
    const samples: StatisticSample[] = []
    for (let back = this.#length - 1; back >= 0; back--) {
      const at = this.#indexOf(back)
      samples.push({value: this.#cells[at]!, millis: this.#cells[at + 1]!})
    }
    return samples
  }

  limit(limit: SampleLimit): void {
    const kept = this.samples()
    this.#obey(limit)
    this.#forget()
    for (const {value, millis} of kept.slice(0, this.#samples).reverse()) this.#append(value, millis)
    // Of the samples that are too old the newest stays: it is the value.
    while (this.#length > 1 && this.#isOld(kept[0]!.millis)) this.#dropOldest()
  }

  reset(millis: number): void {
    this.#forget()
    this.#append(0, millis)
    this.#value = 0
  }

  /** Forgets value and samples; the next move makes it appear again. */
  clear(): void {
    this.#forget()
    this.#value = 0
  }

  /** As `clear`, and what still counts on it counts for nothing. */
  discard(): void {
    this.clear()
    this.#discarded = true
  }

  #obey(limit: SampleLimit): void {
    const byCount = limit.kind === 'count'
    this.#samples = byCount ? Math.min(Math.max(limit.samples, 1), MAX_SAMPLES) : MAX_SAMPLES
    this.#seconds = byCount ? Number.POSITIVE_INFINITY : limit.seconds
  }

  #makeRoom(millis: number): void {
    if (this.#length === this.#samples) this.#dropOldest()
    if (this.#seconds !== Number.POSITIVE_INFINITY) while (this.#length > 0 && this.#isOld(millis)) this.#dropOldest()
    if (this.#length * CELLS === this.#cells.length) this.#grow()
  }

  #isOld(now: number): boolean {
    return this.#cells[this.#oldest * CELLS + 1]! < now - this.#seconds * 1000
  }

  #dropOldest(): void {
    this.#length--
    this.#oldest++
    if (this.#oldest * CELLS === this.#cells.length) this.#oldest = 0
  }

  #indexOf(position: number): number {
    const at = (this.#oldest + position) * CELLS
    return at >= this.#cells.length ? at - this.#cells.length : at
  }

  /** Twice the room, with the oldest sample in front. */
  #grow(): void {
    const cells: number[] = []
    for (let position = 0; position < this.#length; position++) {
      const at = this.#indexOf(position)
      cells.push(this.#cells[at]!, this.#cells[at + 1]!)
    }
    const room = Math.min(Math.max(this.#length, 1) * 2, this.#samples)
    while (cells.length < room * CELLS) cells.push(0)
    this.#cells = cells
    this.#oldest = 0
  }

  #append(value: number, millis: number): void {
    this.#cells.push(value, millis)
    this.#length++
  }

  #forget(): void {
    this.#cells = []
    this.#oldest = 0
    this.#length = 0
  }
}
