import assert from 'node:assert/strict'
import {after, describe, test} from 'node:test'
import {migratedDatabase} from '../support/databases.ts'
import {FakePartner} from '../support/ha-fake-partner.ts'
import {clientsOf, HaGroup4} from '../support/ha-group4.ts'
import {freeUrl, type HaServer4} from '../support/ha-servers4.ts'
import {accessTo} from '../support/leases.ts'
import {leaseDatabase} from '../support/loopback4.ts'
import {TcpProxy} from '../support/tcp-proxy.ts'

const ending: (() => Promise<void>)[] = []
after(async () => {
  for (const end of ending.reverse()) await end()
})

/** Something that stands against service, and what takes it away. */
interface Cause {
  readonly name: string
  readonly reason: string
  begin(): Promise<unknown>
  end(): Promise<unknown>
}

async function world() {
  const {target} = await migratedDatabase('pgsql', undefined, 'hareasons')
  const proxy = await TcpProxy.open(target.host, target.port)
  ending.push(() => proxy.close())
  const partner = await FakePartner.open()
  ending.push(() => partner.close())
  partner.state = 'ready'
  const recovery = {'max-reconnect-tries': 100_000, 'reconnect-wait-time': 300, 'on-fail': 'stop-retry-exit'}
  const access = {...leaseDatabase(accessTo({...target, host: '127.0.0.1', port: proxy.port})), ...recovery}
  const changes = {'heartbeat-delay': 40, 'max-response-delay': 4000}
  const group = new HaGroup4([await freeUrl(), partner.url], {changes})
  ending.push(() => group.close())
  const server = await group.add({maker: 'keats', leaseDatabase: access})
  await server.reaches('hot-standby')
  partner.state = 'hot-standby'
  return {proxy, partner, group, server}
}

type World = Awaited<ReturnType<typeof world>>

async function reasons(server: HaServer4): Promise<readonly string[]> {
  const {'dhcp-state': state} = await server.ask<{'dhcp-state': {reasons: readonly string[]}}>('status-get')
  return [...state.reasons].sort()
}

/** Until exactly these stand, for good: the next heartbeats change nothing of it. */
async function stand({server, partner}: World, wanted: readonly string[], what: string): Promise<void> {
  const text = JSON.stringify([...wanted].sort())
  let found = ''
  await server
    .until(text, async () => {
      found = JSON.stringify(await reasons(server))
      return found === text
    })
    .catch((error: unknown) => assert.fail(`${what}: ${found} stand, not ${text}: ${String(error)}`))
  await partner.heartbeats(2)
  assert.equal(JSON.stringify(await reasons(server)), text, what)
}

function causesOf({proxy, partner, server}: World): readonly Cause[] {
  return [
    {
      name: 'a user',
      reason: 'user',
      begin: () => server.ask('dhcp-disable', {origin: 'user'}),
      end: () => server.ask('dhcp-enable', {origin: 'user'}),
    },
    {
      name: 'a partner that fetches leases',
      reason: 'ha-partner',
      begin: () => server.ask('dhcp-disable', {origin: 'ha-partner', 'max-period': 60}),
      end: () => server.ask('ha-sync-complete-notify'),
    },
    {
      name: 'maintenance',
      reason: 'ha:1000',
      begin: () => server.ask('ha-maintenance-notify', {cancel: false}),
      end: () => server.ask('ha-maintenance-notify', {cancel: true}),
    },
    {
      name: 'a beginning that waits for the partner',
      reason: 'ha:1000',
      async begin() {
        partner.state = 'terminated'
        partner.state = 'waiting'
        partner.failing.add('lease4-get-page')
        await server.ask('ha-reset')
      },
      async end() {
        partner.failing.delete('lease4-get-page')
        partner.state = 'ready'
        await server.reaches('hot-standby')
        partner.state = 'hot-standby'
      },
    },
    {name: 'the lease database', reason: 'db:lease', begin: () => proxy.set('refuse'), end: () => proxy.set('pass')},
  ]
}

let clients = 0
let failed = false

const fileOf = (server: HaServer4) => ({Dhcp4: server.configuration})

async function serves({group}: World, what: string): Promise<void> {
  const client = clientsOf(0, 1, ++clients * 100)[0]!
  assert.ok(await group.served(0, client), what)
}

describe('what stands against service', async () => {
  const scene = await world()
  const causes = causesOf(scene)

  // What comes after a failure would only fail for the same reason, slowly.
  const step = (name: string, run: () => Promise<void>) =>
    test(name, async () => {
      assert.ok(!failed, 'what came before has failed')
      failed = true
      await run()
      failed = false
    })

  const {server, partner} = scene
  const configure = (results: readonly number[]) => server.ask('config-set', fileOf(server), results)
  let lengths = 20_000

  for (const cause of causes)
    step(`${cause.name}: nobody is served meanwhile`, async () => {
      await cause.begin()
      await stand(scene, [cause.reason], cause.name)
      assert.equal(await scene.group.leaseBriefly(0, clientsOf(0, 1, ++clients * 100)[0]!), undefined)
      await cause.end()
      await stand(scene, [], cause.name)
      await serves(scene, cause.name)
    })

  for (const {name, reason, begin, end} of causes) {
    const isDatabase = reason === 'db:lease'
    step(`${name}, and a configuration with the same relationship`, async () => {
      await begin()
      await stand(scene, [reason], 'begun')
      const before = await server.state()
      if (isDatabase) {
        // Without a database there is no configuration in force, until one comes that has its own.
        await configure([1])
        await stand(scene, ['config'], 'refused')
        await end()
        await stand(scene, ['config'], 'the database alone is not enough')
        await configure([0])
      } else {
        for (const command of ['config-set', 'config-reload']) {
          await server.ask(command, command === 'config-set' ? fileOf(server) : undefined)
          await stand(scene, [reason], `after ${command}`)
          assert.equal(await server.state(), before, 'the machine has begun anew')
        }
        await end()
      }
      await stand(scene, [], 'over')
      await serves(scene, 'over')
    })
  }

  for (const {name, reason, begin, end} of causes) {
    const isDatabase = reason === 'db:lease'
    step(`${name}, and a configuration with another relationship`, async () => {
      await begin()
      await stand(scene, [reason], 'begun')
      partner.state = 'waiting'
      partner.failing.add('lease4-get-page')
      server.change({'max-ack-delay': ++lengths})
      await configure(isDatabase ? [1] : [0])
      if (isDatabase) {
        await stand(scene, ['config'], 'refused')
        await end()
        await configure([0])
      }
      const own = 'ha:1000'
      await stand(scene, isDatabase || reason === own ? [own] : [reason, own], 'the machine has begun anew')
      if (reason !== own && !isDatabase) {
        await end()
        await stand(scene, [own], 'only the machine waits')
      }
      partner.failing.delete('lease4-get-page')
      partner.state = 'ready'
      await server.reaches('hot-standby')
      partner.state = 'hot-standby'
      await stand(scene, [], 'over')
      await serves(scene, 'over')
    })

    step(`${name}, and a lost partner`, async () => {
      await begin()
      await stand(scene, [reason], 'begun')
      partner.failing.add('ha-heartbeat')
      const isMaintenance = name === 'maintenance'
      if (!isMaintenance) await server.reaches('partner-down')
      await stand(scene, name.startsWith('a beginning') ? [] : [reason], 'the partner is lost')
      partner.failing.clear()
      if (!name.startsWith('a beginning')) await end()
      partner.state = 'ready'
      await server.reaches('hot-standby')
      partner.state = 'hot-standby'
      await stand(scene, [], 'over')
      await serves(scene, 'over')
    })
  }

  for (const [index, one] of causes.entries())
    for (const other of causes.slice(index + 1)) {
      if (one.reason === other.reason) continue
      step(`${one.name} and ${other.name}, in every order`, async () => {
        for (const [first, second] of [
          [one, other],
          [other, one],
        ] as const)
          for (const late of [first, second]) {
            await first.begin()
            await stand(scene, [first.reason], `begun: ${first.name}`)
            await second.begin()
            await stand(scene, [first.reason, second.reason], `begun: ${first.name}, then ${second.name}`)
            await (late === first ? second : first).end()
            await stand(scene, [late.reason], `left: ${late.name}`)
            await late.end()
            await stand(scene, [], `over: ${late.name}`)
          }
        await serves(scene, 'both are over')
      })
    }
})
