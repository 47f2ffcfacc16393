import assert from 'node:assert/strict'
import {describe, type TestContext, test} from 'node:test'
import type {DatabaseRecovery} from '../../src/model/config4.ts'
import type {Ipv4} from '../../src/net-types/ipv4.ts'
import {formatIpv4} from '../../src/net-types/ipv4.ts'
import {migratedDatabase} from '../support/databases.ts'
import {hostOf, hostsIn} from '../support/hosts.ts'
import {assertKept} from '../support/lease-load4.ts'
import {accessTo} from '../support/leases.ts'
import {leaseDatabase, openClients4} from '../support/loopback4.ts'
import {lossLab} from '../support/loss-lab4.ts'
import type {ProxyMode} from '../support/tcp-proxy.ts'

type OnFail = DatabaseRecovery['onFail']

const reactions: readonly OnFail[] = ['stop-retry-exit', 'serve-retry-exit', 'serve-retry-continue']
const faults: readonly ProxyMode[] = ['refuse', 'blackhole']
const all = (['pgsql', 'mysql'] as const).flatMap(backend => reactions.map(onFail => ({backend, onFail})))
/** The databases differ in how they are lost, not in what the server makes of it: one of them without what takes long. */
const rows = all.filter(({backend, onFail}) => backend === 'pgsql' || onFail !== 'serve-retry-exit')
const startRows = all.filter(({backend, onFail}) => backend === 'pgsql' || onFail === 'stop-retry-exit')

/** The client that has a reservation. */
const RESERVED = 7
const reserved = '10.200.0.7'

/** Leases in one database, hosts in another one behind a proxy. */
async function hostsLab(context: TestContext, row: {readonly backend: 'pgsql' | 'mysql'; readonly onFail: OnFail}) {
  const lab = await lossLab(context, row)
  const leases = await migratedDatabase(row.backend, undefined, 'kept')
  const store = await hostsIn({target: lab.target} as Parameters<typeof hostsIn>[0]).open()
  await store.add4(hostOf(RESERVED, {address: 0x0ac80007 as Ipv4}), {uniqueAddress: true})
  await store.close()
  const start = (more: object) => {
    const proxied = (lab.dhcp4(more) as Record<string, object>)['lease-database']!
    // PostgreSQL of the tests asks for no password, and takes any.
    const secret = row.backend === 'pgsql' ? {password: 'tell-nobody'} : {}
    return lab.start(more, {
      'lease-database': leaseDatabase(accessTo(leases.target)),
      'hosts-databases': [{...proxied, ...secret}],
    })
  }
  return {proxy: lab.proxy, leases, start, load: lab.load}
}

const recovered = (onFail: OnFail, lost: string) =>
  onFail === 'stop-retry-exit' ? `${lost}b(?:LHAS)*LHRu` : `${lost}(?:LHAS)*LHR`
const usedUp = (onFail: OnFail) => `${onFail === 'stop-retry-exit' ? 'Eb' : 'E'}(?:LHAS)*LHAXG`

describe('a hosts database is lost under load', {concurrency: 6}, () => {
  for (const row of rows) {
    const {backend, onFail} = row
    test(`${backend}, ${onFail}: it comes back from every fault; then it stays away`, {
      timeout: 300_000,
    }, async context => {
      const {leases, proxy, start, load: loadOf} = await hostsLab(context, row)
      const server = await start({'max-reconnect-tries': 120, 'reconnect-wait-time': 100})
      await server.until(/t/)
      assert.equal(server.story, 'cOHt')
      const load = await loadOf(server)
      await load.served()
      for (const fault of faults) {
        const name = String(fault)
        await load.more(10)
        const since = server.story.length
        await proxy.set(fault)
        await server.until(/AS/, since)
        if (onFail === 'stop-retry-exit') assert.equal(await load.ask(), undefined, `${name}: nobody is served`)
        else await load.served()
        await proxy.set('pass')
        await server.until(onFail === 'stop-retry-exit' ? /Ru/ : /R/, since)
        await load.served()
        assert.match(server.story.slice(since), new RegExp(`^${recovered(onFail, 'E')}$`), name)
      }
      const since = server.story.length
      await proxy.set('refuse')
      await server.until(/XG/, since)
      if (onFail === 'serve-retry-continue') {
        await load.served()
        assert.equal((await server.stop()).code, 0)
      } else assert.equal((await server.ended).code, 1)
      assert.match(server.story.slice(since), new RegExp(`^${usedUp(onFail)}z$`))
      if (onFail === 'stop-retry-exit') assert.match(server.text, /DHCP service is off: db:hosts:1\b/)
      assert.ok(!server.text.includes('tell-nobody'))
      await assertKept(leases.target, await load.stop())
    })
  }
})

describe('a hosts database is away at the start', {concurrency: 6}, () => {
  for (const row of startRows) {
    const {backend, onFail} = row
    test(`${backend}, ${onFail}: ends the server, but with retry-on-startup it is found later`, {
      timeout: 300_000,
    }, async context => {
      const {leases, proxy, start} = await hostsLab(context, row)
      await proxy.set('refuse')
      const retry = {'max-reconnect-tries': 1000, 'reconnect-wait-time': 100}
      const strict = await start(retry)
      assert.equal((await strict.ended).code, 3)
      assert.equal(strict.story, 'cOHli')
      const server = await start({...retry, 'retry-on-startup': true})
      await server.until(/W.*t/)
      const clients = await openClients4(server)
      context.after(() => clients.close())
      const ask = async () => {
        const acked = await clients.lease(RESERVED)
        return acked === undefined ? undefined : formatIpv4(acked.address)
      }
      if (onFail === 'stop-retry-exit')
        assert.equal(await clients.leaseBriefly(RESERVED), undefined, 'nobody is served')
      else assert.equal(await ask(), '10.0.0.1', 'served without its reservation, as Kea does')
      await proxy.set('pass')
      await server.until(onFail === 'stop-retry-exit' ? /Ru/ : /R/)
      assert.match(server.story.replace('t', ''), new RegExp(`^cOH${recovered(onFail, 'W')}$`))
      assert.equal(await ask(), reserved)
      assert.equal((await server.stop()).code, 0)
      await leases.drop()
    })
  }
})
