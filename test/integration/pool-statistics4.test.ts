import assert from 'node:assert/strict'
import {after, before, test} from 'node:test'
import {type CountedServer4, countedKeats4, type ServerPlace, serverPlace} from '../support/counted-server4.ts'
import type {Seed4} from '../support/scenarios4/scenario.ts'

// Pools with an id have statistics of their own, as in Kea 2.4 and newer; without one there are none, as in Kea 2.2.

const pools = [
  {pool: '127.0.1.10 - 127.0.1.12', 'pool-id': 7},
  {pool: '127.0.1.20 - 127.0.1.20', 'pool-id': 7},
  {pool: '127.0.1.30 - 127.0.1.39'},
]
const dhcp4 = {
  'expired-leases-processing': {'reclaim-timer-wait-time': 0},
  subnet4: [
    {id: 1, subnet: '127.0.1.0/24', pools},
    {id: 2, subnet: '127.0.2.0/24', pools: [{pool: '127.0.2.1 - 127.0.2.9', 'pool-id': 0}]},
  ],
}
const seeds: readonly Seed4[] = [
  {address: '127.0.1.10', mac: '02000000aa01'},
  {address: '127.0.1.30', state: 1},
  {address: '127.0.1.31', mac: '02000000aa02', age: 9000},
  {address: '127.0.1.99', mac: '02000000aa03'},
  {address: '127.0.2.1', mac: '02000000aa04', subnetId: 2},
]
const MAC = '020000000001'
const via = {mac: MAC, giaddr: '127.0.1.1'}

let place: ServerPlace
let keats: CountedServer4
before(async () => {
  place = serverPlace(seeds)
  keats = await countedKeats4(dhcp4, place)
})
after(async () => {
  await keats.stop()
  place.remove()
})

const names = ['total', 'assigned', 'declined', 'cumulative-assigned', 'reclaimed-declined'].map(
  name => `${name}-addresses`,
)

/** Of each pool id: total, assigned, declined, cumulative-assigned, reclaimed-declined, reclaimed leases. */
async function numbers(): Promise<Record<string, readonly (number | undefined)[]>> {
  const values = await keats.values()
  const found = [...values.keys()].flatMap(name => /^(subnet\[\d+\]\.pool\[\d+\])\.total/.exec(name)?.[1] ?? [])
  const all = [...names, 'reclaimed-leases']
  return Object.fromEntries(
    found.map(pool => [pool.replace('subnet', ''), all.map(name => values.get(`${pool}.${name}`))]),
  )
}

const shown = async (seven: readonly number[], other: readonly number[], what: string) =>
  assert.deepEqual(await numbers(), {'[1].pool[0]': other, '[1].pool[7]': seven}, what)

test('pools are counted by their ids, from what the database holds, by every commit', async () => {
  await shown([4, 1, 0, 0, 0, 0], [10, 2, 1, 0, 0, 0], 'start')
  assert.ok(await keats.send({type: 3, ask: '127.0.1.20', server: '127.0.0.1', ...via}))
  await shown([4, 2, 0, 1, 0, 0], [10, 2, 1, 0, 0, 0], 'a lease in the second pool of the id')
  assert.ok(await keats.send({type: 3, ciaddr: '127.0.1.20', ...via}))
  await shown([4, 2, 0, 1, 0, 0], [10, 2, 1, 0, 0, 0], 'renewed')
  await keats.send({type: 4, ask: '127.0.1.20', server: '127.0.0.1', ...via})
  await shown([4, 2, 1, 1, 0, 0], [10, 2, 1, 0, 0, 0], 'declined')
  await keats.command('lease4-del', {'ip-address': '127.0.1.20'})
  await shown([4, 1, 0, 1, 0, 0], [10, 2, 1, 0, 0, 0], 'removed by a command')
  await keats.command('leases-reclaim', {remove: false})
  await shown([4, 1, 0, 1, 0, 0], [10, 1, 1, 0, 0, 1], 'reclaimed')
})

test('a new configuration counts its own pools', async () => {
  const {Dhcp4} = (await keats.command('config-get')).arguments as {Dhcp4: {subnet4: {pools: object[]}[]}}
  assert.deepEqual(
    Dhcp4.subnet4[0]?.pools.map(pool => (pool as {'pool-id'?: number})['pool-id']),
    [7, 7, undefined],
  )
  const next = [{pool: '127.0.1.0/24', 'pool-id': 9}]
  const one = {...dhcp4.subnet4[0], pools: next}
  const answer = await keats.command('config-set', {Dhcp4: {...Dhcp4, subnet4: [one]}})
  assert.equal(answer.result, 0, answer.text)
  assert.deepEqual(await numbers(), {'[1].pool[9]': [256, 3, 1, 0, 0, 0]})
  assert.ok(await keats.send({type: 3, ask: '127.0.1.77', server: '127.0.0.1', ...via}))
  assert.deepEqual(await numbers(), {'[1].pool[9]': [256, 4, 1, 1, 0, 0]})
  const without = {...one, pools: [{pool: '127.0.1.0/24'}]}
  assert.equal((await keats.command('config-set', {Dhcp4: {...Dhcp4, subnet4: [without]}})).result, 0)
  assert.deepEqual(await numbers(), {})
})
