import type {ChildProcess} from 'node:child_process'
import {type Ended, ended, startKeats} from './keats.ts'
import {writeConfig4} from './loopback4.ts'
import {freePort} from './servers.ts'

/** Log ids around databases, a letter for each, so that their order can be told by a regular expression. */
const letters: Readonly<Record<string, string>> = {
  DHCP4_CONFIG_COMPLETE: 'c',
  DHCP4_CONFIG_LOAD_FAIL: 'l',
  DHCP4_INIT_FAIL: 'i',
  DHCP4_STARTED: 't',
  DHCP4_SHUTDOWN: 'z',
  DHCP4_SERVICE_BLOCKED: 'b',
  DHCP4_SERVICE_RESUMED: 'u',
  DHCPSRV_PGSQL_DB: 'O',
  DHCPSRV_MYSQL_DB: 'O',
  DHCPSRV_PGSQL_HOST_DB: 'H',
  DHCPSRV_MYSQL_HOST_DB: 'H',
  DATABASE_PGSQL_FATAL_ERROR: 'E',
  DATABASE_MYSQL_FATAL_ERROR: 'E',
  DHCPSRV_LEASE_MGR_DB_OPEN_CONNECTION_WITH_RETRY_FAILED: 'W',
  DHCPSRV_HOST_MGR_DB_OPEN_CONNECTION_WITH_RETRY_FAILED: 'W',
  DHCP4_DB_RECONNECT_LOST_CONNECTION: 'L',
  DHCPSRV_PGSQL_LEASE_DB_RECONNECT_ATTEMPT_FAILED: 'A',
  DHCPSRV_PGSQL_HOST_DB_RECONNECT_ATTEMPT_FAILED: 'A',
  DHCPSRV_MYSQL_LEASE_DB_RECONNECT_ATTEMPT_FAILED: 'A',
  DHCPSRV_MYSQL_HOST_DB_RECONNECT_ATTEMPT_FAILED: 'A',
  DHCPSRV_PGSQL_LEASE_DB_RECONNECT_ATTEMPT_SCHEDULE: 'S',
  DHCPSRV_PGSQL_HOST_DB_RECONNECT_ATTEMPT_SCHEDULE: 'S',
  DHCPSRV_MYSQL_LEASE_DB_RECONNECT_ATTEMPT_SCHEDULE: 'S',
  DHCPSRV_MYSQL_HOST_DB_RECONNECT_ATTEMPT_SCHEDULE: 'S',
  DHCPSRV_PGSQL_LEASE_DB_RECONNECT_FAILED: 'X',
  DHCPSRV_PGSQL_HOST_DB_RECONNECT_FAILED: 'X',
  DHCPSRV_MYSQL_LEASE_DB_RECONNECT_FAILED: 'X',
  DHCPSRV_MYSQL_HOST_DB_RECONNECT_FAILED: 'X',
  DHCP4_DB_RECONNECT_FAILED: 'G',
  DHCP4_DB_RECONNECT_DISABLED: 'D',
  DHCP4_DB_RECONNECT_SUCCEEDED: 'R',
}

/** What a configuration needs for the story to be told. */
export const watchedLoggers = [
  {name: 'kea-dhcp4', severity: 'INFO'},
  {name: 'kea-dhcp4.leases', severity: 'WARN'},
]

/** A keats DHCPv4 server on 127.0.0.1 whose log is read while it runs. */
export class WatchedServer4 {
  readonly child: ChildProcess
  readonly port: number
  readonly replyPort: number
  readonly ended: Promise<Ended>
  #text = ''
  #stopped = false
  readonly #watchers = new Set<() => void>()

  private constructor(child: ChildProcess, port: number, replyPort: number) {
    this.child = child
    this.port = port
    this.replyPort = replyPort
    const take = (text: string) => {
      this.#text += text
      for (const watcher of this.#watchers) watcher()
    }
    for (const stream of [child.stdout!, child.stderr!]) stream.on('data', chunk => take(String(chunk)))
    this.ended = ended(child)
    void this.ended.then(() => {
      this.#stopped = true
      take('')
    })
  }

  /** Starts it; does not wait. */
  static async start(dhcp4: object): Promise<WatchedServer4> {
    const [port, replyPort] = [await freePort(), await freePort()]
    const file = writeConfig4({...dhcp4, loggers: watchedLoggers})
    return new WatchedServer4(startKeats(['dhcp4', '-c', file, '-p', `${port}`, '-P', `${replyPort}`]), port, replyPort)
  }

  get text(): string {
    return this.#text
  }

  /** What happened so far, a letter for each line that counts. */
  get story(): string {
    const ids = this.#text.matchAll(/^\S+ \S+ [A-Z]+ +\[\S+\] ([A-Z0-9_]+)/gm)
    return [...ids].map(([, id]) => letters[id!] ?? '').join('')
  }

  /** Resolves when the story from `since` on holds `pattern`; rejects when the server ends without, or after a minute. */
  until(pattern: RegExp, since = 0): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (error?: Error) => {
        clearTimeout(patience)
        this.#watchers.delete(check)
        if (error === undefined) resolve()
        else reject(error)
      }
      const complaint = (why: string) => new Error(`${why} without ${pattern} in ${this.story}:\n${this.#text}`)
      const patience = setTimeout(() => settle(complaint('a minute passed')), 60_000)
      const check = () => {
        if (pattern.test(this.story.slice(since))) settle()
        else if (this.#stopped) settle(complaint('the server ended'))
      }
      this.#watchers.add(check)
      check()
    })
  }

  /** Asks it to end, and tells how it did. */
  stop(): Promise<Ended> {
    this.child.kill('SIGTERM')
    return this.ended
  }
}
