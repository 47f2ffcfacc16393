import assert from 'node:assert/strict'
import {describe, test} from 'node:test'
import {readPeerAnswer} from '../../../../src/ha/messages/answer.ts'
import {
  disableCommand,
  enableCommand,
  heartbeatCommand,
  maintenanceCommand,
  resetCommand,
  syncCompleteCommand,
  updateCommand4,
} from '../../../../src/ha/messages/commands4.ts'
import {readHeartbeat} from '../../../../src/ha/messages/heartbeat.ts'
import {readLease4, readPage4} from '../../../../src/ha/messages/page4.ts'
import {keaText} from '../../../../src/ha/messages/text.ts'
import type {JsonMap} from '../../../../src/model/json.ts'
import {INFINITE_LIFETIME, type Lease4} from '../../../../src/model/lease4.ts'
import type {HwAddr} from '../../../../src/net-types/identifiers.ts'
import {parseIpv4} from '../../../../src/net-types/ipv4.ts'

const report = {
  'date-time': 'Sun, 22 Nov 2026 16:51:04 GMT',
  scopes: ['server1'],
  state: 'waiting',
  'unsent-update-count': 3,
}
const heartbeat = (args: JsonMap, result = 0) => readHeartbeat({result, text: 'said', arguments: args})

describe('answers that Kea takes, and those that it does not', () => {
  test('the envelope', () => {
    const good = {result: 0, text: 'x', arguments: undefined}
    assert.deepEqual(readPeerAnswer('[{"result":0,"text":"x"}]'), good)
    assert.deepEqual(readPeerAnswer('[ { "result": 0, "text": "x" }, 5 ]'), good)
    assert.equal((readPeerAnswer('[{"result":3}]') as {text: string}).text, 'no text')
    const wrong = ['', '[', '5', 'null', '[]', '[5]', '[[]]', '[{}]', '[{"result":"0"}]', '[{"result":0.5}]', '[null]']
    for (const body of [...wrong, '{"result":0}', '{"result":401,"text":"Unauthorized"}']) {
      assert.equal(typeof readPeerAnswer(body), 'string', body)
    }
    assert.match(readPeerAnswer('{"result":403,"text":"Forbidden"}') as string, /no list: Forbidden/)
  })

  test('heartbeats', () => {
    const time = Date.UTC(2026, 10, 22, 16, 51, 4) / 1000
    assert.deepEqual(heartbeat(report), {state: 'waiting', time, scopes: ['server1'], unsent: 3})
    const {scopes: _scopes, 'unsent-update-count': _count, ...least} = report
    assert.deepEqual(heartbeat(least), {state: 'waiting', time, scopes: [], unsent: 0})
    assert.equal((heartbeat({...report, state: 'unavailable'}) as {state: string}).state, 'unavailable')
    const wrong: JsonMap[] = [
      {},
      {...report, state: 'Waiting'},
      {...report, state: 5},
      {...report, 'date-time': '2026-11-22T16:51:04Z'},
      {...report, 'date-time': 'Sun, 99 Nov 2026 99:51:04 GMT'},
      {...report, 'unsent-update-count': '3'},
      {...report, 'unsent-update-count': 1.5},
      {...report, 'unsent-update-count': -1},
      {...report, scopes: 'server1'},
      {...report, scopes: [5]},
    ]
    for (const args of wrong) assert.equal(typeof heartbeat(args), 'string', JSON.stringify(args))
    assert.equal(heartbeat(report, 1), 'result 1: said')
  })
})

const lease = {
  cltt: 1795366309,
  'fqdn-fwd': false,
  'fqdn-rev': false,
  hostname: '',
  'hw-address': '02:00:00:00:05:05',
  'ip-address': '10.77.0.100',
  state: 0,
  'subnet-id': 1,
  'valid-lft': 600,
}
const page = (leases: unknown, limit = 3, after?: string) =>
  readPage4({result: 0, text: '', arguments: {leases} as JsonMap}, parseIpv4(after ?? ''), limit)

describe('pages', () => {
  test('a lease that newer Kea keeps as released is one whose time is out', () => {
    const read = readLease4({...lease, state: 3})
    assert.equal(typeof read === 'string' ? read : read.state, 2)
  })

  test('what is wrong with a lease is said', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`) as JsonMap
    const changes: JsonMap[] = [
      {'ip-address': 'x'},
      {'ip-address': 5},
      {cltt: 0},
      {cltt: '1'},
      {'subnet-id': 0},
      {'valid-lft': 4294967296},
      {state: 4},
      {state: '0'},
      {'hw-address': '02:00:00:0'},
      {'hw-address': null},
      {'client-id': ''},
      {'client-id': '01'},
      {'fqdn-rev': 0},
      {hostname: 'x'.repeat(256)},
      {'user-context': deep},
    ]
    for (const change of changes) {
      assert.equal(typeof readLease4({...lease, ...change}), 'string', Object.keys(change)[0])
      assert.equal(typeof page([{...lease, ...change}, lease]), 'object')
    }
    for (const value of [5, null, [], 'x', {}]) assert.equal(typeof readLease4(value), 'string')
  })

  test('a full page says where to go on, and a partner that does not get on is not asked for ever', () => {
    const full = page([lease, {...lease, 'ip-address': '10.77.0.101'}], 2)
    assert.ok(typeof full !== 'string' && full.next === parseIpv4('10.77.0.101'))
    assert.ok(typeof page([lease], 1, '10.77.0.99') !== 'string')
    for (const wrong of [page([lease], 1, '10.77.0.100'), page([lease], 1, '10.77.0.101'), page([{}], 1)]) {
      assert.equal(wrong, 'the last address of the page is none to go on after')
    }
  })

  test('no list, too many, an error', () => {
    assert.equal(typeof page(undefined), 'string')
    assert.equal(typeof page({}), 'string')
    assert.equal(typeof page([lease, lease, lease, lease]), 'string')
    assert.equal(typeof readPage4({result: 1, text: 'no', arguments: {leases: []}}, undefined, 5), 'string')
    assert.deepEqual(readPage4({result: 3, text: '', arguments: {leases: []}}, undefined, 5), {
      values: [],
      next: undefined,
    })
  })
})

describe('what newer versions want beside it', () => {
  const sender = {name: 'server1', newer: true}

  test('which relationship, which lock, whose update', () => {
    const argumentsOf = (command: JsonMap) => command['arguments']
    assert.deepEqual(argumentsOf(heartbeatCommand(sender)), {'server-name': 'server1', 'keats-lease-batches': 1})
    assert.deepEqual(argumentsOf(resetCommand(sender)), {'server-name': 'server1'})
    const lock = {origin: 'ha-partner', 'origin-id': 2000}
    assert.deepEqual(argumentsOf(disableCommand(sender, 500)), {...lock, 'max-period': 1})
    assert.deepEqual(argumentsOf(enableCommand(sender)), lock)
    assert.deepEqual(argumentsOf(enableCommand({...sender, newer: false})), {origin: 'ha-partner'})
    const complete = {'server-name': 'server1', 'origin-id': 2000, origin: 2000}
    assert.deepEqual(argumentsOf(syncCompleteCommand(sender)), complete)
    const notice = {cancel: true, 'server-name': 'server1', state: 'ready'}
    assert.deepEqual(argumentsOf(maintenanceCommand(sender, true, 'ready')), notice)
  })

  test('leases without an end, and with what relays said', () => {
    const endless: Lease4 = {
      address: parseIpv4('10.77.0.100')!,
      hwAddr: '020000000a01' as HwAddr,
      clientId: undefined,
      validLifetime: INFINITE_LIFETIME,
      expire: 1795367011,
      subnetId: 1,
      fqdnFwd: false,
      fqdnRev: false,
      hostname: '',
      state: 0,
      userContext: '{ "ISC": { "relay-agent-info": "0x0106657468302F310206020000000AFF" } }',
    }
    // As Kea 2.2.0 has sent it (facts: ha.md §5.4).
    assert.equal(
      keaText(updateCommand4({...sender, newer: false}, endless)),
      '{ "arguments": { "expire": 6090334306, "force-create": true, "fqdn-fwd": false, "fqdn-rev": false, ' +
        '"hostname": "", "hw-address": "02:00:00:00:0a:01", "ip-address": "10.77.0.100", "state": 0, "subnet-id": 1, ' +
        '"user-context": { "ISC": { "relay-agent-info": "0x0106657468302F310206020000000AFF" } }, ' +
        '"valid-lft": 4294967295 }, "command": "lease4-update", "service": [ "dhcp4" ] }',
    )
    const broken = updateCommand4(sender, {...endless, userContext: '{'})['arguments'] as JsonMap
    assert.equal('user-context' in broken, false)
    assert.equal(broken['origin'], 'ha-partner')
  })
})
