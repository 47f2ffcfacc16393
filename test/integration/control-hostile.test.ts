import assert from 'node:assert/strict'
import type {Socket} from 'node:net'
import {join} from 'node:path'
import {after, before, test} from 'node:test'
import {
  type Conversation,
  converse,
  dial,
  httpSocket,
  listenTo,
  post,
  startChannels,
  type TestChannels,
  unixSocket,
} from '../support/control-channels.ts'
import {scratchDirectory} from '../support/databases.ts'
import {SeededRandom, testSeed} from '../support/random.ts'
import {freePort} from '../support/servers.ts'

// What an attacker can do to the channels must neither hold up the event loop that DHCP shares with them nor use memory
// without a bound. Both are measured in the process of the channels: hold-ups as CPU time between two timers, so that a
// busy machine does not decide.

const seed = testSeed()
console.log(`seed ${seed} (KEATS_SEED=${seed} repeats this run)`)
const random = new SeededRandom(seed)

const MEGABYTE = 1024 * 1024
const path = join(scratchDirectory(), 'control')
const echo = '{"command":"echo"}'
let port = 0
let channels: TestChannels
let memoryAtRest = 0

before(async () => {
  port = await freePort()
  // A command that lies there for as long as a busy machine sleeps counts as silence.
  const limits = {silence: 4000, idle: 4000, linger: 4000}
  channels = await startChannels([unixSocket(path), httpSocket(port)], limits)
  memoryAtRest = (await channels.measure()).memory
})
after(() => channels.close())

/** A channel of its own for who is slow but not hostile: times that a busy machine does not exceed. */
const patient = join(scratchDirectory(), 'patient')
let slow: TestChannels

before(async () => {
  slow = await startChannels([unixSocket(patient)])
})
after(() => slow.close())

/** Both channels still serve. */
async function serving(): Promise<void> {
  assert.match((await converse(path, echo)).text, /"text": "echo"/)
  assert.match((await converse(port, post(echo, ['Connection: close']))).text, /"text": "echo"/)
}

/** Keeps sending until `total` bytes went or the other end does not want any more. */
async function pour(to: string | number, start: string, piece: Buffer, total: number): Promise<Conversation> {
  const socket = dial(to)
  const heard = listenTo(socket)
  socket.write(start)
  for (let sent = 0; sent < total && !socket.destroyed && socket.writable; sent += piece.length) {
    if (!socket.write(piece)) await settled(socket)
  }
  return heard
}

function settled(socket: Socket): Promise<void> {
  return new Promise(resolve => {
    for (const event of ['drain', 'close', 'error'] as const) socket.once(event, () => resolve())
  })
}

test('100 MB of JSON', async () => {
  const piece = Buffer.alloc(MEGABYTE, 'x')
  const over = `"result": 1, "text": "a command has at most ${16 * MEGABYTE} bytes"`
  const unix = await pour(path, '{"a":"', piece, 100 * MEGABYTE)
  assert.ok(unix.text.includes(over) || unix.error !== undefined, unix.text.slice(0, 200))
  const head = post('', []).replace('Content-Length: 0', `Content-Length: ${100 * MEGABYTE + 6}`)
  const http = await pour(port, `${head}{"a":"`, piece, 100 * MEGABYTE)
  assert.ok(http.text.startsWith('HTTP/1.1 413') || http.error !== undefined, http.text.slice(0, 200))
  const commas = await pour(path, '[', Buffer.alloc(MEGABYTE, '1,'), 100 * MEGABYTE)
  assert.ok(commas.text.includes('at most 1000000 values') || commas.error !== undefined)
  await serving()
})

test('the longest commands at once, more than there is room for', async () => {
  const piece = Buffer.alloc(MEGABYTE, 'x')
  const pours = Array.from({length: 8}, () => pour(path, '{"a":"', piece, 15 * MEGABYTE))
  const ends = (await Promise.all(pours)).map(({text, error}) => error ?? text.slice(0, 200))
  const refused = ends.filter(text => text.includes('too many long commands at once'))
  assert.ok(refused.length >= 3, ends.join('\n'))
  await serving()
})

test('a megabyte in pieces of one byte', async () => {
  const text = `{"a":"${'x'.repeat(200_000)}"}`
  const socket = dial(patient)
  const heard = listenTo(socket)
  for (let at = 0; at < text.length; at++) {
    socket.write(text[at]!)
    if (at % 500 === 0) await new Promise(resolve => setImmediate(resolve))
  }
  assert.match((await heard).text, /"length": 200008/)
})

test('binary garbage', async () => {
  for (let round = 0; round < 100; round++) {
    const bytes = Uint8Array.from({length: 1 + random.below(300)}, () => random.below(256))
    const {text} = await converse(path, bytes)
    assert.match(text, /"result": 1/, Buffer.from(bytes).toString('hex'))
    if (round % 10 === 0) await converse(port, bytes)
  }
  await serving()
})

test('1,000 connections at once', async () => {
  for (const to of [path, port]) {
    const sockets = Array.from({length: 1000}, () => dial(to))
    const ends = sockets.map(socket => listenTo(socket))
    // However many there are, who has a command is served.
    await serving()
    const closed = await Promise.all(ends)
    assert.equal(closed.length, 1000)
  }
  await serving()
})

test('1,000 commands at once', async () => {
  const ask = () => converse(path, echo)
  const heard = await Promise.all(Array.from({length: 1000}, ask))
  const answered = heard.filter(({text}) => text.includes('"text": "echo"')).length
  // Who came while all places were taken by others may try again.
  assert.ok(answered >= 64, `${answered} answered`)
  await serving()
})

test('clients that never read their answer', async () => {
  const sockets = [path, path, port, port].map(to => {
    const big = '{"command":"big","arguments":500000}'
    const socket = dial(to)
    socket.on('error', () => {})
    socket.pause()
    socket.write(to === path ? big : post(big))
    return socket
  })
  await serving()
  // The server gives up; a paused client learns of that when it writes.
  await Promise.all(
    sockets.map(async socket => {
      while (!socket.destroyed) {
        socket.write(' ')
        await new Promise(resolve => setTimeout(resolve, 200))
      }
    }),
  )
  await serving()
})

test('connections that are opened and dropped', async () => {
  for (let round = 0; round < 500; round++) {
    const socket = dial(round % 2 === 0 ? path : port)
    socket.on('error', () => {})
    if (round % 3 === 0) socket.write('{"command":"big","arguments":100}')
    if (round % 5 === 0) socket.write(post('{"command":"slow","arguments":50}'))
    if (round % 2 === 0) socket.destroy()
    else socket.once('connect', () => socket.destroy())
    if (round % 50 === 0) await new Promise(resolve => setImmediate(resolve))
  }
  await serving()
})

test('none of that held up the event loop or used memory without a bound', async () => {
  const {longestHold: other} = await slow.measure()
  const {longestHold: own, memory} = await channels.measure()
  const longestHold = Math.max(own, other)
  console.log(`longest hold ${longestHold.toFixed(0)} ms of CPU, memory ${(memory / MEGABYTE).toFixed(0)} MB`)
  assert.ok(longestHold < 500, `${longestHold} ms`)
  assert.ok(memory - memoryAtRest < 600 * MEGABYTE, `${memory} bytes`)
})
