import assert from 'node:assert/strict'
import {readFileSync} from 'node:fs'
import {describe, test} from 'node:test'
import {fileURLToPath} from 'node:url'
import {isSuccess, type PeerAnswer, readPeerAnswer} from '../../../../src/ha/messages/answer.ts'
import {
  deleteCommand4,
  disableCommand,
  HEARTBEAT_TEXT,
  heartbeatArguments,
  heartbeatCommand,
  maintenanceCommand,
  pageCommand4,
  syncCompleteCommand,
  updateCommand4,
} from '../../../../src/ha/messages/commands4.ts'
import {readHeartbeat} from '../../../../src/ha/messages/heartbeat.ts'
import {readLease4, readPage4} from '../../../../src/ha/messages/page4.ts'
import {keaText} from '../../../../src/ha/messages/text.ts'
import type {JsonMap} from '../../../../src/model/json.ts'
import type {Lease4} from '../../../../src/model/lease4.ts'
import {parseIpv4} from '../../../../src/net-types/ipv4.ts'

interface Exchange {
  readonly request: string
  readonly answer: string
}

const file = fileURLToPath(new URL('../../../../../test/fixtures/ha/kea-2.2.0-dhcp4.txt', import.meta.url))
const lines = readFileSync(file, 'utf8').trimEnd().split('\n').slice(1)
const exchanges: readonly Exchange[] = lines.flatMap((line, index) =>
  line.startsWith('> ') ? [{request: line.slice(2), answer: lines[index + 1]!.slice(2)}] : [],
)

interface Request {
  readonly command: string
  readonly arguments?: JsonMap
}

const plain = {name: 'server1', newer: false}
const parse = (text: string) => JSON.parse(text) as Request
const of = (command: string) => exchanges.filter(({request}) => parse(request).command === command)
const argumentsOf = ({request}: Exchange) => parse(request).arguments ?? {}

function answerOf({answer}: Exchange): PeerAnswer {
  const read = readPeerAnswer(answer)
  assert.notEqual(typeof read, 'string', answer)
  return read as PeerAnswer
}

/** The lease that an update of Kea's was made of. */
function leaseOf(args: JsonMap): Lease4 {
  const {expire, ...rest} = args
  const lease = readLease4({...rest, cltt: Number(expire) - Number(args['valid-lft'])})
  assert.notEqual(typeof lease, 'string', String(lease))
  return lease as Lease4
}

describe('requests are byte for byte what Kea 2.2.0 sends', () => {
  const compare = (command: string, least: number, build: (args: JsonMap) => JsonMap) => {
    test(command, () => {
      const captured = of(command)
      assert.ok(captured.length >= least, `${captured.length} captured`)
      for (const exchange of captured) assert.equal(keaText(build(argumentsOf(exchange))), exchange.request)
    })
  }
  compare('ha-heartbeat', 8, () => heartbeatCommand(plain))
  compare('lease4-update', 9, args => updateCommand4(plain, leaseOf(args)))
  compare('lease4-del', 1, args => deleteCommand4(plain, leaseOf(args)))
  compare('lease4-get-page', 4, ({from, limit}) => pageCommand4(parseIpv4(String(from)), Number(limit)))
  compare('dhcp-disable', 2, args => disableCommand(plain, Number(args['max-period']) * 1000 + 999))
  compare('ha-sync-complete-notify', 1, () => syncCompleteCommand(plain))
  compare('ha-maintenance-notify', 2, ({cancel}) => maintenanceCommand(plain, cancel === true, 'ready'))
})

describe('answers of Kea 2.2.0', () => {
  test('heartbeats are read, and written byte for byte', () => {
    for (const exchange of of('ha-heartbeat')) {
      const report = readHeartbeat(answerOf(exchange))
      if (typeof report === 'string') assert.fail(`${report}: ${exchange.answer}`)
      const args = heartbeatArguments(report, report.time * 1000)
      assert.equal(keaText([{result: 0, text: HEARTBEAT_TEXT, arguments: args}]), exchange.answer)
    }
  })

  test('pages are read whole', () => {
    let leases = 0
    for (const exchange of of('lease4-get-page')) {
      const {from, limit} = argumentsOf(exchange)
      const page = readPage4(answerOf(exchange), parseIpv4(String(from)), Number(limit))
      if (typeof page === 'string') assert.fail(page)
      const {count} = answerOf(exchange).arguments!
      assert.equal(page.values.length, count)
      for (const value of page.values) assert.equal(typeof readLease4(value), 'object')
      assert.equal(page.next === undefined, Number(count) < Number(limit))
      leases += page.values.length
    }
    assert.ok(leases >= 6, `${leases} leases`)
  })

  test('every other answer is one, and a success', () => {
    for (const exchange of exchanges) assert.ok(isSuccess(answerOf(exchange)), exchange.answer)
  })
})
