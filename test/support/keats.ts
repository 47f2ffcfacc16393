import {type ChildProcess, spawn} from 'node:child_process'
import {mkdirSync, mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'

export interface Ended {
  /** null when a signal ended it. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface KeatsOptions {
  readonly env?: Readonly<Record<string, string>>
  /** A `bin/run.js` other than this package's. */
  readonly bin?: string
  readonly cwd?: string
  /** What it can read from standard input, which is empty otherwise. */
  readonly input?: string
}

const root = fileURLToPath(new URL('../../../', import.meta.url))

export const packageRoot = root

/**
 * Starts the real command. Settings of the environment that it would read are not passed on; PID files go where no other
 * server of the tests looks.
 */
export function startKeats(words: readonly string[], options: KeatsOptions = {}): ChildProcess {
  const unset = /^(KEATS|KEA|PG|MYSQL)_?|^(NOTIFY_SOCKET|WATCHDOG_USEC)$/
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !unset.test(name)))
  const child = spawn(process.execPath, [options.bin ?? `${root}bin/run.js`, ...words], {
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    env: {...env, NO_COLOR: '1', ...ownPidDirectory(), ...options.env},
    cwd: options.cwd ?? root,
  })
  child.stdin?.on('error', () => {}).end(options.input)
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

/** A test that fails must not leave its servers behind. */
const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

let pidDirectory: string | undefined
let servers = 0

function ownPidDirectory(): Record<string, string> {
  if (pidDirectory === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'keats-pid-'))
    process.once('exit', () => rmSync(made, {recursive: true, force: true}))
    pidDirectory = made
  }
  const own = join(pidDirectory, String(++servers))
  mkdirSync(own)
  return {KEA_PIDFILE_DIR: own}
}

/** Collects what a started command prints until it ends. */
export function ended(child: ChildProcess): Promise<Ended> {
  const output = {stdout: '', stderr: ''}
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]!.on('data', chunk => {
      output[stream] += String(chunk)
    })
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({code, signal, ...output}))
  })
}

/** Runs the real command to its end. */
export function keats(words: readonly string[], options: KeatsOptions = {}): Promise<Ended> {
  return ended(startKeats(words, options))
}

/** Resolves when the command has printed `text`; rejects when it ends without. */
export function printed(child: ChildProcess, text: string): Promise<void> {
  let seen = ''
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.on('data', chunk => {
        seen += String(chunk)
        if (seen.includes(text)) resolve()
      })
    }
    child.once('close', () => reject(new Error(`ended without printing ${text}: ${seen}`)))
  })
}
