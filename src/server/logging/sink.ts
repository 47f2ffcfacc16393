import {closeSync, existsSync, openSync, renameSync, statSync} from 'node:fs'
import {pino} from 'pino'
import type {LoggerOutput} from '../../model/config4.ts'

type Destination = ReturnType<typeof pino.destination>

/** Waiting bytes beyond which lines are lost and counted: a blocked terminal or disk must not eat the memory. */
const MAX_WAITING = 4 * 1024 * 1024
/** What is lost in this time after close() is lost. */
const CLOSE_TIMEOUT = 2000
/** As Kea: below this a size means no rotation. */
const MIN_ROTATION = 204_800

/** One destination of lines: standard output, standard error or a file that rotates. */
export class Sink {
  readonly name: string
  readonly #destination: Destination
  readonly #file: string | undefined
  readonly #maxsize: number
  readonly #maxver: number
  #size = 0
  #dropped = 0
  #failed = false

  /** Throws when the file cannot be opened. */
  constructor(output: LoggerOutput) {
    this.name = output.output
    const fd = output.output === 'stdout' ? 1 : output.output === 'stderr' ? 2 : undefined
    this.#file = fd === undefined ? output.output : undefined
    this.#maxsize = output.maxsize < MIN_ROTATION ? Number.POSITIVE_INFINITY : output.maxsize
    this.#maxver = output.maxver
    if (this.#file !== undefined) {
      closeSync(openSync(this.#file, 'a'))
      this.#size = statSync(this.#file).size
    }
    this.#destination = pino.destination({
      dest: fd ?? output.output,
      sync: false,
      maxLength: MAX_WAITING,
      ...(output.flush ? {} : {minLength: 4096, periodicFlush: 1000}),
    })
    this.#destination.on('drop', () => this.#dropped++)
    // A full disk or a closed pipe: the server goes on without its log.
    this.#destination.on('error', () => {
      this.#failed = true
    })
  }

  write(line: string): void {
    if (this.#file !== undefined) {
      const bytes = Buffer.byteLength(line)
      if (this.#size > 0 && this.#size + bytes > this.#maxsize) this.#rotate(this.#file)
      this.#size += bytes
    }
    this.#destination.write(line)
  }

  /** Lines lost since the last call. */
  takeDropped(): number {
    const dropped = this.#dropped
    this.#dropped = 0
    return dropped
  }

  /** Waits until what was written has left, but not for ever. */
  async close(): Promise<void> {
    if (this.#failed) return
    await new Promise<void>(resolve => {
      const timer = setTimeout(resolve, CLOSE_TIMEOUT)
      const done = () => {
        clearTimeout(timer)
        resolve()
      }
      this.#destination.once('error', done)
      if (this.#file === undefined) this.#destination.flush(done)
      else {
        this.#destination.once('close', done)
        this.#destination.end()
      }
    })
  }

  /** file → file.1 → … → file.maxver, the oldest is overwritten. */
  #rotate(file: string): void {
    try {
      this.#destination.flushSync()
      for (let version = this.#maxver - 1; version >= 1; version--) {
        if (existsSync(`${file}.${version}`)) renameSync(`${file}.${version}`, `${file}.${version + 1}`)
      }
      renameSync(file, `${file}.1`)
      this.#destination.reopen()
    } catch {
      // The disk refuses: the file goes on growing, which loses no line.
    }
    this.#size = 0
  }
}
