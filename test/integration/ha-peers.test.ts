import assert from 'node:assert/strict'
import {after, describe, test} from 'node:test'
import {defaultLineLimits, HttpLine} from '../../src/net/ha/line.ts'
import {httpPeers} from '../../src/net/ha/peers.ts'
import {PeerError, type PeerLine} from '../../src/ports/peers.ts'
import {answering, RawPeer, response, type Serve} from '../support/raw-peer.ts'

const body = '{ "command": "ha-heartbeat", "service": [ "dhcp4" ] }'
const ask = {body, timeout: 10_000, longest: 1000}

const open: {close(): unknown}[] = []
after(async () => {
  for (const one of open.reverse()) await one.close()
})
const kept = <T extends {close(): unknown}>(one: T): T => {
  open.push(one)
  return one
}
const rawPeer = async (serve: Serve) => kept(await RawPeer.open(serve))

/** The code of the PeerError that it rejects with. */
async function codeOf(asked: Promise<string>): Promise<string> {
  const got = await asked.then(
    text => `answered: ${text}`,
    (error: unknown) => error,
  )
  assert.ok(got instanceof PeerError, String(got))
  return got.code
}

describe('a line to a peer', () => {
  test('asks in Kea’s words, and keeps the connection', async () => {
    const texts: string[] = []
    const raw = await rawPeer((socket, {text}) => {
      texts.push(text)
      socket.write(response('[]'))
    })
    const line = kept(httpPeers.open(raw.peer({basicAuth: {user: 'ha', password: 's3cret'}}), 1))
    assert.equal(await line.ask(ask), '[]')
    assert.equal(await line.ask({...ask, body: '"ü"'}), '[]')
    assert.equal(raw.accepted, 1)
    const head = ['POST / HTTP/1.1', 'Host: 127.0.0.1', 'Authorization: Basic aGE6czNjcmV0', 'Content-Length: 53']
    assert.equal(texts[0], [...head, 'Content-Type: application/json', 'Connection: keep-alive', '', body].join('\r\n'))
    assert.match(texts[1]!, /\r\nContent-Length: 4\r\n/)
  })

  test('has no credentials for a peer without', async () => {
    let seen = ''
    const raw = await rawPeer((socket, {text}) => {
      seen = text
      socket.write(response('[]'))
    })
    await kept(httpPeers.open(raw.peer(), 1)).ask(ask)
    assert.doesNotMatch(seen, /authorization/i)
  })

  test('finds an address of IPv6, which stands without brackets', async () => {
    let seen = ''
    const serve: Serve = (socket, {text}) => {
      seen = text
      socket.write(response('[]'))
    }
    const raw = kept(await RawPeer.open(serve, undefined, '::1'))
    assert.equal(await kept(httpPeers.open(raw.peer(), 1)).ask(ask), '[]')
    assert.match(seen, /\r\nHost: ::1\r\n/)
  })

  test('gives the body of any status, of any version, in any pieces', async () => {
    const raw = await rawPeer(answering(''))
    const line = kept(httpPeers.open(raw.peer(), 1))
    const text = '[ { "result": 0, "text": "grüßt €" } ]'
    for (const status of ['200 OK', '401 Unauthorized', '403 Forbidden', '500 x', '999 ']) {
      raw.serve = socket => void socket.write(response(text, status))
      assert.equal(await line.ask(ask), text)
    }
    raw.serve = socket => void socket.end(response(text).replace('1.1', '1.0'))
    assert.equal(await line.ask(ask), text)
    raw.serve = async socket => {
      for (const byte of Buffer.from(`HTTP/1.1 100 Continue\r\n\r\n${response(text)}`)) {
        socket.write(Buffer.of(byte))
        await new Promise(setImmediate)
      }
    }
    assert.equal(await line.ask(ask), text)
  })

  test('has so many connections and no more, and answers all in their order', async () => {
    const raw = await rawPeer((socket, request) => setTimeout(() => socket.write(response(request.body)), 5))
    const line = kept(httpPeers.open(raw.peer(), 3))
    const order: number[] = []
    const wanted = Array.from({length: 30}, (_, index) => index)
    const answers = await Promise.all(
      wanted.map(async index => {
        const answer = await line.ask({...ask, body: String(index)})
        order.push(index)
        return answer
      }),
    )
    assert.deepEqual(answers, wanted.map(String))
    assert.deepEqual([raw.most, raw.accepted], [3, 3])
    // Three at a time may overtake each other, no more.
    for (const [place, index] of order.entries()) assert.ok(Math.abs(place - index) <= 3, order.join(' '))
  })

  test('sends once more what meets a connection that has just ended, and nothing else', async () => {
    // Each connection is good for two requests, the third is read and never answered.
    const ending: Serve = (socket, {number}) => {
      if (number <= 2) socket.write(response('[]'))
      else socket.resetAndDestroy()
    }
    const raw = await rawPeer(ending)
    const line = kept(httpPeers.open(raw.peer(), 1))
    for (let times = 0; times < 6; times++) assert.equal(await line.ask(ask), '[]')
    assert.deepEqual([raw.requests, raw.accepted], [8, 3])
    // One byte of an answer is too much, a new connection too: a request must not go round for ever.
    raw.serve = (socket, {number}) => (number > 1 ? socket.end('H') : socket.resetAndDestroy())
    assert.equal(await codeOf(line.ask(ask)), 'CUT')
    assert.equal(await codeOf(line.ask(ask)), 'CUT')
    assert.deepEqual([raw.requests, raw.accepted], [10, 4])
  })

  test('sends once more over a new connection, however many at rest have ended', async () => {
    const raw = await rawPeer((socket, {number}) => {
      if (number === 1) setTimeout(() => socket.write(response('[]')), 20)
      else socket.resetAndDestroy()
    })
    const line = kept(httpPeers.open(raw.peer(), 8))
    const all = () => Promise.all(Array.from({length: 8}, () => line.ask(ask)))
    await all()
    assert.equal(raw.accepted, 8)
    assert.equal(await line.ask(ask), '[]')
    assert.deepEqual([raw.requests, raw.accepted], [10, 9])
  })

  test('leaves all connections at rest when one of them is dead', async () => {
    const alone: Serve = (socket, {number}) => {
      if (number === 1) setTimeout(() => socket.write(response('[]')), 20)
    }
    const raw = await rawPeer(alone)
    const line = kept(httpPeers.open(raw.peer(), 4))
    await Promise.all(Array.from({length: 4}, () => line.ask(ask)))
    assert.equal(await codeOf(line.ask({...ask, timeout: 300})), 'TIMEOUT')
    assert.equal(await line.ask(ask), '[]')
    assert.deepEqual([raw.requests, raw.accepted], [6, 5])
  })

  test('ends connections that have rested for long', async () => {
    const raw = await rawPeer(answering('[]'))
    const line = kept(new HttpLine(raw.peer(), 1, {...defaultLineLimits, idle: 100}))
    await line.ask(ask)
    const [socket] = raw.sockets
    await new Promise(resolve => socket!.once('close', resolve))
    assert.equal(await line.ask(ask), '[]')
    assert.equal(raw.accepted, 2)
  })

  test('takes no answer for a request that has not been made', async () => {
    const raw = await rawPeer(socket => void socket.write(response('"first"') + response('"second"')))
    const line = kept(httpPeers.open(raw.peer(), 1))
    assert.equal(await line.ask(ask), '"first"')
    raw.serve = socket => {
      socket.write(response('"third"'))
      setTimeout(() => socket.write(response('"fourth"')), 50)
    }
    assert.equal(await line.ask(ask), '"third"')
    const [socket] = raw.sockets
    raw.serve = answering('"fifth"')
    if (!socket!.destroyed) await new Promise(resolve => socket!.once('close', resolve))
    assert.equal(await line.ask(ask), '"fifth"')
  })
})

describe('the end of a request', () => {
  test('comes in time, the wait for a connection included', async () => {
    const raw = await rawPeer(() => {})
    const line = kept(httpPeers.open(raw.peer(), 1))
    const ends: string[] = []
    const end = async (name: string, timeout: number) => {
      assert.equal(await codeOf(line.ask({...ask, timeout})), 'TIMEOUT')
      ends.push(name)
    }
    const holding = end('holding', 800)
    await Promise.all([holding, end('waiting', 200)])
    assert.deepEqual(ends, ['waiting', 'holding'])
    raw.serve = answering('[]')
    assert.equal(await line.ask(ask), '[]')
    assert.equal(raw.requests, 2)
  })

  test('comes with the reason of a signal', async () => {
    const raw = await rawPeer(() => {})
    const line = kept(httpPeers.open(raw.peer(), 1))
    const reason = new Error('enough')
    const stop = new AbortController()
    const asked = [line.ask({...ask, signal: stop.signal}), line.ask({...ask, signal: stop.signal})]
    stop.abort(reason)
    for (const one of [...asked, line.ask({...ask, signal: stop.signal})]) {
      await assert.rejects(one, (error: unknown) => error === reason)
    }
    raw.serve = answering('[]')
    assert.equal(await line.ask(ask), '[]')
  })

  test('comes when the line is closed', async () => {
    const raw = await rawPeer(answering('[]'))
    const line = httpPeers.open(raw.peer(), 2)
    await line.ask(ask)
    raw.serve = () => {}
    const asked = Array.from({length: 5}, () => codeOf(line.ask(ask)))
    const resting = [...raw.sockets].map(socket => new Promise(resolve => socket.once('close', resolve)))
    line.close()
    assert.deepEqual(await Promise.all(asked), Array(5).fill('CLOSED'))
    assert.equal(await codeOf(line.ask(ask)), 'CLOSED')
    await Promise.all(resting)
  })

  test('comes at once when too many wait', async () => {
    const raw = await rawPeer(() => {})
    const line = new HttpLine(raw.peer(), 2, {...defaultLineLimits, waiting: 3})
    const asked = Array.from({length: 5}, () => codeOf(line.ask(ask)))
    assert.equal(await codeOf(line.ask(ask)), 'BUSY')
    line.close()
    assert.deepEqual(await Promise.all(asked), Array(5).fill('CLOSED'))
  })

  test('comes when nobody listens', async () => {
    const raw = await RawPeer.open(answering('[]'))
    const line: PeerLine = kept(httpPeers.open(raw.peer(), 1))
    await raw.close()
    assert.equal(await codeOf(line.ask(ask)), 'ECONNREFUSED')
  })
})
