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
  ioctl: lib.func('int ioctl(int fd, unsigned long request, void *argument)'),
  interfaceIndex: lib.func('unsigned int if_nametoindex(const char *name)'),
  recvmmsg: lib.func('int recvmmsg(int fd, intptr_t messages, unsigned int count, int flags, intptr_t timeout)'),
  sendmmsg: lib.func('int sendmmsg(int fd, intptr_t messages, unsigned int count, int flags)'),
}

const errnoNames = new Map(Object.entries(constants.errno).map(([name, number]) => [number, name]))

/** Name of the last call's error. */
export function lastError(): string {
  const number = koffi.errno()
  return errnoNames.get(number) ?? `errno ${number}`
}

function check(call: string, result: number): number {
  if (result < 0) throw new LibcError(call, lastError())
  return result
}

const AF_INET = 2
const SOCK_DGRAM = 2
const SOCK_NONBLOCK_CLOEXEC = 0o2004000
const SOL_SOCKET = 1
const SIOCSARP = 0x8955

/** Options of SOL_SOCKET by their numbers on Linux. */
export const socketOption = {broadcast: 6, receiveBuffer: 8, bindToDevice: 25, receiveBufferForce: 33} as const

export const MSG_DONTWAIT = 0x40
export const MSG_DONTROUTE = 0x04
export const MSG_TRUNC = 0x20

/** A non-blocking UDP socket over IPv4; the caller closes it or hands it on. */
export function openUdp4(): number {
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
export function socketAddress(address: number, port: number): Buffer {
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

/**
 * Tells the kernel the hardware address behind `address` on a device. The entry is complete but not permanent:
 * it is used at once, probed after some seconds of use, and forgotten when nobody answers.
 */
export function setArp(fd: number, device: string, address: number, htype: number, hardware: Uint8Array): void {
  const request = Buffer.alloc(68)
  socketAddress(address, 0).copy(request, 0)
  new Uint16Array(request.buffer, request.byteOffset + 16, 1)[0] = htype
  request.set(hardware.subarray(0, 14), 18)
  const ATF_COM = 2
  new Int32Array(request.buffer, request.byteOffset + 32, 1)[0] = ATF_COM
  request.write(device.slice(0, 15), 52, 'latin1')
  check('ioctl(SIOCSARP)', native.ioctl(fd, SIOCSARP, request))
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
export function sendMany(fd: number, messages: number, count: number, flags: number): number {
  return native.sendmmsg(fd, messages, count, flags | MSG_DONTWAIT) as number
}
