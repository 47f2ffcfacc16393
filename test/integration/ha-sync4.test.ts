import assert from 'node:assert/strict'
import {join} from 'node:path'
import {after, afterEach, describe, test} from 'node:test'
import {openLeaseStore4} from '../../src/db/lease-stores.ts'
import {ownerOf4} from '../../src/ha/owner4.ts'
import type {Lease4} from '../../src/model/lease4.ts'
import {parseIpv4} from '../../src/net-types/ipv4.ts'
import {migratedDatabase, scratchDirectory} from '../support/databases.ts'
import {setup} from '../support/ha.ts'
import {addedLease, everyKind} from '../support/ha-leases4.ts'
import {freeUrls, HaServer4, type HaSide} from '../support/ha-servers4.ts'
import {accessTo, leaseOf} from '../support/leases.ts'
import {type Acked, leaseDatabase, macOf, openClients4} from '../support/loopback4.ts'
import {TcpProxy} from '../support/tcp-proxy.ts'

const running: HaServer4[] = []
const proxies: TcpProxy[] = []
afterEach(() => Promise.all(running.splice(0).map(server => server.stop())))
after(() => Promise.all(proxies.map(proxy => proxy.close())))

/** Enough for a synchronization, in pages of ten, to be under way when something happens. */
const LEASES = 4000

let files = 0
const newFile = () => join(scratchDirectory(), `ha-sync-${++files}.sqlite`)

async function start(index: 0 | 1, side: Partial<HaSide> & Pick<HaSide, 'urls'>): Promise<HaServer4> {
  const leaseDatabase = {type: 'memfile', persist: false}
  const server = await HaServer4.start({maker: 'keats', index, leaseDatabase, ...side})
  running.push(server)
  return server
}

/** A file with so many leases, from 10.77.1.0 on. */
async function fileOf(count: number): Promise<string> {
  const path = newFile()
  const store = await openLeaseStore4({type: 'sqlite', name: path, readonly: false}, {queued: 10})
  const first = parseIpv4('10.77.1.0')!
  const expire = Math.floor(Date.now() / 1000) + 80_000
  const lease = (n: number): Lease4 =>
    leaseOf(n, {address: (first + n) as Lease4['address'], validLifetime: 86_400, expire})
  for (let n = 0; n < count; n += 1000) {
    const part = Array.from({length: Math.min(1000, count - n)}, (_, index) => lease(n + index))
    assert.equal(await store.commit4(part.map(one => ({kind: 'create', lease: one}))), 'ok')
  }
  await store.close()
  return path
}

/** 0 = the primary. */
function ownerOf(client: number): 0 | 1 {
  const owner = ownerOf4(setup('load-balancing'), {messageType: 1, clientId: undefined, hwAddr: macOf(client)})
  return owner?.name === 'server1' ? 0 : 1
}

async function assigned(server: HaServer4): Promise<unknown> {
  const name = 'subnet[1].assigned-addresses'
  const samples = await server.ask<Record<string, readonly (readonly unknown[])[]>>('statistic-get', {name})
  return samples[name]?.[0]?.[0]
}

describe('synchronization between two keats', () => {
  test('one address after the other, and nobody gets what the partner has given', async () => {
    const urls = await freeUrls()
    const side = {
      urls,
      changes: {'sync-page-limit': 3},
      dhcp4: {
        subnet4: [
          {
            id: 1,
            subnet: '10.77.0.0/16',
            pools: [{pool: '10.77.0.1 - 10.77.0.9'}],
            relay: {'ip-addresses': ['127.0.0.1']},
          },
        ],
      },
    }
    const second = await start(1, side)
    for (const lease of everyKind) await second.ask('lease4-add', lease)
    await second.ask('lease4-add', addedLease(9))
    await second.ask('lease4-del', {'ip-address': '10.77.0.8'})
    const first = await start(0, side)
    await Promise.all([first, second].map(server => server.reaches('hot-standby')))
    assert.deepEqual(await first.leases(), await second.leases())
    assert.equal(await assigned(first), await assigned(second))
    const sync = await first.lastSync()
    assert.deepEqual([sync?.['leases'], sync?.['taken'], sync?.['pages'], sync?.['skipped']], [8, 8, 3, 0])
    const clients = await openClients4(first)
    try {
      const addresses = [await clients.lease(1001), await clients.lease(1002)].map(acked => acked?.address)
      // Free, and out of force; nothing else is left.
      assert.deepEqual(addresses.sort(), [parseIpv4('10.77.0.4'), parseIpv4('10.77.0.8')])
      assert.equal(await clients.leaseBriefly(1003), undefined)
    } finally {
      await clients.close()
    }
    await second.until('leases of the partner', async () => (await second.leases()).length === 9)
    assert.deepEqual(await first.leases(), await second.leases())
  })

  test('ha-sync, also while the machine does the same', async () => {
    const urls = await freeUrls()
    const path = await fileOf(2000)
    const changes = {'sync-page-limit': 20, 'max-response-delay': 60_000}
    const second = await start(1, {urls, leaseDatabase: {type: 'sqlite', name: path}, changes})
    const first = await start(0, {urls, changes})
    await first.until('synchronization', async () => (await first.lastSync()) !== undefined)
    const commands = Array.from({length: 3}, () => first.ask('ha-sync', {'server-name': 'server2', 'max-period': 5}))
    await Promise.all(commands)
    assert.equal((await first.leases()).length, 2000)
    await Promise.all([first, second].map(server => server.reaches('hot-standby')))
    // In the normal state too, and nobody is left without service.
    await first.ask('lease4-del', {'ip-address': '10.77.1.7'})
    await first.ask('ha-sync', {'server-name': 'server2'})
    assert.equal((await first.leases()).length, 2000)
    assert.equal((await first.lastSync())?.['taken'], 1)
    for (const server of [first, second]) {
      const {'dhcp-state': state} = await server.ask<{'dhcp-state': {'globally-disabled': boolean}}>('status-get')
      assert.equal(state['globally-disabled'], false)
    }
  })

  test('the partner dies between two pages, comes back, and is asked again', async () => {
    const urls = await freeUrls()
    const leaseDatabase = {type: 'sqlite', name: await fileOf(LEASES)}
    const changes = {'sync-page-limit': 10, 'max-response-delay': 60_000}
    const second = await start(1, {urls, leaseDatabase, changes})
    const first = await start(0, {urls, changes})
    await first.until('pages', async () => Number((await first.lastSync())?.['pages'] ?? 0) > 3)
    await second.stop('SIGKILL')
    await first.until('failure', async () => (await first.lastSync())?.['failure'] !== undefined)
    assert.equal(await first.state(), 'syncing')
    const kept = (await first.leases()).length
    assert.ok(kept > 0 && kept < LEASES, `${kept} leases`)
    await second.start()
    await Promise.all([first, second].map(server => server.reaches('hot-standby')))
    assert.deepEqual(await first.leases(), await second.leases())
    const sync = await first.lastSync()
    assert.deepEqual([sync?.['leases'], Number(sync?.['taken']) <= LEASES - kept], [LEASES, true])
  })

  test('a server that ends in the middle leaves its partner in service', async () => {
    const urls = await freeUrls()
    const leaseDatabase = {type: 'sqlite', name: await fileOf(LEASES)}
    const changes = {'sync-page-limit': 10, 'max-response-delay': 60_000}
    const second = await start(1, {urls, leaseDatabase, changes})
    const first = await start(0, {urls, changes})
    await first.until('pages', async () => Number((await first.lastSync())?.['pages'] ?? 0) > 3)
    await first.stop('SIGTERM')
    await second.until('service', async () => {
      const {'dhcp-state': state} = await second.ask<{'dhcp-state': Record<string, unknown>}>('status-get')
      return (state['disabled-by-remote-command'] as readonly number[]).length === 0
    })
  })

  test('the database of this server is lost meanwhile, and comes back', async () => {
    const urls = await freeUrls()
    const {target} = await migratedDatabase('pgsql')
    const proxy = await TcpProxy.open(target.host, target.port)
    proxies.push(proxy)
    const changes = {'sync-page-limit': 10, 'max-response-delay': 60_000}
    const second = await start(1, {urls, leaseDatabase: {type: 'sqlite', name: await fileOf(LEASES)}, changes})
    const recovery = {'max-reconnect-tries': 1000, 'reconnect-wait-time': 200, 'on-fail': 'serve-retry-continue'}
    const access = {...leaseDatabase(accessTo({...target, host: '127.0.0.1', port: proxy.port})), ...recovery}
    const first = await start(0, {urls, leaseDatabase: access, changes})
    await first.until('pages', async () => Number((await first.lastSync())?.['pages'] ?? 0) > 3)
    await proxy.set('refuse')
    await first.until('failure', async () => (await first.lastSync())?.['failure'] !== undefined)
    await proxy.set('pass')
    await Promise.all([first, second].map(server => server.reaches('hot-standby')))
    assert.deepEqual(await first.leases(), await second.leases())
  })
})

describe('what a partner asks while it fetches', () => {
  test('its lock by name and by number is one, however it gives it back', async () => {
    const urls = await freeUrls()
    const server = await start(0, {urls, changes: {'max-response-delay': 60_000}})
    const remote = async () => {
      const {'dhcp-state': state} = await server.ask<{'dhcp-state': Record<string, unknown>}>('status-get')
      return state['disabled-by-remote-command']
    }
    const takes = [{origin: 'ha-partner'}, {origin: 'ha-partner', 'origin-id': 2000}, {'origin-id': 2000}]
    const lock = {'server-name': 'server2', 'origin-id': 2000, origin: 2000}
    const gives: readonly (readonly [string, object | undefined])[] = [
      ['dhcp-enable', {origin: 'ha-partner'}],
      ['dhcp-enable', {origin: 'ha-partner', 'origin-id': 2000}],
      ['ha-sync-complete-notify', undefined],
      ['ha-sync-complete-notify', lock],
    ]
    for (const take of takes) {
      for (const [command, args] of gives) {
        await server.ask('dhcp-disable', {...take, 'max-period': 60})
        assert.deepEqual(await remote(), [2000])
        await server.ask(command, args)
        assert.deepEqual(await remote(), [], `${JSON.stringify(take)} ${command} ${JSON.stringify(args)}`)
      }
    }
    await server.ask('dhcp-disable', {origin: 'ha-partner', 'max-period': 1})
    await server.until('end of the time', async () => ((await remote()) as readonly number[]).length === 0)
  })
})

for (const [backend, name] of [
  ['pgsql', 'PostgreSQL'],
  ['mysql', 'MariaDB'],
] as const) {
  describe(`two servers on one ${name} database`, () => {
    test('no updates, no synchronization, no address twice, and the counts follow', async () => {
      const urls = await freeUrls()
      const {target} = await migratedDatabase(backend)
      const side = {
        urls,
        leaseDatabase: leaseDatabase(accessTo(target)),
        changes: {
          mode: 'load-balancing',
          'send-lease-updates': false,
          'sync-leases': false,
          'max-unacked-clients': 0,
          'max-response-delay': 1500,
        },
      }
      const second = await start(1, side)
      const first = await start(0, side)
      await Promise.all([first, second].map(server => server.reaches('load-balancing')))
      const clients = await Promise.all([first, second].map(server => openClients4(server, 1500)))
      try {
        const lease = async (client: number) => {
          const own = clients[ownerOf(client)]!
          // Both may offer the same address: who comes second is refused, and begins anew.
          for (let tries = 0; tries < 20; tries++) {
            const acked = await own.lease(client)
            if (acked !== undefined) return acked
          }
          throw new Error(`client ${client} gets no address`)
        }
        const acked = await Promise.all(Array.from({length: 60}, (_, client) => lease(client)))
        assert.equal(acked.length, 60)
        assert.equal(new Set(acked.map(({client}) => client)).size, 60)
        assert.equal(new Set(acked.map(({address}) => address)).size, 60)
        assert.equal((await first.leases()).length, 60)
        assert.deepEqual(await first.leases(), await second.leases())
        for (const server of [first, second]) {
          const {'result-set': set} = await server.ask<{'result-set': {rows: readonly (readonly number[])[]}}>(
            'stat-lease4-get',
          )
          assert.equal(set.rows[0]?.[3], 60)
        }
        for (const server of [first, second]) assert.equal(await server.lastSync(), undefined)
        // The other serves all, and each client keeps what it has.
        await first.stop('SIGKILL')
        await second.reaches('partner-down')
        // Who is not answered in time asks again.
        const renew = async (one: Acked) => {
          let renewed: Acked | undefined
          for (let tries = 0; renewed === undefined && tries < 10; tries++) renewed = await clients[1]!.renew(one)
          return renewed
        }
        assert.deepEqual(await Promise.all(acked.map(renew)), acked)
        await first.start()
        await Promise.all([first, second].map(server => server.reaches('load-balancing')))
      } finally {
        await Promise.all(clients.map(one => one.close()))
      }
    })
  })
}
