import assert from 'node:assert/strict'
import {after, before, describe, test} from 'node:test'
import type {LeaseStore4} from '../../src/ports/lease-store.ts'
import {testLeases} from '../support/lease-stores.ts'
import {PipelineLab4} from '../support/pipeline4.ts'
import {discover, release, renew, select} from '../support/scenarios4/queries.ts'
import {MAC, OTHER} from '../support/scenarios4/scenario.ts'

const ACK = 5
const NAK = 6
const macOf = (n: number) => `02dd${n.toString(16).padStart(8, '0')}`
/** Three addresses to give: .254 of the one /24, .1 and .2 of the next. */
const pools = [{pool: '127.0.0.254 - 127.0.1.2'}]
const free = ['127.0.0.254', '127.0.1.1', '127.0.1.2']
const excluding = {compatibility: {'exclude-first-last-24': true}}
const wide = {id: 1, subnet: '127.0.0.0/16', relay: {'ip-address': '127.0.1.1'}, pools}

describe('exclude-first-last-24', () => {
  let store: LeaseStore4
  before(async () => {
    store = await (await testLeases('sqlite')).open()
  })
  after(() => store.close())

  /** On an empty database. */
  async function lab(subnet: object, config: object = excluding) {
    const made = PipelineLab4.over(store, {...config, subnet4: [subnet]})
    for (const {address: at, expire} of await made.leases())
      await store.commit4([{kind: 'delete', address: at, expected: expire}])
    return made
  }

  /** What clients get, one after the other, until nothing is left. */
  async function given(made: PipelineLab4): Promise<readonly string[]> {
    const got: string[] = []
    for (let n = 1; n <= 6; n++) {
      const offer = await made.ask(discover({mac: macOf(n)}))
      if (offer === undefined) break
      assert.equal((await made.ask(select({mac: macOf(n), ask: offer.address})))?.type, ACK)
      got.push(offer.address)
    }
    return got.sort()
  }

  for (const allocator of ['iterative', 'random', 'flq']) {
    test(`${allocator} gives neither .0 nor .255`, async () => {
      assert.deepEqual(await given(await lab({...wide, allocator})), free)
      assert.equal((await given(await lab({...wide, allocator}, {}))).length, 5, 'without it all are given')
    })
  }

  test('of a prefix longer than 24 they are no ends', async () => {
    const long = {...wide, subnet: '127.0.1.0/25', pools: [{pool: '127.0.1.0 - 127.0.1.1'}]}
    assert.deepEqual(await given(await lab(long)), ['127.0.1.0', '127.0.1.1'])
    const short = {...wide, subnet: '127.0.1.0/24', pools: [{pool: '127.0.1.0 - 127.0.1.1'}]}
    assert.deepEqual(await given(await lab(short)), ['127.0.1.1'])
  })

  test('who asks for one is offered another, and is refused it', async () => {
    const made = await lab(wide)
    assert.equal((await made.ask(discover({ask: '127.0.1.0'})))?.address, '127.0.0.254')
    assert.equal((await made.ask(select({ask: '127.0.1.0'})))?.type, NAK)
    const without = await lab(wide, {})
    assert.equal((await without.ask(discover({ask: '127.0.1.0'})))?.address, '127.0.1.0')
  })

  test('a reservation may have one', async () => {
    const made = await lab({...wide, reservations: [{'hw-address': MAC, 'ip-address': '127.0.1.0'}]})
    assert.equal((await made.ask(discover()))?.address, '127.0.1.0')
    assert.deepEqual((await made.ask(select({ask: '127.0.1.0'})))?.type, ACK)
    assert.equal((await made.ask(discover({mac: OTHER})))?.address, '127.0.0.254')
  })

  test('who has one keeps it, and nobody gets it when it comes free', async () => {
    for (const allocator of ['iterative', 'flq']) {
      const former = await lab({...wide, allocator}, {})
      assert.equal((await former.ask(select({ask: '127.0.1.0'})))?.type, ACK)
      const made = PipelineLab4.over(store, {...excluding, subnet4: [{...wide, allocator}]})
      assert.equal((await made.ask(renew('127.0.1.0')))?.type, ACK)
      assert.equal(await made.ask(release('127.0.1.0')), undefined)
      const offer = await made.ask(discover({ask: '127.0.1.0'}))
      assert.ok(free.includes(offer?.address ?? ''))
      assert.deepEqual(await given(made), free)
    }
  })
})
