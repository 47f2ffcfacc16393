import {type ChildProcess, execFileSync, spawn} from 'node:child_process'
import {once} from 'node:events'
import {existsSync} from 'node:fs'
import {setTimeout as delay} from 'node:timers/promises'

/** A program that runs until it ends or is stopped; it never outlives the test process. */
export class Program {
  readonly #child: ChildProcess
  readonly #words: readonly string[]
  readonly #closed: Promise<unknown>
  #output = ''

  constructor(words: readonly string[], environment: NodeJS.ProcessEnv = {}) {
    this.#words = words
    this.#child = spawn(words[0]!, words.slice(1), {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {...process.env, ...environment},
    })
    // 'close', not 'exit': all that it printed has arrived by then.
    this.#closed = once(this.#child, 'close')
    const keep = (chunk: unknown) => {
      this.#output = (this.#output + String(chunk)).slice(-200_000)
    }
    this.#child.stdout!.on('data', keep)
    this.#child.stderr!.on('data', keep)
    this.#child.on('error', error => keep(error.message))
    const orphan = () => this.#child.kill('SIGKILL')
    process.once('exit', orphan)
    this.#child.once('exit', () => process.off('exit', orphan))
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  /** What it printed on both streams so far. */
  get output(): string {
    return this.#output
  }

  get ended(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name)
  }

  /** Waits until `ready` answers something; fails with the program's output when that takes too long or it has ended. */
  async until<T>(what: string, ready: () => T | undefined | false, millis = 40_000): Promise<T> {
    const end = performance.now() + millis
    for (;;) {
      const found = ready()
      if (found !== undefined && found !== false) return found
      if (this.ended || performance.now() > end) {
        const how = this.ended ? 'ended' : `took over ${millis} ms`
        throw new Error(`${what}: ${this.#words.join(' ')} ${how}\n${this.#output.slice(-4000)}`)
      }
      await delay(20)
    }
  }

  /** Waits for its end, at most 20 s, and answers what it printed. */
  async finish(): Promise<string> {
    const insist = setTimeout(() => this.#child.kill('SIGKILL'), 20_000)
    await this.#closed
    clearTimeout(insist)
    return this.#output
  }

  /** Asks it to end, insists after twenty seconds, answers the exit code. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (!this.ended) this.#child.kill(signal)
    const insist = setTimeout(() => this.#child.kill('SIGKILL'), 20_000)
    await this.#closed
    clearTimeout(insist)
    return this.#child.exitCode
  }
}

/** One network namespace. */
export class Netns {
  readonly name: string
  /** Words that run what follows in this namespace; mounts made there stay there. */
  readonly prefix: readonly string[]

  constructor(name: string) {
    this.name = name
    this.prefix = ['ip', 'netns', 'exec', name]
  }

  /** Runs a command to its end, at most a minute, and answers its standard output. */
  run(...words: string[]): string {
    const [program, ...rest] = [...this.prefix, ...words]
    return execFileSync(program!, rest, {encoding: 'utf8', timeout: 60_000, stdio: ['ignore', 'pipe', 'pipe']})
  }

  start(words: readonly string[], environment: NodeJS.ProcessEnv = {}): Program {
    return new Program([...this.prefix, ...words], environment)
  }

  address(device: string, cidr: string): void {
    this.run('ip', 'address', 'add', cidr, 'dev', device)
  }

  mac(device: string): string {
    return /link\/ether (\S+)/.exec(this.run('ip', 'link', 'show', device))![1]!
  }
}

let made = 0

/** Namespaces and cables of one test; all of it disappears with `close` or with the process. */
export class Lab {
  readonly #prefix = `kt${process.pid}-${++made}`
  readonly #names: string[] = []
  readonly #programs: Program[] = []
  readonly #atExit = () => this.#remove()

  constructor() {
    removeOrphans()
    process.once('exit', this.#atExit)
  }

  namespace(name: string): Netns {
    const full = `${this.#prefix}-${name}`
    ip('netns', 'add', full)
    this.#names.push(full)
    const made = new Netns(full)
    made.run('sh', '-c', 'ip link set lo up; echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6')
    return made
  }

  /** An Ethernet cable between two namespaces, both ends up. */
  cable(from: Netns, device: string, to: Netns, peer: string): void {
    ip('link', 'add', device, 'netns', from.name, 'type', 'veth', 'peer', 'name', peer, 'netns', to.name)
    from.run('ip', 'link', 'set', device, 'up')
    to.run('ip', 'link', 'set', peer, 'up')
  }

  /** Stops the program, if it still runs, when the lab is closed. */
  keep(program: Program): Program {
    this.#programs.push(program)
    return program
  }

  async close(): Promise<void> {
    await Promise.all(this.#programs.map(program => program.stop()))
    this.#remove()
    process.off('exit', this.#atExit)
  }

  #remove(): void {
    for (const name of this.#names.splice(0)) ip('netns', 'delete', name)
  }
}

function ip(...words: string[]): void {
  execFileSync('ip', words, {stdio: ['ignore', 'ignore', 'pipe'], timeout: 20_000})
}

/** Namespaces of test processes that were killed: their number is in the name. */
function removeOrphans(): void {
  const listed = execFileSync('ip', ['netns', 'list'], {encoding: 'utf8', timeout: 20_000})
  for (const [name, pid] of listed.matchAll(/^kt(\d+)-\S+/gm)) {
    if (existsSync(`/proc/${pid}`)) continue
    try {
      ip('netns', 'delete', name)
    } catch {
      // Another test process was faster.
    }
  }
}
