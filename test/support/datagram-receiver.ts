import {rmSync} from 'node:fs'
import {setTimeout as delay} from 'node:timers/promises'
import koffi from 'koffi'
import {closeFd, openUnixDatagrams, unixAddress} from '../../src/net/libc.ts'

const lib = koffi.load(null)
const bind = lib.func('int bind(int fd, void *address, unsigned int length)')
const recv = lib.func('intptr_t recv(int fd, void *bytes, size_t length, int flags)')
const MSG_DONTWAIT = 0x40

/** What a service manager or a system log has: a bound datagram socket, a path or `@name`. */
export interface DatagramReceiver {
  /** The oldest datagram that was not taken yet; fails when none comes. */
  next(millis?: number): Promise<string>
  /** All that have come since the last look. */
  waiting(): string[]
  close(): void
}

export function receiveDatagrams(name: string): DatagramReceiver {
  const fd = openUnixDatagrams()
  const address = unixAddress(name)
  if (bind(fd, address, address.length) !== 0) throw new Error(`cannot bind ${name}`)
  const bytes = Buffer.alloc(65_536)
  const take = () => {
    const length = Number(recv(fd, bytes, bytes.length, MSG_DONTWAIT))
    return length < 0 ? undefined : bytes.toString('utf8', 0, length)
  }
  return {
    async next(millis = 20_000) {
      const end = performance.now() + millis
      for (;;) {
        const datagram = take()
        if (datagram !== undefined) return datagram
        if (performance.now() > end) throw new Error(`no datagram within ${millis} ms on ${name}`)
        await delay(5)
      }
    },
    waiting() {
      const found: string[] = []
      for (let datagram = take(); datagram !== undefined; datagram = take()) found.push(datagram)
      return found
    },
    close() {
      closeFd(fd)
      if (!name.startsWith('@')) rmSync(name, {force: true})
    },
  }
}
