import {isMap} from './ctl-answer.ts'
import {healthOf, OWN_HA_STATE} from './ctl-status.ts'

type Values = Readonly<Record<string, unknown>>

/** One side as status-get tells it: '' and undefined = not told. */
export interface HaSide {
  readonly name: string
  readonly role: string
  readonly state: string
  readonly scopes: readonly string[]
}

export interface HaRemote extends HaSide {
  /** Seconds since its last good heartbeat. */
  readonly age: number | undefined
  readonly interrupted: boolean
  readonly unacked: number | undefined
  /** How many more of its clients must stay unanswered; only while communication is interrupted. */
  readonly left: number | undefined
  /** Seconds that its clock is ahead; null = not known there, undefined = this server does not tell. */
  readonly skew: number | null | undefined
}

/** One relationship out of the answer to status-get of keats or Kea (facts: ha.md §5.11). */
export interface HaView {
  readonly mode: string
  readonly local: HaSide
  /** undefined = there is nobody to watch. */
  readonly remote: HaRemote | undefined
  /** Why this server serves nobody, whatever the states of the two are; empty = as they say, as far as it tells. */
  readonly off: readonly string[]
  /** What keats adds; undefined = a Kea. */
  readonly more: Values | undefined
  /** The server's own clock in Unix milliseconds. */
  readonly now: number | undefined
  /** As the server sent it. */
  readonly raw: Values
}

/** The relationships of a server; undefined = it has no high availability. Takes any JSON. */
export function haViews(status: unknown): readonly HaView[] | undefined {
  const list = isMap(status) ? status['high-availability'] : undefined
  if (!Array.isArray(list)) return undefined
  const found = list.filter(isMap)
  const off = healthOf(status).reasons.filter(reason => reason !== OWN_HA_STATE)
  return found.length === 0 ? undefined : found.map(raw => viewOf(raw, off))
}

function viewOf(raw: Values, off: readonly string[]): HaView {
  const servers = mapOf(raw['ha-servers'])
  const [local, remote] = [mapOf(servers['local']), servers['remote']]
  const clock = Date.parse(`${textOf(local['system-time']).replace(' ', 'T')}Z`)
  return {
    mode: textOf(raw['ha-mode']),
    local: {...sideOf(local), state: textOf(local['state']), scopes: textsOf(local['scopes'])},
    remote: isMap(remote) ? remoteOf(remote) : undefined,
    off,
    more: isMap(raw['keats']) ? raw['keats'] : undefined,
    now: Number.isNaN(clock) ? undefined : clock,
    raw,
  }
}

function sideOf(side: Values): Pick<HaSide, 'name' | 'role'> {
  return {name: textOf(side['server-name']), role: textOf(side['role'])}
}

function remoteOf(remote: Values): HaRemote {
  const skew = remote['clock-skew']
  return {
    ...sideOf(remote),
    state: textOf(remote['last-state']),
    scopes: textsOf(remote['last-scopes']),
    age: numberOf(remote['age']),
    interrupted: remote['communication-interrupted'] === true,
    unacked: numberOf(remote['unacked-clients']),
    left: numberOf(remote['unacked-clients-left']),
    skew: skew === null ? null : numberOf(skew),
  }
}

export function mapOf(value: unknown): Values {
  return isMap(value) ? value : {}
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter(item => typeof item === 'string') : []
}
