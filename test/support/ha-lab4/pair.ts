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

const PATIENCE = 40_000

/** Two real servers that are each other's partner, on a network that a test can damage. */
export class RealPair4 {
  readonly kind: PairKind
  readonly network: HaNetwork4
  readonly sides: readonly [HaSide4, HaSide4]
  readonly clients: HaClients4

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

  /** Both serve, and each knows it of the other. */
  async normal(): Promise<void> {
    const {mode} = this.kind
    const [first, second] = this.normalScopes
    await this.reach(0, {state: mode, scopes: first})
    await this.reach(1, {state: mode, scopes: second})
    for (const [index, scopes] of [second, first].entries())
      await this.until(`${names[index]} knows its partner`, async () => {
        const {state, scopes: known, interrupted} = await this.sides[index]!.partner()
        assert.deepEqual({state, known, interrupted}, {state: mode, known: scopes, interrupted: false})
      })
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

  /** Both stores come to hold the same; answers the leases of the first. */
  async agreed(): Promise<readonly LeaseJson[]> {
    let leases: readonly LeaseJson[] = []
    await this.until('the stores agree', async () => {
      const [one, other] = await Promise.all(this.sides.map(side => side.leases()))
      leases = [...one!].sort(byAddress)
      assert.deepEqual(differences(leases, [...other!].sort(byAddress)), [])
    })
    return leases
  }
}

const fields = [
  ...['ip-address', 'subnet-id', 'hw-address', 'client-id', 'valid-lft', 'state'],
  ...['hostname', 'fqdn-fwd', 'fqdn-rev', 'user-context'],
]

/** Where two lists by address differ; the times may be a second apart. */
export function differences(some: readonly LeaseJson[], others: readonly LeaseJson[]): readonly string[] {
  const found: string[] = []
  const byText = new Map(others.map(lease => [lease['ip-address'], lease]))
  for (const lease of some) {
    const other = byText.get(lease['ip-address'])
    byText.delete(lease['ip-address'])
    if (other === undefined) found.push(`only the first has ${lease['ip-address']}`)
    else if (!isSame(lease, other)) found.push(`${JSON.stringify(lease)} is not ${JSON.stringify(other)}`)
  }
  return [...found, ...[...byText.keys()].map(address => `only the second has ${address}`)]
}

function isSame(one: LeaseJson, other: LeaseJson): boolean {
  if (Math.abs(Number(one['cltt']) - Number(other['cltt'])) > 1) return false
  return fields.every(field => JSON.stringify(one[field]) === JSON.stringify(other[field]))
}
