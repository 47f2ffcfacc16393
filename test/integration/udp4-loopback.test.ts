import assert from 'node:assert/strict'
import {createSocket, type Socket} from 'node:dgram'
import {once} from 'node:events'
import {test} from 'node:test'
import {setTimeout as delay} from 'node:timers/promises'
import {closeFd, openUdp4, sendMany} from '../../src/net/libc.ts'
import {MessageVector} from '../../src/net/message-vector.ts'
import {openTransport4} from '../../src/net/udp4.ts'
import {parseIpv4} from '../../src/net-types/ipv4.ts'
import type {Datagram4, Transport4} from '../../src/ports/transport4.ts'
import {interfacesOf} from '../support/reflector4-program.ts'
import {freePort} from '../support/servers.ts'

interface Bench {
  readonly transport: Transport4
  readonly client: Socket
  readonly port: number
  readonly got: Datagram4[]
  readonly lines: string[]
}

async function onLoopback(
  work: (bench: Bench) => Promise<void>,
  answer: (datagram: Datagram4, transport: Transport4) => void = () => {},
): Promise<void> {
  const port = await freePort()
  const [got, lines]: [Datagram4[], string[]] = [[], []]
  const transport = await openTransport4({
    interfaces: interfacesOf(['lo/127.0.0.1']),
    serverPort: port,
    clientPort: undefined,
    log: {write: id => void lines.push(id), enabled: () => true},
    signal: new AbortController().signal,
    onDatagram: datagram => {
      got.push(datagram)
      answer(datagram, transport)
    },
  })
  const client = createSocket('udp4')
  client.bind(0, '127.0.0.1')
  await once(client, 'listening')
  try {
    await work({transport, client, port, got, lines})
  } finally {
    client.close()
    await transport.close()
  }
}

const back = (bytes: Uint8Array, {source, sourcePort, local}: Datagram4, transport: Transport4) =>
  transport.send(bytes, {kind: 'unicast', address: source, port: sourcePort}, local)

async function until(done: () => boolean): Promise<void> {
  for (const end = performance.now() + 20_000; performance.now() < end && !done(); ) await delay(10)
  assert.ok(done(), 'it did not happen within 20 s')
}

test('a burst arrives whole, in order, with its sender, and is answered whole', () =>
  onLoopback(
    async ({transport, client, port, got}) => {
      const answers: number[] = []
      client.on('message', bytes => answers.push(bytes.readUInt32BE(0)))
      const [bursts, length] = [8, 120]
      const count = bursts * length
      for (let i = 0; i < count; i++) {
        const bytes = Buffer.alloc(300 + (i % 200))
        bytes.writeUInt32BE(i)
        client.send(bytes, port, '127.0.0.1')
        // More at once than one call reads, less than the client's buffer of the system's default size holds.
        if ((i + 1) % length === 0) await until(() => answers.length === i + 1)
      }
      const order = Array.from({length: count}, (_, i) => i)
      assert.deepEqual(answers, order)
      assert.deepEqual(
        got.map(({bytes}) => Buffer.from(bytes).readUInt32BE(0)),
        order,
      )
      assert.ok(got.every(({bytes}, i) => bytes.length === 300 + (i % 200)))
      assert.ok(got.every(({source, sourcePort}) => source === 0x7f000001 && sourcePort === client.address().port))
      assert.deepEqual(transport.counters(), {
        received: count,
        missed: 0,
        tooLong: 0,
        sent: count,
        queueFull: 0,
        failed: 0,
      })
    },
    (datagram, transport) => back(datagram.bytes, datagram, transport),
  ))

test('what is too long for DHCP is dropped and counted, first or later in a burst; the rest is served', () =>
  onLoopback(async ({transport, client, port, got}) => {
    for (const length of [5000, 4097, 4096, 9000, 300]) client.send(Buffer.alloc(length), port, '127.0.0.1')
    await until(() => transport.counters().received === 5)
    assert.deepEqual(
      got.map(({bytes}) => bytes.length),
      [4096, 300],
    )
    assert.equal(transport.counters().tooLong, 3)
  }))

test('an answer of any length arrives', () =>
  onLoopback(
    async ({client, port}) => {
      for (const length of [1, 2048, 2049, 9000, 60_000]) {
        const answer = once(client, 'message') as Promise<[Buffer]>
        client.send(String(length), port, '127.0.0.1')
        assert.equal((await answer)[0].length, length)
      }
    },
    (datagram, transport) => back(new Uint8Array(Number(Buffer.from(datagram.bytes))), datagram, transport),
  ))

test('an answer that cannot leave is counted and logged once, and the next one leaves', () =>
  onLoopback(
    async ({transport, client, port, lines}) => {
      const answer = once(client, 'message')
      client.send('x', port, '127.0.0.1')
      await answer
      assert.deepEqual(transport.counters(), {received: 1, missed: 0, tooLong: 0, sent: 1, queueFull: 0, failed: 3})
      assert.equal(lines.filter(id => id === 'DHCP4_PACKET_SEND_FAIL').length, 1)
    },
    (datagram, transport) => {
      const {local} = datagram
      // A socket of 127.0.0.1 cannot reach another network.
      const elsewhere = {kind: 'unicast', address: parseIpv4('192.0.2.1')!, port: 68} as const
      transport.send(datagram.bytes, elsewhere, local)
      transport.send(datagram.bytes, elsewhere, local)
      transport.send(datagram.bytes, elsewhere, {...local})
      back(datagram.bytes, datagram, transport)
    },
  ))

test('what waits to leave leaves at close; afterwards nothing is sent or received', () =>
  onLoopback(async ({transport, client, port, got}) => {
    const answers: string[] = []
    client.on('message', bytes => answers.push(bytes.toString()))
    client.send('x', port, '127.0.0.1')
    await until(() => got.length === 1)
    back(Buffer.from('last'), got[0]!, transport)
    await transport.close()
    back(Buffer.from('too late'), got[0]!, transport)
    client.send('y', port, '127.0.0.1')
    await until(() => answers.length > 0)
    await delay(100)
    assert.deepEqual(answers, ['last'])
    assert.equal(got.length, 1)
  }))

test('what comes faster than it is read is lost in the kernel and counted', () =>
  onLoopback(async ({transport, client, port, got}) => {
    const count = 20_000
    let sent = 0
    // The sender shares the event loop with the transport: while this loop runs nothing is read.
    const descriptor = openUdp4()
    const vector = new MessageVector(50, 2048)
    for (let slot = 0; slot < vector.slots; slot++) vector.put(slot, new Uint8Array(300), 0x7f000001, port)
    while (sent < count) sent += Math.max(0, sendMany(descriptor, vector.place(0), vector.slots))
    closeFd(descriptor)
    await until(() => transport.counters().received + transport.counters().missed === count)
    assert.ok(transport.counters().missed > 0)
    assert.equal(got.length, transport.counters().received)

    client.send('still there', port, '127.0.0.1')
    await until(() => got.length === transport.counters().received && got.at(-1)?.bytes.length === 11)
  }))
