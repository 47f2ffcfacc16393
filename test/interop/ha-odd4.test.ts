import assert from 'node:assert/strict'
import {describe, test} from 'node:test'
import {FakePartner} from '../support/ha-fake-partner.ts'
import {clientsOf, HaGroup4} from '../support/ha-group4.ts'
import {freeUrl, freeUrls, type HaServer4} from '../support/ha-servers4.ts'
import {UpdatePartner} from '../support/ha-update-partner.ts'
import {TcpProxy} from '../support/tcp-proxy.ts'

const scopes = async (server: HaServer4) => (await server.ask<{scopes: readonly string[]}>('ha-heartbeat')).scopes

describe('auto-failover off: alone it serves its own until an administrator says more', {concurrency: true}, () => {
  for (const maker of ['keats', 'kea'] as const)
    test(maker, async context => {
      const changes = {mode: 'load-balancing', 'max-unacked-clients': 0, 'max-response-delay': 1500}
      const group = new HaGroup4(await freeUrls(), {changes, peerChanges: [{}, {'auto-failover': false}]})
      context.after(() => group.close())
      const one = await group.add({maker: 'keats'})
      const two = await group.add({maker})
      await group.reach('load-balancing', 'load-balancing')
      await one.stop()
      await two.reaches('partner-down')
      assert.deepEqual(await scopes(two), ['server2'])
      await group.served(1, clientsOf(1, 1)[0]!)
      assert.equal(await group.leaseBriefly(1, clientsOf(0, 1)[0]!), undefined)
      await two.ask('ha-scopes', {scopes: ['server1', 'server2']})
      await group.served(1, clientsOf(0, 1)[0]!)
      assert.deepEqual([...(await scopes(two))].sort(), ['server1', 'server2'])
      await one.start()
      await group.reach('load-balancing', 'load-balancing')
      assert.deepEqual(await scopes(two), ['server2'])
      assert.equal((await group.agreed(0, 1)).length, 2)
    })
})

describe('pauses of the state machine', {concurrency: true}, () => {
  for (const makers of [
    ['kea', 'keats'],
    ['keats', 'kea'],
  ] as const)
    test(`of ${makers[1]}, beside ${makers[0]}`, async context => {
      const group = new HaGroup4(await freeUrls(), {changes: {'max-unacked-clients': 0, 'max-response-delay': 1500}})
      context.after(() => group.close())
      const states = [
        {state: 'syncing', pause: 'once'},
        {state: 'partner-down', pause: 'always'},
        {state: 'ready', pause: 'never'},
      ]
      const one = await group.add({maker: makers[0]})
      const changes = {'max-unacked-clients': 0, 'max-response-delay': 1500, 'state-machine': {states}}
      const two = await group.add({maker: makers[1], changes})
      await two.reaches('syncing')
      // Its partner has all that it needs, and waits; or it serves because it was there long before.
      await one.until('end of its own beginning', async () => ['ready', 'partner-down'].includes(await one.state()))
      assert.equal(await two.state(), 'syncing')
      await two.ask('ha-continue')
      await group.reach('hot-standby', 'hot-standby')
      // Only once.
      await two.ask('ha-reset')
      await group.reach('hot-standby', 'hot-standby')
      await one.stop()
      await two.reaches('partner-down')
      const client = clientsOf(0, 1)[0]!
      await group.served(1, client)
      await one.start()
      await one.reaches('ready')
      assert.equal(await two.state(), 'partner-down')
      await two.ask('ha-continue')
      await group.reach('hot-standby', 'hot-standby')
      assert.equal((await group.agreed(0, 1)).length, 1)
    })
})

describe('leases while the partner cannot be told', {concurrency: true}, () => {
  for (const makers of [
    ['keats', 'keats'],
    ['keats', 'kea'],
  ] as const)
    test(makers.join(' + '), async context => {
      const urls = await freeUrls()
      const proxy = await TcpProxy.open('127.0.0.1', Number(new URL(urls[1]).port))
      const changes = {mode: 'load-balancing', 'delayed-updates-limit': 5, 'max-response-delay': 60_000}
      const group = new HaGroup4(urls, {changes})
      context.after(async () => {
        await group.close()
        await proxy.close()
      })
      const one = await group.add({maker: makers[0], urls: [urls[0], `http://127.0.0.1:${proxy.port}/`]})
      const two = await group.add({maker: makers[1]})
      await group.reach('load-balancing', 'load-balancing')
      for (const [index, count] of [3, 12].entries()) {
        await proxy.set('refuse')
        await one.reaches('communication-recovery')
        const before = (await two.leases()).length
        const told = two.output.length
        for (const client of clientsOf(0, count, 1000 * (index + 1)))
          assert.ok(await group.lease(0, client), 'served at once')
        assert.equal((await two.leases()).length, before)
        await proxy.set('pass')
        await group.reach('load-balancing', 'load-balancing')
        assert.equal((await group.agreed(0, 1)).length, before + count)
        // What no longer fits is fetched: the partner begins anew.
        const anew = () => /HA_RESET_HANDLED|HA_SYNC_START/.test(two.output.slice(told))
        if (index === 1) await two.until('new beginning', anew)
        assert.equal(anew(), index === 1, two.tale)
      }
    })
})

describe('a partner that cannot be one', {concurrency: true}, () => {
  async function beside(partner: {readonly url: string; close(): Promise<void>}, changes: object = {}) {
    const group = new HaGroup4([await freeUrl(), partner.url], {changes: {'heartbeat-delay': 100, ...changes}})
    const server = await group.add({maker: 'keats'})
    return {
      group,
      server,
      async close() {
        await group.close()
        await partner.close()
      },
    }
  }

  async function normal(partner: {state: string | undefined}, server: HaServer4, state = 'hot-standby') {
    partner.state = 'ready'
    await server.reaches(state)
    partner.state = state
  }

  test('its clock is told of from half a minute on, and ends the pair after a minute', async context => {
    const partner = await FakePartner.open()
    const {server, group, close} = await beside(partner)
    context.after(close)
    await normal(partner, server)
    partner.skew = 45
    await server.until('warning', () => server.output.includes('HA_HIGH_CLOCK_SKEW '))
    await partner.heartbeats(3)
    assert.equal(await server.state(), 'hot-standby')
    partner.skew = -75
    await server.reaches('terminated')
    await server.until('reason', () => server.output.includes('HA_HIGH_CLOCK_SKEW_CAUSES_TERMINATION'))
    await group.served(0, clientsOf(0, 1)[0]!)
    partner.skew = 0
    await server.ask('ha-reset')
    await normal(partner, server)
  })

  test('it is terminated: so is this one, until both begin anew', async context => {
    const partner = await FakePartner.open()
    const {server, group, close} = await beside(partner)
    context.after(close)
    await normal(partner, server)
    partner.state = 'terminated'
    await server.reaches('terminated')
    await group.served(0, clientsOf(0, 1)[0]!)
    await server.ask('ha-reset')
    await partner.heartbeats(3)
    assert.equal(await server.state(), 'waiting')
    assert.equal(await group.leaseBriefly(0, clientsOf(0, 1, 100)[0]!), undefined)
    await normal(partner, server)
  })

  test('it rejects the leases of too many clients', async context => {
    const partner = await UpdatePartner.open('ready')
    const {server, group, close} = await beside(partner, {'max-rejected-lease-updates': 3})
    context.after(close)
    await normal(partner, server)
    partner.judge = () => 4
    const [one, other, third] = clientsOf(0, 3) as [number, number, number]
    for (const client of [one, one, other, one]) assert.equal(await group.leaseInVain(0, client), undefined)
    assert.equal(await server.state(), 'hot-standby', 'a client counts once')
    await group.served(0, third)
    assert.equal(await server.state(), 'terminated')
  })

  for (const makers of [
    ['keats', 'kea'],
    ['kea', 'keats'],
  ] as const)
    test(`${makers[0]} in load-balancing, ${makers[1]} in hot-standby`, async context => {
      const group = new HaGroup4(await freeUrls())
      context.after(() => group.close())
      const one = await group.add({maker: makers[0], changes: {mode: 'load-balancing'}})
      const two = await group.add({maker: makers[1], changes: {mode: 'hot-standby'}})
      await one.reaches('load-balancing')
      await two.reaches('waiting')
      await group.served(0, clientsOf(0, 1)[0]!)
      assert.equal(await group.leaseBriefly(1, clientsOf(1, 1)[0]!), undefined)
      assert.deepEqual([await one.state(), await two.state()], ['load-balancing', 'waiting'])
    })
})
