import assert from 'node:assert/strict'
import {join} from 'node:path'
import {describe, test} from 'node:test'
import {loadBalancingHash} from '../../src/ha/hash.ts'
import {formatIpv4} from '../../src/net-types/ipv4.ts'
import {scratchDirectory} from '../support/databases.ts'
import {haUntil, isNormal, loopbackRelationship, loopbackServer, startSide, stopSide} from '../support/ha-loopback4.ts'
import {startKea4} from '../support/kea4.ts'
import {type Acked, macOf, openClients4} from '../support/loopback4.ts'

// Both servers of load-balancing give addresses out of one small pool at the same time. A pair of Kea gives many of them twice
// then, for which its manual divides pools by the classes of the servers.

const CLIENTS = 300
const AT_ONCE = 100

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

type Maker = (name: string, socket: string, relationship: object) => Promise<Side>

const keats: Maker = async (name, socket, relationship) => {
  const side = await startSide(name, socket, relationship, pool)
  return {...side, stop: () => stopSide(side)}
}

const kea: Maker = async (name, socket, relationship) => {
  const changes = {
    ...pool,
    'lease-database': {type: 'memfile', persist: false},
    'multi-threading': {'enable-multi-threading': true},
  }
  const {loggers: _, ...config} = loopbackServer(name, socket, relationship, changes) as Record<string, unknown>
  return startKea4(config)
}

/** Each client asks its own server, many at a time; answers those that got a lease. */
async function crowd(sides: readonly Side[]): Promise<readonly Acked[]> {
  const relays = await Promise.all(sides.map(side => openClients4(side, 1500)))
  const leases: (Acked | undefined)[] = []
  for (let from = 0; from < CLIENTS; from += AT_ONCE) {
    const clients = Array.from({length: AT_ONCE}, (_, index) => from + index + 1)
    const asked = clients.map(client => relays[loadBalancingHash(macOf(client)) % 2]!.lease(client))
    leases.push(...(await Promise.all(asked)))
  }
  for (const relay of relays) relay.close()
  return leases.filter(lease => lease !== undefined)
}

describe('no address goes to two clients where both servers give out of one pool', () => {
  const pairs = {'two keats': [keats, keats], 'keats and Kea': [keats, kea], 'Kea and keats': [kea, keats]} as const
  for (const [name, [first, second]] of Object.entries(pairs)) {
    test(name, {timeout: 90_000}, async () => {
      const relationship = await loopbackRelationship('load-balancing', {'max-response-delay': 60_000})
      const path = (number: number) =>
        join(scratchDirectory(), `ha-one-pool-${name.replaceAll(' ', '')}-${number}.sock`)
      const sides = [
        await first('server1', path(1), relationship),
        await second('server2', path(2), relationship),
      ] as const
      try {
        await Promise.all([1, 2].map(number => haUntil(path(number), 'normal', isNormal)))
        const leases = await crowd(sides)
        const texts = leases.map(({address}) => formatIpv4(address))
        const twice = texts.filter((text, index) => texts.indexOf(text) !== index)
        assert.deepEqual(twice, [])
        assert.ok(leases.length >= CLIENTS / 2, `only ${leases.length} of ${CLIENTS} clients got a lease`)
      } finally {
        await Promise.all(sides.map(side => side.stop()))
      }
    })
  }
})
