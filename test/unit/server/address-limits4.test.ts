import assert from 'node:assert/strict'
import {test} from 'node:test'
import {setImmediate as turn} from 'node:timers/promises'
import type {GrantedOutcome4} from '../../../src/engine/outcome4.ts'
import {AddressLimits4, type Permit4} from '../../../src/server/address-limits4.ts'
import {leaseOf} from '../../support/leases.ts'

const limits = {
  classes: new Map([['a', {rate: undefined, addresses: 3}]]),
  subnets: new Map<number, never>(),
  counted: new Set(['a']),
}
const lease = leaseOf(1, {userContext: '{ "ISC": { "client-classes": [ "a" ] } }'})
const ack = {kind: 'ack', reused: false, lease, changes: [{kind: 'create', lease}]} as unknown as GrantedOutcome4
const isPermit = (permit: unknown): permit is Permit4 =>
  typeof permit === 'object' && permit !== null && 'end' in permit

/** Counters whose answers come when they are let go. */
class Counters {
  stored = 0
  asked = 0
  waiting: (() => void)[] = []

  limitCounts4() {
    this.asked++
    // What is stored when the question is asked is what it will hear.
    const counts = {classes: new Map([['a', this.stored]]), subnets: new Map()}
    return new Promise<typeof counts>(resolve => this.waiting.push(() => resolve(counts)))
  }

  /** Lets questions be answered until no more come. */
  async answer(): Promise<void> {
    for (let quiet = 0; quiet < 5; quiet++) {
      if (this.waiting.length > 0) quiet = 0
      for (const resolve of this.waiting.splice(0)) resolve()
      await turn()
    }
  }
}

const settledOf = (asked: readonly Promise<unknown>[]) =>
  Promise.all(asked.map(permit => Promise.race([permit, turn('waits')])))

test('those who ask in the same moment share two questions, and get no more places than there are', async () => {
  const counters = new Counters()
  const quota = new AddressLimits4(limits, counters)
  const asked = Array.from({length: 10}, () => quota.permit(ack, []))
  await counters.answer()
  assert.equal(counters.asked, 2)
  const permits = (await settledOf(asked)).filter(isPermit)
  assert.equal(permits.length, 3)
  // One of the three commits fails: one of those who wait takes its place.
  counters.stored = 2
  for (const permit of permits) permit.end()
  await counters.answer()
  const later = (await settledOf(asked)).filter(isPermit)
  assert.equal(later.length, 4)
  counters.stored = 3
  for (const permit of later) permit.end()
  await counters.answer()
  const outcomes = await settledOf(asked)
  assert.equal(outcomes.filter(isPermit).length, 4)
  assert.ok(!outcomes.includes('waits'))
})

test('a commit that ended after the question was asked is not forgotten', async () => {
  const counters = new Counters()
  counters.stored = 2
  const quota = new AddressLimits4(limits, counters)
  const first = quota.permit(ack, [])
  await counters.answer()
  const permit = await first
  assert.ok(isPermit(permit))
  // The answer that this one waits for does not know of the first lease yet.
  const second = quota.permit(ack, [])
  await turn()
  permit.end()
  counters.stored = 3
  await counters.answer()
  const refused = await second
  assert.ok(refused !== undefined && 'kind' in refused && refused.kind === 'nak')
})

test('a database that does not answer is no permission', async () => {
  const quota = new AddressLimits4(limits, {limitCounts4: () => Promise.reject(new Error('gone'))})
  await assert.rejects(quota.permit(ack, []), /gone/)
  await assert.rejects(Promise.all([quota.permit(ack, []), quota.permit(ack, [])]), /gone/)
})
