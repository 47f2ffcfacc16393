import type {ServerConfig4} from '../model/config4.ts'
import type {Host4} from '../model/host4.ts'
import type {Json, JsonMap} from '../model/json.ts'
import {configHash} from './config-text.ts'
import type {ConfigResult4} from './dhcp4.ts'
import {ReservationPrinter4} from './effective-reservations4.ts'
import {effective4} from './effective4.ts'
import type {ConfigIssue} from './issues.ts'

/** A configuration as it is put into force and shown to operators. */
export interface Configured4 {
  readonly config: ServerConfig4
  /** The value of "Dhcp4" with every default filled in, as `config-get` prints it. */
  readonly dhcp4: Json
  /** What was read from the reservations in it, by the maps that print them. */
  readonly printed: ReadonlyMap<JsonMap, Host4>
  /** SHA-256 of it, upper-case hexadecimal. */
  readonly hash: string
}

/**
 * What became of a new configuration. refused: nothing has changed. failed: it is valid, but a database, a socket or a
 * log file of it could not be opened; when that was a database, nobody is served until another configuration succeeds
 * (facts: server.md §1.9).
 */
export type ConfigVerdict4 =
  | {readonly kind: 'accepted'; readonly configured: Configured4; readonly warnings: readonly ConfigIssue[]}
  | {readonly kind: 'refused'; readonly errors: readonly ConfigIssue[]}
  | {readonly kind: 'failed'; readonly reason: string}

export function configured4(result: Extract<ConfigResult4, {kind: 'config'}>): Configured4 {
  const printer = new ReservationPrinter4(result.config)
  const dhcp4 = effective4(result.config, result.given, printer)
  let hash: string | undefined
  return {
    config: result.config,
    dhcp4,
    printed: printer.printed,
    // Nobody may ever ask, and for ten thousand reservations it takes as long as all the rest.
    get hash() {
      hash ??= configHash(dhcp4)
      return hash
    },
  }
}
