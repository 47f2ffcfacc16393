import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import {basename, extname, join} from 'node:path'
import {lockFile} from './libc.ts'

/** Where Kea keeps them when KEA_PIDFILE_DIR does not say otherwise. */
const DEFAULT_DIRECTORY = '/run/kea'

export interface PidFilePlace {
  readonly path: string
  /** The directory was asked for, so a server that cannot write there must not start. */
  readonly required: boolean
}

/** `<directory>/<configuration file without folder and extension>.<server>.pid` (facts: server.md §1.7). */
export function pidFileOf(configFile: string, server: string, directory: string | undefined): PidFilePlace {
  const name = `${basename(configFile, extname(configFile))}.${server}.pid`
  return {path: join(directory || DEFAULT_DIRECTORY, name), required: (directory ?? '') !== ''}
}

/** Another server has this file. */
export class AlreadyRunning extends Error {
  constructor(pid: number | undefined, path: string) {
    super(
      `another server runs with this configuration: ${pid === undefined ? 'its' : `process ${pid},`} PID file ${path}`,
    )
    this.name = 'AlreadyRunning'
  }
}

/** Times that a file which its owner removed meanwhile is opened again. */
const ATTEMPTS = 100

/**
 * The file that says which process serves a configuration. Its owner holds a lock on it for as long as it lives, so of two
 * servers that start at once one wins, and a file that is left behind is known for what it is. Kea takes no lock: its
 * files count while their process lives.
 */
export class PidFile {
  readonly #path: string
  readonly #fd: number

  private constructor(path: string, fd: number) {
    this.#path = path
    this.#fd = fd
  }

  /** Throws AlreadyRunning, or an error that names the file when it cannot be written. */
  static take(path: string, pid: number): PidFile {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const fd = openOrExplain(path)
      try {
        if (!lockFile(fd)) throw new AlreadyRunning(readPid(path), path)
        if (isAt(path, fd)) {
          refuseLiving(path, pid)
          ftruncateSync(fd)
          writeSync(fd, `${pid}\n`, 0)
          return new PidFile(path, fd)
        }
      } catch (error) {
        closeSync(fd)
        throw error
      }
      closeSync(fd)
    }
    throw new Error(`${path} disappears each time it is made`)
  }

  /** Removes it, unless someone has put another one in its place. */
  release(): void {
    try {
      if (isAt(this.#path, this.#fd)) unlinkSync(this.#path)
    } catch {
      // The directory is no longer writable: the next server finds a file without a lock and takes it over.
    }
    closeSync(this.#fd)
  }
}

function openOrExplain(path: string): number {
  try {
    return openSync(path, constants.O_RDWR | constants.O_CREAT, 0o644)
  } catch (error) {
    // Someone else's file can still tell that its server runs.
    refuseLiving(path, 0)
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new Error(`cannot write the PID file ${path}: ${code}`, {cause: error})
  }
}

function isAt(path: string, fd: number): boolean {
  const there = statSync(path, {throwIfNoEntry: false})
  const ours = fstatSync(fd)
  return there !== undefined && there.ino === ours.ino && there.dev === ours.dev
}

function refuseLiving(path: string, own: number): void {
  const pid = readPid(path)
  if (pid !== undefined && pid !== own && isAlive(pid, path)) throw new AlreadyRunning(pid, path)
}

function readPid(path: string): number | undefined {
  try {
    const text = readFileSync(path, 'utf8').trim()
    return /^[1-9]\d{0,9}$/.test(text) ? Number(text) : undefined
  } catch {
    return undefined
  }
}

/**
 * Whether the process that wrote the file lives. After a restart of the machine or of a container its number may be
 * another's, one that started only after the file was written.
 */
function isAlive(pid: number, path: string): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false
  }
  const started = startOf(pid)
  const written = statSync(path, {throwIfNoEntry: false})?.mtimeMs
  return started === undefined || written === undefined || started < written + 2000
}

/** The kernel's clock ticks a second, as it tells them to programs. */
const TICKS = 100

/** Unix milliseconds, to about a second. */
function startOf(pid: number): number | undefined {
  try {
    // The second field is a name in parentheses, which may hold anything.
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\)/s, '').trim().split(' ')
    const boot = /^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'latin1'))?.[1]
    return boot === undefined ? undefined : Number(boot) * 1000 + (Number(fields[19]) / TICKS) * 1000
  } catch {
    return undefined
  }
}
