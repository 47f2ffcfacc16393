import assert from 'node:assert/strict'
import {describe, test} from 'node:test'
import type {Json} from '../../../../src/model/json.ts'
import {StoreError} from '../../../../src/ports/lease-store.ts'
import {pageLeases, SyncLab4, withCommits} from '../../../support/ha-sync4.ts'

describe('synchronization: what goes wrong', () => {
  test('a partner that does not stop its service, or is not there, is asked no more', async () => {
    for (const answer of [undefined, {result: 1, text: 'no'}]) {
      const lab = await SyncLab4.with(pageLeases(3))
      lab.script = () => answer
      const {kind} = await lab.run(2)
      assert.equal(kind, 'partner-failed')
      assert.deepEqual(lab.talk, ['dhcp-disable'])
      const line = answer === undefined ? 'HA_DHCP_DISABLE_COMMUNICATIONS_FAILED' : 'HA_DHCP_DISABLE_FAILED'
      assert.deepEqual(lab.ids, ['HA_SYNC_START', line, 'HA_SYNC_FAILED'])
    }
  })

  test('a partner that fails between pages: what came is kept, and it is told to serve again', async () => {
    const lab = await SyncLab4.with(pageLeases(6))
    lab.script = (_, count) => (count >= 4 ? undefined : 'well')
    assert.deepEqual(await lab.run(2), {kind: 'partner-failed', text: 'nobody there'})
    assert.deepEqual(lab.talk, ['dhcp-disable', 'page start', 'dhcp-disable', 'page 10.77.0.1', 'dhcp-enable'])
    assert.equal((await lab.mine()).length, 2)
    assert.equal(lab.progress?.failure, 'nobody there')
    assert.ok(lab.progress?.endedAt !== undefined)
  })

  test('a partner that falls silent is not waited for again and again', async () => {
    const lab = await SyncLab4.with(pageLeases(3))
    lab.heartbeatsLost = true
    assert.deepEqual(await lab.run(2), {kind: 'partner-failed', text: 'no answer'})
    assert.deepEqual(lab.talk, ['dhcp-disable', 'dhcp-enable'])
    assert.deepEqual(
      lab.asked.map(({timeout}) => timeout),
      [10_000, 2000],
    )
    assert.deepEqual(lab.ids, ['HA_SYNC_START', 'HA_HEARTBEAT_COMMUNICATIONS_FAILED', 'HA_SYNC_FAILED'])
    const refusing = await SyncLab4.with(pageLeases(3))
    refusing.script = ({command}) => (command === 'lease4-get-page' ? {result: 1, text: 'no'} : 'well')
    await refusing.run(2)
    assert.equal(refusing.asked.at(-1)!.timeout, 10_000)
  })

  test('pages that are none', async () => {
    const pages: readonly Json[] = [{leases: pageLeases(3)}, {}, {leases: {}}, {leases: [{}, {}]}]
    for (const args of pages) {
      const lab = await SyncLab4.with([])
      lab.script = ({command}) => (command === 'lease4-get-page' ? {result: 0, text: '', arguments: args} : 'well')
      assert.equal((await lab.run(2)).kind, 'partner-failed', JSON.stringify(args))
      assert.deepEqual(lab.talk, ['dhcp-disable', 'page start', 'dhcp-enable'])
    }
  })

  test('a partner that does not know of completions is told to serve; other refusals fail', async () => {
    const old = await SyncLab4.with(pageLeases(1))
    old.script = ({command}) => (command === 'ha-sync-complete-notify' ? {result: 2, text: 'what'} : 'well')
    assert.deepEqual(await old.run(2), {kind: 'done'})
    assert.deepEqual(old.talk.slice(-2), ['ha-sync-complete-notify', 'dhcp-enable'])
    const other = await SyncLab4.with(pageLeases(1))
    other.script = ({command}) => (command === 'ha-sync-complete-notify' ? {result: 1, text: 'no'} : 'well')
    assert.deepEqual(await other.run(2), {kind: 'partner-failed', text: 'result 1: no'})
    assert.equal(other.ids.at(-2), 'HA_SYNC_COMPLETE_NOTIFY_FAILED')
  })

  test('the database of this server is lost meanwhile', async () => {
    const lab = await SyncLab4.with(pageLeases(600))
    let commits = 0
    const lost = new StoreError('lost', 'the lease database is not connected')
    lab.reach = () => withCommits(lab.store, () => (++commits > 1 ? lost : 'ok'))
    assert.deepEqual(await lab.run(1000), {kind: 'failed', text: lost.message})
    assert.equal(lab.talk.at(-1), 'dhcp-enable')
    const none = await SyncLab4.with(pageLeases(3))
    none.reach = () => {
      throw lost
    }
    assert.deepEqual(await none.run(10), {kind: 'failed', text: lost.message})
  })

  test('stopped in the middle: it ends, and the partner serves again', async () => {
    for (const when of [1, 2, 3, 4]) {
      const lab = await SyncLab4.with(pageLeases(6))
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
    const lab = await SyncLab4.with(pageLeases(10))
    lab.script = () => {
      lab.now += 2000
      return 'well'
    }
    assert.deepEqual(await lab.run(2), {kind: 'done'})
    const lines = lab.lines.filter(([id]) => id === 'HA_SYNC_PROGRESS')
    assert.ok(lines.length >= 2 && lines.length <= 5, `${lines.length} lines`)
  })
})
