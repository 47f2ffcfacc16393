import assert from 'node:assert/strict'
import {ownerOf4} from '../../src/ha/owner4.ts'
import {formatIpv4} from '../../src/net-types/ipv4.ts'
import {setup} from './ha.ts'
import {differences} from './ha-lab4/pair.ts'
import {freeUrl, HaServer4, type HaSide} from './ha-servers4.ts'
import {byAddress, type LeaseJson} from './lease-control4.ts'
import {type Acked, macOf, openClients4} from './loopback4.ts'

type Clients = Awaited<ReturnType<typeof openClients4>>

/** Servers of one relationship on loopback, primary first, the partner next, then backups. */
export class HaGroup4 {
  readonly servers: HaServer4[] = []
  readonly urls: readonly string[]
  readonly #common: Partial<HaSide>
  readonly #clients = new Map<HaServer4, Clients>()

  constructor(urls: readonly string[], common: Partial<HaSide> = {}) {
    this.urls = urls
    this.#common = common
  }

  static async of(makers: readonly HaSide['maker'][], common: Partial<HaSide> = {}): Promise<HaGroup4> {
    const group = new HaGroup4(await Promise.all(makers.map(freeUrl)), common)
    try {
      for (const maker of makers) await group.add({maker})
    } catch (error) {
      await group.close()
      throw error
    }
    return group
  }

  async add(side: Partial<HaSide> & Pick<HaSide, 'maker'>): Promise<HaServer4> {
    const leaseDatabase = {type: 'memfile', persist: false}
    const index = this.servers.length
    const server = await HaServer4.start({index, leaseDatabase, urls: this.urls, ...this.#common, ...side})
    this.servers.push(server)
    return server
  }

  async close(): Promise<void> {
    for (const clients of this.#clients.values()) await clients.close()
    await Promise.all(this.servers.map(server => server.stop()))
  }

  async reach(...states: readonly string[]): Promise<void> {
    for (const [index, state] of states.entries()) await this.servers[index]!.reaches(state)
  }

  /** One exchange from DISCOVER to ACK with a server that serves: the address, undefined when it stays silent for long. */
  async lease(index: number, client: number): Promise<string | undefined> {
    return addressOf(await (await this.#clientsOf(index)).lease(client))
  }

  /** The same with a server that should not answer: undefined after a second. */
  async leaseBriefly(index: number, client: number): Promise<string | undefined> {
    return addressOf(await (await this.#clientsOf(index)).leaseBriefly(client))
  }

  /** The same with one that should offer an address and not give it: undefined a second after the offer. */
  async leaseInVain(index: number, client: number): Promise<string | undefined> {
    return addressOf(await (await this.#clientsOf(index)).leaseInVain(client))
  }

  /** Tries until this server serves the client. */
  async served(index: number, client: number): Promise<string> {
    let address: string | undefined
    let tries = 0
    await this.servers[index]!.until(`lease for ${client}`, async () => {
      // It may not serve yet; or it does, slowly.
      address = await (++tries % 4 === 0 ? this.lease(index, client) : this.leaseBriefly(index, client))
      return address !== undefined
    })
    return address!
  }

  async #clientsOf(index: number): Promise<Clients> {
    const server = this.servers[index]!
    const clients = this.#clients.get(server) ?? (await openClients4(server))
    this.#clients.set(server, clients)
    return clients
  }

  /** These servers come to hold the same leases. */
  async agreed(...indexes: readonly number[]): Promise<readonly LeaseJson[]> {
    let all: readonly LeaseJson[] = []
    const [first, ...others] = indexes.map(index => this.servers[index]!)
    let found: object = {}
    const same = async () => {
      all = [...(await first!.leases())].sort(byAddress)
      const differs = others.map(async other => differences(all, [...(await other.leases())].sort(byAddress)))
      found = Object.fromEntries((await Promise.all(differs)).flatMap(map => [...map]))
      return Object.keys(found).length === 0
    }
    await first!.until('agreement of the stores', same).catch(error => assert.fail(`${error} ${JSON.stringify(found)}`))
    return all
  }
}

const addressOf = (acked: Acked | undefined) => acked && formatIpv4(acked.address)

/** 0 = the primary, in load-balancing. */
function halfOf(client: number): 0 | 1 {
  const owner = ownerOf4(setup('load-balancing'), {messageType: 1, clientId: undefined, hwAddr: macOf(client)})
  return owner?.name === 'server1' ? 0 : 1
}

/** So many clients of one half, from `first` on. */
export function clientsOf(half: 0 | 1, count: number, first = 1): readonly number[] {
  const found: number[] = []
  for (let client = first; found.length < count; client++) if (halfOf(client) === half) found.push(client)
  return found
}
