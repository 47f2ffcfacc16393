import {closeSync, constants, existsSync, fstatSync, openSync, renameSync, write} from 'node:fs'
import type {LoggerOutput} from '../../model/config4.ts'
import {CLOSE_TIMEOUT, type LineSink, MAX_WAITING, RETRY_DELAY, type SinkChange} from './line-sink.ts'

const BATCH = 64 * 1024
/** Without `flush`, lines wait for this much company or for a second. */
const UNFLUSHED = 4096
/** A smaller maxsize means this one, only 0 means no rotation (measured on Kea 2.2.0, whose manual says otherwise). */
const MIN_ROTATION = 204_800

/**
 * Standard output or error so that a reader who stopped reading cannot hold a thread of the process in a write (not even
 * exit() would end it then): pipes and terminals are opened again, not blocking. Sockets and files are used as they are.
 */
function openStandard(fd: 1 | 2): number {
  const stat = fstatSync(fd)
  if (!stat.isFIFO() && !stat.isCharacterDevice()) return fd
  try {
    return openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_APPEND | constants.O_NONBLOCK)
  } catch {
    return fd
  }
}

function openFile(name: string): number {
  try {
    return openSync(name, 'a')
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`cannot open the log file "${name}": ${reason}`, {cause})
  }
}

/**
 * Standard output, standard error or a file that rotates. One write is in flight at a time, and what comes meanwhile leaves
 * with the next.
 */
export class Sink implements LineSink {
  readonly name: string
  readonly #onLost: (count: number) => void
  readonly #file: string | undefined
  #output: LoggerOutput
  #fd: number
  /** The file opened again, to go on with after the write in flight. */
  #nextFd: number | undefined
  #size = 0
  #waiting: string[] = []
  #bytes = 0
  #lost = 0
  #writing = false
  #timer: NodeJS.Timeout | undefined
  #whenIdle: (() => void) | undefined

  /** Throws when the file cannot be opened. `onLost` hears of lost lines when the output takes lines again. */
  constructor(output: LoggerOutput, onLost: (count: number) => void) {
    this.name = output.output
    this.#output = output
    this.#onLost = onLost
    this.#file = output.output === 'stdout' || output.output === 'stderr' ? undefined : output.output
    this.#fd = this.#file === undefined ? openStandard(output.output === 'stdout' ? 1 : 2) : openFile(this.#file)
    if (this.#file !== undefined) this.#size = fstatSync(this.#fd).size
  }

  write(line: string): void {
    // UTF-16 units, near enough for a bound.
    if (this.#bytes + line.length > MAX_WAITING) {
      this.#lost++
      return
    }
    this.#waiting.push(line)
    this.#bytes += line.length
    if (this.#writing) return
    if (this.#output.flush || this.#bytes >= UNFLUSHED) this.#send()
    else this.#timer ??= setTimeout(() => this.#send(), 1000).unref()
  }

  /** The same descriptor goes on for standard output: two writers would mix up the order. */
  adopt(output: LoggerOutput): SinkChange {
    const fd = this.#file === undefined ? undefined : openFile(this.#file)
    return {
      apply: () => {
        this.#output = output
        if (this.#nextFd !== undefined) closeSync(this.#nextFd)
        this.#nextFd = fd
        if (!this.#writing) this.#turnOver()
      },
      cancel: () => {
        if (fd !== undefined) closeSync(fd)
      },
    }
  }

  async close(): Promise<void> {
    if (this.#lost > 0 && this.#bytes < MAX_WAITING / 2) this.#reportLost()
    const idle = await new Promise<boolean>(resolve => {
      const timer = setTimeout(() => resolve(false), CLOSE_TIMEOUT)
      this.#whenIdle = () => {
        clearTimeout(timer)
        resolve(true)
      }
      if (!this.#writing) this.#send()
    })
    if (idle && this.#file !== undefined) closeSync(this.#fd)
  }

  #turnOver(): void {
    if (this.#nextFd === undefined) return
    closeSync(this.#fd)
    this.#fd = this.#nextFd
    this.#nextFd = undefined
    this.#size = fstatSync(this.#fd).size
  }

  #send(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#turnOver()
    if (this.#waiting.length === 0) {
      this.#whenIdle?.()
      return
    }
    this.#rotate()
    const {lines, text} = this.#take()
    const bytes = Buffer.from(text)
    this.#size += bytes.length
    this.#writing = true
    this.#writeFrom(bytes, 0, lines)
  }

  #take(): {readonly lines: number; readonly text: string} {
    let lines = 0
    let length = 0
    // Up to and with the line that makes the file too long: it rotates behind that one, as Kea's.
    const room = Math.min(BATCH, this.#limit - this.#size + 1)
    while (lines < this.#waiting.length && length < room) length += this.#waiting[lines++]!.length
    const text = this.#waiting.slice(0, lines).join('')
    this.#waiting = this.#waiting.slice(lines)
    this.#bytes -= length
    return {lines, text}
  }

  #writeFrom(bytes: Buffer, offset: number, lines: number): void {
    write(this.#fd, bytes, offset, bytes.length - offset, null, (error, written) => {
      if (error === null && offset + written < bytes.length) return this.#writeFrom(bytes, offset + written, lines)
      if (error?.code === 'EAGAIN') {
        setTimeout(() => this.#writeFrom(bytes, offset, lines), RETRY_DELAY)
        return
      }
      // A full disk or a closed pipe: the server goes on, the next lines try again.
      if (error !== null) this.#lost += lines
      this.#writing = false
      // Not before there is room for the line that says so.
      if (error === null && this.#lost > 0 && this.#bytes < MAX_WAITING / 2) this.#reportLost()
      if (!this.#writing) this.#send()
    })
  }

  #reportLost(): void {
    const count = this.#lost
    this.#lost = 0
    this.#onLost(count)
  }

  get #limit(): number {
    const {maxsize} = this.#output
    return this.#file === undefined || maxsize === 0 ? Number.POSITIVE_INFINITY : Math.max(maxsize, MIN_ROTATION)
  }

  /** file → file.1 → … → file.maxver; the oldest is overwritten. */
  #rotate(): void {
    const file = this.#file
    if (file === undefined || this.#size <= this.#limit) return
    this.#size = 0
    try {
      for (let version = this.#output.maxver - 1; version >= 1; version--) {
        if (existsSync(`${file}.${version}`)) renameSync(`${file}.${version}`, `${file}.${version + 1}`)
      }
      renameSync(file, `${file}.1`)
      const fd = openSync(file, 'a')
      closeSync(this.#fd)
      this.#fd = fd
    } catch {
      // The directory refuses: lines go on to where the descriptor points, none is lost.
    }
  }
}
