import assert from 'node:assert/strict'
import {test} from 'node:test'
import {decide4} from '../../../src/engine/decide4.ts'
import {destination4} from '../../../src/engine/destination4.ts'
import {firstLook4, guess4} from '../../../src/engine/look4.ts'
import type {AnsweredOutcome4} from '../../../src/engine/outcome4.ts'
import {reply4} from '../../../src/engine/reply4.ts'
import type {Destination4} from '../../../src/ports/transport4.ts'
import {admitted, arrivalOf, indexOf} from '../../support/engine4.ts'
import {address} from '../../support/scenarios4/build.ts'
import type {Query4} from '../../support/scenarios4/scenario.ts'

const index = indexOf({subnet4: [{id: 1, subnet: '10.1.0.0/24', pools: [{pool: '10.1.0.10 - 10.1.0.20'}]}]})
const [subnet] = index.config.subnets

function destinationOf(query: Query4, arrival = arrivalOf('0.0.0.0', true)): Destination4 {
  const request = admitted(query, index, arrival)
  const candidates = [{address: address('10.1.0.10'), subnet: subnet!}]
  const {addresses} = firstLook4(request, index, candidates)
  const found = {leases: [], hosts: [], addresses}
  const pickedFor = guess4(request, index)
  const outcome = decide4(request, {found, candidates, pickedFor, index, now: 1_000_000}) as AnsweredOutcome4
  return destination4(request, reply4(request, outcome, index), outcome)
}

const direct = (query: Partial<Query4>): Query4 => ({type: 1, giaddr: '0.0.0.0', ...query})
const relayed = (query: Partial<Query4>): Query4 => ({type: 1, giaddr: '10.1.0.2', ...query})

test('a client without an address is reached by its hardware address', () => {
  const {kind, address: to, port, ...link} = destinationOf(direct({})) as Extract<Destination4, {kind: 'unicast-l2'}>
  assert.deepEqual([kind, to, port, link.htype], ['unicast-l2', address('10.1.0.10'), 68, 1])
  assert.equal(Buffer.from(link.chaddr).toString('hex'), '020000000001')
})

test('the broadcast flag is obeyed', () => {
  assert.deepEqual(destinationOf(direct({flags: 0x8000})), {kind: 'broadcast', port: 68})
})

test('ciaddr is answered, whatever the broadcast flag', () => {
  const expected = {kind: 'unicast', address: address('10.1.0.11'), port: 68}
  for (const flags of [0, 0x8000]) {
    const renew = direct({type: 3, ciaddr: '10.1.0.11', flags})
    assert.deepEqual(destinationOf(renew, arrivalOf('10.1.0.11', false)), expected)
  }
})

test('a NAK is broadcast', () => {
  const wrong = direct({type: 3, ciaddr: '10.9.0.11'})
  assert.deepEqual(destinationOf(wrong, arrivalOf('10.9.0.11', false)), {kind: 'broadcast', port: 68})
})

test('a relay gets the answer at port 67', () => {
  const expected = {kind: 'unicast', address: address('10.1.0.2'), port: 67}
  for (const query of [
    {},
    {flags: 0x8000},
    {type: 3, ciaddr: '10.1.0.11'},
    {type: 3, ask: '10.1.0.12', server: '10.1.0.1'},
  ]) {
    assert.deepEqual(destinationOf(relayed(query), arrivalOf('10.1.0.2', false)), expected)
  }
})

test('RFC 8357: at the port that it sent from', () => {
  const arrival = {...arrivalOf('10.1.0.2', false), sourcePort: 4711}
  assert.deepEqual(destinationOf(relayed({options: {82: '1300'}}), arrival), {
    kind: 'unicast',
    address: address('10.1.0.2'),
    port: 4711,
  })
})

test('INFORM: ciaddr, else the relay, else the source', () => {
  const to = (query: Query4, source: string) => destinationOf(query, arrivalOf(source, false))
  const at = (text: string, port: number) => ({kind: 'unicast', address: address(text), port})
  assert.deepEqual(to(relayed({type: 8, ciaddr: '10.1.0.99'}), '10.1.0.2'), at('10.1.0.99', 68))
  assert.deepEqual(to(relayed({type: 8}), '10.1.0.2'), at('10.1.0.2', 67))
  assert.deepEqual(to(direct({type: 8}), '10.1.0.77'), at('10.1.0.77', 68))
})
