import {RegexError, type RegexNode} from './regex-tree.ts'

/** A pattern without choices left: one transition for each byte. State 0 is dead. */
export interface RegexMachine {
  /** At the beginning of the text, and anywhere else. */
  readonly start: readonly [first: number, later: number]
  /** The state after `state` and `byte` at [state * 256 + byte]. */
  readonly next: Uint16Array
  /** By state: 0 = no match so far, 1 = a match, 2 = a match if the text ends here. */
  readonly accepts: Uint8Array
}

const MAX_STEPS = 4000
const MAX_STATES = 300
/** Steps looked at while the machine is built: a fraction of a second. */
const MAX_WORK = 2 ** 21

/** One place of the pattern: `set` undefined = passed without a byte. */
interface Step {
  readonly set: Uint8Array | undefined
  readonly only: 'begin' | 'end' | undefined
  readonly to: number[]
}

/** Builds the machine. Throws RegexError where it would be too large: so matching takes one table lookup per byte. */
export function buildMachine(tree: RegexNode): RegexMachine {
  const steps = new Steps()
  const first = steps.add(tree, steps.accept)
  return new States(steps.all, steps.accept).build(first)
}

class Steps {
  readonly all: Step[] = []
  readonly accept = this.#step(undefined, undefined, [])

  #step(set: Step['set'], only: Step['only'], to: number[]): number {
    if (this.all.length >= MAX_STEPS) throw new RegexError('the pattern is too large')
    return this.all.push({set, only, to}) - 1
  }

  /** The step that begins `node` and goes on to `then`. */
  add(node: RegexNode, then: number): number {
    switch (node.kind) {
      case 'set':
        return this.#step(node.set, undefined, [then])
      case 'begin':
      case 'end':
        return this.#step(undefined, node.kind, [then])
      case 'sequence':
        return node.items.reduceRight((next, item) => this.add(item, next), then)
      case 'choice':
        return this.#step(
          undefined,
          undefined,
          node.items.map(item => this.add(item, then)),
        )
      case 'repeat':
        return this.#repeat(node, then)
      default:
        return node satisfies never
    }
  }

  #repeat({item, min, max}: Extract<RegexNode, {kind: 'repeat'}>, then: number): number {
    let next = then
    if (max === undefined) {
      next = this.#step(undefined, undefined, [then])
      this.all[next]!.to.push(this.add(item, next))
    } else {
      for (let count = min; count < max; count++) next = this.#step(undefined, undefined, [then, this.add(item, next)])
    }
    for (let count = 0; count < min; count++) {
      const before = next
      next = this.add(item, before)
      // The empty text as often as anybody likes: no step would count how often.
      if (next === before) break
    }
    return next
  }
}

/** Sets of steps that a text can be at together. */
class States {
  readonly #steps: readonly Step[]
  readonly #accept: number
  readonly #known = new Map<string, number>()
  readonly #members: (readonly number[])[] = []
  readonly #accepts: number[] = []
  #work = 0

  constructor(steps: readonly Step[], accept: number) {
    this.#steps = steps
    this.#accept = accept
  }

  build(first: number): RegexMachine {
    this.#state([], false)
    const start = [this.#state([first], true), this.#state([first], false)] as const
    const rows: Uint16Array[] = []
    for (let state = 0; state < this.#members.length; state++) rows.push(this.#row(this.#members[state]!))
    const next = new Uint16Array(rows.length * 256)
    rows.forEach((row, state) => {
      next.set(row, state * 256)
    })
    return {start, next, accepts: Uint8Array.from(this.#accepts)}
  }

  #row(members: readonly number[]): Uint16Array {
    const row = new Uint16Array(256)
    const targets = new Map<string, number>()
    const reading = members.map(index => this.#steps[index]!).filter(({set}) => set !== undefined)
    for (let byte = 0; byte < 256; byte++) {
      const to = reading.flatMap(step => (step.set![byte] === 1 ? step.to : []))
      this.#spend(reading.length + to.length)
      const key = to.join()
      const state = targets.get(key) ?? this.#state(to, false)
      targets.set(key, state)
      row[byte] = state
    }
    return row
  }

  #state(from: readonly number[], beginning: boolean): number {
    const members = this.#closure(from, beginning, false)
    const atEnd = this.#closure(from, beginning, true)
    const accepts = members.includes(this.#accept) ? 1 : atEnd.includes(this.#accept) ? 2 : 0
    const key = `${accepts} ${members.join()}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    if (this.#members.length >= MAX_STATES) throw new RegexError('the pattern is too complicated')
    this.#known.set(key, this.#members.length)
    this.#accepts.push(accepts)
    return this.#members.push(members) - 1
  }

  /** Everything that is reached without a byte, in order. */
  #closure(from: readonly number[], beginning: boolean, ending: boolean): readonly number[] {
    const seen = new Set<number>()
    const waiting = [...from]
    for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
      this.#spend(1)
      if (seen.has(index)) continue
      const {set, only, to} = this.#steps[index]!
      if ((only === 'begin' && !beginning) || (only === 'end' && !ending)) continue
      seen.add(index)
      if (set === undefined) waiting.push(...to)
    }
    return [...seen].sort((a, b) => a - b)
  }

  #spend(work: number): void {
    this.#work += work
    if (this.#work > MAX_WORK) throw new RegexError('the pattern is too complicated')
  }
}
