import type {HaState} from '../model/ha.ts'
import type {HaTask, HaTraffic} from './machine.ts'
import type {OwnState} from './states.ts'

/** What a good answer to ha-heartbeat says (facts: ha.md §5.3). */
export interface HeartbeatReport {
  readonly state: HaState
  /** Unix seconds of the partner's clock. */
  readonly time: number
  readonly scopes: readonly string[]
  readonly unsent: number
}

export type TaskOutcome =
  /**
   * `state`: which state the partner says it is in, where its answer tells; `unsent`: of a synchronization, its count of unsent
   * updates when its leases began to be fetched, where that is known.
   */
  | {readonly kind: 'done'; readonly state?: HaState; readonly unsent?: number}
  /** The partner did not answer, or answered an error (of maintenance: 1). */
  | {readonly kind: 'partner-failed'; readonly text: string}
  /** Something else did; of maintenance: the partner refused. */
  | {readonly kind: 'failed'; readonly text: string}

export type HaEvent =
  | {readonly kind: 'heartbeat'; readonly report: HeartbeatReport}
  | {readonly kind: 'heartbeat-failed'}
  /** The updates of one query are through, or one that counts failed at the partner. */
  | {readonly kind: 'updates-finished'; readonly failed: boolean}
  /** Another command to the partner failed. */
  | {readonly kind: 'partner-failed'}
  /** A query was committed and its update is for nobody, or has to wait. */
  | {readonly kind: 'update-unsent'}
  | {readonly kind: 'update-delayed'; readonly waiting: number; readonly overflowed: boolean}
  /** How many clients have a rejected update. */
  | {readonly kind: 'rejected'; readonly clients: number}
  | {readonly kind: 'traffic'; readonly traffic: HaTraffic}
  | {readonly kind: 'finished'; readonly id: number; readonly outcome: TaskOutcome}
  // Commands, of an administrator and of the partner (facts: ha.md §5.8 to §5.11).
  | {readonly kind: 'continue'}
  | {readonly kind: 'reset'}
  | {readonly kind: 'scopes'; readonly names: readonly string[]}
  | {readonly kind: 'maintenance-start'}
  | {readonly kind: 'maintenance-cancel'}
  | {readonly kind: 'maintenance-notified'; readonly cancel: boolean; readonly state?: HaState}
  | {readonly kind: 'sync-completed'}

export interface HaAnswer {
  readonly result: number
  readonly text: string
  /** To be told as `arguments.state`: which state the end of a maintenance has led to (Kea 3.0 and later). */
  readonly state?: HaState
}

/** What is to be done, in this order. Doing one twice does no harm. */
export type HaEffect =
  | {readonly kind: 'entered'; readonly from: OwnState; readonly to: OwnState}
  | {readonly kind: 'paused'; readonly state: OwnState}
  /** ha-continue has ended a pause. */
  | {readonly kind: 'continued'; readonly state: OwnState}
  /** Of the lock that is the machine's own. */
  | {readonly kind: 'service'; readonly enabled: boolean}
  | {readonly kind: 'release-partner-lock'}
  /** Off: no timer; on: one heartbeat after the delay of the configuration, and again after each answer. */
  | {readonly kind: 'heartbeats'; readonly on: boolean}
  | {readonly kind: 'run'; readonly task: HaTask}
  /** Its end no longer matters. */
  | {readonly kind: 'abandon'; readonly id: number}
  | {readonly kind: 'forget'; readonly what: 'clients' | 'backlog' | 'rejected' | 'unheard'}
  | {readonly kind: 'skew'; readonly seconds: number}
  | {readonly kind: 'terminate'; readonly why: 'skew' | 'rejected'}
  /** To the command that this event is; with `task`, to the command that began that task. */
  | {readonly kind: 'answer'; readonly answer: HaAnswer; readonly task?: number}

export function answer(result: number, text: string, task?: number): HaEffect {
  return {kind: 'answer', answer: {result, text}, ...(task === undefined ? {} : {task})}
}
