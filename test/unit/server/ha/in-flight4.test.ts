import assert from 'node:assert/strict'
import {test} from 'node:test'
import type {Lease4} from '../../../../src/model/lease4.ts'
import {InFlight4} from '../../../../src/server/ha/in-flight4.ts'
import type {LeaseUpdate4} from '../../../../src/server/ha/update4.ts'
import {leaseOf} from '../../../support/leases.ts'

const ADDRESS = 0x0a000001

const lease = (hwAddr: string, change: Partial<Lease4> = {}): Lease4 =>
  ({...leaseOf(1), address: ADDRESS, hwAddr, clientId: undefined, validLifetime: 4000, ...change}) as Lease4
const put = (one: Lease4): readonly LeaseUpdate4[] => [{kind: 'put', lease: one}]
const mine = lease('020000000001')
const theirs = lease('020000000002')

test('who waits while the address goes to another client is not told', () => {
  const inFlight = new InFlight4(() => 0)
  const waiting = inFlight.begin(put(mine))
  inFlight.overtake([{kind: 'update', lease: mine, expected: 1}])
  assert.equal(inFlight.yieldTo(lease('020000000001', {hostname: 'x'})), true)
  assert.equal(inFlight.yieldTo(lease('020000000002', {address: 0x0a000002} as Partial<Lease4>)), true)
  assert.equal(waiting.overtaken, false)
  assert.equal(inFlight.yieldTo(theirs), true)
  assert.equal(waiting.overtaken, true)
})

test('the same by what others commit, and by a lease that goes', () => {
  for (const change of [
    {kind: 'update', lease: theirs, expected: 1},
    {kind: 'create', lease: theirs},
    {kind: 'delete', address: mine.address, expected: 1},
  ] as const) {
    const inFlight = new InFlight4(() => 0)
    const [first, again] = [inFlight.begin(put(mine)), inFlight.begin(put(mine))]
    inFlight.end(put(mine), first)
    inFlight.overtake([change])
    assert.deepEqual([first.overtaken, again.overtaken], [false, true])
    inFlight.end(put(mine), again)
  }
})

test('all who wait for the address are overtaken, but not by the end of what is not a lease any more', () => {
  const inFlight = new InFlight4(() => 0)
  const waiting = [
    inFlight.begin(put(mine)),
    inFlight.begin(put(mine)),
    inFlight.begin([{kind: 'delete', lease: mine}]),
  ]
  assert.equal(inFlight.yieldTo(theirs), true)
  assert.deepEqual(
    waiting.map(({overtaken}) => overtaken),
    [true, true, false],
  )
})

test('an address that a client has just been told of is kept, for a while, unless its lease goes', () => {
  let now = 0
  const inFlight = new InFlight4(() => now)
  inFlight.told(put(mine))
  assert.equal(inFlight.yieldTo(theirs), false)
  assert.equal(inFlight.yieldTo(mine), true)
  inFlight.told([{kind: 'delete', lease: mine}])
  assert.equal(inFlight.yieldTo(theirs), true)
  inFlight.told(put(mine))
  now += 60_000
  assert.equal(inFlight.yieldTo(theirs), true)
  inFlight.told(put(lease('020000000001', {validLifetime: 3})))
  now += 2999
  assert.equal(inFlight.yieldTo(theirs), false)
  now += 1
  assert.equal(inFlight.yieldTo(theirs), true)
})

test('what is remembered is bounded', () => {
  const inFlight = new InFlight4(() => 0)
  const at = (address: number, hwAddr: string) => lease(hwAddr, {address} as Partial<Lease4>)
  for (let address = 1; address <= 70_000; address++) inFlight.told(put(at(address, '020000000001')))
  assert.equal(inFlight.yieldTo(at(1, '020000000002')), true)
  assert.equal(inFlight.yieldTo(at(70_000, '020000000002')), false)
})
