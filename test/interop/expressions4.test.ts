// The language of client classes against the real Kea: which texts it takes, and what it makes of them for packets. Its
// debug log tells the result of each class and the two sides of each ==.
import assert from 'node:assert/strict'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {after, before, test} from 'node:test'
import {setTimeout as sleep} from 'node:timers/promises'
import {parseCondition, parseValue} from '../../src/config/expression/parse.ts'
import {compileMaker4, compileTest4} from '../../src/engine/expression/compile4.ts'
import type {Packet4} from '../../src/engine/expression/evaluation4.ts'
import type {Ipv4} from '../../src/net-types/ipv4.ts'
import {decode4} from '../../src/wire/decode4.ts'
import {isWireError} from '../../src/wire/wire-error.ts'
import {expressionPackets4} from '../support/expression-packets4.ts'
import {context4, expressionConditions, expressionTexts, expressionValues} from '../support/expressions4.ts'
import {keaCommand} from '../support/kea-control.ts'
import {type Kea4, PacketPeer4, startKea4} from '../support/kea4.ts'
import {capturedPackets} from '../support/packets.ts'

const directory = mkdtempSync(join(tmpdir(), 'keats-expressions4-'))
const socket = join(directory, 'control.sock')
const loopback = 0x7f000001 as Ipv4
let kea: Kea4
let peer: PacketPeer4

function configuration(tests: readonly string[], severity: object) {
  return {
    'interfaces-config': {interfaces: ['lo/127.0.0.1'], 'dhcp-socket-type': 'udp'},
    'lease-database': {type: 'memfile', persist: false},
    'control-socket': {'socket-type': 'unix', 'socket-name': socket},
    'client-classes': [{name: 'known_one'}, ...tests.map((text, index) => ({name: `x${index}`, test: text}))],
    loggers: [{name: 'kea-dhcp4', output_options: [{output: 'stderr', flush: true, maxsize: 0}], ...severity}],
  }
}

before(async () => {
  kea = await startKea4(configuration([], {severity: 'INFO'}))
  peer = await PacketPeer4.open(kea.replyPort)
})

after(async () => {
  await peer?.close()
  await kea?.stop()
  rmSync(directory, {recursive: true, force: true})
})

test('Kea takes and refuses the texts that the fixture says', async () => {
  const wrong: string[] = []
  for (const {text, keaAccepts} of expressionTexts()) {
    const args = {Dhcp4: configuration([text], {severity: 'INFO'})}
    const {result} = await keaCommand(socket, 'config-test', args)
    if ((result === 0) !== keaAccepts) wrong.push(text)
  }
  assert.deepEqual(wrong, [])
})

/** One class: a condition, or a value that is compared with a text no packet has. */
interface Case {
  readonly text: string
  readonly isValue: boolean
}

const cases: readonly Case[] = [
  ...expressionConditions().map(text => ({text, isValue: false})),
  ...expressionValues().map(text => ({text, isValue: true})),
  // Behind all others: once it is in the log, they are.
  {text: "'last' == 'one'", isValue: false},
]

test('an expression that makes a string is none that says true or false', async () => {
  const hooks = '/usr/lib/x86_64-linux-gnu/kea/hooks/libdhcp_flex_option.so'
  const texts = [
    ...[
      "'a'",
      "''",
      '1',
      '0x01',
      '::1',
      "'a' + 'b'",
      '(option[60].hex)',
      "(1 + 'a')",
      "ifelse(option[60].exists, 'a', '')",
    ],
    ...[
      "'a' == 'b'",
      'option[60].exists',
      "not 'a'",
      '',
      "member('ALL')",
      "('a' == 'a')",
      "'a' and 'b'",
      "ifelse('a', 'b', 'c')",
    ],
  ]
  for (const text of texts) {
    const parameters = {options: [{code: 100, add: text}]}
    const libraries = {'hooks-libraries': [{library: hooks, parameters}]}
    const args = {Dhcp4: {...configuration([], {severity: 'INFO'}), ...libraries}}
    const {result} = await keaCommand(socket, 'config-set', args)
    assert.equal(parseValue(text, context4).kind !== 'expression-error', result === 0, text)
  }
})

// Kea writes the number of the first enterprise into every vendor class; here the bytes are as they came.
const differs = (name: string, text: string) => name === 'two enterprises in 124' && text === 'option[124].hex'

test('values and conditions are what Kea makes of them, packet by packet', async () => {
  const tests = cases.map(({text, isValue}) => (isValue ? `${text} == 'zz'` : text))
  const debug = {severity: 'DEBUG', debuglevel: 99}
  const {result, text} = await keaCommand(socket, 'config-set', {Dhcp4: configuration(tests, debug)})
  assert.equal(result, 0, text)
  const wrong: unknown[] = []
  let compared = 0
  for (const [name, bytes] of packets()) {
    const theirs = await evaluatedByKea(bytes, name)
    const packet = packetOf(bytes)
    for (const [index, one] of cases.entries()) {
      compared++
      const ours = evaluated(one, packet)
      if (ours !== theirs[index] && !differs(name, one.text)) wrong.push({name, ...one, ours, kea: theirs[index]})
    }
  }
  console.log(`${compared} results compared`)
  assert.deepEqual(wrong, [])
})

function packets(): (readonly [name: string, bytes: Uint8Array])[] {
  const discovers = capturedPackets().filter(({type}) => type === 'DISCOVER')
  const captured = discovers.map(({from, bytes}) => {
    const copy = Buffer.from(bytes)
    copy.writeUInt32BE(loopback, 24)
    return [`captured from ${from}`, copy] as const
  })
  return [...expressionPackets4(), ...captured]
}

function packetOf(bytes: Uint8Array): Packet4 {
  const message = decode4(new Uint8Array(bytes))
  assert.ok(!isWireError(message))
  return {message, interface: 'lo', source: loopback, destination: loopback}
}

/** Hexadecimal digits of a value, "1" or "0" of a condition, "failure". */
function evaluated({text, isValue}: Case, packet: Packet4): string {
  const vendorClass = `VENDOR_CLASS_${Buffer.from(packet.message.options.get(60) ?? []).toString('latin1')}`
  const classes = new Set(['ALL', vendorClass])
  if (isValue) {
    const value = parseValue(text, context4)
    assert.notEqual(value.kind, 'expression-error', text)
    const made = compileMaker4(value as Exclude<typeof value, {kind: 'expression-error'}>)(packet, classes)
    return made instanceof Uint8Array ? Buffer.from(made).toString('hex') : 'failure'
  }
  const condition = parseCondition(text, context4)
  assert.notEqual(condition.kind, 'expression-error', text)
  const holds = compileTest4(condition as Exclude<typeof condition, {kind: 'expression-error'}>)(packet, classes)
  return typeof holds === 'boolean' ? String(Number(holds)) : 'failure'
}

async function evaluatedByKea(bytes: Uint8Array, name: string): Promise<string[]> {
  const from = kea.output().length
  void peer.exchange(bytes, kea.port, 1000)
  const last = `Expression x${cases.length - 1} evaluated to`
  for (let waited = 0; !kea.output().includes(last, from); waited += 20) {
    assert.ok(waited < 30_000, `Kea did not evaluate the packet "${name}": ${kea.output().slice(from, from + 1000)}`)
    await sleep(20)
  }
  const found: string[] = []
  let compared = ''
  for (const line of kea.output().slice(from).split('\n')) {
    compared = /EVAL_DEBUG_EQUAL Popping \S+ and 0x(\S*) pushing/.exec(line)?.[1]?.toLowerCase() ?? compared
    const [, index, result] = /Expression x(\d+) evaluated to (.*)/.exec(line) ?? []
    if (index === undefined) continue
    const one = cases[Number(index)]!
    found[Number(index)] ??= !/^[01]$/.test(result!) ? 'failure' : one.isValue ? compared : result!
  }
  return found
}
