import {isMap} from './ctl-answer.ts'

/** What `status-get` says about service. */
export interface Health {
  readonly serving: boolean
  /** Why not, for people; empty while it serves. */
  readonly reasons: readonly string[]
  /** Rows of the report. */
  readonly facts: readonly (readonly [name: string, value: string])[]
}

/** Reads the arguments of `status-get` of keats, of Kea 3 and of Kea 2.2, which tells least. */
export function healthOf(status: unknown): Health {
  const map = isMap(status) ? status : {}
  const reasons = [...stateReasons(map['dhcp-state']), ...databaseReasons(map), ...socketReasons(map['sockets'])]
  const facts: [string, string][] = [
    ['process', text(map['pid'])],
    ['up', duration(map['uptime'])],
    ['configured', `${duration(map['reload'])} ago`],
    ['sockets', part(map['sockets'], 'status')],
    ['database', database(map['database'])],
    ['hosts', hostsDatabases(map['hosts-databases'])],
  ]
  if (!isMap(map['dhcp-state'])) facts.push(['service', 'this server does not tell whether it is disabled'])
  return {serving: reasons.length === 0, reasons, facts: facts.filter(([, value]) => value !== '')}
}

/** Not one of its own, but of the state that its high availability is in. */
export const OWN_HA_STATE = 'high availability does not let it serve now: keats ha status tells why'

/** The words of `reasons` (keats) in sentences. */
const words: Readonly<Record<string, string>> = {
  user: 'switched off by the command dhcp-disable',
  'ha-partner': 'switched off by its partner',
  'ha:1000': OWN_HA_STATE,
  config: 'the last configuration could not be put into force',
  'db:lease': 'the lease database is lost',
}

/** The hosts databases are counted from 1. */
function hostsLost(reason: string): string | undefined {
  const [, number] = /^db:hosts:(\d+)$/.exec(reason) ?? []
  return number === undefined ? undefined : `the hosts database ${number} is lost`
}

function stateReasons(state: unknown): string[] {
  if (!isMap(state)) return []
  const given = list(state['reasons']).map(reason => words[reason] ?? hostsLost(reason) ?? reason)
  if (given.length > 0) return given
  // Kea 3 (facts: server.md §4.2): flags, and lists of origins.
  const found: string[] = []
  if (state['disabled-by-user'] === true) found.push(words['user']!)
  if (list(state['disabled-by-local-command']).length > 0) found.push('switched off by a local command')
  if (list(state['disabled-by-remote-command']).length > 0) found.push('switched off by a remote command')
  const lost = state['disabled-by-db-connection']
  if (lost === true || list(lost).length > 0) found.push('a database is lost')
  return found.length === 0 && state['globally-disabled'] === true ? ['service is switched off'] : found
}

/** A lost database that service goes on without (serve-retry-continue) is told, and is no reason by itself. */
function databaseReasons({database, 'dhcp-state': state}: Readonly<Record<string, unknown>>): string[] {
  if (!isMap(database) || database['status'] === 'ready' || !isMap(state) || state['globally-disabled'] !== true)
    return []
  return typeof database['reason'] === 'string' ? [database['reason']] : []
}

function socketReasons(sockets: unknown): string[] {
  if (!isMap(sockets) || sockets['status'] === 'ready' || sockets['status'] === undefined) return []
  const errors = list(sockets['errors'])
  return errors.length === 0 ? [`its sockets are not open (${text(sockets['status'])})`] : errors
}

function database(value: unknown): string {
  const type = part(value, 'type')
  return type === '' ? '' : `${type}, ${part(value, 'status')}`
}

function hostsDatabases(value: unknown): string {
  return Array.isArray(value) ? value.map(database).join('; ') : ''
}

function part(value: unknown, name: string): string {
  return isMap(value) ? text(value[name]) : ''
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

function list(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : []
}

/** "2 d 3 h", "4 min 5 s": the two largest units. */
function duration(seconds: unknown): string {
  if (typeof seconds !== 'number' || !(seconds >= 0)) return ''
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [Math.floor(seconds) % 60, 's'],
  ] as const
  const from = parts.findIndex(([count]) => count > 0)
  return from < 0
    ? '0 s'
    : parts
        .slice(from, from + 2)
        .map(([count, unit]) => `${count} ${unit}`)
        .join(' ')
}
