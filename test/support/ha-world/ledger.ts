import type {Client} from './clients.ts'
import type {Row} from './leases.ts'
import type {Server} from './server.ts'
import type {World} from './world.ts'

/** Something that must never happen. */
export class Violation extends Error {}

interface Promised {
  readonly row: Row
  readonly by: Server
  /** Both may have served it; the partner refuses it; or its server has forgotten, in a restart, that the partner lacks it. */
  excused: boolean
}

/** What clients have been told, and what follows from it for the servers. */
export class Ledger {
  readonly #world: World
  readonly #promises = new Map<number, Promised>()
  /** All that any client was ever told of. */
  readonly #told = new WeakSet<Row>()

  constructor(world: World) {
    this.#world = world
  }

  /** `mustKnow`: those who must have the lease by now. */
  acknowledge(client: Client, row: Row, by: Server, mustKnow: readonly Server[]): void {
    for (const {index} of mustKnow) {
      if ((row.reached & (1 << index)) === 0)
        this.#fail(`client ${client.index} is told before server${index + 1} knows`)
    }
    const holder = this.#world.clients.find(other => other !== client && other.address === row.address)
    if (holder !== undefined && this.#world.isCalm)
      this.#fail(`address ${row.address} of client ${holder.index} is acknowledged to client ${client.index}`)
    this.release(client)
    client.address = row.address
    this.#told.add(row)
    this.#promises.set(row.address, {row, by, excused: !this.#world.wasApart(row.madeAt)})
  }

  /** The client gives up what it has. */
  release(client: Client): void {
    const {address} = client
    client.address = undefined
    if (address !== undefined && this.#promises.get(address)?.row.client === client.index)
      this.#promises.delete(address)
  }

  refuse(client: Client): void {
    if (this.#world.isCalm && client.address !== undefined) this.#fail(`client ${client.index} loses ${client.address}`)
    this.release(client)
  }

  /** Whether the partner lacks a lease that this server has told a client of. */
  isAlone(server: Server): boolean {
    for (const promised of this.#promises.values()) if (promised.by === server && this.#isMissing(promised)) return true
    return false
  }

  /** The server is about to forget what its partner does not know. */
  excuse(server: Server): void {
    for (const promised of this.#promises.values()) {
      if (promised.by === server && this.#isMissing(promised)) promised.excused = true
    }
  }

  /** The partner does not want to have the lease of this client. */
  forgive({index, address}: Client): void {
    const promised = address === undefined ? undefined : this.#promises.get(address)
    if (promised?.row.client === index) promised.excused = true
  }

  /** Every lease that a client was told of is at both servers, or a newer one is. */
  checkAtRest(): void {
    const {active, isCalm, tolerance} = this.#world
    for (const {row, excused} of this.#promises.values()) {
      if (excused) continue
      for (const {leases, index} of active) {
        const there = leases.rows[row.address]
        const isNewer = there !== undefined && there.madeAt >= row.madeAt - tolerance
        if (isNewer && (there.client === row.client || !isCalm)) continue
        // Older, of somebody who was never told of it, and newer by a clock alone: a synchronization cannot know.
        if (isNewer && there.madeAt < row.madeAt && !this.#told.has(there)) continue
        this.#fail(
          `address ${row.address} of client ${row.client}: server${index + 1} has ${tell(there)}, not ${tell(row)}`,
        )
      }
    }
  }

  #isMissing({row}: Promised): boolean {
    return this.#world.active.some(({index}) => (row.reached & (1 << index)) === 0)
  }

  #fail(text: string): never {
    throw new Violation(text)
  }
}

function tell(row: Row | undefined): string {
  return row === undefined ? 'nothing' : `that of client ${row.client} from ${row.madeAt}`
}
