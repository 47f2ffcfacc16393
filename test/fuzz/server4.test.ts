import assert from 'node:assert/strict'
import {createSocket} from 'node:dgram'
import {test} from 'node:test'
import {setTimeout as delay} from 'node:timers/promises'
import {loopbackConfig4, openClients4, startLoopback4} from '../support/loopback4.ts'
import {capturedPackets} from '../support/packets.ts'
import {SeededRandom, testSeed} from '../support/random.ts'
import {mutate4} from './mutate4.ts'

const PACKETS = 60_000
const BURST = 40
const LOOPBACK = [127, 0, 0, 1]

/** Holds the addresses that the captured packets speak of. */
const subnet = {
  subnet: '192.0.0.0/16',
  id: 1,
  pools: [{pool: '192.0.2.1 - 192.0.9.254'}],
  relay: {'ip-addresses': ['127.0.0.1']},
}

/** A mutated packet that most often still comes from a relay on loopback, so that it goes all the way through the server. */
function hostilePacket(corpus: readonly Uint8Array[], random: SeededRandom): Uint8Array {
  const bytes = Uint8Array.from(mutate4(corpus, random))
  if (random.below(8) === 0 || bytes.length < 240) return bytes
  bytes[0] = 1
  bytes.set(LOOPBACK, 24)
  // Some come from the captured clients, who have leases to renew, decline and release; some from many others.
  if (random.below(3) === 0) bytes[33] = random.below(256)
  return bytes
}

/** How often each message id is in the log. */
function messageIds(output: string): Map<string, number> {
  const found = new Map<string, number>()
  for (const [, id] of output.matchAll(/\] ([A-Z][A-Z0-9_]+) /g)) found.set(id!, (found.get(id!) ?? 0) + 1)
  return found
}

test(`a server takes ${PACKETS} hostile packets and goes on serving`, async t => {
  const seed = testSeed()
  console.log(`seed ${seed} (KEATS_SEED=${seed} repeats this run)`)
  const random = new SeededRandom(seed)
  const corpus = capturedPackets().map(packet => packet.bytes)
  const server = await startLoopback4(
    loopbackConfig4({type: 'sqlite', name: ':memory:', readonly: false}, {subnet4: [subnet]}),
  )
  const clients = await openClients4(server)
  const socket = createSocket('udp4')
  try {
    for (let sent = 0; sent < PACKETS; sent += BURST) {
      for (let i = 0; i < BURST; i++) socket.send(hostilePacket(corpus, random), server.port, '127.0.0.1')
      await delay(4)
    }
    await delay(500)
    const lease = await clients.lease(77)
    assert.ok(lease !== undefined, 'no lease after the hostile packets')
    assert.deepEqual(await clients.renew(lease), lease)
  } finally {
    socket.close()
    await clients.close()
    server.child.kill('SIGTERM')
  }
  const {code, stdout, stderr} = await server.ended
  assert.equal(code, 0, stderr)
  const output = stdout + stderr
  for (const bug of ['TypeError', 'RangeError', 'ReferenceError', 'at file:', 'ERR_', 'Warning:']) {
    const at = output.indexOf(bug)
    assert.equal(at, -1, output.slice(at - 200, at + 400))
  }
  const ids = messageIds(output)
  t.diagnostic(JSON.stringify(Object.fromEntries(ids)))
  // The packets must reach the decisions, not only the decoder.
  assert.ok([...ids.keys()].some(id => id.startsWith('DHCP4_DECLINE_LEASE')))
})
