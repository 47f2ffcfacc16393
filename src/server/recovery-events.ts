import type {SqlAccess} from '../model/config4.ts'
import {isLost, StoreError} from '../ports/lease-store.ts'
import type {Log} from '../ports/log.ts'
import type {MessageId} from './messages.ts'
import type {ServiceState} from './service-state.ts'

export interface RecoveryParts {
  readonly access: SqlAccess
  readonly log: Log<MessageId>
  readonly service: ServiceState
  /** Reads again what may have changed while the database was away. */
  readonly recovery: {readonly refresh: () => Promise<void>}
  /** Ends the server. */
  readonly exit: (error: Error) => void
}

const REASON = 'db:lease'

/**
 * What `on-fail` means while the lease database is away (facts: server.md §1.4): with stop-retry-exit service is off;
 * used up attempts end the server, but with serve-retry-continue.
 */
export function recoveryEvents({access, log, service, recovery, exit}: RecoveryParts) {
  const {maxReconnectTries: tries, reconnectWaitTime: wait, onFail} = access.recovery
  const family = access.type === 'mysql' ? 'MYSQL' : 'PGSQL'
  const off = tries === 0 || wait === 0
  return {
    lost(error: Error): void {
      log.write(`DATABASE_${family}_FATAL_ERROR`, {reason: error.message})
      if (onFail === 'stop-retry-exit') service.block(REASON)
      if (!off) log.write('DHCP4_DB_RECONNECT_LOST_CONNECTION')
    },
    attemptFailed(error: Error): void {
      log.write(`DHCPSRV_${family}_LEASE_DB_RECONNECT_ATTEMPT_FAILED`, {reason: error.message})
    },
    scheduled(attempt: number): void {
      log.write(`DHCPSRV_${family}_LEASE_DB_RECONNECT_ATTEMPT_SCHEDULE`, {attempt, tries, wait})
    },
    async recovered(): Promise<void> {
      log.write('DHCP4_DB_RECONNECT_SUCCEEDED')
      try {
        await recovery.refresh()
      } catch (error) {
        // Lost once more: the next recovery switches service on.
        if (isLost(error)) return
      }
      service.unblock(REASON)
    },
    givenUp(error: Error): void {
      if (off) log.write('DHCP4_DB_RECONNECT_DISABLED', {tries, wait})
      else {
        log.write(`DHCPSRV_${family}_LEASE_DB_RECONNECT_FAILED`, {tries})
        log.write('DHCP4_DB_RECONNECT_FAILED')
      }
      if (onFail === 'serve-retry-continue') return
      exit(
        new StoreError('lost', `the lease database was lost and did not come back: ${error.message}`, {cause: error}),
      )
    },
  }
}
