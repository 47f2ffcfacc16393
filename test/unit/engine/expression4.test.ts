import assert from 'node:assert/strict'
import {test} from 'node:test'
import {parseCondition, parseValue} from '../../../src/config/expression/parse.ts'
import {compileMaker4, compileTest4} from '../../../src/engine/expression/compile4.ts'
import type {Ipv4} from '../../../src/net-types/ipv4.ts'
import {context4} from '../../support/expressions4.ts'
import {message4} from '../../support/message4.ts'

const packet = {
  message: message4({options: [[60, Buffer.from('PXEClient:Arch:00007')]]}),
  interface: 'eth0',
  source: 0x0a000001 as Ipv4,
  destination: 0xffffffff as Ipv4,
}

function holds(text: string, classes: readonly string[] = []) {
  const condition = parseCondition(text, context4)
  assert.ok(condition.kind !== 'expression-error', text)
  return compileTest4(condition)(packet, new Set(classes))
}

function made(text: string): string {
  const value = parseValue(text, context4)
  assert.ok(value.kind !== 'expression-error', text)
  const bytes = compileMaker4(value)(packet, new Set())
  return bytes instanceof Uint8Array ? Buffer.from(bytes).toString('latin1') : bytes.reason
}

test('a packet is asked for its options, fields and classes', () => {
  assert.equal(holds("substring(option[60].hex, 0, 9) == 'PXEClient'"), true)
  assert.equal(holds("substring(option[60].hex, -5, all) == '00007' and pkt.dst == 255.255.255.255"), true)
  assert.equal(holds("option[12].exists or relay4[1].hex == 'a' or vendor[*].exists"), false)
  assert.equal(holds("member('HA_one') and not member('KNOWN')", ['HA_one']), true)
  assert.equal(
    made("hexstring(pkt4.mac, ':') + '/' + pkt.iface + '/' + addrtotext(pkt.src)"),
    '02:00:00:00:00:01/eth0/10.0.0.1',
  )
  assert.equal(made("split(option[vendor-class-identifier].text, ':', 2)"), 'Arch')
})

test('one part that fails makes the whole fail, as in Kea, even where it does not matter', () => {
  const failing = {kind: 'evaluation-failure', reason: 'uint8totext cannot read 2 bytes'}
  assert.deepEqual(holds("uint8totext('ab') == ''"), failing)
  assert.deepEqual(holds("option[60].exists or uint8totext('ab') == ''"), failing)
  assert.deepEqual(holds("option[12].exists and uint8totext('ab') == ''"), failing)
  assert.deepEqual(holds("ifelse(option[60].exists, 'a', uint8totext('ab')) == 'a'"), failing)
  assert.equal(made("addrtotext('abcde')"), 'addrtotext cannot read 5 bytes')
  assert.equal(holds("uint8totext(option[12].hex) == ''"), true)
})

test('strings that grow at every level end in a failure', () => {
  const nested = `${'hexstring('.repeat(60)}'ab'${", '--')".repeat(60)}`
  assert.equal(made(nested), 'a string of more than 1048576 bytes')
  const pairs = `${'hexstring('.repeat(18)}'ab'${", '')".repeat(18)}`
  assert.equal(made(`substring(${pairs}, 0, 4)`), '3333')
  assert.equal(made(`${pairs} + ${pairs} + 'a'`), 'a string of more than 1048576 bytes')
})

test('a tree of DHCPv6 is no test for DHCPv4', () => {
  const value = {kind: 'pkt6', field: 'msgtype'} as const
  assert.throws(() => compileMaker4(value), RangeError)
})

test('words of newer Kea', () => {
  assert.equal(holds('known'), false)
  assert.equal(holds('known', ['KNOWN']), true)
  assert.equal(holds('unknown and not known'), true)
  assert.equal(made("lcase('ÄAZ@[`{') + ucase('az09')"), 'Ã\x84az@[`{AZ09')
  assert.equal(holds("match('PXEClient:.*', option[60].hex)"), true)
  assert.equal(holds("match('pxe.*', lcase(option[60].hex)) and not match('PXE', option[60].hex)"), true)
  assert.equal(holds("match('', option[12].hex)"), true)
  assert.equal(typeof holds("match('.*', uint8totext(option[60].hex))"), 'object')
})

test('sub-options of sub-options', () => {
  const content = Uint8Array.from([1, 6, 2, 4, 3, 2, 0x68, 0x69])
  const deep = {...packet, message: message4({options: [[82, content]]})}
  const value = parseValue('option[82].option[1].option[2].option[3].hex', context4)
  assert.ok(value.kind !== 'expression-error')
  assert.deepEqual(compileMaker4(value)(deep, new Set()), Uint8Array.from([0x68, 0x69]))
  const missing = parseCondition('option[82].option[1].option[2].option[4].exists', context4)
  assert.ok(missing.kind !== 'expression-error')
  assert.equal(compileTest4(missing)(deep, new Set()), false)
})

test('a sub-option in as many parts as a datagram holds is joined in the time of its length', () => {
  const parts = Uint8Array.from({length: 63_000}, (_, at) => [1, 1, 0x61][at % 3]!)
  const hostile = {...packet, message: message4({options: [[82, parts]]})}
  const condition = parseCondition("substring(relay4[1].hex, 20990, all) == 'aaaaaaaaaa'", context4)
  assert.ok(condition.kind !== 'expression-error')
  const test = compileTest4(condition)
  // Joined at each part, each round would take a tenth of a second or more.
  for (let round = 0; round < 300; round++) assert.equal(test(hostile, new Set()), true)
})
