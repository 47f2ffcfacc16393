import assert from 'node:assert/strict'
import {execFileSync} from 'node:child_process'
import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {test} from 'node:test'
import {CaptureError, capturedDatagrams} from '../../../src/wire/capture.ts'
import {scratchDirectory} from '../../support/databases.ts'
import {SeededRandom, testSeed} from '../../support/random.ts'

const payload = Buffer.from('what a client says')

/** An IPv4 packet with a UDP datagram, without checksums. */
function packet(destination: string, more: {readonly options?: number; readonly fragment?: number} = {}): Buffer {
  const header = 20 + 4 * (more.options ?? 0)
  const bytes = Buffer.alloc(header + 8 + payload.length)
  bytes[0] = 0x40 | (header / 4)
  bytes.writeUInt16BE(bytes.length, 2)
  bytes.writeUInt16BE(more.fragment ?? 0, 6)
  bytes[8] = 64
  bytes[9] = 17
  bytes.set([192, 0, 2, 1], 12)
  bytes.set(destination.split('.').map(Number), 16)
  bytes.writeUInt16BE(68, header)
  bytes.writeUInt16BE(67, header + 2)
  bytes.writeUInt16BE(8 + payload.length, header + 4)
  bytes.set(payload, header + 8)
  return bytes
}

const ethernet = (inner: Buffer, ...tags: number[]) =>
  Buffer.concat([
    Buffer.alloc(12, 2),
    ...tags.map(tag => Buffer.from([tag >> 8, tag & 255, 0, 7])),
    Buffer.from([8, 0]),
    inner,
  ])

/** pcap as RFC drafts and tcpdump have it. */
function pcap(link: number, frames: readonly Buffer[], little = true): Buffer {
  const numbers = (...values: number[]) => {
    const bytes = Buffer.alloc(4 * values.length)
    for (const [index, value] of values.entries()) {
      if (little) bytes.writeUInt32LE(value, 4 * index)
      else bytes.writeUInt32BE(value, 4 * index)
    }
    return bytes
  }
  const head = Buffer.concat([
    numbers(0xa1b2c3d4),
    little ? Buffer.from([2, 0, 4, 0]) : Buffer.from([0, 2, 0, 4]),
    numbers(0, 0, 65535, link),
  ])
  return Buffer.concat([head, ...frames.flatMap(frame => [numbers(1, 0, frame.length, frame.length), frame])])
}

const seen = (file: Uint8Array) =>
  [...capturedDatagrams(file)].map(({frame, destination, broadcast, bytes, sourcePort, destinationPort}) => {
    assert.equal(Buffer.from(bytes).toString(), payload.toString())
    assert.deepEqual([sourcePort, destinationPort], [68, 67])
    return [frame, destination, broadcast]
  })

const frames = [
  ethernet(packet('255.255.255.255')),
  ethernet(Buffer.alloc(40)),
  ethernet(packet('192.0.2.9', {options: 2}), 0x8100),
  ethernet(packet('192.0.2.9', {fragment: 0x2000})),
  ethernet(packet('192.0.2.9'), 0x88a8, 0x8100),
]
const expected = [
  [1, 0xffffffff, true],
  [3, 0xc0000209, false],
  [5, 0xc0000209, false],
]

test('pcap in both byte orders, with tags of VLANs; what is no datagram is passed over', () => {
  assert.deepEqual(seen(pcap(1, frames)), expected)
  assert.deepEqual(seen(pcap(1, frames, false)), expected)
})

test('every form that an analyser writes of the same frames', () => {
  const source = join(scratchDirectory(), 'source.pcap')
  writeFileSync(source, pcap(1, frames))
  for (const form of ['pcap', 'nsecpcap', 'pcapng']) {
    const file = join(scratchDirectory(), `as.${form}`)
    execFileSync('tshark', ['-r', source, '-F', form, '-w', file], {stdio: 'ignore'})
    assert.deepEqual(seen(readFileSync(file)), expected, form)
  }
})

test('other links: raw, cooked in both versions, loopback', () => {
  const inner = packet('192.0.2.9')
  const cooked = Buffer.concat([Buffer.alloc(14), Buffer.from([8, 0]), inner])
  const cooked2 = Buffer.concat([Buffer.from([8, 0]), Buffer.alloc(18), inner])
  const loopback = Buffer.concat([Buffer.from([2, 0, 0, 0]), inner])
  for (const [link, frame] of [
    [101, inner],
    [113, cooked],
    [276, cooked2],
    [0, loopback],
  ] as const) {
    assert.deepEqual(seen(pcap(link, [frame])), [[1, 0xc0000209, false]], `link type ${link}`)
  }
  assert.deepEqual(seen(pcap(147, [inner])), [])
})

test('what is no capture, or is cut short, is an error that says where', () => {
  assert.throws(() => seen(Buffer.from('short')), /too short/)
  assert.throws(() => seen(Buffer.alloc(100, 65)), /no capture file/)
  const whole = pcap(1, frames)
  assert.throws(() => seen(whole.subarray(0, whole.length - 3)), /cut short at byte \d+/)
})

test('any bytes give datagrams or a CaptureError', context => {
  const seed = testSeed()
  context.diagnostic(`seed ${seed} (KEATS_SEED=${seed} repeats this run)`)
  const random = new SeededRandom(seed)
  const sources = [pcap(1, frames), readFileSync(join(scratchDirectory(), 'as.pcapng'))]
  for (let round = 0; round < 20_000; round++) {
    const bytes = Buffer.from(sources[round % 2]!)
    for (let changes = 1 + random.below(6); changes > 0; changes--)
      bytes[random.below(bytes.length)] = random.below(256)
    const cut = bytes.subarray(0, random.below(3) === 0 ? random.below(bytes.length) : bytes.length)
    try {
      for (const {bytes: content} of capturedDatagrams(cut)) assert.ok(content.length <= cut.length)
    } catch (error) {
      assert.ok(error instanceof CaptureError, String(error))
    }
  }
})
