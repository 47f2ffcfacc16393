import assert from 'node:assert/strict'
import {test} from 'node:test'
import type {SystemInterface4} from '../../../src/net/interfaces4.ts'
import {planLinks4} from '../../../src/net/plan4.ts'
import {formatIpv4, type Ipv4, parseIpv4} from '../../../src/net-types/ipv4.ts'
import {interfacesOf} from '../../support/reflector4-program.ts'

function systemOf(list: Readonly<Record<string, readonly string[]>>): Map<string, SystemInterface4> {
  return new Map(
    Object.entries(list).map(([name, addresses], position) => [
      name,
      {
        name,
        index: position + 1,
        loopback: name === 'lo',
        addresses: addresses.map(text => ({address: parseIpv4(text) as Ipv4, prefixLength: 24})),
      },
    ]),
  )
}

const system = systemOf({lo: ['127.0.0.1'], eth0: ['10.0.0.1', '10.0.1.1'], eth1: ['10.1.0.1'], down: []})

const served = (names: readonly string[], on = system) =>
  planLinks4(interfacesOf(names), on).links.map(link => [
    link.interface,
    link.broadcast === undefined ? undefined : formatIpv4(link.broadcast.address),
    ...link.endpoints.map(({address}) => formatIpv4(address)),
  ])

test('* is every interface with an address, but loopback', () => {
  assert.deepEqual(served(['*']), [
    ['eth0', '10.0.0.1', '10.0.0.1', '10.0.1.1'],
    ['eth1', '10.1.0.1', '10.1.0.1'],
  ])
  assert.deepEqual(
    planLinks4(interfacesOf(['*']), system).unusable.map(entry => entry.interface),
    ['down'],
  )
})

test('selectors add up, whatever their order', () => {
  assert.deepEqual(served(['eth0/10.0.1.1']), [['eth0', '10.0.1.1', '10.0.1.1']])
  assert.deepEqual(served(['lo', 'eth1']), [
    ['lo', undefined, '127.0.0.1'],
    ['eth1', '10.1.0.1', '10.1.0.1'],
  ])
  assert.deepEqual(served(['eth0/10.0.1.1', '*'])[0], ['eth0', '10.0.0.1', '10.0.0.1', '10.0.1.1'])
  assert.deepEqual(served(['*', 'eth0/10.0.1.1'])[0], ['eth0', '10.0.0.1', '10.0.0.1', '10.0.1.1'])
})

test('the endpoint that serves a second address names it first', () => {
  const [link] = planLinks4(interfacesOf(['eth0']), system).links
  assert.deepEqual(
    link?.endpoints.map(({addresses}) => addresses.map(({address}) => formatIpv4(address))),
    [
      ['10.0.0.1', '10.0.1.1'],
      ['10.0.1.1', '10.0.0.1'],
    ],
  )
})

test('what cannot be served is told apart: not there, no address, another address', () => {
  const plan = planLinks4(interfacesOf(['eth9', 'down', 'eth1/10.1.0.7']), system)
  assert.deepEqual(plan.links, [])
  assert.deepEqual(plan.missing, ['eth9'])
  assert.deepEqual(plan.unusable, [
    {interface: 'down', reason: 'it is down or has no IPv4 address'},
    {interface: 'eth1', reason: 'it does not have the address 10.1.0.7'},
  ])
})

test('a link has a new key when its interface changed, and only then', () => {
  const key = (on: Map<string, SystemInterface4>) => planLinks4(interfacesOf(['eth1']), on).links[0]?.key
  assert.equal(key(system), key(new Map(system)))
  const again = new Map(system).set('eth1', {...system.get('eth1')!, index: 77})
  assert.notEqual(key(system), key(again))
  const longer = {address: parseIpv4('10.1.0.1') as Ipv4, prefixLength: 25}
  assert.notEqual(key(system), key(new Map(system).set('eth1', {...system.get('eth1')!, addresses: [longer]})))
})

test('replies to hardware addresses: off on loopback and with sockets of type udp', () => {
  const raw = planLinks4(interfacesOf(['lo', 'eth0']), system).links.map(link => link.rawIndex)
  assert.deepEqual(raw, [undefined, 2])
  const udp = planLinks4(interfacesOf(['eth0'], {socketType: 'udp'}), system).links.map(link => link.rawIndex)
  assert.deepEqual(udp, [undefined])
})
