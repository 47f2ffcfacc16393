/** outside: in no subnet · two-clients: at the same time in the file · leased-already: in the database. */
export type ConflictKind = 'outside' | 'two-clients' | 'leased-already'

export interface Conflict {
  readonly kind: ConflictKind
  readonly line: number
  readonly address: string
  readonly text: string
}

/** As many are told one by one; the others are only counted. */
const MOST = 1000

export class Conflicts {
  readonly #told: Conflict[] = []
  readonly #counts: Record<ConflictKind, number> = {outside: 0, 'two-clients': 0, 'leased-already': 0}

  add(conflict: Conflict): void {
    this.#counts[conflict.kind]++
    if (this.#told.length < MOST) this.#told.push(conflict)
  }

  get told(): readonly Conflict[] {
    return this.#told
  }

  get counts(): Readonly<Record<ConflictKind, number>> {
    return this.#counts
  }

  /** How many stand in the way of a load; of two clients one is simply the later. */
  get blocking(): number {
    return this.#counts.outside + this.#counts['leased-already']
  }
}
