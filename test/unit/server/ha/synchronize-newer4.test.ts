import assert from 'node:assert/strict'
import {describe, test} from 'node:test'
import type {Json} from '../../../../src/model/json.ts'
import {StoreError} from '../../../../src/ports/lease-store.ts'
import {peer} from '../../../support/ha.ts'
import {pageLease, pageLeases, rowOf, SyncLab4, withCommits} from '../../../support/ha-sync4.ts'

describe('synchronization: whose lease counts', () => {
  const now = 1_795_366_309
  const cases: readonly [string, Json | undefined, Json, 'mine' | 'theirs'][] = [
    ['mine is missing', undefined, pageLease(1), 'theirs'],
    ['mine is older', pageLease(1, {cltt: now - 1, hostname: 'mine'}), pageLease(1), 'theirs'],
    ['mine is as old', pageLease(1, {hostname: 'mine'}), pageLease(1), 'mine'],
    ['mine is newer', pageLease(1, {cltt: now + 1}), pageLease(1), 'mine'],
    ['owners play no part', pageLease(1, {cltt: now - 1, 'hw-address': '0a:0b'}), pageLease(1), 'theirs'],
    ['states play no part', pageLease(1, {cltt: now - 1}), pageLease(1, {state: 1, 'hw-address': ''}), 'theirs'],
    ['nor does an end of mine that is later', pageLease(1, {cltt: now - 1, 'valid-lft': 9000}), pageLease(1), 'theirs'],
    ['a lease without an end', pageLease(1, {cltt: now - 1, 'valid-lft': 4294967295}), pageLease(1), 'theirs'],
    ['expired ones count like others', pageLease(1, {cltt: 5}), pageLease(1, {cltt: 6, state: 2}), 'theirs'],
  ]
  for (const [name, mine, theirs, winner] of cases) {
    test(name, async () => {
      const lab = await SyncLab4.with([theirs], mine === undefined ? [] : [mine])
      assert.deepEqual(await lab.run(10), {kind: 'done'})
      const kept = winner === 'mine' ? mine! : theirs
      assert.deepEqual(await lab.mine(), [rowOf(kept)])
      const change = lab.applied.map(([one, former]) => [one.kind, former])
      const former = mine === undefined ? undefined : rowOf(mine)
      assert.deepEqual(change, winner === 'mine' ? [] : [[mine === undefined ? 'create' : 'update', former]])
    })
  }

  test('as new and of another client: a Kea keeps its own, of two keats the primary does', async () => {
    const rival = pageLease(1, {'hw-address': '0a:0b'})
    for (const [isKeats, role, wins] of [
      [false, 'primary', 'theirs'],
      [false, 'standby', 'theirs'],
      [true, 'primary', 'mine'],
      [true, 'standby', 'theirs'],
    ] as const) {
      const lab = await SyncLab4.with([pageLease(1)], [rival])
      lab.unsent = 0
      lab.isKeats = isKeats
      const relationship = {peers: [peer('server1', role)], syncTimeout: 60_000, syncPageLimit: 10}
      await lab.run(10, {relationship})
      assert.deepEqual(await lab.mine(), [rowOf(wins === 'mine' ? rival : pageLease(1))], `${isKeats} ${role}`)
    }
  })

  test('what the partner does not have stays, and every kind of lease comes as it is', async () => {
    const theirs = [
      pageLease(1, {'client-id': '01:02:03', hostname: 'a.example.org.', 'fqdn-fwd': true}),
      pageLease(3, {'hw-address': '', state: 1, 'valid-lft': 86_400}),
      pageLease(4, {'valid-lft': 4_294_967_295}),
      pageLease(5, {'user-context': {ISC: {'relay-agent-info': '0x0106'}}}),
      pageLease(6, {'subnet-id': 99}),
      pageLease(7, {'fqdn-fwd': true}),
    ]
    const lab = await SyncLab4.with(theirs, [pageLease(2)])
    assert.deepEqual(await lab.run(100), {kind: 'done'})
    const all = [theirs[0]!, pageLease(2), ...theirs.slice(1)]
    assert.deepEqual(await lab.mine(), all.map(rowOf))
    assert.deepEqual(lab.progress, {
      partner: 'server2',
      startedAt: lab.now,
      endedAt: lab.now,
      pages: 1,
      leases: 6,
      taken: 6,
      skipped: 0,
      failure: undefined,
    })
  })

  test('of two leases of one address the newer, in whichever order they come', async () => {
    const newer = pageLease(1, {cltt: now + 5})
    for (const pair of [
      [pageLease(1), newer],
      [newer, pageLease(1)],
    ]) {
      const lab = await SyncLab4.with(pair)
      assert.deepEqual(await lab.run(10), {kind: 'done'})
      assert.deepEqual(await lab.mine(), [rowOf(newer)])
    }
  })

  test('thousands, some of them here already', async () => {
    const lab = await SyncLab4.with(pageLeases(3000), pageLeases(1500, 700))
    assert.deepEqual(await lab.run(1000), {kind: 'done'})
    assert.deepEqual(await lab.mine(), pageLeases(3000).map(rowOf))
    assert.equal(lab.applied.length, 1500)
  })
})

describe('synchronization: leases that cannot be taken', () => {
  test('are left out, with a bounded number of lines', async () => {
    const bad = pageLeases(600).map((lease, n) => (n % 2 === 0 ? lease : {...lease, state: 7}))
    const lab = await SyncLab4.with(bad)
    assert.deepEqual(await lab.run(1000), {kind: 'done'})
    assert.equal((await lab.mine()).length, 300)
    assert.deepEqual([lab.progress?.leases, lab.progress?.taken, lab.progress?.skipped], [600, 300, 300])
    assert.equal(lab.ids.filter(id => id === 'HA_LEASE_SYNC_FAILED').length, 10)
    const [, more] = lab.lines.find(([id]) => id === 'HA_LEASES_SYNC_MORE_FAILED')!
    assert.equal(more['count'], 290)
  })

  test('a lease that the database refuses does not keep the others out', async () => {
    const theirs = pageLeases(500).map((lease, n) => (n === 123 ? {...lease, cltt: 5_000_000_000} : lease))
    const lab = await SyncLab4.with(theirs)
    assert.deepEqual(await lab.run(1000), {kind: 'done'})
    assert.equal((await lab.mine()).length, 499)
    assert.deepEqual([lab.progress?.taken, lab.progress?.skipped], [499, 1])
  })

  test('a database that takes nothing fails it, and the partner serves again', async () => {
    const lab = await SyncLab4.with(pageLeases(3000))
    lab.reach = () => withCommits(lab.store, () => new StoreError('fatal', 'disk full'))
    assert.deepEqual(await lab.run(10_000), {kind: 'failed', text: 'disk full'})
    assert.equal(lab.talk.at(-1), 'dhcp-enable')
    assert.deepEqual(await lab.mine(), [])
  })
})

describe('synchronization: beside the service', () => {
  test('a row that others change meanwhile is compared again', async () => {
    const lab = await SyncLab4.with([pageLease(1)], [pageLease(1, {cltt: 5})])
    let first = true
    const newer = pageLease(1, {cltt: 1_795_366_400})
    lab.reach = () =>
      withCommits(lab.store, () => {
        if (!first) return 'ok'
        first = false
        void lab.store.commit4([{kind: 'update', lease: rowOf(newer), expected: 605}])
        return 'conflict'
      })
    assert.deepEqual(await lab.run(10), {kind: 'done'})
    assert.deepEqual(await lab.mine(), [rowOf(newer)])
    assert.deepEqual(lab.applied, [])
    assert.equal(lab.progress?.skipped, 0)
  })

  test('what others have made of a row meanwhile is told as what was there before', async () => {
    const lab = await SyncLab4.with([pageLease(1), pageLease(2)], [pageLease(1, {cltt: 5})])
    let first = true
    const theirs = pageLease(1, {cltt: 7})
    lab.reach = () =>
      withCommits(lab.store, () => {
        if (first) void lab.store.commit4([{kind: 'update', lease: rowOf(theirs), expected: 605}])
        const conflict = first
        first = false
        return conflict ? 'conflict' : 'ok'
      })
    assert.deepEqual(await lab.run(10), {kind: 'done'})
    assert.deepEqual(await lab.mine(), [rowOf(pageLease(1)), rowOf(pageLease(2))])
    assert.deepEqual(
      lab.applied.map(([, former]) => former),
      [rowOf(theirs), undefined],
    )
  })

  test('a row that others change all the time is left to them', async () => {
    const lab = await SyncLab4.with(pageLeases(3))
    lab.reach = () => withCommits(lab.store, () => 'conflict')
    assert.deepEqual(await lab.run(10), {kind: 'done'})
    assert.equal(lab.progress?.skipped, 3)
  })

  test('a full queue is asked again', async () => {
    const lab = await SyncLab4.with(pageLeases(3))
    let tries = 0
    lab.reach = () => withCommits(lab.store, () => (++tries < 4 ? 'full' : 'ok'))
    assert.deepEqual(await lab.run(10), {kind: 'done'})
    assert.equal((await lab.mine()).length, 3)
  })
})
