import assert from 'node:assert/strict'
import {test} from 'node:test'
import {toHex} from '../../../src/net-types/identifiers.ts'
import {formatIpv4} from '../../../src/net-types/ipv4.ts'
import {messageOf} from '../../support/engine4.ts'
import {EngineDriver4} from '../../support/scenarios4/engine-driver.ts'
import {discover, relayInfo, release, select} from '../../support/scenarios4/queries.ts'
import {OTHER, type Query4, subnet} from '../../support/scenarios4/scenario.ts'
import {loopbackArrival, parse} from '../../support/scenarios4/target-engine.ts'

// Kea's library is not free: what it does is in its manual (facts: server.md §2.3, §2.8).

const port = (name: string) => relayInfo({1: Buffer.from(name).toString('hex')})

function server(parameters: object, more: object = {}) {
  const library = {library: 'libdhcp_flex_id.so', parameters: {'identifier-expression': 'relay4[1].hex', ...parameters}}
  const config = parse({name: 'flex_id', config: {...more, 'hooks-libraries': [library]}, steps: []})
  const driver = new EngineDriver4(config, [], 1_900_000_000)
  return {
    ask: (query: Query4) => driver.handle(messageOf(query), loopbackArrival),
    rows: () => [...driver.rows.values()],
  }
}

test('the identifier stands in for the client-id, and the client hears its own', () => {
  const {ask, rows} = server({'replace-client-id': true}, {'echo-client-id': false})
  const options = port('p1')
  const first = ask(select({ask: '127.0.1.11', clientId: '01020304', options}))
  assert.equal(rows()[0]!.clientId, `00${Buffer.from('p1').toString('hex')}`)
  assert.equal(toHex(first.reply!.options.get(61)!), '01020304')
  // Another device on the same port: the same client.
  const second = ask(discover({mac: OTHER, clientId: '0199', options}))
  assert.equal(formatIpv4(second.reply!.yiaddr), '127.0.1.11')
  assert.equal(toHex(second.reply!.options.get(61)!), '0199')
  const silent = ask(discover({mac: OTHER, options}))
  assert.equal(formatIpv4(silent.reply!.yiaddr), '127.0.1.11')
  assert.equal(silent.reply!.options.has(61), false)
  ask(release('127.0.1.11', {mac: OTHER, options}))
  assert.deepEqual(rows(), [])
})

test('a client without the identifier keeps its client-id', () => {
  const {ask, rows} = server({'replace-client-id': true})
  const {reply} = ask(select({ask: '127.0.1.11', clientId: '01020304'}))
  assert.equal(rows()[0]!.clientId, '01020304')
  assert.equal(toHex(reply!.options.get(61)!), '01020304')
})

test('without replace-client-id the identifier is for reservations only', () => {
  const reserved = {
    'host-reservation-identifiers': ['flex-id'],
    ...subnet({reservations: [{'flex-id': "'p1'", 'ip-address': '127.0.1.77'}]}),
  }
  for (const replacing of [false, true]) {
    const {ask, rows} = server({'replace-client-id': replacing}, reserved)
    assert.equal(formatIpv4(ask(discover({options: port('p1')})).reply!.yiaddr), '127.0.1.77')
    assert.notEqual(formatIpv4(ask(discover({options: port('p2')})).reply!.yiaddr), '127.0.1.77')
    ask(select({ask: '127.0.1.77', clientId: '01020304', options: port('p1')}))
    assert.equal(rows()[0]!.clientId, replacing ? '007031' : '01020304')
  }
})

test('an identifier of the client-id itself is made from the one that was sent', () => {
  const parameters = {'identifier-expression': 'substring(option[61].hex, 1, all)', 'replace-client-id': true}
  const reserved = {
    'host-reservation-identifiers': ['flex-id', 'client-id'],
    ...subnet({reservations: [{'flex-id': '020304', 'ip-address': '127.0.1.77'}]}),
  }
  const {ask, rows} = server(parameters, reserved)
  ask(select({ask: '127.0.1.77', clientId: '01020304'}))
  assert.equal(rows()[0]!.clientId, '00020304')
  assert.equal(formatIpv4(rows()[0]!.address), '127.0.1.77')
})
