import assert from 'node:assert/strict'
import {describe, test} from 'node:test'
import {readLease4} from '../../../../src/ha/messages/page4.ts'
import type {Json} from '../../../../src/model/json.ts'
import type {Lease4} from '../../../../src/model/lease4.ts'
import {StoreError} from '../../../../src/ports/lease-store.ts'
import {peer} from '../../../support/ha.ts'
import {pageLease, SyncLab4, withCommits} from '../../../support/ha-sync4.ts'

const row = (value: Json) => readLease4(value) as Lease4
const many = (count: number, first = 0) => Array.from({length: count}, (_, index) => pageLease(first + index))

async function labWith(theirs: readonly Json[], mine: readonly Json[] = []): Promise<SyncLab4> {
  const lab = await SyncLab4.open()
  lab.theirs = theirs
  if (mine.length > 0) await lab.store.commit4(mine.map(value => ({kind: 'create', lease: row(value)})))
  return lab
}

describe('synchronization: what is asked', () => {
  test('service is off before every page, and a page that is not full is the last one', async () => {
    const lab = await labWith(many(5))
    assert.deepEqual(await lab.run(2), {kind: 'done'})
    assert.deepEqual(lab.talk, [
      'dhcp-disable',
      'page start',
      'dhcp-disable',
      'page 10.77.0.1',
      'dhcp-disable',
      'page 10.77.0.3',
      'ha-sync-complete-notify',
    ])
    assert.deepEqual(lab.asked[0]!.arguments, {'max-period': 60, origin: 'ha-partner'})
    assert.deepEqual(await lab.mine(), many(5).map(row))
    assert.deepEqual(
      lab.asked.map(({timeout}) => timeout),
      [10_000, 60_000, 10_000, 60_000, 10_000, 60_000, 10_000],
    )
  })

  test('a last page that is full costs one more, and none at all is a page too', async () => {
    const full = await labWith(many(4))
    assert.deepEqual(await full.run(2), {kind: 'done'})
    assert.equal(full.talk.filter(line => line.startsWith('page')).length, 3)
    assert.equal((await full.mine()).length, 4)
    const none = await labWith([])
    assert.deepEqual(await none.run(2), {kind: 'done'})
    assert.deepEqual(none.talk, ['dhcp-disable', 'page start', 'ha-sync-complete-notify'])
  })

  test('how many updates the partner has not sent, once it serves nobody any more', async () => {
    const lab = await labWith(many(5))
    lab.unsent = 7
    lab.script = ({command}) => {
      if (command === 'lease4-get-page') lab.unsent = 8
      return 'well'
    }
    assert.deepEqual(await lab.run(2), {kind: 'done', unsent: 7})
  })

  test('max-period as an administrator says, and never more than ten thousand leases at once', async () => {
    const lab = await labWith(many(1))
    await lab.run(100_000, {maxPeriod: 7})
    assert.equal(lab.asked[0]!.arguments!['max-period'], 7)
    assert.equal(lab.asked[1]!.arguments!['limit'], 10_000)
  })
})

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
      const lab = await labWith([theirs], mine === undefined ? [] : [mine])
      assert.deepEqual(await lab.run(10), {kind: 'done'})
      const kept = winner === 'mine' ? mine! : theirs
      assert.deepEqual(await lab.mine(), [row(kept)])
      const change = lab.applied.map(([one, former]) => [one.kind, former])
      const former = mine === undefined ? undefined : row(mine)
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
      const lab = await labWith([pageLease(1)], [rival])
      lab.unsent = 0
      lab.isKeats = isKeats
      const relationship = {peers: [peer('server1', role)], syncTimeout: 60_000, syncPageLimit: 10}
      await lab.run(10, {relationship})
      assert.deepEqual(await lab.mine(), [row(wins === 'mine' ? rival : pageLease(1))], `${isKeats} ${role}`)
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
    const lab = await labWith(theirs, [pageLease(2)])
    assert.deepEqual(await lab.run(100), {kind: 'done'})
    const all = [theirs[0]!, pageLease(2), ...theirs.slice(1)]
    assert.deepEqual(await lab.mine(), all.map(row))
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
      const lab = await labWith(pair)
      assert.deepEqual(await lab.run(10), {kind: 'done'})
      assert.deepEqual(await lab.mine(), [row(newer)])
    }
  })

  test('thousands, some of them here already', async () => {
    const lab = await labWith(many(3000), many(1500, 700))
    assert.deepEqual(await lab.run(1000), {kind: 'done'})
    assert.deepEqual(await lab.mine(), many(3000).map(row))
    assert.equal(lab.applied.length, 1500)
  })
})

describe('synchronization: leases that cannot be taken', () => {
  test('are left out, with a bounded number of lines', async () => {
    const bad = many(600).map((lease, n) => (n % 2 === 0 ? lease : {...lease, state: 7}))
    const lab = await labWith(bad)
    assert.deepEqual(await lab.run(1000), {kind: 'done'})
    assert.equal((await lab.mine()).length, 300)
    assert.deepEqual([lab.progress?.leases, lab.progress?.taken, lab.progress?.skipped], [600, 300, 300])
    assert.equal(lab.ids.filter(id => id === 'HA_LEASE_SYNC_FAILED').length, 10)
    const [, more] = lab.lines.find(([id]) => id === 'HA_LEASES_SYNC_MORE_FAILED')!
    assert.equal(more['count'], 290)
  })

  test('a lease that the database refuses does not keep the others out', async () => {
    const theirs = many(500).map((lease, n) => (n === 123 ? {...lease, cltt: 5_000_000_000} : lease))
    const lab = await labWith(theirs)
    assert.deepEqual(await lab.run(1000), {kind: 'done'})
    assert.equal((await lab.mine()).length, 499)
    assert.deepEqual([lab.progress?.taken, lab.progress?.skipped], [499, 1])
  })

  test('a database that takes nothing fails it, and the partner serves again', async () => {
    const lab = await labWith(many(3000))
    lab.reach = () => withCommits(lab.store, () => new StoreError('fatal', 'disk full'))
    assert.deepEqual(await lab.run(10_000), {kind: 'failed', text: 'disk full'})
    assert.equal(lab.talk.at(-1), 'dhcp-enable')
    assert.deepEqual(await lab.mine(), [])
  })
})

describe('synchronization: beside the service', () => {
  test('a row that others change meanwhile is compared again', async () => {
    const lab = await labWith([pageLease(1)], [pageLease(1, {cltt: 5})])
    let first = true
    const newer = pageLease(1, {cltt: 1_795_366_400})
    lab.reach = () =>
      withCommits(lab.store, () => {
        if (!first) return 'ok'
        first = false
        void lab.store.commit4([{kind: 'update', lease: row(newer), expected: 605}])
        return 'conflict'
      })
    assert.deepEqual(await lab.run(10), {kind: 'done'})
    assert.deepEqual(await lab.mine(), [row(newer)])
    assert.deepEqual(lab.applied, [])
    assert.equal(lab.progress?.skipped, 0)
  })

  test('what others have made of a row meanwhile is told as what was there before', async () => {
    const lab = await labWith([pageLease(1), pageLease(2)], [pageLease(1, {cltt: 5})])
    let first = true
    const theirs = pageLease(1, {cltt: 7})
    lab.reach = () =>
      withCommits(lab.store, () => {
        if (first) void lab.store.commit4([{kind: 'update', lease: row(theirs), expected: 605}])
        const conflict = first
        first = false
        return conflict ? 'conflict' : 'ok'
      })
    assert.deepEqual(await lab.run(10), {kind: 'done'})
    assert.deepEqual(await lab.mine(), [row(pageLease(1)), row(pageLease(2))])
    assert.deepEqual(
      lab.applied.map(([, former]) => former),
      [row(theirs), undefined],
    )
  })

  test('a row that others change all the time is left to them', async () => {
    const lab = await labWith(many(3))
    lab.reach = () => withCommits(lab.store, () => 'conflict')
    assert.deepEqual(await lab.run(10), {kind: 'done'})
    assert.equal(lab.progress?.skipped, 3)
  })

  test('a full queue is asked again', async () => {
    const lab = await labWith(many(3))
    let tries = 0
    lab.reach = () => withCommits(lab.store, () => (++tries < 4 ? 'full' : 'ok'))
    assert.deepEqual(await lab.run(10), {kind: 'done'})
    assert.equal((await lab.mine()).length, 3)
  })
})

describe('synchronization: what goes wrong', () => {
  test('a partner that does not stop its service, or is not there, is asked no more', async () => {
    for (const answer of [undefined, {result: 1, text: 'no'}]) {
      const lab = await labWith(many(3))
      lab.script = () => answer
      const {kind} = await lab.run(2)
      assert.equal(kind, 'partner-failed')
      assert.deepEqual(lab.talk, ['dhcp-disable'])
      const line = answer === undefined ? 'HA_DHCP_DISABLE_COMMUNICATIONS_FAILED' : 'HA_DHCP_DISABLE_FAILED'
      assert.deepEqual(lab.ids, ['HA_SYNC_START', line, 'HA_SYNC_FAILED'])
    }
  })

  test('a partner that fails between pages: what came is kept, and it is told to serve again', async () => {
    const lab = await labWith(many(6))
    lab.script = (_, count) => (count >= 4 ? undefined : 'well')
    assert.deepEqual(await lab.run(2), {kind: 'partner-failed', text: 'nobody there'})
    assert.deepEqual(lab.talk, ['dhcp-disable', 'page start', 'dhcp-disable', 'page 10.77.0.1', 'dhcp-enable'])
    assert.equal((await lab.mine()).length, 2)
    assert.equal(lab.progress?.failure, 'nobody there')
    assert.ok(lab.progress?.endedAt !== undefined)
  })

  test('a partner that falls silent is not waited for again and again', async () => {
    const lab = await labWith(many(3))
    lab.heartbeatsLost = true
    assert.deepEqual(await lab.run(2), {kind: 'partner-failed', text: 'no answer'})
    assert.deepEqual(lab.talk, ['dhcp-disable', 'dhcp-enable'])
    assert.deepEqual(
      lab.asked.map(({timeout}) => timeout),
      [10_000, 2000],
    )
    assert.deepEqual(lab.ids, ['HA_SYNC_START', 'HA_HEARTBEAT_COMMUNICATIONS_FAILED', 'HA_SYNC_FAILED'])
    const refusing = await labWith(many(3))
    refusing.script = ({command}) => (command === 'lease4-get-page' ? {result: 1, text: 'no'} : 'well')
    await refusing.run(2)
    assert.equal(refusing.asked.at(-1)!.timeout, 10_000)
  })

  test('pages that are none', async () => {
    const pages: readonly Json[] = [{leases: many(3)}, {}, {leases: {}}, {leases: [{}, {}]}]
    for (const args of pages) {
      const lab = await labWith([])
      lab.script = ({command}) => (command === 'lease4-get-page' ? {result: 0, text: '', arguments: args} : 'well')
      assert.equal((await lab.run(2)).kind, 'partner-failed', JSON.stringify(args))
      assert.deepEqual(lab.talk, ['dhcp-disable', 'page start', 'dhcp-enable'])
    }
  })

  test('a partner that does not know of completions is told to serve; other refusals fail', async () => {
    const old = await labWith(many(1))
    old.script = ({command}) => (command === 'ha-sync-complete-notify' ? {result: 2, text: 'what'} : 'well')
    assert.deepEqual(await old.run(2), {kind: 'done'})
    assert.deepEqual(old.talk.slice(-2), ['ha-sync-complete-notify', 'dhcp-enable'])
    const other = await labWith(many(1))
    other.script = ({command}) => (command === 'ha-sync-complete-notify' ? {result: 1, text: 'no'} : 'well')
    assert.deepEqual(await other.run(2), {kind: 'partner-failed', text: 'result 1: no'})
    assert.equal(other.ids.at(-2), 'HA_SYNC_COMPLETE_NOTIFY_FAILED')
  })

  test('the database of this server is lost meanwhile', async () => {
    const lab = await labWith(many(600))
    let commits = 0
    const lost = new StoreError('lost', 'the lease database is not connected')
    lab.reach = () => withCommits(lab.store, () => (++commits > 1 ? lost : 'ok'))
    assert.deepEqual(await lab.run(1000), {kind: 'failed', text: lost.message})
    assert.equal(lab.talk.at(-1), 'dhcp-enable')
    const none = await labWith(many(3))
    none.reach = () => {
      throw lost
    }
    assert.deepEqual(await none.run(10), {kind: 'failed', text: lost.message})
  })

  test('stopped in the middle: it ends, and the partner serves again', async () => {
    for (const when of [1, 2, 3, 4]) {
      const lab = await labWith(many(6))
      lab.script = (_, count) => {
        if (count === when) lab.abort.abort()
        return 'well'
      }
      assert.deepEqual(await lab.run(2), {kind: 'failed', text: 'it was stopped'})
      assert.equal(lab.talk.at(-1), 'dhcp-enable')
      assert.equal(lab.asked.at(-1)!.timeout, 2000)
    }
  })

  test('how far it is, every few seconds', async () => {
    const lab = await labWith(many(10))
    lab.script = () => {
      lab.now += 2000
      return 'well'
    }
    assert.deepEqual(await lab.run(2), {kind: 'done'})
    const lines = lab.lines.filter(([id]) => id === 'HA_SYNC_PROGRESS')
    assert.ok(lines.length >= 2 && lines.length <= 5, `${lines.length} lines`)
  })
})
