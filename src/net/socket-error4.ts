import {readdirSync, readFileSync, readlinkSync} from 'node:fs'
import {formatIpv4, type Ipv4} from '../net-types/ipv4.ts'
import {LibcError} from './libc.ts'

/** A socket that could not be opened; the message says what to do about it. */
export class SocketError extends Error {
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'SocketError'
    this.code = code
  }
}

export function explainSocketError(error: unknown, address: Ipv4, port: number, device: string | undefined): Error {
  if (!(error instanceof LibcError)) return error instanceof Error ? error : new Error(String(error))
  const place = `${formatIpv4(address)} port ${port}${device === undefined ? '' : ` on ${device}`}`
  return new SocketError(error.code, `cannot open ${place}: ${reason(error, port)}`, {cause: error})
}

function reason(error: LibcError, port: number): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `already in use${holder(port)}`
    case 'EADDRNOTAVAIL':
      return 'this host does not have that address'
    case 'ENODEV':
      return 'there is no such interface'
    case 'EPERM':
    case 'EACCES':
      return `not permitted; ${capability(error.call)}`
    default:
      return `${error.code} (${error.call})`
  }
}

/** What the caller lacks for a call that was refused, and how it is given. */
export function capability(call: string): string {
  if (call === 'bind') return lacking('ports below 1024 need', 'net_bind_service')
  if (call.includes('bindToDevice')) return lacking('binding to an interface needs', 'net_raw')
  if (call.includes('AF_PACKET')) return lacking('replies to hardware addresses need', 'net_raw')
  return lacking(`${call} needs`, 'net_admin')
}

function lacking(need: string, name: string): string {
  const upper = name.toUpperCase()
  const ways = `AmbientCapabilities=CAP_${upper} in a systemd unit, --cap-add ${upper} for a container`
  return `${need} the capability CAP_${upper}: ${ways}, or setcap cap_${name}+ep ${process.execPath}`
}

function holder(port: number): string {
  const inodes = socketsOn(port)
  const programs = inodes.size === 0 ? [] : processes().filter(pid => holds(pid, inodes))
  const names = programs.map(pid => `${readOr(`/proc/${pid}/comm`).trim()} (process ${pid})`)
  return names.length === 0 ? ' by another program' : ` by ${[...new Set(names)].join(', ')}`
}

/** Inode numbers of the UDP sockets on that port. */
function socketsOn(port: number): Set<string> {
  const end = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const rows = readOr('/proc/net/udp')
    .split('\n')
    .slice(1)
    .map(line => line.trim().split(/\s+/))
  return new Set(rows.filter(row => row[1]?.endsWith(end)).map(row => `socket:[${row[9]}]`))
}

function processes(): string[] {
  return readdirSync('/proc').filter(name => /^\d+$/.test(name))
}

function holds(pid: string, inodes: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some(fd => inodes.has(readlinkSync(`/proc/${pid}/fd/${fd}`)))
  } catch {
    // The process ended meanwhile, or belongs to someone else.
    return false
  }
}

function readOr(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
