import assert from 'node:assert/strict'
import {test} from 'node:test'
import {udpPacket4} from '../../../src/net/packet4.ts'
import {type Ipv4, parseIpv4} from '../../../src/net-types/ipv4.ts'

const ports = {
  source: parseIpv4('10.9.0.1') as Ipv4,
  sourcePort: 67,
  destination: parseIpv4('10.9.0.99') as Ipv4,
  destinationPort: 68,
}

/** Ones' complement sum of 16-bit words, as RFC 1071 checks: 0xffff when the checksum in it is right. */
function onesComplement(bytes: Uint8Array): number {
  let sum = 0
  for (let i = 0; i < bytes.length; i += 2) {
    sum += (bytes[i]! << 8) | (bytes[i + 1] ?? 0)
    sum = (sum & 0xffff) + (sum >>> 16)
  }
  return sum
}

function udpWithPseudoHeader(packet: Uint8Array): Uint8Array {
  const udp = packet.subarray(20)
  return Uint8Array.from([...packet.subarray(12, 20), 0, 17, udp.length >> 8, udp.length & 255, ...udp])
}

test('headers and both checksums, for even and odd lengths', () => {
  for (const length of [0, 1, 2, 299, 300, 1472]) {
    const payload = Uint8Array.from({length}, (_, i) => (i * 37) & 255)
    const packet = udpPacket4(ports, payload)
    assert.equal(packet.length, 28 + length)
    assert.equal(packet[0], 0x45)
    assert.equal((packet[2]! << 8) | packet[3]!, packet.length)
    assert.equal(packet[9], 17)
    assert.deepEqual([...packet.subarray(12, 24)], [10, 9, 0, 1, 10, 9, 0, 99, 0, 67, 0, 68])
    assert.equal(onesComplement(packet.subarray(0, 20)), 0xffff)
    assert.equal(onesComplement(udpWithPseudoHeader(packet)), 0xffff)
    assert.deepEqual(packet.subarray(28), payload)
  }
})

test('a UDP checksum that comes out as 0 is sent as 0xffff', () => {
  const first = udpPacket4(ports, new Uint8Array(2))
  const sum = (first[26]! << 8) | first[27]!
  const packet = udpPacket4(ports, Uint8Array.of(sum >> 8, sum & 255))
  assert.deepEqual([packet[26], packet[27]], [0xff, 0xff])
})
