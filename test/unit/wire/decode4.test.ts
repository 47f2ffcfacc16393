import assert from 'node:assert/strict'
import {test} from 'node:test'
import {toHex} from '../../../src/net-types/identifiers.ts'
import type {Ipv4} from '../../../src/net-types/ipv4.ts'
import {decode4, decodeFaults4} from '../../../src/wire/decode4.ts'
import {encode4, keaOrder4} from '../../../src/wire/encode4.ts'
import type {Message4} from '../../../src/wire/message4.ts'
import {isWireError} from '../../../src/wire/wire-error.ts'
import {message4} from '../../support/message4.ts'

const discover = message4({xid: 0xfedcba98, options: [[53, [1]]]})

function edited(edit: (bytes: Buffer) => Buffer | undefined): Buffer {
  const bytes = Buffer.from(encode4(discover))
  return edit(bytes) ?? bytes
}

function decoded(bytes: Uint8Array): Message4 {
  const message = decode4(bytes)
  assert.ok(!isWireError(message), JSON.stringify(message))
  return message
}

const hexOf = (message: Message4) => [...message.options].map(([code, bytes]) => [code, toHex(bytes)])

/** The message with raw bytes for its options field. */
function withOptions(...options: number[]): Buffer {
  return edited(bytes => Buffer.concat([bytes.subarray(0, 240), Buffer.from(options)]))
}

test('every field goes there and back', () => {
  const message: Message4 = {
    op: 2,
    htype: 6,
    hops: 255,
    xid: 0xffffffff,
    secs: 65535,
    flags: 0x8000,
    ciaddr: 0xc0000201 as Ipv4,
    yiaddr: 0xffffffff as Ipv4,
    siaddr: 1 as Ipv4,
    giaddr: 0x80000000 as Ipv4,
    chaddr: Uint8Array.from({length: 16}, (_, i) => 255 - i),
    sname: 's'.repeat(64),
    file: `\u00ff${'f'.repeat(127)}`,
    options: new Map([
      [53, Uint8Array.of(5)],
      [254, new Uint8Array(0)],
    ]),
  }
  assert.deepEqual(decoded(encode4(message)), message)
})

const faults: readonly [string, Buffer, string, number][] = [
  ['nothing', Buffer.alloc(0), decodeFaults4.short, 0],
  ['235 bytes', edited(bytes => bytes.subarray(0, 235)), decodeFaults4.short, 235],
  ['a BOOTP message', edited(bytes => bytes.subarray(0, 236)), decodeFaults4.bootp, 236],
  ['half a cookie', edited(bytes => bytes.subarray(0, 239)), decodeFaults4.bootp, 236],
  ['another cookie', edited(bytes => void bytes.writeUInt8(0, 238)), decodeFaults4.bootp, 236],
  ['op 0', edited(bytes => void bytes.writeUInt8(0, 0)), decodeFaults4.op, 0],
  ['op 3', edited(bytes => void bytes.writeUInt8(3, 0)), decodeFaults4.op, 0],
  ['hlen 17', edited(bytes => void bytes.writeUInt8(17, 2)), decodeFaults4.hlen, 2],
]
for (const [what, bytes, reason, offset] of faults) {
  test(`fault: ${what}`, () => assert.deepEqual(decode4(bytes), {kind: 'wire-error', reason, offset}))
}

test('pads are skipped, nothing counts after End, End may be missing', () => {
  assert.deepEqual(hexOf(decoded(withOptions(0, 0, 53, 1, 1, 0, 12, 1, 65, 255, 12, 1, 66))), [
    [53, '01'],
    [12, '41'],
  ])
  assert.deepEqual(hexOf(decoded(withOptions(53, 1, 1))), [[53, '01']])
  assert.deepEqual(hexOf(decoded(withOptions())), [])
})

test('an option cut short ends the options', () => {
  assert.deepEqual(hexOf(decoded(withOptions(53, 1, 1, 12, 5, 65))), [[53, '01']])
  assert.deepEqual(hexOf(decoded(withOptions(53, 1, 1, 12))), [[53, '01']])
})

test('parts of an option are joined in their order (RFC 3396)', () => {
  const bytes = withOptions(12, 2, 65, 66, 53, 1, 1, 12, 0, 12, 1, 67, 255)
  assert.deepEqual(hexOf(decoded(bytes)), [
    [12, '414243'],
    [53, '01'],
  ])
})

test('a long option is split, and joined again', () => {
  const long = Uint8Array.from({length: 600}, (_, i) => i & 255)
  const bytes = encode4(
    message4({
      options: [
        [53, [2]],
        [119, long],
      ],
    }),
  )
  assert.equal(bytes.length, 240 + 3 + 600 + 3 * 2 + 1)
  assert.equal(bytes[243], 119)
  assert.equal(bytes[244], 255)
  assert.deepEqual(decoded(bytes).options.get(119), long)
})

test('options go on in file, then sname, where option 52 says so', () => {
  const options = [53, 1, 1, 12, 1, 65, 52, 1, 3, 255]
  const bytes = withOptions(...options)
  bytes.set([12, 1, 66, 255, 9, 9], 108)
  bytes.set([12, 1, 67, 15, 1, 100, 255], 44)
  const message = decoded(bytes)
  assert.deepEqual(hexOf(message), [
    [53, '01'],
    [12, '414243'],
    [15, '64'],
  ])
  assert.deepEqual([message.file, message.sname], ['', ''])
  bytes[240 + options.length - 2] = 1
  assert.equal(decoded(bytes).sname, '\f\u0001C\u000f\u0001d\u00ff')
})

test('an option 52 of no sense is left out and changes nothing', () => {
  for (const content of [[0], [4], [255], [1, 1], []]) {
    const bytes = withOptions(53, 1, 1, 52, content.length, ...content, 255)
    bytes.set([12, 1, 66], 108)
    assert.deepEqual(hexOf(decoded(bytes)), [[53, '01']])
  }
})

test('65,000 bytes of empty parts take no time worth telling', () => {
  const parts = Array.from({length: 32_000}, () => [12, 0]).flat()
  assert.deepEqual(hexOf(decoded(withOptions(...parts))), [[12, '']])
})

test('options are views: nothing is copied', () => {
  const bytes = edited(() => undefined)
  const content = decoded(bytes).options.get(53)!
  assert.equal(content.buffer, bytes.buffer)
  assert.ok(!Buffer.isBuffer(content))
})

test('order of Kea: message type, ascending codes, relay agent information', () => {
  const options = new Map([82, 255 - 1, 1, 53, 61, 3].map(code => [code, Uint8Array.of(code)]))
  assert.deepEqual([...keaOrder4(options).keys()], [53, 1, 3, 61, 254, 82])
})

test('filled up on request, and no field grows over its neighbour', () => {
  assert.equal(encode4(discover).length, 244)
  const filled = encode4(discover, {minimumLength: 300})
  assert.equal(filled.length, 300)
  assert.ok(filled.subarray(244).every(byte => byte === 0))
  assert.throws(() => encode4({...discover, chaddr: new Uint8Array(17)}), RangeError)
  assert.throws(() => encode4({...discover, sname: 'x'.repeat(65)}), RangeError)
  assert.throws(() => encode4({...discover, file: 'x'.repeat(129)}), RangeError)
})
