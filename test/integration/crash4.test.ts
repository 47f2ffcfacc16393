import assert from 'node:assert/strict'
import {test} from 'node:test'
import {setTimeout as delay} from 'node:timers/promises'
import {toHex} from '../../src/net-types/identifiers.ts'
import type {Ipv4} from '../../src/net-types/ipv4.ts'
import {storeKinds, testLeases} from '../support/lease-stores.ts'
import {type Acked, loopbackConfig4, macOf, openClients4, startLoopback4} from '../support/loopback4.ts'
import {SeededRandom, testSeed} from '../support/random.ts'

const CLIENTS_AT_ONCE = 48
const ROUNDS = 3

for (const kind of storeKinds) {
  test(`${kind}: SIGKILL at any moment loses no acknowledged lease`, {timeout: 300_000}, async t => {
    const seed = testSeed()
    t.diagnostic(`KEATS_SEED=${seed}`)
    const random = new SeededRandom(seed)
    const leases = await testLeases(kind)
    const dhcp4 = loopbackConfig4(leases.access)
    const all: Acked[] = []
    let next = 0
    let ports: {port: number; replyPort: number} | undefined
    for (let round = 0; round < ROUNDS; round++) {
      const server = await startLoopback4(dhcp4, ports)
      ports = {port: server.port, replyPort: server.replyPort}
      const clients = await openClients4(server)
      let running = true
      const seen: Acked[] = []
      const worker = async () => {
        while (running) {
          const lease = await clients.lease(next++)
          if (lease !== undefined) seen.push(lease)
        }
      }
      const workers = Array.from({length: CLIENTS_AT_ONCE}, worker)
      while (seen.length < 300) await delay(5)
      await delay(random.below(200))
      server.child.kill('SIGKILL')
      running = false
      await server.ended
      // What it has sent is read; then nobody waits any longer.
      await delay(50)
      await clients.close()
      await Promise.all(workers)
      all.push(...seen)
    }
    assert.equal(new Set(all.map(({address}) => address)).size, all.length, 'an address was acknowledged twice')
    await everyAckIsStored(await leases.open(), all)
    const server = await startLoopback4(dhcp4, ports)
    const clients = await openClients4(server)
    for (const lease of all.slice(-100)) assert.deepEqual(await clients.renew(lease), lease)
    await clients.close()
    server.child.kill('SIGTERM')
    const {code, stderr} = await server.ended
    assert.equal(code, 0, stderr)
  })
}

async function everyAckIsStored(
  store: Awaited<ReturnType<Awaited<ReturnType<typeof testLeases>>['open']>>,
  all: readonly Acked[],
) {
  try {
    for (let at = 0; at < all.length; at += 200) {
      const part = all.slice(at, at + 200)
      const addresses = part.map(({address}) => address as Ipv4)
      const rows = await store.load4({clientId: undefined, hwAddr: undefined, addresses})
      assert.ok(rows !== 'full')
      const owner = new Map(rows.map(row => [row.address, row.hwAddr]))
      for (const {client, address} of part) assert.equal(owner.get(address), toHex(macOf(client)))
    }
  } finally {
    await store.close()
  }
}
