import {closeFd, openUnixDatagrams, sendDatagram, unixAddress} from './libc.ts'

/**
 * Sends datagrams to a unix socket, as the system's log and a service manager take them: a path, or `@name` of the
 * abstract namespace. Nothing blocks, and after the constructor nothing throws. The receiver is looked up for each
 * datagram, so one that was started again is found without doing anything.
 */
export class UnixDatagrams {
  readonly #address: Buffer
  #fd: number

  /** Throws LibcError when there is no descriptor left, or the name is longer than a socket address holds. */
  constructor(name: string) {
    this.#address = unixAddress(name)
    this.#fd = openUnixDatagrams()
  }

  /**
   * undefined = the kernel has taken it. Else the name of the error: ENOENT and ECONNREFUSED without a receiver, EAGAIN
   * when it does not keep up, EMSGSIZE when it is too long, EBADF after close.
   */
  send(datagram: string | Uint8Array): string | undefined {
    if (this.#fd < 0) return 'EBADF'
    return sendDatagram(this.#fd, typeof datagram === 'string' ? Buffer.from(datagram) : datagram, this.#address)
  }

  close(): void {
    if (this.#fd >= 0) closeFd(this.#fd)
    this.#fd = -1
  }
}
