import {closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, statSync, unlinkSync} from 'node:fs'
import {connect} from 'node:net'
import {dirname} from 'node:path'
import type {UnixControlSocket} from '../../model/config4.ts'
import {lockFile} from '../libc.ts'
import {channelError, codeOf} from './channel-error.ts'

/** sun_path less its terminator. */
const MAX_PATH_BYTES = 107

/** The right to listen on a path, held until `release`. */
export interface SocketClaim {
  release(): void
}

/**
 * Takes a path for listening as Kea does: a lock beside it (`PATH.lock`, held while the socket is open, so that Kea and
 * keats respect each other), then the socket that a dead process left is removed. Rejects with ControlChannelError when
 * somebody listens there, and when the path is not ours to take.
 */
export async function claimSocketFile(socket: UnixControlSocket): Promise<SocketClaim> {
  const bytes = Buffer.byteLength(socket.path)
  if (bytes > MAX_PATH_BYTES) {
    throw channelError(socket, 'ENAMETOOLONG', `a path has at most ${MAX_PATH_BYTES} bytes, this one has ${bytes}`)
  }
  const claim = lock(socket)
  try {
    await removeStale(socket)
    return claim
  } catch (error) {
    claim.release()
    throw error
  }
}

function lock(socket: UnixControlSocket): SocketClaim {
  const path = `${socket.path}.lock`
  // A holder removes the file before it lets go, so the file that was locked may be gone: then the next one counts.
  for (;;) {
    const fd = openLock(socket, path)
    if (!lockFile(fd)) {
      const holder = holderOf(fstatSync(fd).ino)
      closeSync(fd)
      throw channelError(socket, 'EADDRINUSE', `${holder} uses it; stop that or choose another socket-name`)
    }
    if (sameFile(fd, path)) return {release: () => release(fd, path)}
    closeSync(fd)
  }
}

function release(fd: number, path: string): void {
  try {
    unlinkSync(path)
  } catch {
    // Somebody cleaned up the directory: the lock goes with the descriptor all the same.
  }
  closeSync(fd)
}

function openLock(socket: UnixControlSocket, path: string): number {
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW
  try {
    return openSync(path, flags, 0o600)
  } catch (error) {
    throw channelError(socket, codeOf(error), explain(codeOf(error), path), error)
  }
}

function explain(code: string, path: string): string {
  const directory = dirname(path)
  switch (code) {
    case 'ENOENT':
      return `the directory ${directory} does not exist; create it`
    case 'ENOTDIR':
      return `${directory} is not a directory`
    case 'EACCES':
    case 'EPERM':
      return `not permitted to make or open ${path}; let the user that runs the server write in ${directory}`
    case 'EROFS':
      return `${directory} is on a read-only file system`
    default:
      return `${path}: ${code}`
  }
}

function sameFile(fd: number, path: string): boolean {
  try {
    const [open, named] = [fstatSync(fd), statSync(path)]
    return open.ino === named.ino && open.dev === named.dev
  } catch {
    return false
  }
}

/** Who has the lock, as the kernel lists it. */
function holderOf(inode: number): string {
  try {
    const line = readFileSync('/proc/locks', 'utf8')
      .split('\n')
      .find(text => text.includes('FLOCK') && text.split(/\s+/)[5]?.endsWith(`:${inode}`))
    const pid = line?.split(/\s+/)[4]
    if (pid === undefined) return 'another process'
    return `${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()} (process ${pid})`
  } catch {
    return 'another process'
  }
}

async function removeStale(socket: UnixControlSocket): Promise<void> {
  const stat = lstatSync(socket.path, {throwIfNoEntry: false})
  if (stat === undefined) return
  if (!stat.isSocket()) {
    throw channelError(socket, 'EEXIST', 'there is a file that is no socket; remove it or choose another socket-name')
  }
  // Not every program that listens takes the lock.
  if (await listens(socket.path)) {
    throw channelError(socket, 'EADDRINUSE', 'another process listens there; stop it or choose another socket-name')
  }
  try {
    unlinkSync(socket.path)
  } catch (error) {
    const why = `not permitted to remove the socket that another process left (${codeOf(error)}); remove it`
    if (codeOf(error) !== 'ENOENT') throw channelError(socket, codeOf(error), why, error)
  }
}

function listens(path: string): Promise<boolean> {
  return new Promise(resolve => {
    const probe = connect(path)
    probe.once('connect', () => {
      probe.destroy()
      resolve(true)
    })
    // Refused: nobody has it open. Whatever else happens (a full queue, no permission), somebody has.
    probe.once('error', error => resolve(!['ECONNREFUSED', 'ENOENT'].includes(codeOf(error))))
  })
}
