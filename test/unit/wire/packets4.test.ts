import assert from 'node:assert/strict'
import {test} from 'node:test'
import {toHex} from '../../../src/net-types/identifiers.ts'
import {formatIpv4} from '../../../src/net-types/ipv4.ts'
import {decode4} from '../../../src/wire/decode4.ts'
import {encode4, keaOrder4} from '../../../src/wire/encode4.ts'
import {type Message4, messageType4} from '../../../src/wire/message4.ts'
import {decodeOption, formatOption} from '../../../src/wire/option-codec.ts'
import {standardOption4} from '../../../src/wire/options4.ts'
import {decodeSubOptions} from '../../../src/wire/sub-options.ts'
import {isWireError} from '../../../src/wire/wire-error.ts'
import {type CapturedPacket, capturedPackets} from '../../support/packets.ts'

function decoded({bytes}: CapturedPacket): Message4 {
  const message = decode4(bytes)
  assert.ok(!isWireError(message))
  return message
}

function find(from: string, type: string, nth = 0): Message4 {
  return decoded(capturedPackets().filter(packet => packet.from === from && packet.type === type)[nth]!)
}

function text(message: Message4, name: string): string {
  const definition = standardOption4(name)!
  return formatOption(definition, message.options.get(definition.code)!)
}

test('every captured packet decodes to its type, and encodes to the bytes it came from', () => {
  const packets = capturedPackets()
  assert.ok(packets.length > 40)
  for (const packet of packets) {
    const message = decoded(packet)
    assert.equal(message.options.get(53)![0], messageType4[packet.type as keyof typeof messageType4])
    assert.equal(message.op, ['OFFER', 'ACK'].includes(packet.type) ? 2 : 1)
    assert.equal(message.chaddr.length, 6)
    assert.equal(toHex(encode4(message, {minimumLength: packet.bytes.length})), toHex(packet.bytes))
  }
})

test('every captured reply of Kea is in the order that keaOrder4 makes, unpadded', () => {
  const replies = capturedPackets().filter(packet => decoded(packet).op === 2)
  assert.ok(replies.length > 10)
  for (const packet of replies) {
    const message = decoded(packet)
    const shuffled = [...message.options].sort((a, b) => ((a[0] * 7) % 31) - ((b[0] * 7) % 31))
    const ordered = keaOrder4(new Map(shuffled))
    assert.equal(toHex(encode4({...message, options: ordered})), toHex(packet.bytes))
  }
})

test('the options of real clients and servers fit their definitions', () => {
  for (const packet of capturedPackets()) {
    for (const [code, content] of decoded(packet).options) {
      const definition = standardOption4(code)
      // Clients may write option 81 as text (RFC 4702 §2.3.1), which the option table does not know.
      if (definition === undefined || code === 81) continue
      assert.ok(Array.isArray(decodeOption(definition, content)), `${packet.from} ${packet.type} option ${code}`)
    }
  }
})

test('udhcpc: DISCOVER, renewal, DECLINE', () => {
  const discover = find('udhcpc', 'DISCOVER')
  assert.equal(toHex(discover.chaddr), '525400aa0001')
  assert.equal(text(discover, 'host-name'), 'laptop')
  assert.equal(text(discover, 'dhcp-parameter-request-list'), '1, 3, 6, 12, 15, 28, 42')
  assert.equal(text(discover, 'vendor-class-identifier'), 'test-vendor')
  assert.equal(text(discover, 'dhcp-client-identifier'), '01525400aa0001')
  const renewal = find('udhcpc', 'REQUEST', 1)
  assert.equal(formatIpv4(renewal.ciaddr), '192.0.2.100')
  assert.ok(!renewal.options.has(50) && !renewal.options.has(54))
  const decline = find('udhcpc', 'DECLINE')
  assert.equal(text(decline, 'dhcp-requested-address'), '192.0.2.101')
  assert.equal(text(decline, 'dhcp-client-identifier'), 'ff0102030405060708')
})

test('dhclient: reboot and the search list of its ACK', () => {
  const reboot = find('dhclient', 'REQUEST', 1)
  assert.equal(text(reboot, 'dhcp-requested-address'), '192.0.2.102')
  assert.ok(!reboot.options.has(54))
  const ack = find('dhclient', 'ACK')
  assert.equal(text(ack, 'domain-search'), 'example.org., sub.example.org.')
  assert.equal(text(ack, 'interface-mtu'), '1400')
  assert.equal(formatIpv4(ack.yiaddr), '192.0.2.102')
})

test('dhcprelay: giaddr, option 82, the boot fields of an OFFER', () => {
  const offer = find('dhcrelay', 'OFFER')
  assert.equal(formatIpv4(offer.giaddr), '203.0.113.1')
  assert.equal(formatIpv4(offer.siaddr), '192.0.2.9')
  assert.equal(offer.sname, 'boot.example.org')
  assert.equal(offer.file, 'pxelinux.0')
  assert.deepEqual([...decodeSubOptions(offer.options.get(82)!).found], [[1, new Uint8Array(Buffer.from('w4e'))]])
})

test('dhcpcd: INFORM has ciaddr, its ACK no address and no lease', () => {
  const inform = find('dhcpcd', 'INFORM')
  assert.equal(formatIpv4(inform.ciaddr), '10.9.0.77')
  const packets = capturedPackets().filter(packet => packet.from === 'dhcpcd')
  const ack = decoded(packets.at(-1)!)
  assert.equal(ack.yiaddr, 0)
  assert.ok(!ack.options.has(51))
})
