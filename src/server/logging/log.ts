import {DEFAULT_PATTERN, SYSLOG_PATTERN} from '../../config/log-pattern.ts'
import {isSyslog} from '../../config/syslog.ts'
import type {LoggerConfig, LoggerOutput} from '../../model/config4.ts'
import type {Clock} from '../../ports/clock.ts'
import type {Log, LogFields} from '../../ports/log.ts'
import type {Message} from '../message.ts'
import {messages} from '../messages.ts'
import {formatJson} from './json-line.ts'
import {compilePattern, type FormatLine, type LogEvent, type ProcessFacts} from './line.ts'
import type {LineSink, SinkChange} from './line-sink.ts'
import {routeOf, takes} from './routes.ts'
import {Sink} from './sink.ts'
import {SyslogSink, type SyslogSocket} from './syslog-sink.ts'
import {compileTemplate} from './template.ts'

export interface LogOptions {
  /** 'kea-dhcp4': the first part of every logger's name. */
  readonly root: string
  readonly format: 'text' | 'json'
  readonly clock: Clock
  readonly process: Omit<ProcessFacts, 'startedAt'>
  /** Called for each output that is the system's log. */
  readonly openSyslog: () => SyslogSocket
}

export interface ServerLog extends Log {
  /**
   * Puts other loggers into force, and opens every file again: who has moved one away gets a new one. Throws when an
   * output cannot be opened; then the former ones stay.
   */
  reconfigure(loggers: readonly LoggerConfig[]): void
  /** Waits until what was written has left, but not for ever. */
  close(): Promise<void>
}

/** Everything, for `-d` until the configuration is in force. */
export function verboseLoggers(root: string): readonly LoggerConfig[] {
  return [{name: root, severity: 'DEBUG', debuglevel: 99, outputs: []}]
}

/** Opens the outputs of `loggers`; none at all means INFO to standard output. Throws when one cannot be opened. */
export function createLog(loggers: readonly LoggerConfig[], options: LogOptions): ServerLog {
  return new TableLog(loggers, options)
}

interface Exit {
  readonly sink: LineSink
  readonly format: FormatLine
}

/** A message with everything about it looked up: a line that is off costs one look into a map. */
interface Prepared {
  readonly severity: string
  readonly logger: string
  readonly text: (fields: LogFields) => string
  readonly exits: readonly Exit[]
}

const NO_FIELDS: LogFields = {}
const UNKNOWN: Message = ['error', 'log', '{unknown} is not in the table of messages']

/** What a reconfiguration is about to do. */
interface Plan {
  readonly sinks: Map<string, LineSink>
  readonly changes: SinkChange[]
  readonly exits: Map<LoggerOutput, Exit>
}

class TableLog implements ServerLog {
  readonly #options: LogOptions
  readonly #facts: ProcessFacts
  #sinks: readonly LineSink[] = []
  /** Only messages that are written somewhere. */
  #prepared: ReadonlyMap<string, Prepared> = new Map()

  constructor(loggers: readonly LoggerConfig[], options: LogOptions) {
    this.#options = options
    this.#facts = {...options.process, startedAt: options.clock.millis()}
    this.reconfigure(loggers)
  }

  enabled(id: string): boolean {
    return this.#prepared.has(id)
  }

  write(id: string, fields: LogFields = NO_FIELDS): void {
    const prepared = this.#prepared.get(id)
    if (prepared === undefined) {
      if (!Object.hasOwn(messages, id)) this.write('LOG_UNKNOWN_MESSAGE', {...fields, unknown: id})
      return
    }
    this.#emit(id, prepared, fields)
  }

  reconfigure(loggers: readonly LoggerConfig[]): void {
    const plan: Plan = {sinks: new Map(), changes: [], exits: new Map()}
    try {
      this.#prepared = this.#prepare(loggers, plan)
    } catch (error) {
      for (const change of plan.changes) change.cancel()
      for (const sink of plan.sinks.values()) if (!this.#sinks.includes(sink)) void sink.close()
      throw error
    }
    for (const change of plan.changes) change.apply()
    const former = this.#sinks
    this.#sinks = [...plan.sinks.values()]
    for (const sink of former) if (!this.#sinks.includes(sink)) void sink.close()
  }

  async close(): Promise<void> {
    const closing = this.#sinks.map(sink => sink.close())
    this.#sinks = []
    this.#prepared = new Map()
    await Promise.all(closing)
  }

  #emit(id: string, prepared: Prepared, fields: LogFields): void {
    const event: LogEvent = {
      id,
      severity: prepared.severity,
      logger: prepared.logger,
      text: prepared.text(fields),
      fields,
      millis: this.#options.clock.millis(),
    }
    for (const exit of prepared.exits) exit.sink.write(exit.format(event), prepared.severity)
  }

  #prepare(loggers: readonly LoggerConfig[], plan: Plan): ReadonlyMap<string, Prepared> {
    const prepared = new Map<string, Prepared>()
    const table: [string, Message][] = [...Object.entries(messages), ['LOG_UNKNOWN_MESSAGE', UNKNOWN]]
    for (const [id, [severity, child, text, debuglevel = 0]] of table) {
      const logger = `${this.#options.root}.${child}`
      const route = routeOf(logger, loggers)
      if (!takes(route, severity, debuglevel)) continue
      prepared.set(id, {
        severity: severity.toUpperCase(),
        logger,
        text: compileTemplate(text),
        exits: route.outputs.map(output => this.#exit(output, plan)),
      })
    }
    return prepared
  }

  #exit(output: LoggerOutput, plan: Plan): Exit {
    const known = plan.exits.get(output)
    if (known !== undefined) return known
    const pattern = output.pattern ?? (isSyslog(output.output) ? SYSLOG_PATTERN : DEFAULT_PATTERN)
    const format = this.#options.format === 'json' ? formatJson(this.#facts) : compilePattern(pattern, this.#facts)
    const exit = {sink: this.#sink(output, plan), format}
    plan.exits.set(output, exit)
    return exit
  }

  /** Two loggers that name one output share it, with the limits of the first. */
  #sink(output: LoggerOutput, {sinks, changes}: Plan): LineSink {
    const name = output.output
    const shared = sinks.get(name)
    if (shared !== undefined) return shared
    const standing = this.#sinks.find(former => former.name === name)
    if (standing !== undefined) changes.push(standing.adopt(output))
    const sink = standing ?? this.#open(output)
    sinks.set(name, sink)
    return sink
  }

  #open(output: LoggerOutput): LineSink {
    const name = output.output
    const onLost = (count: number) => this.write('LOG_LINES_DROPPED', {count, output: name})
    if (!isSyslog(name)) return new Sink(output, onLost)
    const onAway = (reason: string) => this.write('LOG_SYSLOG_AWAY', {output: name, reason})
    const {clock, openSyslog, root} = this.#options
    return new SyslogSink(name, {open: openSyslog, ident: root, millis: () => clock.millis(), events: {onLost, onAway}})
  }
}
