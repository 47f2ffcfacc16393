import type {DatabaseRecovery} from './config4.ts'

/** How one database is recovered; each of a server's databases has its own. */
export interface RecoveryPolicy extends DatabaseRecovery {
  /** Something asks the database while the server starts: going on without it is no choice then. */
  readonly neededAtStart?: boolean
}

/** Counts class limits in the lease database when it is loaded, and cannot wait for it. */
const LIMITS_LIBRARY = 'libdhcp_limits.so'

/** The policy of a lease database beside the hook libraries (paths) of the same configuration. */
export function recoveryPolicy(recovery: DatabaseRecovery, libraries: readonly string[]): RecoveryPolicy {
  return {...recovery, neededAtStart: libraries.some(path => path.split('/').at(-1) === LIMITS_LIBRARY)}
}

/** Attempts in all; 0 = a lost connection is not opened again. */
export function attemptsOf({maxReconnectTries, reconnectWaitTime}: RecoveryPolicy): number {
  return reconnectWaitTime === 0 ? 0 : maxReconnectTries
}

/** Whether a first connection that failed is looked for in the same way as a lost one (facts: server.md §1.5). */
export function retriesAtStart(policy: RecoveryPolicy, error: unknown): boolean {
  return policy.retryOnStartup && policy.neededAtStart !== true && mayComeBack(error)
}

const passing = new Set(['unreachable', 'login', 'lost', 'busy', 'full'])

/**
 * Whether another attempt may help. Errors of databases tell by their `kind`; a refused password counts, since a server
 * that starts or is restored refuses too. A schema of another version, or a certificate that does not fit, stays what it is.
 */
export function mayComeBack(error: unknown): boolean {
  return error instanceof Error && 'kind' in error && passing.has(String(error.kind))
}

/** What ends when no attempt is left, or none can help. */
export function endsServer({onFail}: RecoveryPolicy): boolean {
  return onFail !== 'serve-retry-continue'
}

/** Whether clients are not served while the database is away. */
export function stopsService({onFail}: RecoveryPolicy): boolean {
  return onFail === 'stop-retry-exit'
}
