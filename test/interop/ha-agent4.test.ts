import assert from 'node:assert/strict'
import {describe, test} from 'node:test'
import {ControlAgent4} from '../support/ha-agent4.ts'
import {clientsOf, HaGroup4} from '../support/ha-group4.ts'
import {freeUrls} from '../support/ha-servers4.ts'

const credentials = [
  {'basic-auth-user': 'one', 'basic-auth-password': 'first: ü'},
  {'basic-auth-user': 'two', 'basic-auth-password': 'second'},
]

/** Before 2.4 Kea has no other way: each server is found behind an agent, which has its control socket. */
describe('both servers behind a real kea-ctrl-agent that asks for credentials', {concurrency: true}, () => {
  for (const makers of [
    ['kea', 'keats'],
    ['keats', 'kea'],
    ['keats', 'keats'],
  ] as const)
    test(makers.join(' + '), async context => {
      const changes = {mode: 'load-balancing', 'multi-threading': {'enable-multi-threading': false}}
      const group = new HaGroup4(await freeUrls(), {changes, peerChanges: credentials})
      context.after(() => group.close())
      const agents: ControlAgent4[] = []
      const agentOf = async (index: 0 | 1) => {
        const {'basic-auth-user': user, 'basic-auth-password': password} = credentials[index]!
        agents[index] = await ControlAgent4.start(group.urls[index]!, group.servers[index]!.socket, user, password)
        context.after(() => agents[index]!.stop())
      }
      for (const [index, maker] of makers.entries()) {
        await group.add({maker})
        await agentOf(index as 0 | 1)
      }
      const [one, two] = group.servers
      await group.reach('load-balancing', 'load-balancing')
      for (const half of [0, 1] as const) for (const client of clientsOf(half, 5)) await group.served(half, client)
      assert.equal((await group.agreed(0, 1)).length, 10)

      await one!.ask('ha-maintenance-start')
      await group.reach('partner-in-maintenance', 'in-maintenance')
      for (const client of clientsOf(1, 2, 1000)) await group.served(0, client)
      // Kea 2.2.0 that hears right then what its partner said before begins the maintenance anew, and has to be told again.
      await one!.until('the end of the maintenance', async () => {
        await one!.ask('ha-maintenance-cancel', undefined, [0, 1])
        return (await one!.state()) === 'load-balancing' && (await two!.state()) === 'load-balancing'
      })
      await group.reach('load-balancing', 'load-balancing')

      // Who is alone with the agent is told that its server is not there.
      await two!.stop()
      await one!.until('missing its partner', async () => (await one!.state()) === 'communication-recovery')
      for (const client of clientsOf(0, 3, 2000)) await group.served(0, client)
      await two!.start()
      await group.reach('load-balancing', 'load-balancing')
      assert.equal((await group.agreed(0, 1)).length, 15)

      // Nobody is there at all, then both are again.
      await agents[0]!.stop()
      await two!.until('missing its partner', async () => (await two!.state()) === 'communication-recovery')
      await agentOf(0)
      await group.reach('load-balancing', 'load-balancing')
      for (const server of [one!, two!]) assert.ok(!/first: |second\b/.test(server.output), 'a password in the log')
    })
})

test('a server that was to listen where its agent listens already leaves it to the agent, like a Kea', async context => {
  const group = await HaGroup4.of(['keats', 'kea'], {peerChanges: credentials})
  context.after(() => group.close())
  const [one] = group.servers
  await group.reach('hot-standby', 'hot-standby')
  await one!.stop()
  const {'basic-auth-user': user, 'basic-auth-password': password} = credentials[0]!
  const agent = await ControlAgent4.start(group.urls[0]!, one!.socket, user, password)
  context.after(() => agent.stop())
  await one!.start()
  await group.reach('hot-standby', 'hot-standby')
  assert.match(one!.output, /HA_LISTENER_TAKEN .*kea-ctrl-agent/)
  await group.served(0, 1)
  assert.equal((await group.agreed(0, 1)).length, 1)
})
