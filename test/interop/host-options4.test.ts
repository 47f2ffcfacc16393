import assert from 'node:assert/strict'
import {after, before, test} from 'node:test'
import {setTimeout} from 'node:timers/promises'
import {parseConfig4} from '../../src/config/dhcp4.ts'
import type {HostOption4} from '../../src/model/host4.ts'
import {decode4} from '../../src/wire/decode4.ts'
import {encode4} from '../../src/wire/encode4.ts'
import {migratedDatabase, type TestDatabase} from '../support/databases.ts'
import {hostOf, hostOption, hostsIn} from '../support/hosts.ts'
import {type Kea4, PacketPeer4, startKea4} from '../support/kea4.ts'
import {buildQuery4} from '../support/scenarios4/build.ts'
import {EngineDriver4} from '../support/scenarios4/engine-driver.ts'
import {discover} from '../support/scenarios4/queries.ts'
import {loopbackArrival} from '../support/scenarios4/target-engine.ts'

const text = (code: number, data: string, more: Partial<HostOption4> = {}) =>
  hostOption(code, {data: {text: data}, ...more})
const bytes = (code: number, data: string, more: Partial<HostOption4> = {}) =>
  hostOption(code, {data: {bytes: data}, ...more})
const inX = {space: 'x'}
const alwaysSend = true

interface Case {
  /** In the rows of one host. */
  readonly options: readonly HostOption4[]
  /** Codes that keats answers otherwise. */
  readonly differs?: Readonly<Record<number, string>>
}

const INSIDE = 'Kea leaves sub-options of a row out of their parent; of a reservation in the file it puts them in.'
const COMMA = 'Kea reads no backslash before a comma in a row, where it is in what reservation-add wrote.'

const cases: readonly Case[] = [
  {options: [text(3, '192.0.2.1, 192.0.2.2'), text(15, 'text.example')]},
  {options: [bytes(3, 'c0000201c0000202'), bytes(15, '746578742e6578616d706c65')]},
  {options: [text(17, 'a\\, b')], differs: {17: COMMA}},
  {options: [bytes(15, '61626300')]},
  {options: [bytes(222, '0a0b'), bytes(240, '')]},
  {options: [text(230, '258')]},
  {options: [bytes(230, '010203')]},
  {options: [bytes(231, ''), text(1, '7', inX), text(2, 'two', inX)], differs: {231: INSIDE}},
  {options: [text(1, '7', inX)]},
  {options: [bytes(231, '010109'), text(1, '7', inX), text(2, 'two', inX)], differs: {231: INSIDE}},
  {options: [bytes(43, ''), bytes(1, '0a', {space: 'vendor-encapsulated-options-space'})], differs: {43: INSIDE}},
  {options: [bytes(43, '0102abcd')]},
  {options: [text(125, '9'), bytes(5, '01', {space: 'vendor-9', alwaysSend})]},
  {options: [text(2, '10.0.0.1', {space: 'vendor-4491', alwaysSend}), text(125, '4491')]},
  {options: [text(42, '10.1.1.1', {alwaysSend}), text(7, '10.1.1.2')]},
  {options: [text(119, 'a.example, b.example')]},
]

/** Rows that Kea drops every message of their client for; here their client gets all the others. */
const refused: readonly (readonly HostOption4[])[] = [
  [text(3, 'no address'), text(15, 'text.example')],
  [text(230, '65536'), text(15, 'text.example')],
  [bytes(3, '010203'), text(15, 'text.example')],
]

const dhcp4 = {
  'interfaces-config': {interfaces: ['lo/127.0.0.1'], 'dhcp-socket-type': 'udp'},
  'lease-database': {type: 'memfile', persist: false},
  'option-def': [
    {name: 'number', code: 230, type: 'uint16'},
    {name: 'holder', code: 231, type: 'empty', encapsulate: 'x'},
    {name: 'one', code: 1, type: 'uint8', space: 'x'},
    {name: 'two', code: 2, type: 'string', space: 'x'},
  ],
  'option-data': [
    {name: 'domain-name', data: 'global'},
    {name: 'holder', data: ''},
    {name: 'two', data: 'global', space: 'x'},
  ],
  subnet4: [{id: 1, subnet: '127.0.1.0/24', pools: [{pool: '127.0.1.10 - 127.0.1.90'}]}],
}

let kea: Kea4
let peer: PacketPeer4
let database: TestDatabase

before(async () => {
  database = await migratedDatabase('pgsql')
  const store = await hostsIn(database).open()
  for (const [n, options] of [...cases.map(({options}) => options), ...refused].entries()) {
    await store.add4(hostOf(n, {address: undefined, options}), {uniqueAddress: true})
  }
  await store.close()
  const {host, port, user, password, database: name} = database.target
  const told = {output_options: [{output: 'stderr', flush: true}]}
  const loggers = [
    {name: 'kea-dhcp4', severity: 'INFO', ...told},
    {name: 'kea-dhcp4.bad-packets', severity: 'DEBUG', debuglevel: 15, ...told},
  ]
  kea = await startKea4({...dhcp4, loggers, 'hosts-database': {type: 'postgresql', host, port, user, password, name}})
  peer = await PacketPeer4.open(kea.replyPort, '0.0.0.0')
})

after(async () => {
  await peer?.close()
  await kea?.stop()
})

/** The engine with the rows in place of reservations of the file. */
async function engine(): Promise<EngineDriver4> {
  const read = parseConfig4(JSON.stringify({Dhcp4: dhcp4}), 'x', {readFile: () => '', stateDirectory: '/'})
  assert.ok(read.kind === 'config')
  const store = await hostsIn(database).open()
  const rows = await store.find4({by: 'subnet', subnetId: 1}, undefined, 1000)
  await store.close()
  assert.equal(rows.length, cases.length + refused.length)
  return new EngineDriver4({...read.config, reservations: rows.map(({host}) => host)}, [], 1_800_000_000)
}

function optionsOf(answer: Uint8Array): Map<number, string> {
  const message = decode4(answer)
  assert.ok('options' in message)
  return new Map([...message.options].map(([code, content]) => [code, Buffer.from(content).toString('hex')]))
}

test('options in rows of a hosts database are sent as the real Kea sends them', {timeout: 240_000}, async () => {
  const driver = await engine()
  const prl = [3, 7, 15, 17, 43, 119, 125, 222, 230, 231, 240]
  for (const [n, {options, differs = {}}] of cases.entries()) {
    const query = buildQuery4(discover({mac: hostOf(n).identifier.value, prl}), 0x4000 + n, undefined)
    const theirs = await peer.exchange(query, kea.port)
    const message = decode4(query)
    assert.ok(theirs !== undefined && 'options' in message, JSON.stringify(options))
    const {reply} = driver.handle(message, loopbackArrival)
    const [left, right] = [optionsOf(theirs), optionsOf(encode4(reply!))]
    const found = [...new Set([...left.keys(), ...right.keys()])].filter(code => left.get(code) !== right.get(code))
    const listed = Object.keys(differs).map(Number)
    assert.deepEqual(found, listed, `${JSON.stringify(options)}\n${[...left].join()}\n${[...right].join()}`)
  }
})

test('a row that is not of its definition: Kea says nothing to its client, keats leaves it out', {
  timeout: 60_000,
}, async () => {
  const driver = await engine()
  for (const n of refused.keys()) {
    const host = hostOf(cases.length + n)
    const query = buildQuery4(discover({mac: host.identifier.value, prl: [3, 15, 230]}), 0x5000 + n, undefined)
    assert.equal(await peer.exchange(query, kea.port, 1000), undefined)
    const dropped = `tid=0x500${n}: failed to process packet`
    for (let tries = 0; !kea.output().includes(dropped); tries++) {
      assert.ok(tries < 200, kea.output().slice(-2000))
      await setTimeout(100)
    }
    const message = decode4(query)
    assert.ok('options' in message)
    const {reply} = driver.handle(message, loopbackArrival)
    const answer = optionsOf(encode4(reply!))
    assert.deepEqual(
      [3, 15, 230].map(code => answer.get(code)),
      [undefined, Buffer.from('text.example').toString('hex'), undefined],
    )
  }
})
