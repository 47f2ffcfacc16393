import {syslogFacility} from '../../config/syslog.ts'
import {compileDate} from './date-format.ts'
import {CLOSE_TIMEOUT, type LineSink, MAX_WAITING, RETRY_DELAY, type SinkChange, type SinkEvents} from './line-sink.ts'

/** A socket that sends to the system's log; never blocks, answers the name of the error. */
export interface SyslogSocket {
  send(datagram: string): string | undefined
  close(): void
}

export interface SyslogParts {
  readonly open: () => SyslogSocket
  /** What the lines begin with: Kea's name of the program, which filters look for. */
  readonly ident: string
  readonly millis: () => number
  readonly events: SinkEvents
}

/** Severities as Kea maps them (RFC 3164 §4.1.1). */
const codes: Readonly<Record<string, number>> = {FATAL: 2, ERROR: 3, WARN: 4, INFO: 6, DEBUG: 7}

/**
 * The system's log, in the form of glibc's syslog(): `<134>Nov 22 17:03:33 kea-dhcp4: …`. A daemon that does not keep up
 * is waited for within a bound; one that is not there loses lines, which are counted.
 */
export class SyslogSink implements LineSink {
  readonly name: string
  readonly #facility: number
  readonly #parts: SyslogParts
  readonly #socket: SyslogSocket
  readonly #date = compileDate('%b %e %H:%M:%S', true)
  #waiting: string[] = []
  #length = 0
  #lost = 0
  #away = false
  #timer: NodeJS.Timeout | undefined
  #whenIdle: (() => void) | undefined

  constructor(output: string, parts: SyslogParts) {
    this.name = output
    this.#facility = syslogFacility(output).code
    this.#parts = parts
    this.#socket = parts.open()
  }

  write(line: string, severity: string): void {
    const priority = this.#facility * 8 + (codes[severity] ?? codes['INFO']!)
    const datagram = `<${priority}>${this.#date(this.#parts.millis())} ${this.#parts.ident}: ${line}`
    if (this.#waiting.length > 0) this.#wait(datagram)
    else if (!this.#taken(datagram)) this.#wait(datagram)
  }

  /** Whatever changes about it is its name, or the form of its lines. */
  adopt(): SinkChange {
    return {apply: () => {}, cancel: () => {}}
  }

  async close(): Promise<void> {
    if (this.#waiting.length > 0) {
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, CLOSE_TIMEOUT)
        this.#whenIdle = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    clearTimeout(this.#timer)
    this.#socket.close()
  }

  /** false = try again later. What nobody will ever take counts as lost. */
  #taken(datagram: string): boolean {
    const error = this.#socket.send(datagram)
    if (error === 'EAGAIN') return false
    if (error === undefined) this.#reached()
    else {
      this.#lost++
      if (error !== 'EMSGSIZE') this.#missed(error)
    }
    return true
  }

  #missed(reason: string): void {
    if (this.#away) return
    // Before the line that says so, which may come here too.
    this.#away = true
    this.#parts.events.onAway(reason)
  }

  #reached(): void {
    this.#away = false
    if (this.#lost === 0) return
    const count = this.#lost
    this.#lost = 0
    this.#parts.events.onLost(count)
  }

  #wait(datagram: string): void {
    if (this.#length + datagram.length > MAX_WAITING) {
      this.#lost++
      return
    }
    this.#waiting.push(datagram)
    this.#length += datagram.length
    this.#timer ??= setTimeout(() => this.#retry(), RETRY_DELAY)
  }

  #retry(): void {
    this.#timer = undefined
    const waiting = this.#waiting
    this.#waiting = []
    this.#length = 0
    const taken = waiting.findIndex(datagram => !this.#taken(datagram))
    // A line about lost ones may have come to wait meanwhile.
    const later = this.#waiting
    this.#waiting = []
    this.#length = 0
    for (const datagram of taken < 0 ? later : [...waiting.slice(taken), ...later]) this.#wait(datagram)
    if (this.#waiting.length === 0) this.#whenIdle?.()
  }
}
