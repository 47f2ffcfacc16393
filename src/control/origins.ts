import type {DatabaseAccess} from '../model/config4.ts'
import type {Json} from '../model/json.ts'
import type {Arguments} from './arguments.ts'
import {CommandError} from './arguments.ts'

/**
 * Kea numbers those that switch service off (facts: server.md §1.4, §4.2): 1 the user, from 1000 the server's own high
 * availability, from 2000 its partner, from 3000 databases. Here each is a reason in words.
 */
const USER = 1
const LOCAL = 1000
const PARTNER = 2000
const DATABASES = 3000

/** The reason that the arguments of dhcp-disable or dhcp-enable name. `origin-id` wins, as it replaces `origin` (2.5.8). */
export function reasonOf(args: Arguments): string {
  const id = args.value('origin-id')
  if (id !== undefined) {
    if (id.kind !== 'integer') throw new CommandError("'origin-id' argument must be a number")
    return reasonOfNumber(id.value, 'origin-id')
  }
  const origin = args.value('origin')
  if (origin === undefined) return 'user'
  if (origin.kind === 'integer') return reasonOfNumber(origin.value, 'origin')
  if (origin.kind !== 'string') throw new CommandError("'origin' argument must be a string")
  if (origin.value === 'user' || origin.value === 'ha-partner') return origin.value
  throw invalid('origin', origin.value === '' ? '(empty string)' : origin.value)
}

/** Whether a reason is one that a partner takes and gives back: of the first relationship, or of a later one of its own. */
export function isPartners(reason: string): boolean {
  return reason === 'ha-partner' || (reason.startsWith('ha:') && Number(reason.slice('ha:'.length)) >= PARTNER)
}

/** A database's own switch is not for commands: service would go on without its leases. */
function reasonOfNumber(id: number, key: string): string {
  if (id === USER) return 'user'
  if (id === PARTNER) return 'ha-partner'
  if (id >= LOCAL && id < DATABASES) return `ha:${id}`
  throw invalid(key, String(id))
}

function invalid(key: string, value: string): CommandError {
  return new CommandError(`invalid value used for '${key}' parameter: ${value.slice(0, 100)}`)
}

const databaseOrigins: Readonly<Record<DatabaseAccess['type'], number>> = {
  mysql: DATABASES + 1,
  postgresql: DATABASES + 2,
  memfile: DATABASES + 3,
  sqlite: DATABASES + 3,
}

/** Of the databases of a configuration. */
export interface DatabaseTypes4 {
  readonly lease: DatabaseAccess['type']
  /** In their order. */
  readonly hosts: readonly DatabaseAccess['type'][]
}

/** Kea's members of `dhcp-state` for a set of reasons. */
export function controlOrigins(reasons: readonly string[], types: DatabaseTypes4): {readonly [key: string]: Json} {
  const numbers = reasons.map(reason => numberOf(reason, types)).filter(number => number !== undefined)
  const between = (from: number, below: number) => numbers.filter(number => number >= from && number < below)
  return {
    'disabled-by-user': reasons.includes('user'),
    'disabled-by-local-command': between(LOCAL, PARTNER),
    'disabled-by-remote-command': between(PARTNER, DATABASES),
    'disabled-by-db-connection': between(DATABASES, DATABASES + 1000),
  }
}

/** Kea counts those of hosts from 3011 on, by their type. */
const HOSTS = 10

function numberOf(reason: string, {lease, hosts}: DatabaseTypes4): number | undefined {
  if (reason === 'ha-partner') return PARTNER
  if (reason === 'db:lease') return databaseOrigins[lease]
  if (reason.startsWith('db:hosts:')) {
    const type = hosts[Number(reason.slice('db:hosts:'.length)) - 1]
    return type === undefined ? undefined : databaseOrigins[type] + HOSTS
  }
  return reason.startsWith('ha:') ? Number(reason.slice('ha:'.length)) : undefined
}
