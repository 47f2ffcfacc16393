import assert from 'node:assert/strict'
import {describe, test} from 'node:test'
import type {HaMode, HaPause, HaState} from '../../src/model/ha.ts'
import {setup} from '../support/ha.ts'
import {HaPair} from '../support/ha-pair.ts'
import {SeededRandom, testSeed} from '../support/random.ts'

const RUNS = Number(process.env['KEATS_HA_RUNS'] ?? 1500)

/** How long both may take to notice that they can talk again: two heartbeats, and what was under way. */
const NOTICED = 35_000

/** A canceled maintenance ends on one side before the answer has come to the other. */
const UNDER_WAY = 1000

/** Chaos of one step: what happens to the wire, to a server, or to what its clients and administrators do. */
function disturb(pair: HaPair, random: SeededRandom): void {
  const server = random.pick(pair.servers)
  const unacked = random.below(30)
  const deeds = [
    () => Object.assign(pair.wire, {cut: true}),
    () => Object.assign(pair.wire, {cut: false, lost: random.below(40), repeated: random.below(20)}),
    () => Object.assign(pair.wire, {delay: 1 + random.below(6000)}),
    () => server.restart(),
    () => server.update(),
    () => server.update(),
    () => server.tell({kind: 'traffic', traffic: {analyzed: unacked, connecting: 0, unacked}}),
    () => server.tell({kind: 'traffic', traffic: {analyzed: unacked, connecting: 0, unacked}}),
    () => server.tell({kind: 'maintenance-start'}),
    () => server.tell({kind: 'maintenance-cancel'}),
    () => server.tell({kind: 'reset'}),
    () => server.tell({kind: 'continue'}),
  ]
  random.pick(deeds)()
}

/** What an administrator does when all is well again: ends what only commands end, maintenance where it can be canceled. */
function tidy({servers}: HaPair): void {
  for (const server of servers) server.tell({kind: 'continue'})
  const canceling = servers.filter(({machine}) => machine.state === 'partner-in-maintenance')
  for (const server of canceling) server.tell({kind: 'maintenance-cancel'})
  if (canceling.length > 0) return
  for (const server of servers) {
    if (['in-maintenance', 'terminated'].includes(server.machine.state)) server.tell({kind: 'reset'})
  }
}

function makePair(mode: HaMode, random: SeededRandom): HaPair {
  const change = {
    heartbeatDelay: 10_000,
    maxUnackedClients: random.pick([0, 10]),
    delayedUpdatesLimit: mode === 'load-balancing' ? random.pick([0, 2, 100]) : 0,
    syncLeases: random.below(10) > 0,
    pauses: new Map<HaState, HaPause>(
      random.below(10) === 0 ? [[random.pick(['waiting', 'syncing', 'ready']), 'once']] : [],
    ),
  }
  const skew = (random.below(50) - 25) * 1000
  return new HaPair([setup(mode, change), setup(mode, {...change, thisServerName: 'server2'})], skew, random)
}

function states({servers}: HaPair): string {
  return servers.map(({machine, serving}) => `${machine.state}[${serving}]`).join(' + ')
}

function run(mode: HaMode, seed: number): void {
  const random = new SeededRandom(seed)
  const pair = makePair(mode, random)
  const told: string[] = []
  let healed = Number.POSITIVE_INFINITY
  let since: number | undefined
  const look = () => {
    const now = states(pair)
    if (told.at(-1)?.endsWith(now) !== true) told.push(`${pair.now} ${now}`)
    const [one, other] = pair.servers
    const both = one.serving.filter(scope => other.serving.includes(scope))
    const story = `seed ${seed}, ${mode}:\n${told.slice(-25).join('\n')}`
    since = both.length === 0 ? undefined : (since ?? pair.now)
    if (pair.now > healed + NOTICED && pair.now > (since ?? pair.now) + UNDER_WAY)
      assert.deepEqual(both, [], `both serve ${both}\n${story}`)
  }
  for (let steps = random.below(40); steps > 0; steps--) {
    disturb(pair, random)
    pair.advance(random.below(random.pick([500, 20_000, 90_000])), look)
  }
  Object.assign(pair.wire, {cut: false, lost: 0, repeated: 0, delay: 20})
  healed = pair.now
  for (const _ of [1, 2, 3]) {
    pair.advance(40_000, look)
    tidy(pair)
  }
  pair.advance(200_000, look)
  const scopes =
    mode === 'load-balancing'
      ? 'load-balancing[server1] + load-balancing[server2]'
      : 'hot-standby[server1] + hot-standby[]'
  assert.equal(states(pair), scopes, `seed ${seed}, ${mode}:\n${told.slice(-25).join('\n')}`)
}

describe('two machines on a wire that loses, repeats, delays and parts', () => {
  for (const mode of ['hot-standby', 'load-balancing'] as const) {
    test(`${mode}: once it is healed, both come to serve, and no scope is served twice`, context => {
      const seed = testSeed()
      context.diagnostic(`KEATS_SEED=${seed}`)
      for (let index = 0; index < RUNS; index++) run(mode, (seed + index) >>> 0)
    })
  }
})
