import type {DatabaseAccess, SqlAccess} from '../model/config4.ts'
import {attemptsOf, endsServer, mayComeBack, type RecoveryPolicy, stopsService} from '../model/recovery-policy.ts'
import {StoreError} from '../ports/lease-store.ts'
import type {Log} from '../ports/log.ts'
import type {MessageId} from './messages.ts'
import type {ServiceState} from './service-state.ts'

/** How one of the server's databases is called: in the log, in errors, and among the reasons of ServiceState. */
export interface DatabaseNames {
  readonly reason: string
  /** As in "the lease database". */
  readonly role: string
  readonly opening: MessageId
  readonly fatal: MessageId
  readonly absent: MessageId
  readonly attemptFailed: MessageId
  readonly scheduled: MessageId
  readonly failed: MessageId
}

export interface DatabaseRecoveryParts {
  readonly names: DatabaseNames
  readonly parameters: string
  readonly policy: RecoveryPolicy
  readonly log: Log<MessageId>
  readonly service: Pick<ServiceState, 'block' | 'unblock'>
  /** Reads again what may have changed while the database was away. */
  readonly refresh: () => Promise<void>
  /** Ends the server. */
  readonly exit: (error: Error) => void
}

/**
 * What `on-fail` means while a database is away, and Kea's log lines for it (facts: server.md §1.4, §7.4): with
 * stop-retry-exit service is off; used up attempts end the server, but with serve-retry-continue.
 */
function databaseRecoveryEvents({names, policy, log, service, exit, ...parts}: DatabaseRecoveryParts) {
  const attempts = attemptsOf(policy)
  const {maxReconnectTries: tries, reconnectWaitTime: wait} = policy
  const away = (id: MessageId, error: Error) => {
    log.write(id, {reason: error.message})
    if (stopsService(policy)) service.block(names.reason)
  }
  return {
    lost: (error: Error) => away(names.fatal, error),
    absent: (error: Error) => away(names.absent, error),
    attempting(): void {
      log.write('DHCP4_DB_RECONNECT_LOST_CONNECTION')
      log.write(names.opening, {parameters: parts.parameters})
    },
    attemptFailed: (error: Error) => log.write(names.attemptFailed, {reason: error.message}),
    scheduled: (attempt: number) => log.write(names.scheduled, {attempt, tries, wait}),
    refresh: parts.refresh,
    recovered(): void {
      log.write('DHCP4_DB_RECONNECT_SUCCEEDED')
      service.unblock(names.reason)
    },
    givenUp(error: Error): void {
      if (attempts === 0) {
        log.write('DHCP4_DB_RECONNECT_LOST_CONNECTION')
        log.write('DHCP4_DB_RECONNECT_DISABLED', {tries, wait})
      } else {
        log.write(names.failed, {tries})
        log.write('DHCP4_DB_RECONNECT_FAILED')
      }
      if (endsServer(policy)) exit(mayComeBack(error) ? lostFor(names.role, error) : error)
    },
  }
}

function lostFor(role: string, cause: Error): StoreError {
  return new StoreError('lost', `the ${role} was lost and did not come back: ${cause.message}`, {cause})
}

export interface RecoveryParts extends Omit<DatabaseRecoveryParts, 'names' | 'parameters'> {
  readonly access: SqlAccess
}

/** The same for the lease database. */
export function recoveryEvents({access, ...parts}: RecoveryParts) {
  const [names, parameters] = [databaseNames(access.type, 'LEASE'), databaseParameters(access)]
  return databaseRecoveryEvents({...parts, names, parameters})
}

/** The same for one of the hosts databases. */
export function hostsRecoveryEvents({access, position, ...parts}: RecoveryParts & {readonly position: number}) {
  const names = {...databaseNames(access.type, 'HOST'), reason: hostsReason(position)}
  return databaseRecoveryEvents({...parts, names, parameters: databaseParameters(access)})
}

/** Why service is off while a hosts database is away; `position`: the first one's is 1. */
export function hostsReason(position: number): string {
  return `db:hosts:${position}`
}

function databaseNames(type: SqlAccess['type'], use: 'LEASE' | 'HOST'): DatabaseNames {
  const family = type === 'mysql' ? 'MYSQL' : 'PGSQL'
  return {
    reason: 'db:lease',
    role: use === 'LEASE' ? 'lease database' : 'hosts database',
    opening: use === 'LEASE' ? `DHCPSRV_${family}_DB` : `DHCPSRV_${family}_HOST_DB`,
    fatal: `DATABASE_${family}_FATAL_ERROR`,
    absent: `DHCPSRV_${use}_MGR_DB_OPEN_CONNECTION_WITH_RETRY_FAILED`,
    attemptFailed: `DHCPSRV_${family}_${use}_DB_RECONNECT_ATTEMPT_FAILED`,
    scheduled: `DHCPSRV_${family}_${use}_DB_RECONNECT_ATTEMPT_SCHEDULE`,
    failed: `DHCPSRV_${family}_${use}_DB_RECONNECT_FAILED`,
  }
}

/** Where a database is, for the log: never its password. */
export function databaseParameters(access: DatabaseAccess): string {
  const server = 'host' in access ? `host=${access.host} port=${access.port || 'default'} user=${access.user} ` : ''
  return `${server}name=${access.name}${'password' in access ? ' password=*****' : ''}`
}
