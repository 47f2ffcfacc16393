import type {HaState} from '../model/ha.ts'
import type {OwnState} from './states.ts'

/** A partner's state as the table has it: `normal` is load-balancing or hot-standby, whichever the mode is. */
export type Column = Exclude<HaState, 'backup' | 'passive-backup' | 'load-balancing' | 'hot-standby'> | 'normal'

/** What a cell asks for; their conditions are in moves.ts. */
export type Move =
  /** To syncing, or to ready where leases are not synchronized. */
  | 'sync'
  | 'sync if primary'
  | 'run sync'
  /** Or to waiting, where the partner has served clients of whom this server knows nothing. */
  | 'normal'
  | 'normal if primary'
  | 'partner-down if down'
  | 'partner-down if down, else communication-recovery'
  | 'waiting if overflowed'
  /**
   * A partner that was cut off may have gone from communication-recovery back to normal as soon as this server was, without
   * the leases that were given meanwhile: Kea does. It is told to begin anew, for only then does it fetch them.
   */
  | 'reset if it lacks leases'
  /** Back out of communication-recovery. */
  | 'recover'
  | 'terminated after a while'
  | 'waiting'
  | 'partner-down'
  | 'in-maintenance'
  | 'partner-in-maintenance'
  | 'terminated'

type Row = Readonly<Partial<Record<Column, Move>>>

const normal: Row = {
  normal: 'reset if it lacks leases',
  'partner-down': 'waiting',
  'in-maintenance': 'partner-in-maintenance',
  'partner-in-maintenance': 'in-maintenance',
  terminated: 'terminated',
  unavailable: 'partner-down if down, else communication-recovery',
}

/**
 * Where a server in the state of the row goes when its partner is in the state of the column; a cell that is not here: it
 * stays (facts: ha.md §2). States without a row are left by commands alone.
 */
export const transitions: Readonly<Partial<Record<OwnState, Row>>> = {
  waiting: {
    waiting: 'sync if primary',
    ready: 'sync',
    normal: 'sync',
    'communication-recovery': 'sync',
    'partner-down': 'sync',
    'in-maintenance': 'sync',
    'partner-in-maintenance': 'sync',
    terminated: 'terminated after a while',
    unavailable: 'partner-down if down',
  },
  syncing: {
    waiting: 'run sync',
    syncing: 'run sync',
    ready: 'run sync',
    normal: 'run sync',
    'communication-recovery': 'run sync',
    'partner-down': 'run sync',
    'in-maintenance': 'run sync',
    'partner-in-maintenance': 'run sync',
    terminated: 'terminated',
    unavailable: 'partner-down if down',
  },
  ready: {
    ready: 'normal if primary',
    normal: 'normal',
    'communication-recovery': 'normal',
    'in-maintenance': 'partner-in-maintenance',
    'partner-in-maintenance': 'in-maintenance',
    terminated: 'terminated',
    unavailable: 'partner-down if down',
  },
  'load-balancing': normal,
  'hot-standby': normal,
  'communication-recovery': {
    waiting: 'waiting if overflowed',
    syncing: 'waiting if overflowed',
    ready: 'waiting if overflowed',
    normal: 'recover',
    'communication-recovery': 'recover',
    'partner-down': 'waiting',
    'in-maintenance': 'partner-in-maintenance',
    'partner-in-maintenance': 'in-maintenance',
    terminated: 'terminated',
    unavailable: 'partner-down if down',
  },
  'partner-down': {
    ready: 'normal',
    'communication-recovery': 'waiting',
    'partner-down': 'waiting',
    'partner-in-maintenance': 'waiting',
    terminated: 'terminated',
  },
  'partner-in-maintenance': {
    unavailable: 'partner-down',
  },
}
