import assert from 'node:assert/strict'
import {test} from 'node:test'
import {admit4} from '../../../src/engine/admit.ts'
import {type SubnetIndex4, selectSubnet4} from '../../../src/engine/select-subnet.ts'
import {subnetOfAddress4} from '../../../src/engine/subnet-index4.ts'
import type {Ipv4} from '../../../src/net-types/ipv4.ts'
import {prefixContains4} from '../../../src/net-types/prefix4.ts'
import {arrivalOf, indexOf, messageOf} from '../../support/engine4.ts'
import {address} from '../../support/scenarios4/build.ts'
import type {Query4} from '../../support/scenarios4/scenario.ts'

const three = indexOf({
  subnet4: [
    {id: 1, subnet: '10.1.0.0/24', pools: [{pool: '10.1.0.10 - 10.1.0.20'}]},
    {id: 2, subnet: '10.2.0.0/24', pools: [{pool: '10.2.0.10 - 10.2.0.20'}]},
    {id: 3, subnet: '10.3.0.0/24', interface: 'eth3'},
  ],
})

const select = (query: Partial<Query4>, arrival: ReturnType<typeof arrivalOf>, index: SubnetIndex4 = three) =>
  selectSubnet4(messageOf({type: 1, giaddr: '0.0.0.0', ...query}), undefined, arrival, index, new Set())?.id

test('a direct client without an address belongs to the subnet of the interface address', () => {
  assert.equal(select({}, arrivalOf('0.0.0.0', undefined)), 1)
  assert.equal(select({}, arrivalOf('0.0.0.0', true, '10.2.0.1')), 2)
})

test('only the first address of the interface counts', () => {
  assert.equal(select({}, arrivalOf('0.0.0.0', true, '192.0.2.1', '10.2.0.1')), undefined)
})

test('a subnet that names the interface beats the address', () => {
  const arrival = arrivalOf('0.0.0.0', true)
  assert.equal(select({}, {...arrival, local: {...arrival.local, interface: 'eth3'}}), 3)
})

test('unicast: ciaddr, then the source', () => {
  assert.equal(select({ciaddr: '10.2.0.11'}, arrivalOf('10.1.0.11', false)), 2)
  assert.equal(select({}, arrivalOf('10.2.0.11', false)), 2)
  assert.equal(select({ciaddr: '192.0.2.9'}, arrivalOf('10.2.0.11', false)), undefined)
})

test('broadcast: neither ciaddr nor source', () => {
  assert.equal(select({ciaddr: '10.2.0.11'}, arrivalOf('10.2.0.11', true)), 1)
})

test('a direct broadcast that fits no subnet is not answered, a unicast one is', () => {
  const message = messageOf({type: 3, giaddr: '0.0.0.0', ciaddr: '192.0.2.9'})
  const admit = (arrival: ReturnType<typeof arrivalOf>) =>
    admit4(message, {arrival, index: three, serverIds: new Set<Ipv4>()})
  const dropped = admit(arrivalOf('192.0.2.9', true, '192.0.2.1'))
  assert.deepEqual(dropped, {kind: 'drop', reason: 'direct-without-subnet'})
  assert.equal(admit(arrivalOf('192.0.2.9', false, '192.0.2.1')).kind, 'go')
})

test('overlapping prefixes: the lowest id that contains the address, everywhere', () => {
  const prefixes = [
    '10.0.0.0/8',
    '10.1.0.0/16',
    '10.1.2.0/24',
    '10.1.3.0/24',
    '10.255.0.0/16',
    '0.0.0.0/1',
    '255.255.255.255/32',
    '10.1.2.128/25',
  ]
  for (const order of [
    [8, 7, 6, 5, 4, 3, 2, 1],
    [1, 2, 3, 4, 5, 6, 7, 8],
    [5, 1, 8, 3, 7, 2, 6, 4],
  ]) {
    const index = indexOf({subnet4: prefixes.map((subnet, i) => ({id: order[i], subnet}))})
    const ends = index.config.subnets.flatMap(({prefix}) => {
      const last = prefix.address + 2 ** (32 - prefix.length) - 1
      return [prefix.address - 1, prefix.address, last, last + 1]
    })
    for (const end of ends.filter(each => each >= 0 && each <= 0xffffffff) as Ipv4[]) {
      const containing = index.config.subnets.filter(({prefix}) => prefixContains4(prefix, end)).map(({id}) => id)
      const expected = containing.length === 0 ? undefined : Math.min(...containing)
      assert.equal(subnetOfAddress4(index, end)?.id, expected, `${end} in ${order}`)
    }
  }
})

test('ten thousand subnets: every one is found', () => {
  const subnet4 = Array.from({length: 10_000}, (_, i) => ({id: i + 1, subnet: `10.${i >> 8}.${i & 255}.0/24`}))
  const index = indexOf({subnet4})
  for (let i = 0; i < 10_000; i += 7) {
    assert.equal(subnetOfAddress4(index, address(`10.${i >> 8}.${i & 255}.77`))?.id, i + 1)
  }
})

test('ignore-rai-link-selection', () => {
  const query = {type: 1, giaddr: '10.1.0.1', options: {82: '05040a020001'}}
  const subnetOf = (index: SubnetIndex4) => {
    const admission = admit4(messageOf(query), {arrival: arrivalOf('10.1.0.1', false), index, serverIds: new Set()})
    return admission.kind === 'go' ? admission.request.subnet?.id : admission.kind
  }
  assert.equal(subnetOf(three), 2)
  const {config} = three
  const compatibility = {...config.compatibility, ignoreRaiLinkSelection: true}
  assert.equal(subnetOf({...three, config: {...config, compatibility}}), 1)
})

test('a server identifier of another server is obeyed, unless the configuration says not to', () => {
  const foreign = messageOf({type: 3, giaddr: '0.0.0.0', server: '192.0.2.99'})
  const facts = {arrival: arrivalOf('10.1.0.11', false), serverIds: new Set([address('10.1.0.1')])}
  assert.deepEqual(admit4(foreign, {...facts, index: three}), {kind: 'drop', reason: 'foreign-server-id'})
  const lenient = indexOf({
    compatibility: {'ignore-dhcp-server-identifier': true},
    subnet4: [{id: 1, subnet: '10.1.0.0/24', pools: [{pool: '10.1.0.10 - 10.1.0.20'}]}],
  })
  assert.equal(admit4(foreign, {...facts, index: lenient}).kind, 'go')
})
