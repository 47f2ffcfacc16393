import {DEFAULT_PATTERN} from '../../config/log-pattern.ts'
import type {LoggerConfig, LoggerOutput} from '../../model/config4.ts'
import type {Clock} from '../../ports/clock.ts'
import type {Log, LogFields} from '../../ports/log.ts'
import {type Message, messages} from '../messages.ts'
import {formatJson} from './json-line.ts'
import {compilePattern, type FormatLine, type LogEvent, type ProcessFacts} from './line.ts'
import {routeOf, takes} from './routes.ts'
import {Sink} from './sink.ts'
import {compileTemplate} from './template.ts'

export interface LogOptions {
  /** 'kea-dhcp4': the first part of every logger's name. */
  readonly root: string
  readonly format: 'text' | 'json'
  readonly clock: Clock
  readonly process: Omit<ProcessFacts, 'startedAt'>
}

export interface ServerLog extends Log {
  /** Puts other loggers into force. Throws when an output cannot be opened; then the former ones stay. */
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
  readonly sink: Sink
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

function isStandard(output: string): boolean {
  return output === 'stdout' || output === 'stderr'
}

class TableLog implements ServerLog {
  readonly #options: LogOptions
  readonly #facts: ProcessFacts
  #sinks: readonly Sink[] = []
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
    const sinks = new Map<string, Sink>()
    try {
      this.#prepared = this.#prepare(loggers, sinks)
    } catch (error) {
      for (const sink of sinks.values()) if (!this.#sinks.includes(sink)) void sink.close()
      throw error
    }
    const former = this.#sinks
    this.#sinks = [...sinks.values()]
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
    for (const exit of prepared.exits) exit.sink.write(exit.format(event))
  }

  #prepare(loggers: readonly LoggerConfig[], sinks: Map<string, Sink>): ReadonlyMap<string, Prepared> {
    const exits = new Map<LoggerOutput, Exit>()
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
        exits: route.outputs.map(output => this.#exit(output, exits, sinks)),
      })
    }
    return prepared
  }

  #exit(output: LoggerOutput, exits: Map<LoggerOutput, Exit>, sinks: Map<string, Sink>): Exit {
    const known = exits.get(output)
    if (known !== undefined) return known
    // Two loggers that name one file share it, with the limits of the first.
    const name = output.output
    const lost = (count: number) => this.write('LOG_LINES_DROPPED', {count, output: name})
    // Standard output goes on from the former configuration (two writers would mix up the order); a file is opened again.
    const standing = isStandard(name) ? this.#sinks.find(former => former.name === name) : undefined
    const sink = sinks.get(name) ?? standing ?? new Sink(output, lost)
    sinks.set(name, sink)
    const facts = this.#facts
    const exit = {
      sink,
      format:
        this.#options.format === 'json' ? formatJson(facts) : compilePattern(output.pattern ?? DEFAULT_PATTERN, facts),
    }
    exits.set(output, exit)
    return exit
  }
}
