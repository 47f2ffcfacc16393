import {mkdtempSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {scratchDirectory} from '../databases.ts'
import {keaCommand, keaQuery} from '../kea-control.ts'
import type {LeaseJson} from '../lease-control4.ts'
import type {Netns, Program} from '../netns.ts'
import {kea4, keats4, type ServerProgram4} from '../server-programs4.ts'

export type Maker = 'kea' | 'keats'

const programs: Readonly<Record<Maker, ServerProgram4>> = {kea: kea4, keats: keats4}

/** Commands that change nothing. */
const queries: ReadonlySet<string> = new Set(['ha-heartbeat', 'status-get', 'lease4-get-all'])

/** What a server says of itself. */
export interface OwnStatus {
  readonly state: string
  readonly scopes: readonly string[]
}

/** What a server says of its partner. */
export interface PartnerStatus {
  readonly state: string
  readonly scopes: readonly string[]
  readonly interrupted: boolean
  readonly unacked: number
}

/** One server of a pair, which can be ended and started again where it was. */
export class HaSide4 {
  readonly name: string
  readonly maker: Maker
  readonly directory = mkdtempSync(join(scratchDirectory(), 'side-'))
  readonly socket = join(this.directory, 'control')
  readonly #namespace: Netns
  #program: Program | undefined
  /** What the programs printed that have ended. */
  #former = ''

  constructor(name: string, maker: Maker, namespace: Netns) {
    this.name = name
    this.maker = maker
    this.#namespace = namespace
  }

  /** Writes the configuration that `start` uses. */
  configure(dhcp4: object): void {
    writeFileSync(this.#file, JSON.stringify({Dhcp4: dhcp4}, undefined, 2))
  }

  get #file(): string {
    return join(this.directory, 'dhcp4.conf')
  }

  get output(): string {
    return this.#former + (this.#program?.output ?? '')
  }

  /** The last of what it printed about the pair. */
  tale(): string {
    const lines = this.output.split('\n').filter(line => /ha-hooks|STARTED|SERVICE_|WARN|ERROR|FATAL|Error/.test(line))
    return lines.slice(-80).join('\n')
  }

  async start(): Promise<void> {
    const words = programs[this.maker].words(this.#file)
    const environment = {KEA_PIDFILE_DIR: this.directory, KEA_LOCKFILE_DIR: 'none'}
    const program = this.#namespace.start(words, environment)
    this.#program = program
    await program.until(`${this.name} starts`, () => program.output.includes('DHCP4_STARTED'))
  }

  /** Ends it: at once, or in its own way. */
  async stop(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const program = this.#program
    this.#program = undefined
    if (program === undefined) return
    await program.stop(signal)
    this.#former += program.output
  }

  /** One command over its own control socket; throws its text unless the result is one of these. */
  async ask<T = LeaseJson>(command: string, args?: object, results: readonly number[] = [0]): Promise<T> {
    const put = this.maker === 'kea' && queries.has(command) ? keaQuery : keaCommand
    const answer = await put(this.socket, command, args)
    if (!results.includes(answer.result)) throw new Error(`${this.name}: ${command}: ${answer.result} ${answer.text}`)
    return (answer.arguments ?? {}) as T
  }

  async own(): Promise<OwnStatus> {
    const {state, scopes} = await this.ask<OwnStatus>('ha-heartbeat')
    return {state, scopes: [...scopes].sort()}
  }

  async partner(): Promise<PartnerStatus> {
    const status = await this.ask<{'high-availability': readonly [{'ha-servers': {remote: Remote}}]}>('status-get')
    const {remote} = status['high-availability'][0]['ha-servers']
    return {
      state: remote['last-state'],
      scopes: [...remote['last-scopes']].sort(),
      interrupted: remote['communication-interrupted'],
      unacked: remote['unacked-clients'],
    }
  }

  async leases(): Promise<readonly LeaseJson[]> {
    const {leases} = await this.ask<{leases: readonly LeaseJson[]}>('lease4-get-all', undefined, [0, 3])
    return leases
  }
}

interface Remote {
  readonly 'last-state': string
  readonly 'last-scopes': readonly string[]
  readonly 'communication-interrupted': boolean
  readonly 'unacked-clients': number
}
