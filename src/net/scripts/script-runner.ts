import {Worker} from 'node:worker_threads'
import {sleep} from '../../lib/sleep.ts'
import type {Log} from '../../ports/log.ts'
import type {ScriptFacts, ScriptRun, Scripts} from '../../ports/scripts.ts'
import {interfaceIndex} from '../libc.ts'
import {Throttle} from '../throttle.ts'
import type {FromScripts, ScriptLimits, ToScripts} from './script-messages.ts'

type ScriptLog = Log<'RUN_SCRIPT_FAILED' | 'RUN_SCRIPT_EXIT' | 'RUN_SCRIPT_DROPPED'>

export interface ScriptRunnerParts {
  readonly log: ScriptLog
  readonly serverPort: number
  readonly limits?: Partial<ScriptLimits> & {
    /** Runs that wait or are under way. */
    readonly accepted?: number
  }
}

const defaults: ScriptLimits = {running: 16, millis: 60_000, graceMillis: 2000}
const ACCEPTED = 1024
const LOG_INTERVAL_MILLIS = 1000
const KILL_MILLIS = 1000

/**
 * Runs scripts beside the server, which never waits for them: a thread makes their processes, so that not even this takes
 * the event loop's time. It starts with the first script.
 */
export class ScriptRunner implements Scripts {
  readonly facts: ScriptFacts
  readonly #parts: ScriptRunnerParts
  readonly #limits: ScriptLimits
  readonly #failures: Throttle
  readonly #drops: Throttle
  #thread: Worker | undefined
  #accepted = 0
  #dropped = 0
  #closed: (() => void) | undefined
  #isClosing = false

  constructor(parts: ScriptRunnerParts) {
    this.#parts = parts
    this.#limits = {...defaults, ...parts.limits}
    const {log, serverPort} = parts
    this.facts = {serverPort, interfaceIndex: name => interfaceIndex(name) || undefined}
    this.#failures = new Throttle(LOG_INTERVAL_MILLIS, (reason, more) => log.write('RUN_SCRIPT_FAILED', {reason, more}))
    this.#drops = new Throttle(LOG_INTERVAL_MILLIS, event => {
      log.write('RUN_SCRIPT_DROPPED', {event, accepted: this.#accepted, dropped: this.#dropped})
    })
  }

  run(run: ScriptRun): void {
    if (this.#isClosing || this.#accepted >= (this.#parts.limits?.accepted ?? ACCEPTED)) return this.#drop(run.event, 1)
    this.#accepted++
    this.#send({kind: 'run', run})
  }

  /** Gives those that run a moment, then ends them. */
  async close(): Promise<void> {
    this.#isClosing = true
    const thread = this.#thread
    if (thread === undefined) return
    const over = new Promise<void>(resolve => {
      this.#closed = resolve
      this.#send({kind: 'close'})
    })
    // The kernel may hold on to a process that waits for a disk; the server does not wait for it.
    const patience = new AbortController()
    await Promise.race([over, sleep(this.#limits.graceMillis + KILL_MILLIS, patience.signal)])
    patience.abort()
    await thread.terminate()
  }

  #send(message: ToScripts): void {
    this.#thread ??= this.#open()
    this.#thread.postMessage(message)
  }

  #open(): Worker {
    // The compiled file: this code runs from there only.
    const thread = new Worker(new URL('./script-thread.js', import.meta.url), {
      workerData: this.#limits,
      resourceLimits: {maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 64},
    })
    thread.unref()
    thread.on('message', (message: FromScripts) => this.#take(message))
    thread.on('error', error => this.#failures.say(`the thread that starts scripts ended: ${error.message}`))
    thread.on('exit', () => this.#end())
    return thread
  }

  #take(message: FromScripts): void {
    if (message.kind === 'closed') {
      if (message.dropped > 0) this.#drop('at the end of the server', message.dropped)
      this.#closed?.()
      return
    }
    this.#accepted--
    const {run, fault} = message
    if (fault === undefined) return
    const reason = `${run.program} ${run.event}: ${fault.reason}`
    if (fault.kind === 'exit') this.#parts.log.write('RUN_SCRIPT_EXIT', {reason})
    else this.#failures.say(reason)
  }

  /** The next script starts another thread. */
  #end(): void {
    this.#thread = undefined
    this.#accepted = 0
    this.#closed?.()
  }

  #drop(event: string, count: number): void {
    this.#dropped += count
    this.#drops.say(event)
  }
}
