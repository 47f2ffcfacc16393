import {type ChildProcess, spawn} from 'node:child_process'
import {RingQueue} from '../../lib/ring-queue.ts'
import type {ScriptRun} from '../../ports/scripts.ts'
import type {FromScripts, ScriptFault, ScriptLimits} from './script-messages.ts'

/** Runs scripts in the order in which they come, some at a time, each for a bounded time. */
export class ScriptQueue {
  readonly #limits: ScriptLimits
  readonly #tell: (message: FromScripts) => void
  readonly #waiting = new RingQueue<ScriptRun>()
  /** With the reason why one was ended by force. */
  readonly #running = new Map<ChildProcess, string | undefined>()
  #closing: NodeJS.Timeout | undefined
  #dropped = 0
  #starting = false

  constructor(limits: ScriptLimits, tell: (message: FromScripts) => void) {
    this.#limits = limits
    this.#tell = tell
  }

  add(run: ScriptRun): void {
    this.#waiting.push(run)
    this.#startSoon()
  }

  /** Ends when all are over, those that are still there after the time of grace by force. */
  close(): void {
    this.#closing = setTimeout(() => this.#endAll(), this.#limits.graceMillis)
    this.#endIfIdle()
  }

  /**
   * One in each turn of the loop: a process is made while the thread stands still, and ends of others that are heard of
   * meanwhile are told at once. Started from those, the next ones would keep every timer waiting until none is left.
   */
  #startSoon(): void {
    if (this.#starting || this.#waiting.length === 0 || this.#running.size >= this.#limits.running) return
    this.#starting = true
    setImmediate(() => {
      this.#starting = false
      const run = this.#waiting.shift()
      if (run !== undefined) this.#start(run)
      this.#startSoon()
    })
  }

  #start(run: ScriptRun): void {
    const {program, event} = run
    const env = withoutZeros(run.variables)
    let child: ChildProcess
    try {
      // Its own process group: what it starts ends with it. Output goes where the server's goes, as with Kea.
      child = spawn(program, [event], {env, stdio: ['ignore', 1, 2], detached: true})
    } catch (error) {
      return this.#ended(run, {kind: 'start', reason: error instanceof Error ? error.message : String(error)})
    }
    this.#running.set(child, undefined)
    const timer = setTimeout(
      () => this.#endOne(child, `ended after ${this.#limits.millis / 1000} s`),
      this.#limits.millis,
    )
    const over = (fault: ScriptFault | undefined) => {
      const reason = this.#running.get(child)
      if (!this.#running.delete(child)) return
      clearTimeout(timer)
      this.#ended(run, reason === undefined ? fault : {kind: 'time', reason})
    }
    child.once('error', error => over({kind: 'start', reason: error.message}))
    child.once('exit', (status, signal) => {
      const reason = status === null ? `ended by ${signal}` : `exit status ${status}`
      over(status === 0 ? undefined : {kind: 'exit', reason})
    })
  }

  #endOne(child: ChildProcess, reason: string): void {
    this.#running.set(child, reason)
    kill(child)
  }

  #ended(run: ScriptRun, fault: ScriptFault | undefined): void {
    this.#tell({kind: 'ended', run: {...run, variables: {}}, fault})
    this.#startSoon()
    this.#endIfIdle()
  }

  #endIfIdle(): void {
    if (this.#closing === undefined || this.#running.size > 0 || this.#waiting.length > 0) return
    clearTimeout(this.#closing)
    this.#tell({kind: 'closed', dropped: this.#dropped})
  }

  #endAll(): void {
    this.#dropped = this.#waiting.take(this.#waiting.length).length
    for (const child of this.#running.keys()) this.#endOne(child, 'ended with the server')
    this.#endIfIdle()
  }
}

function kill({pid}: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has just ended.
  }
}

/** A zero byte ends a variable: what a client has put behind one cannot be told. */
function withoutZeros(variables: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, value.split('\0')[0]!]))
}
