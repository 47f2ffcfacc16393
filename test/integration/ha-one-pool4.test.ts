import assert from 'node:assert/strict'
import {join} from 'node:path'
import {test} from 'node:test'
import {loadBalancingHash} from '../../src/ha/hash.ts'
import {formatIpv4} from '../../src/net-types/ipv4.ts'
import {scratchDirectory} from '../support/databases.ts'
import {
  haUntil,
  isNormal,
  type LoopbackSide,
  loopbackRelationship,
  startSide,
  stopSide,
} from '../support/ha-loopback4.ts'
import {type Acked, macOf, openClients4} from '../support/loopback4.ts'

// Both servers of load-balancing give addresses out of one pool at the same time. A pair of Kea gives many of them twice then,
// and its manual divides pools by the classes of the servers.

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

/** Each client asks its own server, many at a time, and once more when it was refused; answers those that got a lease. */
async function crowd(sides: readonly LoopbackSide[]): Promise<readonly Acked[]> {
  const relays = await Promise.all(sides.map(side => openClients4(side, 3000)))
  const ask = (client: number) => relays[loadBalancingHash(macOf(client)) % 2]!.lease(client)
  const leases: (Acked | undefined)[] = []
  for (let from = 0; from < CLIENTS; from += AT_ONCE) {
    const clients = Array.from({length: AT_ONCE}, (_, index) => from + index + 1)
    leases.push(...(await Promise.all(clients.map(async client => (await ask(client)) ?? ask(client)))))
  }
  await Promise.all(relays.map(relay => relay.close()))
  return leases.filter(lease => lease !== undefined)
}

test('no address goes to two clients where two keats give out of one pool', {timeout: 300_000}, async () => {
  const relationship = await loopbackRelationship('load-balancing', {'max-response-delay': 60_000})
  const sockets = [1, 2].map(number => join(scratchDirectory(), `ha-one-pool-${number}.sock`))
  const sides = await Promise.all(
    sockets.map((socket, index) => startSide(`server${index + 1}`, socket, relationship, pool)),
  )
  try {
    await Promise.all(sockets.map(socket => haUntil(socket, 'normal', isNormal)))
    const leases = await crowd(sides)
    const texts = leases.map(({address}) => formatIpv4(address))
    assert.deepEqual(
      texts.filter((text, index) => texts.indexOf(text) !== index),
      [],
    )
    assert.ok(leases.length >= CLIENTS / 2, `only ${leases.length} of ${CLIENTS} clients got a lease`)
  } finally {
    await Promise.all(sides.map(stopSide))
  }
})
