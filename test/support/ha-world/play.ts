import {scopesOnEntry} from '../../../src/ha/scopes.ts'
import type {HaMode, HaPause, HaRelationship, HaState} from '../../../src/model/ha.ts'
import {haStates} from '../../../src/model/ha.ts'
import {peer, relationship} from '../ha.ts'
import {SeededRandom} from '../random.ts'
import {type Deed, run, someDeed} from './deeds.ts'
import {Violation} from './ledger.ts'
import {World} from './world.ts'

/** All that one run depends on. */
export interface Script {
  readonly seed: number
  readonly relationship: HaRelationship
  readonly isStrict: boolean
  /** Milliseconds of the clocks. */
  readonly skews: readonly number[]
  readonly deeds: readonly Deed[]
}

const pausing: readonly HaState[] = haStates.filter(state => state !== 'unavailable')

export function someScript(mode: HaMode, isStrict: boolean, seed: number): Script {
  const random = new SeededRandom(seed)
  const pauses: [HaState, HaPause][] =
    random.below(10) === 0 ? [[random.pick(pausing), random.pick(['once', 'always'])]] : []
  const peers = relationship(mode).peers.map(one => ({...one, autoFailover: random.below(10) > 0}))
  const shared = random.below(10) === 0
  const skew = random.below(50) - 25
  return {
    seed,
    isStrict,
    relationship: relationship(mode, {
      peers: random.below(4) > 0 || mode === 'passive-backup' ? peers : [...peers, peer('server3', 'backup')],
      maxResponseDelay: random.pick([15_000, 60_000]),
      maxUnackedClients: random.below(3),
      maxRejectedLeaseUpdates: random.pick([0, 1, 3]),
      delayedUpdatesLimit: mode === 'load-balancing' ? random.pick([0, 2, 100]) : 0,
      waitBackupAck: mode === 'passive-backup' && random.below(4) > 0,
      syncLeases: !shared,
      sendLeaseUpdates: !shared,
      pauses: new Map(pauses),
    }),
    skews: [0, skew * 1000, 0],
    deeds: Array.from({length: 1 + random.below(14)}, () => someDeed(random, isStrict)),
  }
}

/**
 * Plays a script to its end: chaos, then all is well, and an administrator helps. Answers the states of both servers when
 * all was well again. Throws Violation.
 */
export function play(
  {seed, relationship: given, isStrict, skews, deeds}: Script,
  trace?: (text: string) => void,
): string {
  const world = new World(given, seed, isStrict, trace)
  for (const server of world.servers) world.setSkew(server, skews[server.index]!)
  for (const deed of deeds) run(world, deed)
  heal(world, skews)
  const healed = statesOf(world)
  world.tell(`all is well: ${healed}`)
  // What is under way still tells of what was.
  world.advance(UNDER_WAY)
  for (let round = 0; round < ROUNDS && !isNormal(world); round++) {
    tidy(world)
    world.advance(ROUND)
  }
  if (!isNormal(world)) throw new Violation('they do not come to serve')
  world.advance(ROUND)
  if (!isNormal(world)) throw new Violation('they do not stay as they are')
  world.ledger.checkAtRest()
  return healed
}

const UNDER_WAY = 15_000
const ROUNDS = 8
const ROUND = 45_000

function heal(world: World, skews: readonly number[]): void {
  Object.assign(world.wire, {cut: false, lost: 0, repeated: 0, delay: 20})
  for (const server of world.servers) {
    if (!server.alive) server.restart()
    world.setSkew(server, skews[server.index]!)
    server.userOff = false
    server.storeAway = false
    server.unwanted = undefined
  }
}

/** What an administrator does when all is well again: ends what only commands end, maintenance where it can be cancelled. */
function tidy({servers}: World): void {
  for (const server of servers) {
    server.tell({kind: 'continue'})
    const {setup, machine, scopesForced} = server
    if (scopesForced) server.tell({kind: 'scopes', names: scopesOnEntry(setup, machine.state, false)})
    server.scopesForced = false
  }
  const cancelling = servers.filter(({machine}) => machine.state === 'partner-in-maintenance')
  for (const server of cancelling) server.tell({kind: 'maintenance-cancel'})
  for (const server of servers) {
    const {state} = server.machine
    if (state !== 'terminated' && (state !== 'in-maintenance' || cancelling.length > 0)) continue
    server.tell({kind: 'reset'})
  }
}

const normal: Readonly<Record<HaMode, string>> = {
  'load-balancing': 'load-balancing[server1] load-balancing[server2]',
  'hot-standby': 'hot-standby[server1] hot-standby[]',
  'passive-backup': 'passive-backup[server1]',
}

function isNormal(world: World): boolean {
  const {mode} = world.servers[0]!.setup.relationship
  return world.active.every(({isAtRest}) => isAtRest) && statesOf(world) === normal[mode]
}

function statesOf({active}: World): string {
  return active.map(({machine, serving}) => `${machine.state}[${serving}]`).join(' ')
}

/** A script that fails, with fewer deeds: none of them can be left out. */
function shrunk(script: Script): Script {
  for (let index = 0; index < script.deeds.length; index++) {
    const shorter = {...script, deeds: script.deeds.toSpliced(index, 1)}
    if (fails(shorter)) return shrunk(shorter)
  }
  return script
}

function fails(script: Script): boolean {
  try {
    play(script)
    return false
  } catch {
    return true
  }
}

const MOST_LINES = 40

/** What happens in the shortest script that fails. */
export function storyOf(script: Script): string {
  const short = shrunk(script)
  const lines: string[] = []
  try {
    play(short, line => lines.push(line))
  } catch (error) {
    lines.push(error instanceof Error ? error.message : String(error))
  }
  const {mode, pauses, ...rest} = short.relationship
  const told = {mode, isStrict: short.isStrict, skews: short.skews, pauses: [...pauses]}
  const numbers = Object.fromEntries(Object.entries(rest).filter(([, value]) => typeof value !== 'object'))
  return `seed ${short.seed}: ${JSON.stringify({...told, ...numbers})}\n${lines.slice(-MOST_LINES).join('\n')}`
}
