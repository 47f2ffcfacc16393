import assert from 'node:assert/strict'
import {describe, test} from 'node:test'
import {pageLeases, rowOf, SyncLab4} from '../../../support/ha-sync4.ts'

describe('synchronization: what is asked', () => {
  test('service is off before every page, and a page that is not full is the last one', async () => {
    const lab = await SyncLab4.with(pageLeases(5))
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
    assert.deepEqual(await lab.mine(), pageLeases(5).map(rowOf))
    assert.deepEqual(
      lab.asked.map(({timeout}) => timeout),
      [10_000, 60_000, 10_000, 60_000, 10_000, 60_000, 10_000],
    )
  })

  test('a last page that is full costs one more, and none at all is a page too', async () => {
    const full = await SyncLab4.with(pageLeases(4))
    assert.deepEqual(await full.run(2), {kind: 'done'})
    assert.equal(full.talk.filter(line => line.startsWith('page')).length, 3)
    assert.equal((await full.mine()).length, 4)
    const none = await SyncLab4.with([])
    assert.deepEqual(await none.run(2), {kind: 'done'})
    assert.deepEqual(none.talk, ['dhcp-disable', 'page start', 'ha-sync-complete-notify'])
  })

  test('how many updates the partner has not sent, once it serves nobody any more', async () => {
    const lab = await SyncLab4.with(pageLeases(5))
    lab.unsent = 7
    lab.script = ({command}) => {
      if (command === 'lease4-get-page') lab.unsent = 8
      return 'well'
    }
    assert.deepEqual(await lab.run(2), {kind: 'done', unsent: 7})
  })

  test('max-period as an administrator says, and never more than ten thousand leases at once', async () => {
    const lab = await SyncLab4.with(pageLeases(1))
    await lab.run(100_000, {maxPeriod: 7})
    assert.equal(lab.asked[0]!.arguments!['max-period'], 7)
    assert.equal(lab.asked[1]!.arguments!['limit'], 10_000)
  })
})
