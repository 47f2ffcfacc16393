import type {ControlSocket, ControlTls, HttpControlSocket, UnixControlSocket} from '../model/config4.ts'
import {parseIpv4} from '../net-types/ipv4.ts'
import {parseIpv6} from '../net-types/ipv6.ts'
import {readAuthentication} from './control-authentication.ts'
import type {Environment} from './environment.ts'
import type {Section} from './section.ts'

/** sun_path less its terminator (facts: server.md §4.1). */
const MAX_PATH_BYTES = 107

/** Headers that frame an answer, or that every answer has. */
const ownHeaders = ['connection', 'content-length', 'content-type', 'date', 'transfer-encoding', 'www-authenticate']

/** Reads `control-socket` (Kea 2.2: a map, one unix socket) or `control-sockets` (newer Kea: a list). */
export function readControlSockets(root: Section, environment: Environment): readonly ControlSocket[] {
  if (root.has('control-socket') && root.has('control-sockets')) {
    root.error('control-sockets', 'expected either control-socket or control-sockets, not both')
  }
  const single = root.map('control-socket')
  const list = root.maps('control-sockets').map(section => ({section, socket: readOne(section, environment)}))
  checkUnique(list)
  return [...(single === undefined ? [] : [readSingle(single)]), ...list.map(({socket}) => socket)]
}

function readSingle(section: Section): UnixControlSocket {
  section.required('socket-type')
  section.word('socket-type', ['unix'])
  return readUnix(section)
}

function readOne(section: Section, environment: Environment): ControlSocket {
  section.required('socket-type')
  const type = section.word('socket-type', ['unix', 'http', 'https'])
  if (type === 'http' || type === 'https') {
    refuse(section, ['socket-name'], 'a unix socket')
    return readHttp(section, type, environment)
  }
  refuse(section, ['socket-address', 'socket-port', 'authentication', 'http-headers'], 'an HTTP socket')
  return readUnix(section)
}

function refuse(section: Section, keys: readonly string[], owner: string): void {
  for (const key of keys) {
    if (section.node(key) !== undefined) section.error(key, `"${key}" belongs to ${owner}`)
  }
}

function readUnix(section: Section): UnixControlSocket {
  section.required('socket-name')
  const path = section.string('socket-name') ?? ''
  if (section.has('socket-name') && path === '') section.error('socket-name', 'expected the path of a socket')
  const bytes = Buffer.byteLength(path)
  if (bytes > MAX_PATH_BYTES) {
    section.error('socket-name', `expected a path of at most ${MAX_PATH_BYTES} bytes, found ${bytes}`)
  }
  if (path.includes('\0')) section.error('socket-name', 'a path has no zero characters')
  const userContext = section.userContext()
  section.finish()
  return {type: 'unix', path, userContext}
}

function readHttp(section: Section, type: 'http' | 'https', environment: Environment): HttpControlSocket {
  const address = section.string('socket-address') ?? '127.0.0.1'
  if (parseIpv4(address) === undefined && parseIpv6(address) === undefined) {
    section.error('socket-address', `expected an IPv4 or IPv6 address, found ${JSON.stringify(address)}`)
  }
  const socket = {
    type: 'http',
    address,
    port: section.integer('socket-port', 1, 65_535) ?? 8000,
    tls: readTls(section, type === 'https'),
    authentication: readAuthentication(section, environment),
    headers: section.maps('http-headers').map(readHeader),
    userContext: section.userContext(),
  } as const
  warnOpen(section, socket)
  section.finish()
  return socket
}

/** All three files or none; "https" is nothing more than the demand for them. */
function readTls(section: Section, demanded: boolean): ControlTls | undefined {
  const files = {
    trustAnchor: section.string('trust-anchor') ?? '',
    certFile: section.string('cert-file') ?? '',
    keyFile: section.string('key-file') ?? '',
  }
  const certRequired = section.boolean('cert-required') ?? true
  const keys = {trustAnchor: 'trust-anchor', certFile: 'cert-file', keyFile: 'key-file'} as const
  const missing = (['trustAnchor', 'certFile', 'keyFile'] as const).filter(name => files[name] === '')
  if (missing.length === 3 && !demanded) return undefined
  for (const name of missing) {
    section.error(keys[name], `TLS needs trust-anchor, cert-file and key-file together: "${keys[name]}" is missing`)
  }
  return {...files, certRequired}
}

function readHeader(section: Section): {readonly name: string; readonly value: string} {
  section.required('name')
  section.required('value')
  const name = section.string('name') ?? ''
  const value = section.string('value') ?? ''
  if (section.has('name') && !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) {
    section.error('name', 'expected the name of an HTTP header')
  }
  if (ownHeaders.includes(name.toLowerCase())) section.error('name', `the server itself sets the header ${name}`)
  if (section.has('value') && !/^[\t\x20-\x7e]+$/.test(value)) {
    section.error('value', 'expected the printable ASCII text of an HTTP header')
  }
  section.userContext()
  section.finish()
  return {name, value}
}

function warnOpen(section: Section, {address, tls, authentication}: HttpControlSocket): void {
  const local = address === '::1' || address.startsWith('127.')
  if (local || tls?.certRequired === true || (authentication?.clients.length ?? 0) > 0) return
  section.warn('socket-address', 'whoever reaches this address controls the server: neither clients nor certificates')
}

/** One unix socket, and no two listeners on one port of one address. */
function checkUnique(list: readonly {readonly section: Section; readonly socket: ControlSocket}[]): void {
  const seen = new Map<string, string>()
  for (const {section, socket} of list) {
    const place = socket.type === 'unix' ? 'unix' : `${socket.address}:${socket.port}`
    const first = seen.get(place)
    if (first === undefined) seen.set(place, section.path)
    else if (socket.type === 'unix')
      section.error('socket-type', `at most one unix socket is possible, ${first} is one`)
    else section.error('socket-port', `${first} already listens on ${socket.address} port ${socket.port}`)
  }
}
