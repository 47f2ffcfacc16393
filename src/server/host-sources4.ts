import type {Host4} from '../model/host4.ts'
import type {HostSources4} from '../ports/host-sources.ts'
import type {HostKeys4, HostStore, ReservedAddress4, StoredHost4} from '../ports/host-store.ts'
import {isLost} from '../ports/lease-store.ts'

/** One hosts database as the packet path sees it. */
export interface HostSource4 {
  readonly store: HostStore
  readonly away: () => Error | undefined
  /** It is not asked while it is away. Else its loss is that of the packet. */
  readonly optional: boolean
}

/** Rows of one page of reserved addresses. */
const PAGE = 5000

/**
 * The hosts databases of a configuration, in their order. Kea goes on without a source that is away while service stays on
 * (seen with 2.2.0: its clients get other addresses meanwhile), and drops what was asked when the connection broke.
 */
export class DatabaseHosts4 implements HostSources4 {
  readonly #sources: readonly HostSource4[]

  constructor(sources: readonly HostSource4[]) {
    this.#sources = sources
  }

  load4(keys: HostKeys4): Promise<readonly Host4[]> | 'full' {
    const loads: Promise<readonly StoredHost4[]>[] = []
    let full = false
    for (const source of this.#sources) {
      if (isLeftOut(source)) continue
      const load = source.store.load4(keys)
      if (load === 'full') full = true
      else loads.push(load)
    }
    if (!full)
      return loads.length === 1 ? loads[0]!.then(hostsOf) : Promise.all(loads).then(all => all.flatMap(hostsOf))
    // Nobody waits for the others any more.
    for (const load of loads) load.catch(() => {})
    return 'full'
  }

  async *reserved4(): AsyncGenerator<readonly ReservedAddress4[]> {
    for (const source of this.#sources) if (!isLeftOut(source)) yield* pagesOf(source.store)
  }
}

function isLeftOut({optional, away}: HostSource4): boolean {
  return optional && away() !== undefined
}

const NONE: readonly Host4[] = []

function hostsOf(stored: readonly StoredHost4[]): readonly Host4[] {
  return stored.length === 0 ? NONE : stored.map(({host}) => host)
}

/** What a database that is lost meanwhile has not told is told after its recovery: a hint may be incomplete. */
async function* pagesOf(store: HostStore): AsyncGenerator<readonly ReservedAddress4[]> {
  let after: number | undefined
  for (;;) {
    const page = await store.reserved4(after, PAGE).catch(error => {
      if (!isLost(error)) throw error
      return []
    })
    if (page.length > 0) yield page
    if (page.length < PAGE) return
    after = page.at(-1)!.id
  }
}
