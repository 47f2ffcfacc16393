import assert from 'node:assert/strict'
import {test} from 'node:test'
import fc from 'fast-check'
import {allowedIn4} from '../../src/engine/grant4.ts'
import type {Lease4} from '../../src/model/lease4.ts'
import {formatIpv4, type Ipv4} from '../../src/net-types/ipv4.ts'
import {decode4} from '../../src/wire/decode4.ts'
import {encode4} from '../../src/wire/encode4.ts'
import type {Message4} from '../../src/wire/message4.ts'
import {arrivalOf, messageOf} from '../support/engine4.ts'
import {expressionConditions, expressionValues} from '../support/expressions4.ts'
import {testSeed} from '../support/random.ts'
import {EngineDriver4} from '../support/scenarios4/engine-driver.ts'
import type {Query4} from '../support/scenarios4/scenario.ts'
import {parse} from '../support/scenarios4/target-engine.ts'

const seed = testSeed() | 0
console.log(`seed ${seed} (KEATS_SEED=${seed} repeats this run)`)
const START = 1_800_000_000
const relay = arrivalOf('127.0.0.1', false, '127.0.0.1')

/** `guards`: a class for each of the pools of subnet 1 and for subnet 2. */
const configOf = (more: Readonly<Record<string, unknown>>, guards: readonly string[] = ['', '', '']) =>
  parse({
    name: 'property',
    steps: [],
    config: {
      ...more,
      'valid-lifetime': 100,
      'decline-probation-period': 50,
      'shared-networks': [
        {
          name: 'net',
          subnet4: [
            {
              id: 1,
              subnet: '127.0.1.0/24',
              pools: [
                {pool: '127.0.1.1 - 127.0.1.3', 'client-class': guards[0]},
                {pool: '127.0.1.9 - 127.0.1.9', 'client-class': guards[1]},
              ],
            },
            {
              id: 2,
              subnet: '127.0.2.0/24',
              pools: [{pool: '127.0.2.1 - 127.0.2.2'}],
              'match-client-id': false,
              'client-class': guards[2],
            },
          ],
        },
      ],
      subnet4: [{id: 3, subnet: '127.0.3.0/24', pools: [{pool: '127.0.3.1 - 127.0.3.2'}], authoritative: true}],
    },
  })

const config = configOf({})

/** Where an OFFER writes, a renewal may not, and what is free waits in queues. */
const keeping = configOf({'offer-lifetime': 20, 'cache-threshold': 0.3, allocator: 'flq'})

/** Some addresses of the network are for clients with a client-id, some for those without. */
const guarded = configOf(
  {
    'client-classes': [
      {name: 'with', test: 'option[61].exists'},
      {name: 'without', test: "not member('with')"},
    ],
  },
  ['with', 'without', 'without'],
)
const isFor = (address: string, step: Query4) =>
  address.startsWith('127.0.3.') || /^127\.0\.1\.[123]$/.test(address) === (step.clientId !== undefined)

/** Asks every message for whatever expressions can ask for. */
const curious = configOf({
  'client-classes': [
    {name: 'known_one'},
    ...expressionConditions().map((text, at) => ({name: `test${at}`, test: text})),
    ...expressionValues().map((text, at) => ({name: `template${at}`, 'template-test': text})),
  ],
})

/** What happens: a client says something, one gets a lease the usual way, or time goes by. */
type Event = {readonly query: Query4} | {readonly join: Query4} | {readonly seconds: number}

const client = fc.integer({min: 0, max: 9}).map(n => ({
  mac: `02000000000${n}`,
  // Even clients have a client-id.
  ...(n % 2 === 0 ? {clientId: `010200000000${n.toString().padStart(2, '0')}`} : {}),
}))
const third = fc.constantFrom(1, 1, 1, 2, 2, 3, 3, 4)
const host = fc.constantFrom(1, 1, 2, 2, 3, 9, 4)
const someAddress = fc.tuple(third, host).map(([net, last]) => `127.0.${net}.${last}`)
const query: fc.Arbitrary<Query4> = fc
  .record({
    client,
    type: fc.constantFrom(1, 1, 3, 3, 3, 3, 4, 7, 8),
    link: third,
    ask: fc.option(someAddress, {nil: undefined}),
    ciaddr: fc.option(someAddress, {nil: undefined}),
    server: fc.option(fc.constant('127.0.0.1'), {nil: undefined}),
  })
  .map(({client: who, type, link, ask, ciaddr, server}) => ({
    type,
    giaddr: `127.0.${link}.1`,
    ...who,
    ...(ask === undefined ? {} : {ask}),
    ...(ciaddr === undefined ? {} : {ciaddr}),
    ...(server === undefined || type === 1 ? {} : {server}),
  }))
const event: fc.Arbitrary<Event> = fc.oneof(
  {weight: 12, arbitrary: query.map(each => ({query: each}))},
  {
    weight: 4,
    arbitrary: fc.tuple(client, third).map(([who, net]) => ({join: {type: 1, giaddr: `127.0.${net}.1`, ...who}})),
  },
  {weight: 1, arbitrary: fc.integer({min: 1, max: 120}).map(seconds => ({seconds}))},
)

// Said again in other words than the engine's, so that a mistake there cannot hide itself here.
const inForce = (row: Lease4, now: number) => row.expire >= now
const isOf = (row: Lease4, step: Query4) =>
  row.clientId === undefined || step.clientId === undefined ? row.hwAddr === step.mac : row.clientId === step.clientId

/** The rows before a message must allow what it brought about. */
function checkStep(driver: EngineDriver4, step: Query4): void {
  const before = new Map(driver.rows)
  const {request, outcome} = driver.handle(messageOf(step), relay)
  const changes = 'changes' in outcome ? outcome.changes : []
  if (changes.length === 0) assert.deepEqual(driver.rows, before, 'nothing else writes')
  if (!('changes' in outcome)) return
  if (outcome.kind === 'offer' && changes.length === 0) return
  if (outcome.kind !== 'ack' && outcome.kind !== 'offer') {
    assert.ok(isOf(before.get(outcome.lease.address)!, step), 'only its own lease is released or declined')
    return
  }
  const {lease} = outcome
  assert.ok(request !== undefined)
  assert.equal(
    allowedIn4(request.subnets, lease.address, request.classes, false)?.id,
    lease.subnetId,
    'inside of a pool of the link',
  )
  if (driver.config === guarded) assert.ok(isFor(formatIpv4(lease.address), step), 'for its classes')
  const stored = driver.rows.get(lease.address)!
  if (outcome.kind === 'ack') assert.deepEqual(stored, lease, 'what is acknowledged is stored')
  else
    assert.deepEqual([stored.validLifetime, isOf(stored, step)], [20, true], 'what is offered is kept for its client')
  const promised = driver.now + (outcome.kind === 'ack' ? outcome.lifetime : 20)
  assert.equal(stored.expire, promised, 'the client is told what is stored')
  const row = before.get(lease.address)
  if (row !== undefined && inForce(row, driver.now)) {
    assert.ok(isOf(row, step), 'the lease of another client')
  }
  const network = new Set(request.subnets.map(({id}) => id))
  const held = [...driver.rows.values()].filter(each => network.has(each.subnetId) && isOf(each, step))
  assert.equal(held.length, 1, 'one lease per client and link')
  checkRows(driver, before, lease)
}

function join(driver: EngineDriver4, discover: Query4): void {
  const {outcome} = driver.handle(messageOf(discover), relay)
  if (outcome.kind !== 'offer') return
  checkStep(driver, {...discover, type: 3, ask: formatIpv4(outcome.lease.address), server: '127.0.0.1'})
}

function checkRows(driver: EngineDriver4, before: ReadonlyMap<Ipv4, Lease4>, given: Lease4): void {
  for (const [address, row] of driver.rows) {
    if (address !== given.address) assert.deepEqual(row, before.get(address), 'no other row changes')
    if (inForce(row, driver.now)) assert.ok(driver.freeMap.isUsed(address), 'the map follows')
  }
}

for (const [name, used] of [
  ['allocation', config],
  ['allocation with offer-lifetime, caching and queues', keeping],
  ['allocation for members of classes', guarded],
] as const) {
  test(`${name}: never the lease of another, always in a pool, always stored`, () => {
    const run = fc.property(fc.array(event, {minLength: 1, maxLength: 120}), events => {
      const driver = new EngineDriver4(used, [], START)
      for (const each of events) {
        if ('seconds' in each) driver.now += each.seconds
        else if ('query' in each) checkStep(driver, each.query)
        else join(driver, each.join)
      }
    })
    fc.assert(run, {seed, numRuns: 300})
  })
}

const codes = fc.constantFrom(1, 3, 12, 43, 50, 51, 53, 54, 55, 57, 60, 61, 77, 81, 82, 93, 118, 119, 124, 125, 200)
const content = fc.oneof(
  fc.uint8Array({maxLength: 12}),
  fc.uint8Array({maxLength: 600}),
  fc.constantFrom(Uint8Array.of(127, 0, 0, 1), Uint8Array.of(127, 0, 1, 2), Uint8Array.of(5, 4, 127, 0, 2, 1)),
)
const byte = fc.integer({min: 0, max: 255})
const word = fc.oneof(fc.constantFrom(0, 0x7f000001, 0x7f000102, 0xffffffff), fc.integer({min: 0, max: 0xffffffff}))
const hostile = fc
  .record({
    op: fc.constantFrom<1 | 2>(1, 2),
    htype: byte,
    hops: byte,
    xid: word,
    secs: fc.integer({min: 0, max: 0xffff}),
    flags: fc.integer({min: 0, max: 0xffff}),
    ciaddr: word,
    yiaddr: word,
    siaddr: word,
    giaddr: word,
    chaddr: fc.uint8Array({maxLength: 16}),
    sname: fc.constant(''),
    file: fc.constant(''),
    type: fc.constantFrom(1, 3, 3, 4, 7, 8, 9),
    rest: fc.array(fc.tuple(codes, content), {maxLength: 8}),
  })
  .map(({type, rest, ...header}) => ({
    ...header,
    options: new Map([[53, Uint8Array.of(type)], ...rest]),
  }))

test('any message: an outcome, and a reply that can be encoded and decoded', () => {
  const driver = new EngineDriver4(curious, [], START)
  let answered = 0
  const run = fc.property(hostile, word, fc.boolean(), (fields, source, broadcast) => {
    const message = fields as unknown as Message4
    const arrival = {...relay, source: source as Ipv4, broadcast}
    const {reply} = driver.handle(message, arrival)
    if (reply === undefined) return
    answered++
    const again = decode4(encode4(reply))
    assert.ok(!('kind' in again))
    assert.deepEqual([again.xid, again.yiaddr], [reply.xid, reply.yiaddr])
    driver.now++
  })
  fc.assert(run, {seed, numRuns: 20_000})
  assert.ok(answered > 100, `only ${answered} messages had an answer`)
})
