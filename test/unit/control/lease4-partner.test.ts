import assert from 'node:assert/strict'
import {after, test} from 'node:test'
import {MemoryControl} from '../../support/controlled-server4.ts'
import {LeaseServer4} from '../../support/lease-control4.ts'
import {testLeases} from '../../support/lease-stores.ts'
import {T0} from '../../support/leases.ts'

const store = await (await testLeases('sqlite')).open()
after(() => store.close())

const control = new MemoryControl(new LeaseServer4(store, () => T0))
const lease = {
  ...{'ip-address': '192.0.2.1', 'hw-address': '02:00:00:00:00:01', 'subnet-id': 1, state: 0},
  ...{'valid-lft': 600, expire: T0 + 600, 'fqdn-fwd': false, 'fqdn-rev': false, hostname: '', 'force-create': true},
}
const update = async (change: object) => (await control.command('lease4-update', {...lease, ...change})).result

/** Kea since 2.4 says who it is; 2.2.0 does not, and knows no result 4 (facts: ha.md §5.4, §9). */
const marked = {origin: 'ha-partner'}

test('what this server has against a lease is a conflict to a partner that knows of conflicts', async () => {
  const wrong = [{'subnet-id': 77}, {'ip-address': '198.51.100.1'}, {'ip-address': '198.51.100.1', 'subnet-id': 0}]
  for (const change of [...wrong, {'ip-address': '192.0.2.9', 'force-create': false}]) {
    assert.equal(await update(change), 1, JSON.stringify(change))
    assert.equal(await update({...change, origin: 'user'}), 1)
    assert.equal(await update({...change, ...marked}), 4, JSON.stringify(change))
  }
})

test('a lease that is wrong in itself is an error to everybody', async () => {
  for (const change of [{state: 4}, {expire: 5}, {'hw-address': 'x'}, {'fqdn-fwd': true}, {'valid-lft': 'x'}]) {
    assert.equal(await update({...change, ...marked}), 1, JSON.stringify(change))
  }
})

test('a lease that a partner keeps as released is one whose time is out; others cannot say so', async () => {
  const released = {state: 3, 'valid-lft': 0, expire: T0}
  assert.equal(await update(released), 1)
  assert.equal(await update({...released, ...marked, 'pool-id': 4}), 0)
  const {arguments: row} = await control.command('lease4-get', {'ip-address': '192.0.2.1'})
  assert.equal((row as {state: number}).state, 2)
})
