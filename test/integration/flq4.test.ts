import assert from 'node:assert/strict'
import {after, before, describe, test} from 'node:test'
import type {LeaseStore4} from '../../src/ports/lease-store.ts'
import {testLeases} from '../support/lease-stores.ts'
import {leaseOf} from '../support/leases.ts'
import {PipelineLab4} from '../support/pipeline4.ts'
import {address} from '../support/scenarios4/build.ts'
import {discover, release, select} from '../support/scenarios4/queries.ts'
import {subnet} from '../support/scenarios4/scenario.ts'

const macOf = (n: number) => `02cc${n.toString(16).padStart(8, '0')}`

describe('the allocator flq', () => {
  let store: LeaseStore4
  before(async () => {
    store = await (await testLeases('sqlite')).open()
  })
  after(() => store.close())

  test('a released address rests until all others had their turn, and nobody gets one twice', async () => {
    const made = PipelineLab4.over(store, subnet({allocator: 'flq', pools: [{pool: '127.0.1.10 - 127.0.1.19'}]}))
    const given = async (n: number) => {
      const offer = await made.ask(discover({mac: macOf(n)}))
      const answer = await made.ask(select({mac: macOf(n), ask: offer?.address ?? '0.0.0.0'}))
      assert.equal(answer?.type, 5)
      return answer.address
    }
    const resting = await given(1)
    await made.ask(release(resting, {mac: macOf(1)}))
    const others = new Set<string>()
    for (let n = 2; n <= 10; n++) others.add(await given(n))
    assert.equal(others.size, 9)
    assert.ok(!others.has(resting))
    assert.equal(await given(11), resting)
    assert.equal(await made.ask(discover({mac: macOf(12)})), undefined, 'the pool is full')
    await made.ask(release(resting, {mac: macOf(11)}))
    assert.equal(await given(12), resting)
  })

  test('what another server has leased meanwhile is passed over', async () => {
    const made = PipelineLab4.over(store, subnet({allocator: 'flq', pools: [{pool: '127.0.1.30 - 127.0.1.37'}]}))
    assert.equal((await made.ask(discover({mac: macOf(20)})))?.type, 2)
    for (let n = 30; n < 37; n++) {
      const lease = leaseOf(n, {address: address(`127.0.1.${n}`), expire: Math.floor(made.now / 1000) + 4000})
      assert.equal(await store.commit4([{kind: 'create', lease}]), 'ok')
    }
    const answers = await made.askAll([21, 22].map(n => discover({mac: macOf(n)})))
    assert.equal(answers[0]?.address, '127.0.1.37')
  })
})
