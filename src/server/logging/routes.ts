import type {LoggerConfig, LoggerOutput, LogSeverity} from '../../model/config4.ts'

/** Higher is more important; debug lines have their level below. */
const ranks: Readonly<Record<LogSeverity, number>> = {NONE: 6, FATAL: 5, ERROR: 4, WARN: 3, INFO: 2, DEBUG: 1}

/** What one logger writes and where. */
export interface Route {
  readonly severity: LogSeverity
  readonly debuglevel: number
  readonly outputs: readonly LoggerOutput[]
}

const STDOUT: LoggerOutput = {output: 'stdout', flush: true, maxsize: 0, maxver: 1, pattern: undefined}

const DEFAULT: Route = {severity: 'INFO', debuglevel: 0, outputs: [STDOUT]}

/**
 * The route of `name` ("kea-dhcp4.leases"): its own entry, else that of the nearest name above, else INFO to stdout.
 * Entries of the same name add up, and an entry without outputs uses those of the name above.
 */
export function routeOf(name: string, loggers: readonly LoggerConfig[]): Route {
  const dot = name.lastIndexOf('.')
  const above = dot < 0 ? DEFAULT : routeOf(name.slice(0, dot), loggers)
  const own = loggers.filter(logger => logger.name === name)
  const last = own.at(-1)
  if (last === undefined) return above
  const outputs = own.flatMap(logger => logger.outputs)
  return {
    severity: last.severity,
    debuglevel: last.debuglevel,
    outputs: outputs.length > 0 ? outputs : above.outputs,
  }
}

/** Whether a route takes a line of that severity ('debug' with its level). */
export function takes(route: Route, severity: string, debuglevel: number): boolean {
  const rank = ranks[severity.toUpperCase() as LogSeverity]
  return rank > 1 ? rank >= ranks[route.severity] : route.severity === 'DEBUG' && debuglevel <= route.debuglevel
}
