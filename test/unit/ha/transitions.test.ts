import assert from 'node:assert/strict'
import {describe, test} from 'node:test'
import type {HaMachine, HaTraffic} from '../../../src/ha/machine.ts'
import type {OwnState} from '../../../src/ha/states.ts'
import {type HaMode, type HaState, haStates} from '../../../src/model/ha.ts'
import {Driver, setup} from '../../support/ha.ts'

/**
 * The columns of the table in facts: ha.md §2. `LB/HS` is the normal state of the mode and `foreign` that of the other mode;
 * `lost` is unavailable since just now, and `gone` for longer than max-response-delay, with clients left unanswered.
 */
const columns = [
  ...['waiting', 'syncing', 'ready', 'LB/HS', 'comm', 'down', 'in', 'p-in', 'terminated', 'lost', 'gone'],
  ...['backup', 'passive-backup', 'foreign', 'unheard'],
] as const

const words: Readonly<Record<string, HaState>> = {
  comm: 'communication-recovery',
  down: 'partner-down',
  in: 'in-maintenance',
  'p-in': 'partner-in-maintenance',
  lost: 'unavailable',
  gone: 'unavailable',
}

/**
 * Written anew from the facts, not out of the program: a dot is "stays", `sync!` is "stays in syncing and runs", and two
 * results are those of the primary and of the other server. `comm?` is communication-recovery, which hot-standby has not.
 * What is in brackets is in hot-standby, where load-balancing and communication-recovery are foreign.
 */
const rows: Readonly<Record<string, string>> = {
  waiting: `    sync!|. .     sync!   sync!  sync!(.)        sync!   sync!  sync! .          .     down
                .       .     .       .`,
  syncing: `    sync!   sync! sync!   sync!  sync!(waiting)  sync!   sync!  sync! terminated .     down
                sync!   sync! waiting .`,
  ready: `      .       .     LB/HS|. LB/HS  LB/HS(waiting)  .       p-in   in    terminated .     down
                .       .     waiting .`,
  'LB/HS': `    .       .     .       .      .(waiting)      waiting p-in   in    terminated comm? down
                .       .     waiting .`,
  down: `       .       .     LB/HS   .      waiting         waiting .      waiting terminated .   .
                .       .     waiting .`,
  'p-in': `     .       .     .       .      .               .       .      .     .          down  down
                .       .     .       .`,
  in: `         .       .     .       .      .               .       .      .     .          .     .
                .       .     .       .`,
  terminated: ` .       .     .       .      .               .       .      .     .          .     .
                .       .     .       .`,
  comm: `       .       .     .       flush! flush!          waiting p-in   in    terminated .     down
                waiting waiting waiting .`,
}

const modes = ['load-balancing', 'hot-standby'] as const
type Mode = (typeof modes)[number]

function stateOf(word: string, mode: Mode): HaState {
  if (word === 'foreign') return mode === 'load-balancing' ? 'hot-standby' : 'load-balancing'
  return word === 'LB/HS' ? mode : (words[word] ?? (word as HaState))
}

/** What the cell asks for in this mode, of this server. */
function meant(cell: string, mode: Mode, own: 'server1' | 'server2'): string {
  const [, first, , foreign] = /^([^(]+)(\((.+)\))?$/.exec(cell)!
  if (foreign !== undefined && mode === 'hot-standby') return foreign
  const [primary, other] = first!.split('|')
  const word = own === 'server1' ? primary! : (other ?? primary!)
  return word === 'comm?' ? (mode === 'load-balancing' ? 'comm' : '.') : word
}

function hearOf(driver: Driver, column: string, mode: Mode): void {
  if (column === 'unheard') driver.put({partner: {...driver.machine.partner, state: undefined}})
  if (column === 'unheard') driver.tell({kind: 'updates-finished', failed: false})
  else if (column === 'lost' || column === 'gone') {
    driver.steady = column === 'gone' ? limit + 1 : limit
    driver.put({traffic: traffic(100)}).tell({kind: 'heartbeat-failed'})
  } else driver.hear(stateOf(column, mode))
}

function cellTest(mode: Mode, own: 'server1' | 'server2', row: string, column: string, cell: string): void {
  const driver = new Driver(setup(mode, {thisServerName: own}))
  const from = stateOf(row, mode) as OwnState
  driver.put({state: from, service: !['waiting', 'syncing', 'ready', 'in-maintenance'].includes(from)})
  hearOf(driver, column, mode)
  // What follows from the next state is the table's business again: only the first move is looked at.
  const first = driver.effects.find(effect => effect.kind === 'entered')?.to ?? from
  if (cell === '.') assert.deepEqual([first, driver.task], [from, undefined])
  else if (cell === 'sync!') assert.deepEqual([first, driver.task], ['syncing', 'sync'])
  else if (cell === 'flush!') assert.deepEqual([first, driver.task], [from, 'flush'])
  else assert.equal(first, stateOf(cell, mode))
}

for (const mode of modes) {
  describe(`transitions in ${mode}`, () => {
    for (const [row, line] of Object.entries(rows)) {
      if (row === 'comm' && mode === 'hot-standby') continue
      const cells = line.trim().split(/\s+/)
      assert.equal(cells.length, columns.length, row)
      for (const [index, column] of columns.entries()) {
        const cell = cells[index]!
        test(`${row}, partner ${column}: ${cell}`, () => {
          for (const own of ['server1', 'server2'] as const) cellTest(mode, own, row, column, meant(cell, mode, own))
        })
      }
    }
  })
}

test('the table has every state, and every state of a partner', () => {
  for (const mode of modes) {
    const ownStates = new Set(Object.keys(rows).map(row => stateOf(row, mode)))
    // Of the other mode, and of servers that have no partner: they are tested below.
    const others = [stateOf('foreign', mode), 'backup', 'passive-backup', 'unavailable']
    assert.deepEqual([...ownStates, ...others].sort(), [...haStates].sort())
    assert.deepEqual([...new Set(columns.map(column => stateOf(column, mode)))].sort(), [...haStates, 'unheard'].sort())
  }
})

test('states without a partner are never left, whatever is heard', () => {
  for (const [mode, own, state] of [
    ['passive-backup', 'server1', 'passive-backup'],
    ['passive-backup', 'server2', 'backup'],
  ] as const) {
    for (const partner of haStates) {
      const driver = new Driver(setup(mode, {thisServerName: own}))
      assert.deepEqual([driver.hear(partner).state, driver.task], [state, undefined], partner)
    }
  }
})

const traffic = (unacked: number): HaTraffic => ({analyzed: unacked, connecting: 0, unacked})
const limit = 60_000

/** A partner that was heard of at 0, a server in this state, and a heartbeat that fails at `steady`. */
function lose(
  mode: HaMode,
  own: string,
  state: OwnState,
  steady: number,
  unacked: number,
  change: Partial<HaMachine> = {},
): Driver {
  const driver = new Driver(setup(mode, {thisServerName: own}))
  const service = !['waiting', 'syncing', 'ready'].includes(state)
  driver.hear('terminated').put({state, service, traffic: traffic(unacked), ...change})
  driver.steady = steady
  return driver.tell({kind: 'heartbeat-failed'})
}

describe('the partner is unavailable', () => {
  for (const state of ['waiting', 'syncing', 'ready'] as const) {
    test(`${state}: partner-down when communication is interrupted, whatever clients say`, () => {
      for (const mode of ['load-balancing', 'hot-standby'] as const) {
        assert.equal(lose(mode, 'server2', state, limit, 100).state, state)
        assert.equal(lose(mode, 'server2', state, limit + 1, 0).state, 'partner-down')
      }
    })
  }

  test('load-balancing: communication-recovery from the first failure on, partner-down with enough unacked clients', () => {
    for (const own of ['server1', 'server2']) {
      assert.equal(lose('load-balancing', own, 'load-balancing', 1, 100).state, 'communication-recovery')
      assert.equal(lose('load-balancing', own, 'load-balancing', limit + 1, 10).state, 'communication-recovery')
      assert.equal(lose('load-balancing', own, 'load-balancing', limit + 1, 11).state, 'partner-down')
      assert.equal(lose('load-balancing', own, 'communication-recovery', limit, 11).state, 'communication-recovery')
      assert.equal(lose('load-balancing', own, 'communication-recovery', limit + 1, 10).state, 'communication-recovery')
      assert.equal(lose('load-balancing', own, 'communication-recovery', limit + 1, 11).state, 'partner-down')
    }
  })

  test('load-balancing without a backlog: no communication-recovery', () => {
    const driver = new Driver(setup('load-balancing', {delayedUpdatesLimit: 0}))
    driver.put({state: 'load-balancing', service: true}).tell({kind: 'updates-finished', failed: true})
    assert.equal(driver.state, 'load-balancing')
    assert.equal(driver.machine.partner.state, 'unavailable')
  })

  test('hot-standby: the primary does not wait for clients, the standby does', () => {
    assert.equal(lose('hot-standby', 'server1', 'hot-standby', limit, 0).state, 'hot-standby')
    assert.equal(lose('hot-standby', 'server1', 'hot-standby', limit + 1, 0).state, 'partner-down')
    assert.equal(lose('hot-standby', 'server2', 'hot-standby', limit + 1, 10).state, 'hot-standby')
    assert.equal(lose('hot-standby', 'server2', 'hot-standby', limit + 1, 11).state, 'partner-down')
  })

  test('max-unacked-clients 0: no look at clients; service off by others: neither', () => {
    const driver = new Driver(setup('hot-standby', {thisServerName: 'server2', maxUnackedClients: 0}))
    driver.put({state: 'hot-standby', service: true}).steady = limit + 1
    assert.equal(driver.tell({kind: 'heartbeat-failed'}).state, 'partner-down')
    const closed = new Driver(setup('hot-standby', {thisServerName: 'server2'}))
    closed.put({state: 'hot-standby', service: true}).steady = limit + 1
    closed.closed = true
    assert.equal(closed.tell({kind: 'heartbeat-failed'}).state, 'partner-down')
  })

  test('maintenance of the partner: partner-down at once; states that only commands leave: never', () => {
    assert.equal(lose('hot-standby', 'server2', 'partner-in-maintenance', 1, 0).state, 'partner-down')
    for (const state of ['partner-down', 'in-maintenance', 'terminated'] as const) {
      assert.equal(lose('hot-standby', 'server2', state, 10 * limit, 100).state, state)
    }
  })
})

describe('conditions of single cells', () => {
  test('partner-down goes back to normal over a synchronization when the partner has new unsent updates', () => {
    const driver = new Driver(setup('load-balancing'))
    driver.put({state: 'partner-down'}).hear('ready', {unsent: 0})
    assert.equal(driver.state, 'load-balancing')
    driver.put({state: 'partner-down'}).hear('ready', {unsent: 4})
    assert.equal(driver.effects.find(effect => effect.kind === 'entered')?.to, 'waiting')
  })

  test('communication-recovery beside one that starts: waiting if updates were too many and it can be reached', () => {
    for (const partner of ['waiting', 'syncing', 'ready'] as const) {
      const driver = new Driver(setup('load-balancing')).put({state: 'communication-recovery'})
      driver.tell({kind: 'update-delayed', waiting: 0, overflowed: true}).hear(partner)
      assert.equal(driver.effects.find(effect => effect.kind === 'entered')?.to, 'waiting', partner)
    }
  })

  test('without sync-leases, waiting leads straight to ready', () => {
    const driver = new Driver(setup('load-balancing', {syncLeases: false}))
    assert.equal(driver.hear('waiting').state, 'ready')
    assert.equal(driver.task, undefined)
  })

  test('a server waits ten minutes for one that is terminated', () => {
    const driver = new Driver(setup('load-balancing'))
    driver.hear('terminated').steady = 599_999
    assert.equal(driver.hear('terminated').state, 'waiting')
    driver.steady = 600_000
    assert.equal(driver.hear('terminated').state, 'terminated')
  })

  test('a partner of another mode: waiting', () => {
    const cases = [
      ['hot-standby', 'load-balancing'],
      ['hot-standby', 'communication-recovery'],
      ['load-balancing', 'hot-standby'],
    ] as const
    for (const [mode, partner] of cases) {
      for (const state of [mode, 'ready', 'partner-down', 'waiting'] as const) {
        assert.equal(new Driver(setup(mode)).put({state}).hear(partner).state, 'waiting', `${state}, ${partner}`)
      }
    }
  })

  test('a partner that is a backup: nothing, but in syncing and in communication-recovery', () => {
    for (const partner of ['backup', 'passive-backup'] as const) {
      for (const state of ['waiting', 'ready', 'load-balancing', 'partner-down'] as const) {
        assert.equal(new Driver(setup('load-balancing')).put({state}).hear(partner).state, state)
      }
      assert.equal(new Driver(setup('load-balancing')).put({state: 'syncing'}).hear(partner).task, 'sync')
      const driver = new Driver(setup('load-balancing')).put({state: 'communication-recovery'})
      assert.equal(driver.hear(partner).state, 'waiting')
    }
  })

  test('backups and passive-backup are what they are from the start', () => {
    assert.equal(new Driver(setup('passive-backup')).state, 'passive-backup')
    assert.deepEqual(new Driver(setup('passive-backup')).machine.scopes, ['server1'])
    assert.equal(new Driver(setup('passive-backup', {thisServerName: 'server2'})).state, 'backup')
    assert.deepEqual(new Driver(setup('passive-backup', {thisServerName: 'server2'})).machine.scopes, [])
  })
})
