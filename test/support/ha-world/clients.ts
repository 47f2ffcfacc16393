import {type HaOwner, ownerOf4} from '../../../src/ha/owner4.ts'
import type {HaSetup} from '../../../src/ha/setup.ts'
import type {Change, Leases} from './leases.ts'

/** Addresses for the clients of one server: as many as there are such clients. */
const POOL = 3

/** A client that all servers hear. Each server's clients have a pool of their own, as sites with load balancing should. */
export class Client {
  readonly index: number
  readonly hwAddr: Uint8Array
  readonly owner: HaOwner
  /** What it believes to have. */
  address: number | undefined
  /** The clock of the world, for rows. */
  readonly #now: () => number
  readonly #firstAddress: number

  constructor(index: number, hwAddr: Uint8Array, owner: HaOwner, firstAddress: number, now: () => number) {
    this.index = index
    this.hwAddr = hwAddr
    this.owner = owner
    this.#firstAddress = firstAddress
    this.#now = now
  }

  /** What a server does to serve it; undefined = there is no address left. */
  granted(leases: Leases, wall: number): readonly Change[] | 'nak' | undefined {
    const own = leases.of(this.index)
    const address = this.address ?? own?.address ?? leases.free(this.#firstAddress, POOL)
    if (address === undefined) return undefined
    const there = leases.rows[address]
    if (there !== undefined && there.client !== this.index) return 'nak'
    const row = {address, client: this.index, cltt: Math.floor(wall / 1000), madeAt: this.#now(), reached: 0}
    const put: Change = {kind: 'put', row}
    return own === undefined || own.address === address ? [put] : [{kind: 'delete', address: own.address}, put]
  }

  released(leases: Leases): readonly Change[] | undefined {
    const own = leases.of(this.index)
    return own && [{kind: 'delete', address: own.address}]
  }
}

/** Three clients of each server that owns clients; all of the primary's where the mode is not load balancing. */
export function clientsOf(setup: HaSetup, now: () => number): readonly Client[] {
  const clients: Client[] = []
  const count = new Map<string, number>()
  const pools = setup.relationship.mode === 'load-balancing' ? 2 : 1
  for (let byte = 0; clients.length < POOL * pools; byte++) {
    const hwAddr = Uint8Array.of(2, 0, 0, 0, 0, byte)
    const owner = ownerOf4(setup, {messageType: 3, clientId: undefined, hwAddr})!
    const before = count.get(owner.name) ?? 0
    if (before === POOL) continue
    count.set(owner.name, before + 1)
    const first = setup.active.findIndex(({name}) => name === owner.name) * POOL
    clients.push(new Client(clients.length, hwAddr, owner, first, now))
  }
  return clients
}

export const ADDRESSES = 2 * POOL
