import assert from 'node:assert/strict'
import {mkdtempSync} from 'node:fs'
import {join} from 'node:path'
import {formatIpv4, type Ipv4} from '../../src/net-types/ipv4.ts'
import {messageType4} from '../../src/wire/message4.ts'
import {scratchDirectory} from './databases.ts'
import {freeUrls, HaServer4, type HaSide} from './ha-servers4.ts'
import {type Acked, macOf, openClients4} from './loopback4.ts'

const LOOPBACK = 0x7f000001 as Ipv4

/** A hot-standby of a keats and of a partner that `maker` made, whose leases outlast them. */
export class ReleasingPair {
  readonly keats: HaServer4
  readonly partner: HaServer4
  readonly #clients: Awaited<ReturnType<typeof openClients4>>

  private constructor(keats: HaServer4, partner: HaServer4, clients: Awaited<ReturnType<typeof openClients4>>) {
    this.keats = keats
    this.partner = partner
    this.#clients = clients
  }

  static async start(maker: HaSide['maker']): Promise<ReleasingPair> {
    const urls = await freeUrls()
    const changes = {'max-response-delay': 1500, 'max-unacked-clients': 0}
    const start = (made: HaSide['maker'], index: 0 | 1) =>
      HaServer4.start({maker: made, index, urls, changes, leaseDatabase: lasting(made)})
    const [partner, keats] = await Promise.all([start(maker, 1), start('keats', 0)])
    await Promise.all([keats, partner].map(server => server.reaches('hot-standby')))
    return new ReleasingPair(keats, partner, await openClients4(keats))
  }

  async stop(): Promise<void> {
    await this.#clients.close()
    await Promise.all([this.keats.stop(), this.partner.stop()])
  }

  /** `count` leases that both servers have. */
  async lease(count: number): Promise<readonly Acked[]> {
    const leased = await Promise.all(Array.from({length: count}, (_, client) => this.#clients.lease(client)))
    return leased.map(acked => acked ?? assert.fail('a client has no answer'))
  }

  release({client, address}: Acked): void {
    const identity = {mac: macOf(client), clientId: undefined}
    this.#clients.exchanges.tell({identity, type: messageType4.RELEASE, ciaddr: address, serverId: LOOPBACK})
  }

  decline({client, address}: Acked): void {
    const identity = {mac: macOf(client), clientId: undefined}
    const what = {type: messageType4.DECLINE, requestedAddress: address, serverId: LOOPBACK}
    this.#clients.exchanges.tell({identity, ...what})
  }

  /** Until a server has these addresses in these states, 'none' where it has no lease of them that is in force. */
  async has(server: HaServer4, wanted: readonly (readonly [Acked, number | 'none'])[]): Promise<void> {
    await server.until(`leases as ${JSON.stringify(wanted)}`, async () => {
      const leases = new Map((await server.leases()).map(lease => [lease['ip-address'], lease['state']]))
      return wanted.every(([{address}, state]) => {
        const found = leases.get(formatIpv4(address)) ?? 'none'
        return (found === 2 ? 'none' : found) === state
      })
    })
  }
}

function lasting(maker: HaSide['maker']): object {
  const directory = mkdtempSync(join(scratchDirectory(), 'releases-'))
  if (maker === 'kea') return {type: 'memfile', persist: true, name: join(directory, 'leases.csv'), 'lfc-interval': 0}
  return {type: 'sqlite', name: join(directory, 'leases.sqlite')}
}
