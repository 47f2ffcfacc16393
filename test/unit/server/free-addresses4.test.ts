import assert from 'node:assert/strict'
import {test} from 'node:test'
import {openLeaseStore4} from '../../../src/db/lease-stores.ts'
import {formatIpv4, parseIpv4} from '../../../src/net-types/ipv4.ts'
import type {LeaseChange4, LeaseStore4} from '../../../src/ports/lease-store.ts'
import {FreeAddresses4} from '../../../src/server/free-addresses4.ts'
import {parsedConfig4} from '../../support/config4.ts'
import {leaseOf} from '../../support/leases.ts'

for (const allocator of ['iterative', 'flq']) {
  test(`what is committed while the store is read is not forgotten: ${allocator}`, async () => {
    const store = await openLeaseStore4({type: 'sqlite', name: ':memory:', readonly: false}, {queued: 10})
    const now = Date.now()
    const expire = Math.floor(now / 1000) + 3600
    const lease = (n: number) => leaseOf(n, {address: parseIpv4(`10.0.0.${n}`)!, expire})
    assert.equal(await store.commit4([{kind: 'create', lease: lease(1)}]), 'ok')
    const pools = [{pool: '10.0.0.1 - 10.0.0.2'}]
    const config = parsedConfig4({subnet4: [{id: 1, subnet: '10.0.0.0/24', allocator, pools}]})
    const meanwhile: readonly LeaseChange4[] = [
      {kind: 'delete', address: parseIpv4('10.0.0.1')!, expected: expire},
      {kind: 'create', lease: lease(2)},
    ]
    const page4: LeaseStore4['page4'] = async (...asked) => {
      const page = await store.page4(...asked)
      addresses.apply(meanwhile)
      return page
    }
    const clock = {millis: () => now}
    const addresses = new FreeAddresses4({config, store: {...store, page4} as LeaseStore4, clock, chance: () => 0})
    await addresses.load()
    const free = addresses.pick(config.subnets, 2).map(({address}) => formatIpv4(address))
    assert.deepEqual(free, ['10.0.0.1'])
    await store.close()
  })
}

for (const allocator of ['iterative', 'flq']) {
  test(`an address is offered as soon as its reservation is gone, and none that has a lease: ${allocator}`, async () => {
    const store = await openLeaseStore4({type: 'sqlite', name: ':memory:', readonly: false}, {queued: 10})
    const now = Date.now()
    const at = (n: number) => parseIpv4(`10.0.0.${n}`)!
    const lease = leaseOf(2, {address: at(2), expire: Math.floor(now / 1000) + 3600})
    assert.equal(await store.commit4([{kind: 'create', lease}]), 'ok')
    const pools = [{pool: '10.0.0.1 - 10.0.0.3'}]
    const config = parsedConfig4({subnet4: [{id: 1, subnet: '10.0.0.0/24', allocator, pools}]})
    const reserved = [1, 2, 3].map(n => ({id: n, subnetId: 1, address: at(n)}))
    let meanwhile = () => {}
    const hosts = {
      load4: () => Promise.resolve([]),
      async *reserved4() {
        meanwhile()
        yield await Promise.resolve(reserved)
      },
    }
    const addresses = new FreeAddresses4({config, store, hosts, clock: {millis: () => now}, chance: () => 0})
    const free = () => {
      const found = addresses.pick(config.subnets, 2)
      addresses.settle(found, undefined)
      return found.map(({address}) => formatIpv4(address))
    }
    await addresses.load()
    assert.deepEqual(free(), [])
    for (const n of [1, 2]) addresses.unreserved(at(n))
    assert.deepEqual(free(), ['10.0.0.1'])
    addresses.reserved(1, at(1))
    assert.deepEqual(free(), [])
    meanwhile = () => addresses.unreserved(at(3))
    await addresses.load()
    assert.deepEqual(free(), ['10.0.0.3'])
    await store.close()
  })
}
