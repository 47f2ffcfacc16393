import assert from 'node:assert/strict'
import {test} from 'node:test'
import {openHostStore} from '../../src/db/host-stores.ts'
import {openLeaseStore4} from '../../src/db/lease-stores.ts'
import type {Host4} from '../../src/model/host4.ts'
import {parseIpv4} from '../../src/net-types/ipv4.ts'
import {hostOf} from '../support/hosts.ts'
import {PipelineLab4} from '../support/pipeline4.ts'
import type {Query4} from '../support/scenarios4/scenario.ts'

const memory = {type: 'sqlite', name: ':memory:', readonly: false} as const
const relay = {giaddr: '127.0.1.1'}
const network = (more: object = {}) => ({
  subnet4: [{id: 1, subnet: '127.0.1.0/24', pools: [{pool: '127.0.1.10 - 127.0.1.100'}], ...more}],
})
const discover = (mac: string): Query4 => ({type: 1, mac, ...relay})
const select = (mac: string, ask: string): Query4 => ({type: 3, mac, ask, server: '127.0.0.1', ...relay})
const renew = (mac: string, ciaddr: string): Query4 => ({type: 3, mac, ciaddr, ...relay})

const host = (mac: string, address: string | undefined): Host4 =>
  hostOf(0, {
    identifier: {type: 'hw-address', value: mac},
    address: address === undefined ? undefined : parseIpv4(address)!,
    hostname: 'box',
  })

const [stranger, reserved, named, other] = ['020000000001', '020000000002', '020000000003', '020000000004'] as const

async function lab(withHosts: boolean, more?: object) {
  const store = await openLeaseStore4(memory, {queued: 100})
  const hosts = withHosts ? await openHostStore(memory, {queued: 100}) : undefined
  for (const each of [host(reserved, '127.0.1.200'), host(named, undefined)])
    await hosts?.add4(each, {uniqueAddress: true})
  const close = async () => {
    await store.close()
    await hosts?.close()
  }
  return {pipeline: PipelineLab4.over(store, network(more), hosts), hosts, close}
}

/** What a message costs: how often leases and hosts are looked at for it, in the same moment. */
async function cost(pipeline: PipelineLab4, query: Query4, address: string) {
  pipeline.looks()
  assert.equal((await pipeline.ask(query))?.address, address)
  const {leases, hosts} = pipeline.looks()
  return [leases, hosts]
}

test('leases and hosts in one look; the REQUEST behind an OFFER needs none', async () => {
  const {pipeline, close} = await lab(true)
  try {
    assert.deepEqual(await cost(pipeline, discover(stranger), '127.0.1.10'), [1, 1])
    assert.deepEqual(await cost(pipeline, select(stranger, '127.0.1.10'), '127.0.1.10'), [0, 0])
    assert.deepEqual(await cost(pipeline, renew(stranger, '127.0.1.10'), '127.0.1.10'), [1, 1])
    assert.deepEqual(await cost(pipeline, discover(named), '127.0.1.11'), [1, 1])
    // An address that only the hosts know of is looked at once more, and the REQUEST behind it again needs nothing.
    assert.deepEqual(await cost(pipeline, discover(reserved), '127.0.1.200'), [2, 2])
    assert.deepEqual(await cost(pipeline, select(reserved, '127.0.1.200'), '127.0.1.200'), [0, 0])
    assert.deepEqual(await cost(pipeline, renew(reserved, '127.0.1.200'), '127.0.1.200'), [1, 1])
    assert.deepEqual(await cost(pipeline, discover(reserved), '127.0.1.200'), [1, 1])
  } finally {
    await close()
  }
})

test('without a hosts database nothing is asked of one, and reservations of the file cost no further look', async () => {
  const reservations = [{'hw-address': reserved, 'ip-address': '127.0.1.200'}]
  const {pipeline, close} = await lab(false, {reservations})
  try {
    assert.deepEqual(await cost(pipeline, discover(other), '127.0.1.10'), [1, 0])
    assert.deepEqual(await cost(pipeline, discover(reserved), '127.0.1.200'), [1, 0])
    assert.deepEqual(await cost(pipeline, select(reserved, '127.0.1.200'), '127.0.1.200'), [0, 0])
  } finally {
    await close()
  }
})

test('where reservations are switched off, hosts are not asked for', async () => {
  const {pipeline, close} = await lab(true, {'reservations-in-subnet': false})
  try {
    assert.deepEqual(await cost(pipeline, discover(reserved), '127.0.1.10'), [1, 0])
  } finally {
    await close()
  }
})

test('an address that is reserved for another while it is on offer is refused', async () => {
  const {pipeline, hosts, close} = await lab(true)
  try {
    assert.equal((await pipeline.ask(discover(stranger)))?.address, '127.0.1.10')
    await hosts?.add4(host(other, '127.0.1.10'), {uniqueAddress: true})
    pipeline.reserved()
    assert.equal((await pipeline.ask(select(stranger, '127.0.1.10')))?.type, 6)
    assert.equal((await pipeline.ask(discover(other)))?.address, '127.0.1.10')
  } finally {
    await close()
  }
})
