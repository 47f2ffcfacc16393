import assert from 'node:assert/strict'
import {after, before, describe, test} from 'node:test'
import type {LeaseStore4} from '../../src/ports/lease-store.ts'
import {testLeases} from '../support/lease-stores.ts'
import {PipelineLab4} from '../support/pipeline4.ts'
import {discover, reboot, release, renew, select} from '../support/scenarios4/queries.ts'
import {subnet} from '../support/scenarios4/scenario.ts'

const hook = {'hooks-libraries': [{library: '/usr/lib/kea/hooks/libdhcp_limits.so'}]}
const wide = {pools: [{pool: '127.0.1.10 - 127.0.1.250'}]}
const goldMac = (n: number) => `02aa${n.toString(16).padStart(8, '0')}`
const plainMac = (n: number) => `02bb${n.toString(16).padStart(8, '0')}`
const gold = (limits: object) => ({
  ...hook,
  'client-classes': [
    {name: 'gold', test: 'substring(pkt4.mac, 0, 2) == 0x02aa', 'user-context': {limits}},
    {name: 'other', test: "member('ALL')"},
  ],
})
const several = (count: number, mac = goldMac) =>
  Array.from({length: count}, (_, n) => select({ask: address(n), mac: mac(n)}))
const subnetOf = (id: number, prefix: string, pool: string) => ({id, subnet: prefix, pools: [{pool}]})
const address = (n: number) => `127.0.1.${10 + n}`

for (const kind of ['sqlite', 'postgresql'] as const) {
  describe(`limits of leases on ${kind}`, () => {
    let store: LeaseStore4
    before(async () => {
      store = await (await testLeases(kind)).open()
    })
    after(() => store.close())

    /** On an empty database. */
    async function lab(config: Readonly<Record<string, unknown>>) {
      const made = PipelineLab4.over(store, config)
      for (const {address: at, expire} of await made.leases()) {
        await store.commit4([{kind: 'delete', address: at, expected: expire}])
      }
      return made
    }
    const typesOf = async (asked: ReturnType<PipelineLab4['askAll']>) => (await asked).map(answer => answer?.type)

    test('a class never has more leases than it may, however many ask in the same moment', async () => {
      const made = await lab({...subnet(wide), ...gold({'address-limit': 7})})
      const types = await typesOf(made.askAll(several(60)))
      assert.deepEqual([types.filter(type => type === 5).length, types.filter(type => type === 6).length], [7, 53])
      assert.equal((await made.leases()).length, 7)
      assert.deepEqual(await store.limitCounts4(['gold', 'other'], []), {
        classes: new Map([
          ['gold', 7],
          ['other', 7],
        ]),
        subnets: new Map(),
      })
    })

    test('the limit holds whatever becomes of the commits', async () => {
      const made = await lab({...subnet(wide), ...gold({'address-limit': 3})})
      // All ask for two addresses: most commits are conflicts.
      const asked = Array.from({length: 20}, (_, n) => select({ask: address(n % 2), mac: goldMac(n)}))
      await made.askAll(asked)
      assert.equal((await made.leases()).length, 2)
      assert.deepEqual(await typesOf(made.askAll([select({ask: address(5), mac: goldMac(100)})])), [5])
      assert.deepEqual(await typesOf(made.askAll([select({ask: address(6), mac: goldMac(101)})])), [6])
    })

    test('beyond the limit nothing is offered; a renewal goes on, and a released lease makes room', async () => {
      const made = await lab({...subnet(wide), ...gold({'address-limit': 1})})
      assert.deepEqual(await typesOf(made.askAll([discover({mac: goldMac(1)})])), [2])
      assert.deepEqual(await typesOf(made.askAll([select({ask: address(1), mac: goldMac(1)})])), [5])
      assert.deepEqual(await typesOf(made.askAll([discover({mac: goldMac(2)})])), [undefined])
      assert.deepEqual(await typesOf(made.askAll([select({ask: address(2), mac: goldMac(2)})])), [6])
      assert.deepEqual(await typesOf(made.askAll([renew(address(1), {mac: goldMac(1)})])), [5])
      assert.deepEqual(await typesOf(made.askAll([reboot(address(1), {mac: goldMac(1)})])), [5])
      // Another address for the same client is no lease more.
      assert.deepEqual(await typesOf(made.askAll([select({ask: address(9), mac: goldMac(1)})])), [5])
      assert.deepEqual(await typesOf(made.askAll([discover({mac: plainMac(1)})])), [2], 'others are not limited')
      await made.ask(release(address(9), {mac: goldMac(1)}))
      assert.deepEqual(await typesOf(made.askAll([select({ask: address(2), mac: goldMac(2)})])), [5])
    })

    test('the row names the classes of the configuration that the client is in', async () => {
      const made = await lab({...subnet({...wide, 'store-extended-info': true}), ...gold({'address-limit': 5})})
      const relayed = {options: {82: '0104aabbccdd'}}
      await made.askAll([
        select({ask: address(1), mac: goldMac(1), ...relayed}),
        select({ask: address(2), mac: plainMac(1), options: {60: '616e79'}}),
      ])
      assert.deepEqual(
        (await made.leases()).map(({userContext}) => JSON.parse(userContext ?? 'null')),
        [
          {ISC: {'client-classes': ['gold', 'other'], 'relay-agent-info': '0x0104AABBCCDD'}},
          {ISC: {'client-classes': ['other']}},
        ],
      )
    })

    test('a subnet never has more leases than it may', async () => {
      const made = await lab({...hook, ...subnet({...wide, 'user-context': {limits: {'address-limit': 4}}})})
      const types = await typesOf(made.askAll(several(30, plainMac)))
      assert.equal(types.filter(type => type === 5).length, 4)
      assert.deepEqual((await store.limitCounts4([], [1])).subnets, new Map([[1, 4]]))
    })

    test('a subnet without room leaves its clients to the others of its network', async () => {
      const made = await lab({
        ...hook,
        subnet4: [],
        'shared-networks': [
          {
            name: 'n',
            relay: {'ip-addresses': ['127.0.1.1']},
            subnet4: [
              {
                ...subnetOf(1, '127.0.1.0/24', '127.0.1.10 - 127.0.1.99'),
                'user-context': {limits: {'address-limit': 2}},
              },
              subnetOf(2, '127.0.2.0/24', '127.0.2.10 - 127.0.2.10'),
            ],
          },
        ],
      })
      const given = async (n: number) => {
        const offer = await made.ask(discover({mac: plainMac(n)}))
        if (offer === undefined) return undefined
        return (await made.ask(select({mac: plainMac(n), ask: offer.address})))?.address
      }
      const addresses = [await given(1), await given(2), await given(3), await given(4)]
      assert.deepEqual(
        addresses.map(text => text?.slice(0, 7)),
        ['127.0.1', '127.0.1', '127.0.2', undefined],
      )
      assert.equal((await made.ask(discover({mac: plainMac(1)})))?.address, addresses[0], 'a lease is offered again')
    })

    test('an OFFER that is stored counts', async () => {
      const made = await lab({...subnet({...wide, 'offer-lifetime': 60}), ...gold({'address-limit': 2})})
      const types = await typesOf(made.askAll(Array.from({length: 9}, (_, n) => discover({mac: goldMac(n)}))))
      assert.equal(types.filter(type => type === 2).length, 2)
      const [held] = await made.leases()
      assert.deepEqual(
        await typesOf(made.askAll([select({ask: address(held!.address - 0x7f00010a), mac: held!.hwAddr!})])),
        [5],
      )
    })
  })
}

describe('limits of packets', () => {
  let store: LeaseStore4
  before(async () => {
    store = await (await testLeases('sqlite')).open()
  })
  after(() => store.close())

  test('so many of a class in a minute, then none until the minute is over', async () => {
    const made = PipelineLab4.over(store, {...subnet(wide), ...gold({'rate-limit': '3 packets per minute'})})
    const ask = async (mac: string) => (await made.ask(discover({mac})))?.type
    for (let n = 0; n < 3; n++) assert.equal(await ask(goldMac(n)), 2)
    assert.equal(await ask(goldMac(0)), undefined)
    assert.equal(await ask(plainMac(0)), 2)
    made.now += 59_000
    assert.equal(await ask(goldMac(0)), undefined)
    assert.deepEqual([made.statistic('pkt4-limit-exceeded'), made.statistic('pkt4-receive-drop')], [2, 2])
    made.now += 1000
    assert.equal(await ask(goldMac(0)), 2)
  })

  test('of a subnet, and with early global reservations; 0 means none at all', async () => {
    const context = {'user-context': {limits: {'rate-limit': '1 packet per hour'}}}
    for (const early of [true, false]) {
      const made = PipelineLab4.over(store, {
        ...hook,
        ...subnet({...wide, ...context}),
        'early-global-reservations-lookup': early,
      })
      assert.equal((await made.ask(discover()))?.type, 2)
      assert.equal(await made.ask(discover()), undefined)
    }
    const none = PipelineLab4.over(store, {...subnet(wide), ...gold({'rate-limit': '0 packets per second'})})
    assert.equal(await none.ask(discover({mac: goldMac(1)})), undefined)
  })

  test('without the hook nothing is limited', async () => {
    const {'client-classes': classes} = gold({'rate-limit': '0 packets per second', 'address-limit': 0})
    const made = PipelineLab4.over(store, {...subnet(wide), 'client-classes': classes})
    assert.equal((await made.ask(discover({mac: goldMac(1)})))?.type, 2)
  })
})
