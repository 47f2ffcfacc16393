import assert from 'node:assert/strict'
import {join} from 'node:path'
import {type TestContext, test} from 'node:test'
import type {DatabaseAccess} from '../../src/model/config4.ts'
import {formatIpv4} from '../../src/net-types/ipv4.ts'
import {scratchDirectory} from '../support/databases.ts'
import {keaCommand} from '../support/kea-control.ts'
import {type StoreKind, testLeases} from '../support/lease-stores.ts'
import {loopbackConfig4, openClients4, startLoopback4} from '../support/loopback4.ts'

/** Two addresses to give. */
const subnet4 = [
  {subnet: '10.0.0.0/24', id: 1, pools: [{pool: '10.0.0.1 - 10.0.0.2'}], relay: {'ip-addresses': ['127.0.0.1']}},
]

let sockets = 0

async function serve(t: TestContext, access: DatabaseAccess) {
  const path = join(scratchDirectory(), `leases-${++sockets}.sock`)
  const channel = {'control-socket': {'socket-type': 'unix', 'socket-name': path}}
  const server = await startLoopback4(loopbackConfig4(access, {...channel, subnet4}))
  t.after(() => server.child.kill('SIGKILL'))
  const clients = await openClients4(server)
  t.after(() => clients.close())
  return {
    lease: async (client: number) => {
      const acked = await clients.lease(client)
      return acked === undefined ? undefined : formatIpv4(acked.address)
    },
    refused: async (client: number) => (await clients.leaseBriefly(client)) === undefined,
    command: (name: string, args?: object) => keaCommand(path, name, args),
  }
}

const at = (address: string, more: object = {}) => ({'ip-address': address, 'hw-address': '02:aa:aa:aa:aa:aa', ...more})

for (const kind of ['sqlite', 'postgresql', 'mysql'] as const satisfies readonly StoreKind[]) {
  test(`${kind}: addresses and statistics follow lease commands at once`, {timeout: 300_000}, async t => {
    const {access} = await testLeases(kind)
    const {lease, refused, command} = await serve(t, access)
    const statistics = async () => {
      const {arguments: all} = await command('statistic-get-all')
      const value = (name: string) => (all as Record<string, [number, string][]>)[name]?.[0]?.[0]
      return [value('subnet[1].assigned-addresses'), value('subnet[1].declined-addresses')]
    }
    const done = async (name: string, args: object) => assert.equal((await command(name, args)).result, 0, name)

    await done('lease4-add', at('10.0.0.1'))
    assert.deepEqual(await statistics(), [1, 0])
    assert.equal(await lease(1), '10.0.0.2')
    assert.ok(await refused(2), 'none is left')
    assert.deepEqual(await statistics(), [2, 0])
    await done('lease4-del', {'ip-address': '10.0.0.1'})
    assert.equal(await lease(2), '10.0.0.1')
    await done('lease4-update', at('10.0.0.1', {state: 1}))
    assert.deepEqual(await statistics(), [2, 1])
    assert.ok(await refused(2), 'declined')
    // Its time must have run out too: Kea 2.2 keeps a reclaimed lease with time left from others.
    await done('lease4-update', at('10.0.0.1', {state: 2, expire: 1_700_000_000}))
    assert.deepEqual(await statistics(), [1, 0])
    assert.equal(await lease(3), '10.0.0.1', 'a reclaimed lease is nobody’s')
    const {arguments: found} = await command('lease4-get', {'ip-address': '10.0.0.1'})
    assert.equal((found as {'hw-address': string})['hw-address'], '02:00:00:00:00:03')
    await done('lease4-wipe', {})
    assert.deepEqual(await statistics(), [0, 0])
    assert.deepEqual(new Set([await lease(4), await lease(5)]), new Set(['10.0.0.1', '10.0.0.2']))
    assert.deepEqual(await statistics(), [2, 0])
  })
}
