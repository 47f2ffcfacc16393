import assert from 'node:assert/strict'
import {join} from 'node:path'
import {describe, test} from 'node:test'
import {loadBalancingHash} from '../../src/ha/hash.ts'
import {formatIpv4} from '../../src/net-types/ipv4.ts'
import {scratchDirectory} from '../support/databases.ts'
import {haUntil, isNormal, loopbackRelationship, loopbackServer, startSide, stopSide} from '../support/ha-loopback4.ts'
import {startKea4} from '../support/kea4.ts'
import {type Acked, macOf, openClients4} from '../support/loopback4.ts'

// keats and a real Kea give addresses out of one pool at the same time. A pair of Kea gives a quarter of them twice then; what
// keeps keats from it is that the real Kea says whether it had a lease of the address (facts: ha.md §5.4).

const CLIENTS = 400
const AT_ONCE = 40
const TRIES = 4

const pool = {
  subnet4: [
    {
      ...{id: 1, subnet: '10.0.0.0/8', relay: {'ip-addresses': ['127.0.0.1']}},
      pools: [{pool: '10.0.0.1 - 10.0.3.200'}],
    },
  ],
}

interface Side {
  readonly port: number
  readonly replyPort: number
  readonly stop: () => Promise<void>
}

const makers: Readonly<Record<string, (name: string, socket: string, relationship: object) => Promise<Side>>> = {
  keats: async (name, socket, relationship) => {
    const side = await startSide(name, socket, relationship, pool)
    return {...side, stop: () => stopSide(side)}
  },
  Kea: async (name, socket, relationship) => {
    const changes = {
      ...pool,
      'lease-database': {type: 'memfile', persist: false},
      'multi-threading': {'enable-multi-threading': true},
    }
    const {loggers: _, ...config} = loopbackServer(name, socket, relationship, changes) as Record<string, unknown>
    return startKea4(config)
  },
}

type Clients = Awaited<ReturnType<typeof openClients4>>

/** Each client asks its own server, many at a time, and again when it gets no answer. */
async function crowd(sides: readonly Side[]): Promise<readonly string[]> {
  const relays = await Promise.all(sides.map(side => openClients4(side, 1500)))
  const leases: (Acked | undefined)[] = []
  for (let from = 1; from <= CLIENTS; from += AT_ONCE) {
    const clients = Array.from({length: AT_ONCE}, (_, index) => from + index)
    const asked = clients.map(client => leaseOf(relays[loadBalancingHash(macOf(client)) % 2]!, client))
    leases.push(...(await Promise.all(asked)))
  }
  for (const relay of relays) relay.close()
  return leases.flatMap(lease => (lease === undefined ? [] : [formatIpv4(lease.address)]))
}

async function leaseOf(relay: Clients, client: number): Promise<Acked | undefined> {
  for (let tries = 0; tries < TRIES; tries++) {
    const lease = await relay.lease(client)
    if (lease !== undefined) return lease
  }
  return undefined
}

describe('no address goes to two clients where keats and Kea give out of one pool', () => {
  for (const names of [
    ['keats', 'Kea'],
    ['Kea', 'keats'],
  ]) {
    test(names.join(' and '), {timeout: 240_000}, async () => {
      const relationship = await loopbackRelationship('load-balancing', {'max-response-delay': 60_000})
      const sockets = names.map(name => join(scratchDirectory(), `ha-one-pool-${name}.sock`))
      const sides: Side[] = []
      try {
        for (const [index, name] of names.entries())
          sides.push(await makers[name]!(`server${index + 1}`, sockets[index]!, relationship))
        await Promise.all(sockets.map(socket => haUntil(socket, 'normal', isNormal)))
        const addresses = await crowd(sides)
        assert.deepEqual(
          addresses.filter((address, index) => addresses.indexOf(address) !== index),
          [],
        )
        assert.ok(addresses.length >= CLIENTS / 2, `only ${addresses.length} of ${CLIENTS} clients got a lease`)
      } finally {
        await Promise.all(sides.map(side => side.stop()))
      }
    })
  }
})
