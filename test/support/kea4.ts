import {type ChildProcess, spawn} from 'node:child_process'
import {createSocket, type Socket} from 'node:dgram'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {freePort} from './servers.ts'

/** The real kea-dhcp4 of Debian, with its configuration and files in a temporary directory. */
export interface Kea4 {
  /** Port that it listens on. */
  readonly port: number
  /** Port that it sends replies to: of clients and of relays alike (-P overrides both). */
  readonly replyPort: number
  readonly directory: string
  readonly pid: number
  /** What it printed so far. */
  output(): string
  stop(): Promise<void>
}

export interface Kea4Options {
  /** Default: a free port. */
  readonly port?: number
  /** Default: another free port. 0 = the standard ports (no -P). */
  readonly replyPort?: number
  /** Words before the program: ['ip', 'netns', 'exec', NAME] starts it in that namespace. */
  readonly prefix?: readonly string[]
}

// Kea holds back what it prints to a pipe, unless a logger of the configuration says that it flushes.
const flushing = [{name: 'kea-dhcp4', severity: 'INFO', output_options: [{output: 'stderr', flush: true}]}]

/** Starts kea-dhcp4 with the map `Dhcp4` and waits until it serves; throws what it printed when it ends instead. */
export async function startKea4(dhcp4: object, options: Kea4Options = {}): Promise<Kea4> {
  const directory = mkdtempSync(join(tmpdir(), 'keats-kea4-'))
  const file = join(directory, 'kea-dhcp4.conf')
  writeFileSync(file, JSON.stringify({Dhcp4: {loggers: flushing, ...dhcp4}}, undefined, 2))
  const port = options.port ?? (await freePort())
  const replyPort = options.replyPort ?? (await freePort())
  const words = [...(options.prefix ?? []), 'kea-dhcp4', '-c', file, '-p', String(port)]
  if (replyPort !== 0) words.push('-P', String(replyPort))
  const child = spawn(words[0]!, words.slice(1), {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {...process.env, KEA_PIDFILE_DIR: directory, KEA_LOCKFILE_DIR: 'none'},
  })
  // A test file that dies must not leave its server behind.
  const orphan = () => child.kill('SIGKILL')
  process.once('exit', orphan)
  child.once('exit', () => process.off('exit', orphan))
  let output = ''
  const keep = (chunk: unknown) => {
    output += String(chunk)
  }
  child.stdout!.on('data', keep)
  child.stderr!.on('data', keep)
  try {
    await started(child, () => output)
  } catch (error) {
    rmSync(directory, {recursive: true, force: true})
    throw error
  }
  return {port, replyPort, directory, pid: child.pid!, output: () => output, stop: () => stop(child, directory)}
}

function started(child: ChildProcess, output: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), 60_000)
    const finish = (action: () => void) => {
      clearTimeout(timer)
      child.stderr!.off('data', look)
      action()
    }
    const look = () => {
      if (output().includes('DHCP4_STARTED')) finish(resolve)
    }
    child.stderr!.on('data', look)
    child.once('error', error => finish(() => reject(error)))
    // 'close', not 'exit': everything that it printed has arrived by then.
    child.once('close', code => finish(() => reject(new Error(`kea-dhcp4 ended (${code}): ${output().slice(-3000)}`))))
  })
}

async function stop(child: ChildProcess, directory: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = new Promise(resolve => child.once('exit', resolve))
    child.kill('SIGTERM')
    await ended
  }
  rmSync(directory, {recursive: true, force: true, maxRetries: 5})
}

/** Milliseconds for an answer that is expected: on a loaded machine, behind a slow disk. */
const PATIENCE = 20_000

export type Answerer4 = (bytes: Uint8Array, send: (answer: Uint8Array) => void) => void

/** A UDP socket that plays relay (or client): sends raw messages and waits for the answer with the same xid. */
export class PacketPeer4 {
  readonly #socket: Socket
  readonly #waiting = new Map<number, (bytes: Uint8Array | undefined) => void>()

  private constructor(socket: Socket, onOther?: Answerer4) {
    this.#socket = socket
    socket.on('message', (bytes, from) => {
      const waiting = bytes.length >= 8 ? this.#waiting.get(bytes.readUInt32BE(4)) : undefined
      if (waiting !== undefined) waiting(bytes)
      else onOther?.(bytes, answer => socket.send(answer, from.port, from.address))
    })
  }

  /** `onOther` is given what is no answer to an exchange. */
  static async open(port: number, address = '127.0.0.1', onOther?: Answerer4): Promise<PacketPeer4> {
    const socket = createSocket('udp4')
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject)
      socket.bind(port, address, resolve)
    })
    return new PacketPeer4(socket, onOther)
  }

  /** The answer, or undefined when there was none within `timeout` milliseconds or until `close`. */
  exchange(
    bytes: Uint8Array,
    port: number,
    timeout = PATIENCE,
    address = '127.0.0.1',
  ): Promise<Uint8Array | undefined> {
    const xid = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).readUInt32BE(4)
    return new Promise(resolve => {
      const finish = (answer: Uint8Array | undefined) => {
        clearTimeout(timer)
        this.#waiting.delete(xid)
        resolve(answer)
      }
      const timer = setTimeout(() => finish(undefined), timeout)
      this.#waiting.set(xid, finish)
      this.#socket.send(bytes, port, address)
    })
  }

  close(): Promise<void> {
    for (const finish of [...this.#waiting.values()]) finish(undefined)
    return new Promise(resolve => this.#socket.close(() => resolve()))
  }
}
