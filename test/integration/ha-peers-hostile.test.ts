import assert from 'node:assert/strict'
import {after, before, test} from 'node:test'
import {httpPeers} from '../../src/net/ha/peers.ts'
import {PeerError, type PeerLine} from '../../src/ports/peers.ts'
import {hostileResponses} from '../support/hostile-responses.ts'
import {SeededRandom, testSeed} from '../support/random.ts'
import {answering, RawPeer, response} from '../support/raw-peer.ts'

const ask = {body: '{ "command": "ha-heartbeat" }', timeout: 15_000, longest: 1_000_000}
const good = answering('[ { "result": 0 } ]')

let raw: RawPeer
let line: PeerLine
before(async () => {
  raw = await RawPeer.open(good)
  line = httpPeers.open(raw.peer(), 2)
})
after(async () => {
  line.close()
  await raw.close()
})

const whatComes = (timeout = ask.timeout) =>
  line.ask({...ask, timeout}).then(
    text => text,
    (error: unknown) => error,
  )

/** Both on a new connection and on one that has been good before. */
for (const {name, code, serve} of hostileResponses) {
  test(`the response is ${name}`, async () => {
    // Only those that never end are waited for in vain.
    const timeout = code.test('TIMEOUT') ? 300 : ask.timeout
    for (const before of ['fresh', 'used']) {
      raw.serve = good
      if (before === 'used') assert.equal(typeof (await whatComes()), 'string')
      raw.serve = serve
      const error = await whatComes(timeout)
      assert.ok(error instanceof PeerError, String(error))
      assert.match(error.code, code, error.message)
    }
    raw.serve = good
    assert.equal(await whatComes(), '[ { "result": 0 } ]')
  })
}

test('any change of a good response gives a text or a PeerError', async t => {
  const seed = testSeed()
  t.diagnostic(`seed ${seed}`)
  const random = new SeededRandom(seed)
  for (let round = 0; round < 500; round++) {
    const bytes = Buffer.from(response('[ { "arguments": { "state": "ready" }, "result": 0, "text": "ü" } ]'))
    for (let changes = random.below(4); changes >= 0; changes--) bytes[random.below(bytes.length)] = random.below(256)
    const cut = random.below(3) === 0 ? random.below(bytes.length) : bytes.length
    raw.serve = socket => void socket.end(bytes.subarray(0, cut))
    const got = await whatComes()
    assert.ok(typeof got === 'string' || got instanceof PeerError, `seed ${seed}, round ${round}: ${got}`)
  }
  raw.serve = good
  assert.equal(await whatComes(), '[ { "result": 0 } ]')
})

test('none of that leaves a connection or memory behind', async () => {
  const memory = process.memoryUsage.rss()
  for (let times = 0; times < 200; times++) {
    raw.serve = hostileResponses.find(
      ({name}) => name === (times % 2 ? 'a header without end' : 'a body without end'),
    )!.serve
    assert.ok((await whatComes()) instanceof PeerError)
  }
  raw.serve = good
  await whatComes()
  for (let tries = 0; raw.sockets.size > 1 && tries < 1500; tries++)
    await new Promise(resolve => setTimeout(resolve, 10))
  assert.ok(raw.sockets.size <= 1, `${raw.sockets.size} connections`)
  assert.ok(process.memoryUsage.rss() - memory < 200 * 1024 * 1024)
})
