import {LibcError} from './libc.ts'
import {UnixDatagrams} from './unix-datagram.ts'

/** Tells systemd, or whatever else has set NOTIFY_SOCKET, what the server is doing. */
export interface ServiceManager {
  /** One line for `systemctl status`; the first one with `ready` ends the start and begins to feed the watchdog. */
  state(status: string, ready: boolean): void
  /** A new configuration is being put in place; `reloaded` ends that, whatever came of it. */
  reloading(): void
  reloaded(status: string): void
  /** Nothing but the watchdog is told after it. */
  stopping(): void
  /** The watchdog is fed no more. */
  close(): void
}

interface Notifications {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly pid: number
  /** Told once, of the first message that was not taken. */
  readonly onFailure: (reason: string) => void
}

const silent: ServiceManager = {state() {}, reloading() {}, reloaded() {}, stopping() {}, close() {}}

/** Speaks the protocol of sd_notify(3). Without NOTIFY_SOCKET every call does nothing. */
export function openServiceManager({env, pid, onFailure}: Notifications): ServiceManager {
  const name = env['NOTIFY_SOCKET'] ?? ''
  if (name === '') return silent
  let told = false
  const fail = (reason: string) => {
    if (!told) onFailure(`${name}: ${reason}`)
    told = true
  }
  const socket = openSocket(name, fail)
  const send = (...lines: string[]) => {
    const error = socket?.send(lines.join('\n'))
    if (error !== undefined) fail(error)
  }
  return new Notifier(send, new Watchdog(feedEvery(env, pid), () => send('WATCHDOG=1')), () => socket?.close())
}

class Notifier implements ServiceManager {
  readonly #send: (...lines: string[]) => void
  readonly #watchdog: Watchdog
  readonly #close: () => void
  #phase: 'starting' | 'ready' | 'stopping' = 'starting'

  constructor(send: (...lines: string[]) => void, watchdog: Watchdog, close: () => void) {
    this.#send = send
    this.#watchdog = watchdog
    this.#close = close
  }

  state(status: string, ready: boolean): void {
    const line = `STATUS=${oneLine(status)}`
    if (this.#phase === 'starting' && ready) {
      this.#phase = 'ready'
      this.#send('READY=1', line)
      this.#watchdog.start()
    } else if (this.#phase !== 'stopping') this.#send(line)
  }

  reloading(): void {
    if (this.#phase !== 'ready') return
    this.#send('RELOADING=1', `MONOTONIC_USEC=${process.hrtime.bigint() / 1000n}`)
  }

  reloaded(status: string): void {
    if (this.#phase === 'ready') this.#send('READY=1', `STATUS=${oneLine(status)}`)
  }

  stopping(): void {
    if (this.#phase !== 'stopping') this.#send('STOPPING=1')
    this.#phase = 'stopping'
  }

  close(): void {
    this.#watchdog.stop()
    this.#close()
  }
}

function openSocket(name: string, fail: (reason: string) => void): UnixDatagrams | undefined {
  if (!/^[/@]./.test(name)) {
    fail('neither a path nor a name of the abstract namespace')
    return undefined
  }
  try {
    return new UnixDatagrams(name)
  } catch (error) {
    if (!(error instanceof LibcError)) throw error
    fail(error.code)
    return undefined
  }
}

/** Milliseconds between two signs of life: half of what the manager grants. undefined = it does not watch this process. */
function feedEvery(env: Notifications['env'], pid: number): number | undefined {
  const {WATCHDOG_USEC: granted, WATCHDOG_PID: watched} = env
  if (granted === undefined || !/^[1-9]\d{0,15}$/.test(granted)) return undefined
  if (watched !== undefined && watched !== String(pid)) return undefined
  // setInterval takes no more than 2^31 - 1.
  return Math.min(Math.max(1, Math.floor(Number(granted) / 2000)), 0x7fffffff)
}

/** A timer of the event loop: who blocks that starves the watchdog. It keeps no process alive. */
class Watchdog {
  readonly #every: number | undefined
  readonly #feed: () => void
  #timer: NodeJS.Timeout | undefined

  constructor(every: number | undefined, feed: () => void) {
    this.#every = every
    this.#feed = feed
  }

  start(): void {
    if (this.#every === undefined) return
    this.#feed()
    this.#timer = setInterval(this.#feed, this.#every).unref()
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}

function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ')
}
