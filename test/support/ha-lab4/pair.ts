import assert from 'node:assert/strict'
import {setTimeout as delay} from 'node:timers/promises'
import {byAddress, type LeaseJson} from '../lease-control4.ts'
import {HaClients4} from './clients.ts'
import {names, type PairMode, pairConfiguration} from './configuration.ts'
import {HaNetwork4} from './network.ts'
import {HaSide4, type Maker, type OwnStatus} from './side.ts'
import {leaseStore, type StoreKind} from './stores.ts'

export interface PairKind {
  /** Primary, and its secondary or standby. */
  readonly makers: readonly [Maker, Maker]
  readonly mode: PairMode
  readonly store: StoreKind
}

const PATIENCE = 90_000

/** Two real servers that are each other's partner, on a network that a test can damage. */
export class RealPair4 {
  readonly kind: PairKind
  readonly network: HaNetwork4
  readonly sides: readonly [HaSide4, HaSide4]
  readonly clients: HaClients4
  #forgives = false

  private constructor(kind: PairKind, network: HaNetwork4, sides: readonly [HaSide4, HaSide4], clients: HaClients4) {
    this.kind = kind
    this.network = network
    this.sides = sides
    this.clients = clients
  }

  /** Makes all of it and starts nothing. */
  static async open(kind: PairKind, changes: object = {}): Promise<RealPair4> {
    const network = new HaNetwork4()
    const makeSide = async (index: 0 | 1) => {
      const namespace = network.servers[index]
      const maker = kind.makers[index]
      const side = new HaSide4(names[index], maker, namespace)
      const place = {lab: network.lab, namespace, directory: side.directory}
      const leaseDatabase = await leaseStore(kind.store, maker, place)
      side.configure(pairConfiguration(kind.mode, index, {socket: side.socket, leaseDatabase, changes}))
      return side
    }
    try {
      const sides = [await makeSide(0), await makeSide(1)] as const
      return new RealPair4(kind, network, sides, await HaClients4.open(network))
    } catch (error) {
      await network.lab.close()
      throw error
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.sides.map(side => side.stop('SIGKILL')))
    await this.clients.close()
    await this.network.lab.close()
  }

  async start(): Promise<void> {
    await Promise.all(this.sides.map(side => side.start()))
  }

  /** Scopes in the normal state. */
  get normalScopes(): readonly [readonly string[], readonly string[]] {
    return this.kind.mode === 'load-balancing' ? [['server1'], ['server2']] : [['server1'], []]
  }

  /** Scopes of a server that serves everybody. */
  get allScopes(): readonly string[] {
    return this.kind.mode === 'load-balancing' ? ['server1', 'server2'] : ['server1']
  }

  /** Who serves this client while both are there. */
  ownerOf({half}: {readonly half: 0 | 1}): 0 | 1 {
    return this.kind.mode === 'load-balancing' ? half : 0
  }

  /** Both come to serve, and each to know it of the other. */
  normal(): Promise<void> {
    return this.until('both come to the normal state', () => this.checkNormal())
  }

  async checkNormal(): Promise<void> {
    const state = this.kind.mode
    for (const [index, side] of this.sides.entries()) {
      assert.deepEqual(await side.own(), {state, scopes: this.normalScopes[index]!}, side.name)
      const {unacked: _, ...partner} = await side.partner()
      const wanted = {state, scopes: this.normalScopes[1 - index]!, interrupted: false}
      assert.deepEqual(partner, wanted, `what ${side.name} knows of its partner`)
    }
  }

  async reach(index: 0 | 1, wanted: OwnStatus): Promise<void> {
    const side = this.sides[index]
    await this.until(`${side.name} becomes ${wanted.state}`, async () => assert.deepEqual(await side.own(), wanted))
  }

  /** Tries until the check no longer throws. */
  async until(what: string, check: () => Promise<void>): Promise<void> {
    for (const end = performance.now() + PATIENCE; ; await delay(50)) {
      try {
        return await check()
      } catch (error) {
        if (performance.now() > end) throw new Error(`${what}: ${String(error)}`, {cause: error})
      }
    }
  }

  /**
   * A server that is killed, or has to leave its clients to its partner, may have written leases that nobody was told of,
   * client or partner: from now on they are left out of the comparison.
   */
  forgive(): void {
    this.#forgives = true
  }

  /** Both stores come to hold the same; answers the leases of the first. */
  async agreed(): Promise<readonly LeaseJson[]> {
    let leases: readonly LeaseJson[] = []
    await this.until('the stores agree', async () => {
      const [one, other] = await Promise.all(this.sides.map(side => this.#stored(side)))
      leases = one!
      assert.deepEqual(Object.fromEntries(differences(one!, other!)), {})
    })
    return leases
  }

  async #stored(side: HaSide4): Promise<readonly LeaseJson[]> {
    const leases = [...(await side.leases())].sort(byAddress)
    const {holders} = this.clients.ledger
    return this.#forgives ? leases.filter(lease => holders.has(addressOf(lease))) : leases
  }
}

const fields = [
  ...['ip-address', 'subnet-id', 'hw-address', 'client-id', 'valid-lft', 'state'],
  ...['hostname', 'fqdn-fwd', 'fqdn-rev', 'user-context'],
]

/** Where two stores differ, by address; the times may be a second apart. */
export function differences(some: readonly LeaseJson[], others: readonly LeaseJson[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const left = new Map(others.map(lease => [addressOf(lease), lease]))
  for (const lease of some) {
    const address = addressOf(lease)
    const other = left.get(address)
    left.delete(address)
    if (other === undefined) found.set(address, `only the first has ${JSON.stringify(lease)}`)
    else if (!isSame(lease, other)) found.set(address, `${JSON.stringify(lease)} is not ${JSON.stringify(other)}`)
  }
  for (const [address, lease] of left) found.set(address, `only the second has ${JSON.stringify(lease)}`)
  return found
}

const addressOf = (lease: LeaseJson) => String(lease['ip-address'])

function isSame(one: LeaseJson, other: LeaseJson): boolean {
  if (Math.abs(Number(one['cltt']) - Number(other['cltt'])) > 1) return false
  return fields.every(field => JSON.stringify(one[field]) === JSON.stringify(other[field]))
}
