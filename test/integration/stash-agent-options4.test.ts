import assert from 'node:assert/strict'
import {after, before, describe, test} from 'node:test'
import type {LeaseStore4} from '../../src/ports/lease-store.ts'
import {messageOf} from '../support/engine4.ts'
import {testLeases} from '../support/lease-stores.ts'
import {PipelineLab4} from '../support/pipeline4.ts'
import {EngineDriver4} from '../support/scenarios4/engine-driver.ts'
import {discover, inform, relayInfo, renew, select} from '../support/scenarios4/queries.ts'
import {OTHER, subnet} from '../support/scenarios4/scenario.ts'
import {loopbackArrival, parse} from '../support/scenarios4/target-engine.ts'

const ACK = 5
const NAK = 6
const FIRST = '127.0.1.10'
const circuit = {options: relayInfo({1: '0102', 2: '77'})}
const direct = {giaddr: '0.0.0.0'}
/** Members of the class, known by their port, are told another lifetime than 4000. */
const port = {name: 'port', test: 'relay4[1].hex == 0x0102', 'valid-lifetime': 777}
const classed = {'store-extended-info': true, 'client-classes': [port]}
const stashing = {...classed, 'stash-agent-options': true}

describe('stash-agent-options', () => {
  let store: LeaseStore4
  before(async () => {
    store = await (await testLeases('sqlite')).open()
  })
  after(() => store.close())

  /** A client that has got its lease through a relay. */
  async function lab(config: object, first = circuit) {
    const made = PipelineLab4.over(store, {...subnet({}), ...config})
    for (const {address, expire} of await made.leases())
      await store.commit4([{kind: 'delete', address, expected: expire}])
    await made.ask(discover(first))
    assert.deepEqual((await made.ask(select({ask: FIRST, ...first})))?.type, ACK)
    return made
  }

  const renewed = async (made: PipelineLab4, more = {}) =>
    (await made.ask(renew(FIRST, {...direct, ...more})))?.lifetime

  test('who renews without its relay is in the classes that the relay has made', async () => {
    assert.equal(await renewed(await lab(classed)), 4000)
    const made = await lab(stashing)
    const [kept] = await made.leases()
    assert.equal(await renewed(made), 777)
    assert.equal(await renewed(made), 777, 'and the next time too')
    assert.equal((await made.leases())[0]?.userContext, kept?.userContext)
  })

  test('the pool of such a class is still its own', async () => {
    const pools = [{pool: `${FIRST} - ${FIRST}`, 'client-class': 'port'}]
    const one = {subnet4: [{id: 1, subnet: '127.0.1.0/24', pools}]}
    assert.equal((await (await lab({...classed, ...one})).ask(renew(FIRST, direct)))?.type, NAK)
    assert.equal((await (await lab({...stashing, ...one})).ask(renew(FIRST, direct)))?.type, ACK)
  })

  test('only the client of the lease, and only where no relay is', async () => {
    const made = await lab(stashing)
    assert.equal((await made.ask(renew(FIRST, {...direct, mac: OTHER})))?.type, NAK)
    assert.equal(await renewed(made, {giaddr: '127.0.1.1'}), 4000, 'its relay says nothing')
    assert.equal(await renewed(made, {options: relayInfo({1: '09'})}), 4000, 'it says something else itself')
    assert.equal((await made.ask(inform(FIRST, direct)))?.type, ACK)
    assert.equal(await renewed(await lab({...stashing, 'store-extended-info': false})), 4000, 'nothing was kept')
  })

  test('an early global reservation is found by the circuit of the lease', async () => {
    const reservations = [{'circuit-id': '0102', 'client-classes': ['reserved']}]
    const pools = [{pool: '127.0.1.10 - 127.0.1.14', 'client-class': 'reserved'}]
    const config = {
      'store-extended-info': true,
      'early-global-reservations-lookup': true,
      'client-classes': [{name: 'reserved', 'valid-lifetime': 555}],
      reservations,
      subnet4: [{id: 1, subnet: '127.0.1.0/24', pools, 'client-class': 'reserved'}],
    }
    assert.equal((await (await lab(config)).ask(renew(FIRST, direct)))?.type, NAK)
    assert.equal(await renewed(await lab({...config, 'stash-agent-options': true})), 555)
  })

  test('what newer Kea has kept is read, and what is none is left alone', async () => {
    const made = await lab(stashing)
    const contexts: readonly (readonly [string | undefined, number])[] = [
      ['{"ISC":{"relay-agent-info":{"sub-options":"0x01020102020177","remote-id":"77"}}}', 777],
      ['{"ISC":{"relay-agent-info":"0x01020102"}}', 777],
      ['{"ISC":{"relay-agent-info":"0x0102010"}}', 4000],
      ['{"ISC":{"relay-agent-info":{"sub-options":1}}}', 4000],
      ['{"ISC":[]}', 4000],
      ['{', 4000],
      [undefined, 4000],
    ]
    for (const [userContext, lifetime] of contexts) {
      const [lease] = await made.leases()
      assert.equal(
        await store.commit4([{kind: 'update', lease: {...lease!, userContext}, expected: lease!.expire}]),
        'ok',
      )
      assert.equal(await renewed(made), lifetime, userContext)
      assert.equal((await made.leases())[0]?.userContext, userContext)
    }
  })
})

test('the client is answered itself, without the option that its lease has kept', () => {
  const driver = new EngineDriver4(
    parse({name: 'stash', config: {...stashing, ...subnet({})}, steps: []}),
    [],
    1_700_000_000,
  )
  const handle = (query: ReturnType<typeof renew>) => driver.handle(messageOf(query), loopbackArrival)
  assert.equal(handle(select({ask: FIRST, ...circuit})).reply?.options.has(82), true)
  const {reply, destination, request} = handle(renew(FIRST, direct))
  assert.ok(request?.classes.has('port'))
  assert.equal(reply?.options.has(82), false)
  assert.deepEqual(destination, {kind: 'unicast', address: reply?.yiaddr, port: 68})
})
