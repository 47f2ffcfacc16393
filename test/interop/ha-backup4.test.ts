import assert from 'node:assert/strict'
import {describe, test} from 'node:test'
import {clientsOf, HaGroup4} from '../support/ha-group4.ts'
import type {HaServer4} from '../support/ha-servers4.ts'

interface Own {
  readonly state: string
  readonly scopes: readonly string[]
}

const own = async (server: HaServer4): Promise<Own> => {
  const {state, scopes} = await server.ask<Own>('ha-heartbeat')
  return {state, scopes}
}

describe('a pair and its backup', {concurrency: 2}, () => {
  for (const [mode, makers] of [
    ['load-balancing', ['keats', 'keats', 'kea']],
    ['hot-standby', ['keats', 'kea', 'keats']],
    ['load-balancing', ['kea', 'keats', 'keats']],
    ['hot-standby', ['keats', 'keats', 'keats']],
  ] as const)
    test(`${mode}: ${makers.join(' + ')}`, async context => {
      const group = await HaGroup4.of(makers, {changes: {mode, 'max-unacked-clients': 0}})
      context.after(() => group.close())
      const [, two, backup] = group.servers as [HaServer4, HaServer4, HaServer4]
      const secondHalf = mode === 'load-balancing' ? 1 : 0
      await group.reach(mode, mode, 'backup')
      assert.deepEqual(await own(backup), {state: 'backup', scopes: []})
      for (const client of clientsOf(0, 4)) await group.served(0, client)
      for (const client of clientsOf(1, 4)) await group.served(secondHalf, client)
      assert.equal((await group.agreed(0, 1, 2)).length, 8)
      assert.equal(await group.leaseBriefly(2, clientsOf(0, 1, 500)[0]!), undefined, 'a backup has served')

      // What serves for both tells the backup as well.
      await two.stop()
      await group.reach('partner-down')
      for (const client of clientsOf(1, 3, 1000)) await group.served(0, client)
      assert.equal((await group.agreed(0, 2)).length, 11)
      await two.start()
      await group.reach(mode, mode)
      assert.equal((await group.agreed(0, 1, 2)).length, 11)

      // Nobody waits for a backup.
      await backup.stop()
      for (const client of clientsOf(0, 3, 2000)) assert.ok(await group.lease(0, client), 'served at once')
      const before = await group.agreed(0, 1)
      assert.equal(before.length, 14)
      await group.reach(mode, mode)
      await backup.start()
      // Kea says that it has started before peers reach it.
      const more = clientsOf(0, 100, 3000).values()
      await backup.until('a new lease', async () => {
        await group.served(0, more.next().value!)
        return (await backup.leases()).length > 0
      })
      const known = new Set(before.map(lease => lease['ip-address']))
      const fetched = (await backup.leases()).filter(lease => known.has(lease['ip-address']))
      assert.deepEqual(fetched, [], 'a backup has fetched leases by itself')
      await backup.ask('ha-sync', {'server-name': 'server1', 'max-period': 20})
      assert.ok((await group.agreed(0, 1, 2)).length >= 15)
      await group.reach(mode, mode, 'backup')
    })
})

describe('one server and its backups', {concurrency: 2}, () => {
  for (const makers of [
    ['keats', 'kea', 'keats'],
    ['kea', 'keats', 'keats'],
  ] as const)
    for (const waits of [false, true])
      test(`${makers.join(' + ')}, wait-backup-ack ${waits}`, async context => {
        const changes = {mode: 'passive-backup', 'wait-backup-ack': waits}
        const group = await HaGroup4.of(makers, {changes})
        context.after(() => group.close())
        const [one, first] = group.servers as [HaServer4, HaServer4, HaServer4]
        await group.reach('passive-backup', 'backup', 'backup')
        assert.deepEqual(await own(one), {state: 'passive-backup', scopes: ['server1']})
        for (const client of [...clientsOf(0, 3), ...clientsOf(1, 3)]) await group.served(0, client)
        assert.equal((await group.agreed(0, 1, 2)).length, 6)

        // One of two is enough to be without an acknowledgement.
        await first.stop()
        const [client, other] = clientsOf(1, 2, 1000) as [number, number]
        const address = await (waits ? group.leaseInVain(0, client) : group.lease(0, client))
        assert.equal(address === undefined, waits, 'whether a client waits for a backup')
        // The lease was written before the backup was told.
        assert.equal((await group.agreed(0, 2)).length, 7)
        await first.start()
        await group.served(0, client)
        await group.served(0, other)
        await first.ask('ha-sync', {'server-name': 'server1', 'max-period': 20})
        assert.equal((await group.agreed(0, 1, 2)).length, 8)
        await group.reach('passive-backup', 'backup', 'backup')

        // The primary ends: a backup serves when an administrator says so.
        await one.stop()
        assert.equal(await group.leaseBriefly(1, client), undefined, 'a backup has taken over by itself')
        await first.ask('ha-scopes', {scopes: ['server1']})
        assert.deepEqual(await own(first), {state: 'backup', scopes: ['server1']})
      })
})
