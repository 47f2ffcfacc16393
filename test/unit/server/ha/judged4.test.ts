import assert from 'node:assert/strict'
import {describe, test} from 'node:test'
import type {HaEvent} from '../../../../src/ha/events.ts'
import type {Ipv4} from '../../../../src/net-types/ipv4.ts'
import {Delayed4} from '../../../../src/server/ha/delayed4.ts'
import {flushDelayed4} from '../../../../src/server/ha/flush4.ts'
import {Owed4} from '../../../../src/server/ha/owed4.ts'
import {Rejections4} from '../../../../src/server/ha/rejections4.ts'
import {type LeaseUpdate4, updatesOf4} from '../../../../src/server/ha/update4.ts'
import {lease} from '../../../support/ha-replicator4.ts'

const put = (address: number): LeaseUpdate4 => ({kind: 'put', lease: {...lease(1), address: address as Ipv4}})

test('the changes of a query as peers are told of them: what goes first, and what is new as such', () => {
  const [old, next, other] = [lease(1), lease(2), lease(3)]
  const gone = {kind: 'delete', address: old.address, expected: old.expire} as const
  const changes = [
    {kind: 'create', lease: next},
    {kind: 'update', lease: other, expected: 1},
    gone,
    // Nobody has seen the row of this one.
    {...gone, address: other.address},
  ] as const
  assert.deepEqual(updatesOf4(changes, [undefined, other, old, undefined]), [
    {kind: 'delete', lease: old},
    {kind: 'put', lease: next, created: true},
    {kind: 'put', lease: other, created: false},
  ])
})

test('what is owed: leases, not their ends; bounded, the oldest goes', () => {
  const owed = new Owed4()
  owed.add([put(1), {...put(2), kind: 'delete'}])
  assert.deepEqual([owed.has(1 as Ipv4), owed.has(2 as Ipv4)], [true, false])
  owed.settle([put(1)])
  assert.equal(owed.has(1 as Ipv4), false)
  for (let address = 1; address <= 65_537; address++) owed.add([put(address)])
  assert.deepEqual(
    [1, 2, 65_537].map(address => owed.has(address as Ipv4)),
    [false, true, true],
  )
})

test('the machine is told how many clients are rejected when that changes', () => {
  const told: HaEvent[] = []
  let now = 0
  const rejections = new Rejections4(
    () => now,
    event => void told.push(event),
  )
  const counts = () => told.splice(0).map(event => (event.kind === 'rejected' ? event.clients : event.kind))
  rejections.judge('a', 'accepted')
  rejections.judge('a', 'failed')
  assert.deepEqual(counts(), [])
  for (const client of ['a', 'a', 'b']) rejections.judge(client, 'rejected')
  assert.deepEqual(counts(), [1, 2])
  rejections.judge('c', 'accepted')
  rejections.judge('a', 'crossed')
  assert.deepEqual(counts(), [])
  rejections.judge('a', 'accepted')
  assert.deepEqual(counts(), [1])
  now = 86_400_000
  rejections.judge('c', 'accepted')
  assert.deepEqual(counts(), [0])
  rejections.judge('a', 'rejected')
  rejections.clear()
  rejections.judge('b', 'rejected')
  assert.deepEqual(counts(), [1, 1])
})

describe('updates that wait', () => {
  test('so many are taken at most, and the machine hears how many are left', () => {
    const told: HaEvent[] = []
    const delayed = new Delayed4(3, event => void told.push(event))
    delayed.add('a', [put(1), put(2)])
    delayed.add('b', [put(3)])
    assert.deepEqual(
      delayed.take(2).map(({update}) => update.lease.address),
      [1, 2],
    )
    assert.deepEqual([delayed.take(2).length, delayed.take(2)], [1, []])
    delayed.add('c', [put(4)])
    delayed.spoil()
    assert.deepEqual([delayed.waiting, delayed.overflowed], [0, true])
    const waiting = told.map(event => event.kind === 'update-delayed' && [event.waiting, event.overflowed])
    assert.deepEqual(waiting, [
      [2, false],
      [3, false],
      [1, false],
      [0, false],
      [1, false],
      [0, true],
    ])
    delayed.clear()
    delayed.add('d', [put(5)])
    assert.deepEqual([delayed.waiting, delayed.overflowed], [1, false])
  })
})

describe('a flush', () => {
  type Parts = Parameters<typeof flushDelayed4>[0]

  /** Of three updates, of which the second is rejected; `during` when they are on their way. */
  async function flushed(during: (abort: AbortController) => void) {
    const abort = new AbortController()
    const lines: string[] = []
    const judged: string[] = []
    const delayed = new Delayed4(3, () => {})
    delayed.add('a', [put(1), put(2), put(3)])
    const send = async ({lease: {address}}: LeaseUpdate4) => {
      during(abort)
      return address === 2 ? 'rejected' : 'accepted'
    }
    const parts = {
      delayed,
      lane: {send},
      rejections: {judge: (_client: string, verdict: string) => void judged.push(verdict)},
      names: {server: 'server1', partner: 'server2'},
      log: {write: (id: string, {updates}: {updates?: number}) => void lines.push(`${id} ${updates ?? ''}`)},
      signal: abort.signal,
    } as unknown as Parts
    return {outcome: await flushDelayed4(parts), again: () => flushDelayed4(parts), lines, judged}
  }

  test('tells what it sends and has sent, and that there is nothing', async () => {
    const {outcome, again, lines, judged} = await flushed(() => {})
    assert.deepEqual([outcome, judged], [{kind: 'done'}, ['accepted', 'rejected', 'accepted']])
    assert.deepEqual(lines.splice(0), ['HA_LEASES_BACKLOG_START 3', 'HA_LEASES_BACKLOG_SUCCESS 3'])
    await again()
    assert.deepEqual(lines, ['HA_LEASES_BACKLOG_NOTHING_TO_SEND '])
  })

  test('that is given up judges nobody', async () => {
    const {outcome, judged} = await flushed(abort => abort.abort())
    assert.deepEqual([outcome, judged], [{kind: 'failed', text: 'it was given up'}, []])
  })
})
