import {type ChildProcess, execFileSync, spawn} from 'node:child_process'
import {createSocket, type Socket} from 'node:dgram'
import {chownSync, existsSync, mkdtempSync, readdirSync, rmSync} from 'node:fs'
import {createServer, type Server} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as delay} from 'node:timers/promises'

/** A database server of the tests' own, in a temporary directory, with its product's default durability. */
export interface TestServer {
  /** URL of an account that may do everything, without a database name. */
  readonly url: string
  readonly port: number
  readonly socketDirectory: string
  readonly directory: string
  readonly pid: number
  /** Ends it and keeps its data; a crash gives it no time to write anything. */
  halt(how: 'orderly' | 'crash'): Promise<void>
  /** Starts it again after `halt`, on the same port. */
  resume(): Promise<void>
  stop(): Promise<void>
}

const asRoot = process.getuid?.() === 0

/** The command prefixed so that it runs as `user`: database servers refuse to run as root. */
function as(user: string, command: string, args: readonly string[]): [string, string[]] {
  if (!asRoot) return [command, [...args]]
  return ['setpriv', [`--reuid=${user}`, `--regid=${user}`, '--init-groups', '--', command, ...args]]
}

function run(user: string, command: string, args: readonly string[]): void {
  const [program, words] = as(user, command, args)
  execFileSync(program, words, {stdio: ['ignore', 'ignore', 'pipe'], cwd: '/'})
}

/** Below the ports that the system gives to connections: nobody takes one between this test's look and its use. */
const FIRST_PORT = 10_000
/** Ports that one test process has for itself; the first of them is bound as long as it lives, which keeps others out. */
const SHARE = 64
const SHARES = 340

let share: Promise<number> | undefined
let given = 0

/**
 * A port that is free on 127.0.0.1, for TCP and UDP. No port is answered twice, nor to another test process that runs at the
 * same time: a server that is stopped finds its port free when it is started again.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const place = given++ % (SHARE - 1)
    if (place === 0) share = claimShare()
    const port = (await share!) + 1 + place
    if ((await isFree(createServer(), port)) && (await isFree(createSocket('udp4'), port))) return port
  }
}

/** The first port of a share that is this process's own from now on. */
async function claimShare(): Promise<number> {
  for (let turn = process.pid; ; turn++) {
    const port = FIRST_PORT + (turn % SHARES) * SHARE
    const claim = createServer().unref()
    const claimed = await new Promise(resolve => {
      claim.once('error', () => resolve(false))
      claim.listen(port, '127.0.0.1', () => resolve(true))
    })
    if (claimed) return port
  }
}

function isFree(socket: Server | Socket, port: number): Promise<boolean> {
  return new Promise(resolve => {
    socket.once('error', () => resolve(false))
    const free = () => socket.close(() => resolve(true))
    if ('bind' in socket) socket.bind(port, '127.0.0.1', free)
    else socket.listen(port, '127.0.0.1', free)
  })
}

function scratch(name: string, owner: string): string {
  const directory = mkdtempSync(join(tmpdir(), `keats-${name}-`))
  if (asRoot) {
    const id = (flag: string) => Number(execFileSync('id', [flag, owner], {encoding: 'utf8'}).trim())
    chownSync(directory, id('-u'), id('-g'))
  }
  return directory
}

async function endChild(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise(resolve => child.once('exit', resolve))
  child.kill(signal)
  await ended
}

interface Program {
  readonly command: readonly [string, readonly string[]]
  readonly ready: () => void
  readonly signals: {readonly orderly: NodeJS.Signals; readonly crash: NodeJS.Signals}
  readonly directory: string
}

/** Starts a database server and answers what ends it, and starts it again. */
async function launch({command, ready, signals, directory}: Program) {
  let child: ChildProcess
  const resume = async () => {
    const started = spawn(command[0], command[1], {stdio: ['ignore', 'ignore', 'pipe'], cwd: '/'})
    child = started
    let complaint = ''
    started.stderr!.on('data', chunk => {
      complaint = (complaint + String(chunk)).slice(-2000)
    })
    await until(started, ready, () => complaint)
  }
  await resume()
  return {
    directory,
    get pid(): number {
      return child.pid!
    },
    halt: (how: 'orderly' | 'crash') => endChild(child, signals[how]),
    resume,
    stop: async () => {
      await endChild(child, signals.orderly)
      rmSync(directory, {recursive: true, force: true, maxRetries: 5})
    },
  }
}

/** Waits until `ready` succeeds, at most 60 s; fails at once when the server has ended. */
async function until(child: ChildProcess, ready: () => void, complaint: () => string): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (child.exitCode !== null) throw new Error(`database server ended: ${complaint()}`)
    try {
      ready()
      return
    } catch {
      await delay(100)
    }
  }
  throw new Error(`database server did not come up: ${complaint()}`)
}

/** Folder of PostgreSQL's server programs: Debian keeps them out of PATH. */
function postgresBin(): string {
  const base = '/usr/lib/postgresql'
  const versions = existsSync(base) ? readdirSync(base).sort((a, b) => Number(b) - Number(a)) : []
  if (versions[0] === undefined) throw new Error('PostgreSQL is missing: apt-get install postgresql')
  return join(base, versions[0], 'bin')
}

/** `at` is a port that the test has told others already; with `primary` it is a standby of that server. */
export async function startPostgres(
  settings: readonly string[] = [],
  at?: number,
  primary?: TestServer,
): Promise<TestServer> {
  const bin = postgresBin()
  const directory = scratch('pgsql', 'postgres')
  const data = join(directory, 'data')
  if (primary === undefined)
    run('postgres', join(bin, 'initdb'), ['-D', data, '-U', 'root', '-A', 'trust', '--no-locale', '-E', 'UTF8'])
  else run('postgres', join(bin, 'pg_basebackup'), ['-D', data, '-R', '-c', 'fast', '-d', primary.url])
  const port = at ?? (await freePort())
  const options = ['listen_addresses=127.0.0.1', `unix_socket_directories=${directory}`, ...settings]
  const server = await launch({
    command: as('postgres', join(bin, 'postgres'), [
      '-D',
      data,
      '-p',
      String(port),
      ...options.flatMap(option => ['-c', option]),
    ]),
    ready: () => run('postgres', join(bin, 'pg_isready'), ['-q', '-h', '127.0.0.1', '-p', String(port)]),
    signals: {orderly: 'SIGINT', crash: 'SIGQUIT'},
    directory,
  })
  return Object.assign(server, {url: `postgresql://root@127.0.0.1:${port}`, port, socketDirectory: directory})
}

export async function startMariadb(settings: readonly string[] = []): Promise<TestServer> {
  const directory = scratch('mysql', 'mysql')
  const data = join(directory, 'data')
  const socket = join(directory, 'mysqld.sock')
  const words = [
    '--no-defaults',
    `--datadir=${data}`,
    // Servers that share a directory for temporary tables delete each other's at their start.
    `--tmpdir=${directory}`,
    ...(asRoot ? ['--user=mysql'] : []),
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
  ]
  execFileSync('mariadb-install-db', words, {stdio: ['ignore', 'ignore', 'pipe']})
  const port = await freePort()
  const admin = (sql: string) =>
    execFileSync('mariadb', ['--no-defaults', `--socket=${socket}`, '-uroot', '-e', sql], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
  const server = await launch({
    command: [
      '/usr/sbin/mariadbd',
      [
        '--no-defaults',
        `--datadir=${data}`,
        `--tmpdir=${directory}`,
        `--port=${port}`,
        `--socket=${socket}`,
        '--bind-address=127.0.0.1',
        ...(asRoot ? ['--user=mysql'] : []),
        ...settings.map(setting => `--${setting}`),
      ],
    ],
    ready: () => admin('SELECT 1'),
    signals: {orderly: 'SIGTERM', crash: 'SIGKILL'},
    directory,
  })
  admin("CREATE USER IF NOT EXISTS 'root'@'127.0.0.1'; GRANT ALL ON *.* TO 'root'@'127.0.0.1' WITH GRANT OPTION")
  return Object.assign(server, {url: `mysql://root@127.0.0.1:${port}`, port, socketDirectory: directory})
}
