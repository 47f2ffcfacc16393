import assert from 'node:assert/strict'
import {after, before, describe, test} from 'node:test'
import type {LeaseStore4} from '../../src/ports/lease-store.ts'
import {testLeases} from '../support/lease-stores.ts'
import {PipelineLab4} from '../support/pipeline4.ts'
import {discover, renew, select} from '../support/scenarios4/queries.ts'
import {subnet} from '../support/scenarios4/scenario.ts'

const first = '127.0.1.10'

describe('lease caching', () => {
  let store: LeaseStore4
  before(async () => {
    store = await (await testLeases('sqlite')).open()
  })
  after(() => store.close())

  test('a lease that went away between OFFER and REQUEST is written again, not believed', async () => {
    const made = PipelineLab4.over(store, subnet({'cache-threshold': 0.5}))
    await made.ask(select({ask: first}))
    made.now += 10_000
    assert.equal((await made.ask(discover()))?.lifetime, 3990)
    const [lease] = await made.leases()
    assert.equal(await store.commit4([{kind: 'delete', address: lease!.address, expected: lease!.expire}]), 'ok')
    assert.equal((await made.ask(select({ask: first})))?.lifetime, 4000)
    assert.equal((await made.leases())[0]?.expire, made.now / 1000 + 4000)
  })

  test('a renewal in time is not written, one after the threshold is; a clock that was set back writes', async () => {
    const made = PipelineLab4.over(store, subnet({'cache-threshold': 0.5}))
    const began = (await made.ask(select({ask: first})))!.after
    made.now += 2_000_000
    assert.deepEqual(await made.ask(renew(first)), {type: 5, address: first, lifetime: 2000, after: began})
    made.now += 1000
    assert.deepEqual(await made.ask(renew(first)), {type: 5, address: first, lifetime: 4000, after: began + 1})
    made.now -= 5000
    assert.deepEqual(await made.ask(renew(first)), {type: 5, address: first, lifetime: 4000, after: began + 2})
    assert.equal((await made.leases())[0]?.expire, made.now / 1000 + 4000)
    assert.equal(made.statistic('v4-lease-reuses'), 1)
  })
})
