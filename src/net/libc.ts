import {constants} from 'node:os'
import koffi from 'koffi'

/**
 * The calls of the C library that Node's dgram lacks. Everything here is synchronous and never blocks;
 * structures are packed by the callers into buffers of their own (64-bit Linux, the machine's byte order).
 */

/** A failed call: `code` is the errno's name ('EADDRINUSE'). */
export class LibcError extends Error {
  readonly code: string
  readonly call: string

  constructor(call: string, code: string) {
    super(`${call}: ${code}`)
    this.name = 'LibcError'
    this.call = call
    this.code = code
  }
}

// null = the symbols of the running program, so that glibc and musl are found alike.
const lib = koffi.load(null)
const native = {
  socket: lib.func('int socket(int domain, int type, int protocol)'),
  close: lib.func('int close(int fd)'),
  setsockopt: lib.func('int setsockopt(int fd, int level, int name, void *value, unsigned int length)'),
  bind: lib.func('int bind(int fd, void *address, unsigned int length)'),
  sendto: lib.func(
    'intptr_t sendto(int fd, void *bytes, size_t length, int flags, void *address, unsigned int addressLength)',
  ),
  interfaceIndex: lib.func('unsigned int if_nametoindex(const char *name)'),
  recvmmsg: lib.func('int recvmmsg(int fd, intptr_t messages, unsigned int count, int flags, intptr_t timeout)'),
  sendmmsg: lib.func('int sendmmsg(int fd, intptr_t messages, unsigned int count, int flags)'),
  flock: lib.func('int flock(int fd, int operation)'),
}

// Of two names for one number the first counts: EAGAIN, not EWOULDBLOCK.
const errnoNames = new Map(
  Object.entries(constants.errno)
    .map(([name, number]) => [number, name] as const)
    .reverse(),
)

/** Name of the last call's error. */
export function lastError(): string {
  const number = koffi.errno()
  return errnoNames.get(number) ?? `errno ${number}`
}

function check(call: string, result: number): number {
  if (result < 0) throw new LibcError(call, lastError())
  return result
}

const AF_UNIX = 1
const AF_INET = 2
const SOCK_DGRAM = 2
const SOCK_NONBLOCK_CLOEXEC = 0o2004000
const SOL_SOCKET = 1
const AF_PACKET = 17
const ETHERTYPE_IPV4 = 0x0800

/** Options of SOL_SOCKET by their numbers on Linux. */
const socketOption = {
  broadcast: 6,
  sendBuffer: 7,
  receiveBuffer: 8,
  bindToDevice: 25,
  receiveBufferForce: 33,
} as const

const MSG_DONTWAIT = 0x40
const MSG_NOSIGNAL = 0x4000
export const MSG_TRUNC = 0x20

/** A non-blocking UDP socket over IPv4; the caller closes it or hands it on. */
export function openUdp4(): number {
  // Structures here and in message-vector.ts are laid out for pointers of 8 bytes.
  if (koffi.sizeof('void *') !== 8) throw new LibcError('socket', 'a 64-bit system is needed')
  return check('socket', native.socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK_CLOEXEC, 0))
}

export function closeFd(fd: number): void {
  native.close(fd)
}

/** Sets a number, or text for the options that take a name. */
export function setOption(fd: number, option: keyof typeof socketOption, value: number | string): void {
  const bytes = typeof value === 'string' ? Buffer.from(`${value}\0`) : Buffer.from(new Int32Array([value]).buffer)
  check(`setsockopt(${option})`, native.setsockopt(fd, SOL_SOCKET, socketOption[option], bytes, bytes.length) as number)
}

/** struct sockaddr_in. */
function socketAddress(address: number, port: number): Buffer {
  const bytes = Buffer.alloc(16)
  new Uint16Array(bytes.buffer, bytes.byteOffset, 1)[0] = AF_INET
  bytes.writeUInt16BE(port, 2)
  bytes.writeUInt32BE(address, 4)
  return bytes
}

export function bindTo(fd: number, address: number, port: number): void {
  check('bind', native.bind(fd, socketAddress(address, port), 16))
}

/** The kernel's number of an interface; 0 when there is none of that name. A name that was taken over has a new number. */
export function interfaceIndex(name: string): number {
  return native.interfaceIndex(name) as number
}

/** A socket that sends IPv4 packets to hardware addresses and receives nothing. */
export function openPacketSocket(): number {
  return check('socket(AF_PACKET)', native.socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK_CLOEXEC, 0))
}

/** Sends one packet to an Ethernet address out of an interface; answers the name of the error when that fails. */
export function sendPacket(fd: number, index: number, hardware: Uint8Array, packet: Uint8Array): string | undefined {
  // struct sockaddr_ll
  const address = Buffer.alloc(20)
  new Uint16Array(address.buffer, address.byteOffset, 1)[0] = AF_PACKET
  address.writeUInt16BE(ETHERTYPE_IPV4, 2)
  new Int32Array(address.buffer, address.byteOffset + 4, 1)[0] = index
  address[11] = hardware.length
  address.set(hardware.subarray(0, 8), 12)
  const sent = native.sendto(fd, packet, packet.length, MSG_DONTWAIT, address, address.length) as number
  return sent < 0 ? lastError() : undefined
}

/** A socket that sends to unix sockets; nothing of it is in the file system. */
export function openUnixDatagrams(): number {
  return check('socket(AF_UNIX)', native.socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK_CLOEXEC, 0))
}

/** struct sockaddr_un of a path, or of `@name` in the abstract namespace: as long as the name is. */
export function unixAddress(name: string): Buffer {
  const bytes = Buffer.concat([Buffer.alloc(2), Buffer.from(name), Buffer.alloc(name.startsWith('@') ? 0 : 1)])
  if (bytes.length > 110) throw new LibcError('socket address', 'ENAMETOOLONG')
  new Uint16Array(bytes.buffer, bytes.byteOffset, 1)[0] = AF_UNIX
  if (name.startsWith('@')) bytes[2] = 0
  return bytes
}

/** Answers the name of the error when it was not taken. */
export function sendDatagram(fd: number, datagram: Uint8Array, address: Buffer): string | undefined {
  const flags = MSG_DONTWAIT | MSG_NOSIGNAL
  const sent = native.sendto(fd, datagram, datagram.length, flags, address, address.length) as number
  return sent < 0 ? lastError() : undefined
}

/** The place of a buffer in memory; valid while the caller keeps the buffer. */
export function addressOf(buffer: Uint8Array): number {
  return Number(koffi.address(buffer))
}

/** How many messages arrived, or -1 (see lastError). `messages` is the place of an array of struct mmsghdr. */
export function receiveMany(fd: number, messages: number, count: number): number {
  return native.recvmmsg(fd, messages, count, MSG_DONTWAIT, 0) as number
}

/** How many messages were taken, or -1 when the first one failed (see lastError). */
export function sendMany(fd: number, messages: number, count: number): number {
  return native.sendmmsg(fd, messages, count, MSG_DONTWAIT) as number
}

const LOCK_EXCLUSIVE_NOW = 6

/** Locks an open file against everyone else who locks it, until it is closed; false when another one has it. */
export function lockFile(fd: number): boolean {
  if (native.flock(fd, LOCK_EXCLUSIVE_NOW) === 0) return true
  const error = lastError()
  if (error === 'EAGAIN') return false
  throw new LibcError('flock', error)
}
