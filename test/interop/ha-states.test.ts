import assert from 'node:assert/strict'
import {join} from 'node:path'
import {describe, test} from 'node:test'
import {setTimeout as delay} from 'node:timers/promises'
import type {OwnState} from '../../src/ha/states.ts'
import {type HaMode, type HaState, haStates} from '../../src/model/ha.ts'
import {scratchDirectory} from '../support/databases.ts'
import {Driver, setup} from '../support/ha.ts'
import {FakePartner} from '../support/ha-fake-partner.ts'
import {keaCommand} from '../support/kea-control.ts'
import {type Kea4, startKea4} from '../support/kea4.ts'

const hooks = '/usr/lib/x86_64-linux-gnu/kea/hooks'

/** One server of the real Kea and its partner: each row of the table has its own, for Kea's heartbeats are a second apart. */
interface Pair {
  readonly kea: Kea4
  readonly partner: FakePartner
  readonly socket: string
}

async function openPair(name: string): Promise<Pair> {
  const partner = await FakePartner.open()
  const socket = join(scratchDirectory(), `${name}.sock`)
  return {kea: await startKea4(configOf(socket, [])), partner, socket}
}

function configOf(socket: string, libraries: readonly object[]): object {
  return {
    'interfaces-config': {interfaces: []},
    'lease-database': {type: 'memfile', persist: false},
    'control-socket': {'socket-type': 'unix', 'socket-name': socket},
    'hooks-libraries': libraries,
    loggers: [{name: 'kea-dhcp4', severity: 'INFO', output_options: [{output: 'stderr', flush: true}]}],
  }
}

async function ask({socket}: Pair, command: string, args?: object): Promise<{readonly state: string}> {
  const answer = await keaCommand(socket, command, args)
  assert.equal(answer.result, 0, `${command}: ${answer.text}`)
  return (answer.arguments ?? {}) as {state: string}
}

/** A machine in `waiting`, of a server whose partner only says that it is synchronizing. */
async function begin(pair: Pair, mode: HaMode, own: string, more: object = {}): Promise<void> {
  const {partner, socket} = pair
  partner.state = 'syncing'
  partner.skew = 0
  partner.failing.clear()
  partner.goOn()
  const other = mode === 'hot-standby' ? 'standby' : 'secondary'
  const urlOf = (name: string) => (name === own ? 'http://127.0.0.1:9/' : partner.url)
  const peers = [
    {name: 'server1', url: urlOf('server1'), role: 'primary'},
    {name: 'server2', url: urlOf('server2'), role: other},
  ]
  const parameters = {'high-availability': [{'this-server-name': own, mode, 'heartbeat-delay': 10, peers, ...more}]}
  const config = configOf(socket, [
    {library: `${hooks}/libdhcp_lease_cmds.so`},
    {library: `${hooks}/libdhcp_ha.so`, parameters},
  ])
  await ask(pair, 'config-set', {Dhcp4: config})
}

/** Until the real Kea is in this state. */
async function reach(pair: Pair, state: OwnState): Promise<void> {
  for (const end = performance.now() + 60_000; performance.now() < end; await delay(50))
    if ((await ask(pair, 'ha-heartbeat')).state === state) return
  assert.fail(`Kea does not come to ${state}: ${pair.kea.output().slice(-2000)}`)
}

/** How a server comes into a state, from `waiting`. */
async function drive(pair: Pair, mode: HaMode, state: OwnState): Promise<void> {
  const {partner} = pair
  if (state === 'syncing') {
    partner.failing.add('dhcp-disable')
    partner.state = 'ready'
  } else if (state === 'terminated') partner.skew = 100
  else if (state === 'in-maintenance') await ask(pair, 'ha-maintenance-notify', {cancel: false})
  else if (state !== 'waiting') {
    partner.state = 'partner-down'
    await reach(pair, 'ready')
    if (state === 'partner-down' || state === 'partner-in-maintenance') {
      partner.state = state === 'partner-down' ? 'waiting' : 'in-maintenance'
      if (state === 'partner-down') partner.failing.add('ha-maintenance-notify')
      await partner.heartbeats(2)
      if ((await ask(pair, 'ha-heartbeat')).state === 'ready') await ask(pair, 'ha-maintenance-start')
    } else if (state !== 'ready') {
      partner.state = mode
      await reach(pair, mode as OwnState)
      if (state === 'communication-recovery') partner.failing.add('ha-heartbeat')
    }
  }
  await reach(pair, state)
}

/**
 * Until Kea has done what the answers to so many heartbeats lead to, and nothing more; what it is in then. A command makes Kea
 * look at its timers, which it does once a second otherwise: `hurry` asks it all the time. Of no heartbeats: what the partner says
 * from then on meets nothing that is under way.
 */
async function endOf(pair: Pair, heartbeats: number, hurry: boolean): Promise<string> {
  const {kea, partner} = pair
  const mark = kea.output().length
  const stateOf = async () => (await ask(pair, 'ha-heartbeat')).state
  if ((await stateOf()) === 'terminated') return 'terminated'
  partner.answerOnly(heartbeats)
  for (const end = performance.now() + 60_000; performance.now() < end; await delay(50)) {
    // A terminated Kea sends no more heartbeats.
    if (partner.letsWait || kea.output().includes('to TERMINATED state', mark)) return stateOf()
    if (hurry) await stateOf()
  }
  return assert.fail(`Kea sends no heartbeats: ${kea.output().slice(-2000)}`)
}

/** A state, no answer, or the normal state by a clock that is far away. */
type Says = HaState | 'silent' | 'skewed'
const SKEW = 100

/** Where Kea went from `state` to `end`, by its log, which may come later than an answer. */
async function pathAfter({kea}: Pair, mark: number, state: OwnState, end: string): Promise<string[]> {
  for (let tries = 0; ; tries++) {
    const found = [
      ...kea
        .output()
        .slice(mark)
        .matchAll(/server transitions from (\S+) to (\S+) state/g),
    ]
    const moves = found.map(([, from, to]) => `${from} to ${to}`.toLowerCase())
    // The way into the state, which is not looked at.
    if (moves[0]?.endsWith(` to ${state}`) === true) moves.shift()
    const last = moves.at(-1)?.split(' to ')[1] ?? state
    if (last === end || tries === 1000) return [...moves, `in ${end}`]
    await delay(10)
  }
}

async function pathOfKea(pair: Pair, mode: HaMode, own: string, state: OwnState, says: Says): Promise<string[]> {
  await begin(pair, mode, own)
  await drive(pair, mode, state)
  const {kea, partner} = pair
  await endOf(pair, 0, true)
  const mark = kea.output().length
  partner.failing.clear()
  partner.skew = 0
  if (says === 'silent') partner.failing.add('ha-heartbeat')
  else if (says === 'skewed') Object.assign(partner, {state: mode, skew: SKEW})
  else partner.state = says
  return pathAfter(pair, mark, state, await endOf(pair, 2, true))
}

function pathOfOurs(mode: HaMode, own: string, state: OwnState, says: Says): string[] {
  const driver = new Driver(setup(mode, {thisServerName: own})).hear('syncing')
  driver.put({state, service: true})
  const path: string[] = []
  const note = () => {
    for (const effect of driver.effects) if (effect.kind === 'entered') path.push(`${effect.from} to ${effect.to}`)
  }
  for (let beats = 0; beats < 2; beats++) {
    if (says === 'silent') driver.tell({kind: 'heartbeat-failed'})
    else if (says === 'skewed') driver.hear(mode as HaState, {time: Math.floor(driver.now.wall / 1000) + SKEW})
    else driver.hear(says)
    note()
    for (let tasks = 0; driver.task !== undefined && tasks < 5; tasks++) {
      driver.finish()
      note()
    }
  }
  return [...path, `in ${driver.state}`]
}

const columns: readonly Says[] = [...haStates, 'silent', 'skewed']
const own: readonly OwnState[] = [
  ...(['waiting', 'syncing', 'ready', 'partner-down', 'partner-in-maintenance'] as const),
  ...(['in-maintenance', 'terminated'] as const),
]

describe('the real Kea and keats go the same way, whatever the partner says', {concurrency: 40}, () => {
  const sides = [
    ['load-balancing', 'server1', ['load-balancing', 'communication-recovery']],
    ['hot-standby', 'server2', ['hot-standby']],
  ] as const
  for (const [mode, name, serving] of sides) {
    for (const state of [...own, ...serving]) {
      for (const third of [0, 1, 2])
        test(`${mode}, ${name}, ${state}, ${third}`, async context => {
          const pair = await openPair(`${name}-${state}-${third}`)
          context.after(() => Promise.all([pair.kea.stop(), pair.partner.close()]))
          const different: string[] = []
          for (const says of columns.filter((_says, index) => index % 3 === third)) {
            const theirs = (await pathOfKea(pair, mode, name, state, says)).join(', ')
            const ours = pathOfOurs(mode, name, state, says).join(', ')
            if (theirs !== ours) different.push(`partner ${says}\n  Kea:   ${theirs}\n  keats: ${ours}`)
          }
          assert.equal(different.join('\n'), '')
        })
    }
  }
})

describe('the real Kea and keats give up a partner that is silent for longer than max-response-delay alike', {
  concurrency: 40,
}, () => {
  const limits = {'max-response-delay': 2500}
  const rows: readonly (readonly [HaMode, string, OwnState])[] = [
    ...(['waiting', 'syncing', 'ready', 'load-balancing', 'partner-in-maintenance'] as const).map(
      state => ['load-balancing', 'server1', state] as const,
    ),
    ...(['ready', 'hot-standby', 'in-maintenance'] as const).flatMap(state =>
      ['server1', 'server2'].map(name => ['hot-standby', name, state] as const),
    ),
  ]
  for (const [mode, name, state] of rows) {
    for (const maxUnackedClients of [0, 10]) {
      test(`${mode}, ${name}, ${state}, max-unacked-clients ${maxUnackedClients}`, async context => {
        const pair = await openPair(`lost-${mode}-${name}-${state}-${maxUnackedClients}`)
        context.after(() => Promise.all([pair.kea.stop(), pair.partner.close()]))
        await begin(pair, mode, name, {...limits, 'max-unacked-clients': maxUnackedClients})
        await drive(pair, mode, state)
        await endOf(pair, 0, true)
        const mark = pair.kea.output().length
        pair.partner.failing.clear()
        pair.partner.failing.add('ha-heartbeat')
        const theirs = await pathAfter(pair, mark, state, await endOf(pair, 6, false))
        const driver = new Driver(setup(mode, {thisServerName: name, maxResponseDelay: 2500, maxUnackedClients}))
        driver.hear('syncing').put({state, service: !['waiting', 'syncing', 'ready'].includes(state)})
        const ours: string[] = []
        for (let beats = 1; beats <= 6; beats++) {
          driver.steady = beats * 1000
          driver.tell({kind: 'heartbeat-failed'})
          for (const effect of driver.effects)
            if (effect.kind === 'entered') ours.push(`${effect.from} to ${effect.to}`)
        }
        assert.deepEqual(theirs, [...ours, `in ${driver.state}`])
      })
    }
  }
})
