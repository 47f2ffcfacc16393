import type {ChildProcess} from 'node:child_process'
import {mkdtempSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as delay} from 'node:timers/promises'
import {scratchDirectory} from './databases.ts'
import {keaCommand, keaQuery} from './kea-control.ts'
import {type Kea4, startKea4} from './kea4.ts'
import {ended, printed, startKeats} from './keats.ts'
import type {LeaseJson} from './lease-control4.ts'
import {writeConfig4} from './loopback4.ts'
import {freePort} from './servers.ts'

const hooks = '/usr/lib/x86_64-linux-gnu/kea/hooks'

/** Commands that change nothing. */
const queries: ReadonlySet<string> = new Set(['ha-heartbeat', 'status-get', 'lease4-get-page', 'lease4-get-all'])

/** Milliseconds for whatever is waited for. */
const PATIENCE = 90_000

/** Both servers of a pair as each sees them: where one listens need not be where the other finds it. */
export interface HaSide {
  readonly maker: 'kea' | 'keats'
  /** From 0: 2 and more are backups. */
  readonly index: number
  /** `url` of the first and of the second peer, and of backups. */
  readonly urls: readonly string[]
  /** By index. */
  readonly peerChanges?: readonly object[]
  readonly leaseDatabase: object
  /** Of the relationship. */
  readonly changes?: object
  /** Of Dhcp4. */
  readonly dhcp4?: object
}

export async function freeUrls(): Promise<readonly [string, string]> {
  return [await freeUrl(), await freeUrl()]
}

export async function freeUrl(): Promise<string> {
  return `http://127.0.0.1:${await freePort()}/`
}

/** A server of high availability on loopback, which clients reach as relays at `port`. */
export class HaServer4 {
  readonly name: string
  readonly port: number
  readonly replyPort: number
  readonly socket: string
  #side: HaSide
  #child: ChildProcess | undefined
  #kea: Kea4 | undefined
  #output = ''

  private constructor(side: HaSide, port: number, replyPort: number) {
    this.#side = side
    this.name = `server${side.index + 1}`
    this.port = port
    this.replyPort = replyPort
    this.socket = join(mkdtempSync(join(scratchDirectory(), 'ha-')), 'control')
  }

  static async start(side: HaSide): Promise<HaServer4> {
    const server = new HaServer4(side, await freePort(), await freePort())
    await server.start()
    return server
  }

  /** The map Dhcp4. */
  get configuration(): object {
    return configOf(this.#side, this.socket)
  }

  /** A relationship changed in this, for `configuration` and from the next start on. */
  change(changes: object): void {
    this.#side = {...this.#side, changes: {...this.#side.changes, ...changes}}
  }

  /** The other program from the next start on, with the same configuration and the same leases. */
  become(maker: HaSide['maker']): void {
    this.#side = {...this.#side, maker}
  }

  /** Again, after it was stopped. */
  async start(): Promise<void> {
    const dhcp4 = this.configuration
    if (this.#side.maker === 'kea') {
      this.#kea = await startKea4(dhcp4, {port: this.port, replyPort: this.replyPort})
      return
    }
    const file = writeConfig4(dhcp4)
    const child = startKeats(['dhcp4', '-c', file, '-p', `${this.port}`, '-P', `${this.replyPort}`])
    this.#child = child
    const orphan = () => child.kill('SIGKILL')
    process.once('exit', orphan)
    child.once('exit', () => process.off('exit', orphan))
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.on('data', chunk => {
        this.#output += String(chunk)
      })
    }
    await printed(child, 'DHCP4_STARTED')
  }

  get output(): string {
    return this.#kea?.output() ?? this.#output
  }

  /** The last of what it printed, without the commands that tests ask all the time. */
  get tale(): string {
    const lines = this.output
      .split('\n')
      .filter(line => !/COMMAND_RECEIVED|COMMAND_SOCKET|LEASE_CMDS_|RECONNECT|DHCP4_LEASE|_DB opening/.test(line))
    return lines.slice(-40).join('\n')
  }

  async stop(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      const end = ended(child)
      child.kill(signal)
      await end
    }
    await this.#kea?.stop()
    this.#kea = undefined
  }

  /** To its process: SIGSTOP and SIGCONT. */
  signal(name: NodeJS.Signals): void {
    process.kill(this.#child?.pid ?? this.#kea!.pid, name)
  }

  async ask<T = LeaseJson>(command: string, args?: object, results: readonly number[] = [0]): Promise<T> {
    const put = this.#side.maker === 'kea' && queries.has(command) ? keaQuery : keaCommand
    const answer = await put(this.socket, command, args)
    if (!results.includes(answer.result)) throw new Error(`${this.name}: ${command}: ${answer.result} ${answer.text}`)
    return (answer.arguments ?? {}) as T
  }

  /** In address order. */
  async leases(): Promise<readonly LeaseJson[]> {
    const {leases} = await this.ask<{leases: readonly LeaseJson[]}>(
      'lease4-get-page',
      {from: 'start', limit: 100_000},
      [0, 3],
    )
    return leases
  }

  async state(): Promise<string> {
    return (await this.ask<{state: string}>('ha-heartbeat')).state
  }

  /** The last synchronization of keats, or the one under way. */
  async lastSync(): Promise<LeaseJson | undefined> {
    const status = await this.ask<{'high-availability': readonly [{keats: {'last-sync'?: LeaseJson}}]}>('status-get')
    return status['high-availability'][0].keats['last-sync']
  }

  async reaches(state: string): Promise<void> {
    await this.until(`the state ${state}`, async () => (await this.state()) === state)
  }

  async until(what: string, ready: () => Promise<boolean> | boolean): Promise<void> {
    const deadline = performance.now() + PATIENCE
    while (!(await ready())) {
      if (performance.now() > deadline) throw new Error(`${this.name}: no ${what}: ${this.tale}`)
      await delay(50)
    }
  }
}

function configOf({index, urls, peerChanges, leaseDatabase, changes, dhcp4}: HaSide, socket: string): object {
  const relationship = {
    'this-server-name': `server${index + 1}`,
    mode: 'hot-standby',
    'heartbeat-delay': 300,
    'max-response-delay': 4000,
    'multi-threading': {'enable-multi-threading': true, 'http-dedicated-listener': true},
    ...changes,
  }
  const second = {'load-balancing': 'secondary', 'hot-standby': 'standby', 'passive-backup': 'backup'}
  const roles = ['primary', second[relationship.mode as keyof typeof second]]
  const peers = urls.map((url, at) => ({
    name: `server${at + 1}`,
    url,
    role: roles[at] ?? 'backup',
    ...peerChanges?.[at],
  }))
  const parameters = {'high-availability': [{...relationship, peers}]}
  return {
    'interfaces-config': {interfaces: ['lo/127.0.0.1'], 'dhcp-socket-type': 'udp'},
    'control-socket': {'socket-type': 'unix', 'socket-name': socket},
    'lease-database': leaseDatabase,
    'multi-threading': {'enable-multi-threading': true, 'thread-pool-size': 2, 'packet-queue-size': 64},
    'hooks-libraries': [
      {library: `${hooks}/libdhcp_lease_cmds.so`},
      {library: `${hooks}/libdhcp_stat_cmds.so`},
      {library: `${hooks}/libdhcp_ha.so`, parameters},
    ],
    // What has expired is left as it is: both servers would take it back at different moments.
    'expired-leases-processing': {'reclaim-timer-wait-time': 0, 'flush-reclaimed-timer-wait-time': 0},
    'valid-lifetime': 4000,
    subnet4: [
      {
        id: 1,
        subnet: '10.77.0.0/16',
        pools: [{pool: '10.77.0.1 - 10.77.255.254'}],
        relay: {'ip-addresses': ['127.0.0.1']},
      },
    ],
    loggers: [{name: 'kea-dhcp4', severity: 'INFO', output_options: [{output: 'stderr', flush: true}]}],
    ...dhcp4,
  }
}
