import type {Netns, Program} from './netns.ts'

/** One DHCP frame that was seen on a wire. */
export interface Frame4 {
  readonly sourceMac: string
  readonly destinationMac: string
  readonly source: string
  readonly destination: string
  /** It comes from port 67. */
  readonly reply: boolean
}

const LINE = /^\S+ (\S+) > (\S+?),.* (\d+\.\d+\.\d+\.\d+)\.(\d+) > (\d+\.\d+\.\d+\.\d+)\.\d+: /

/** Watches the DHCP frames of a device: with their link-layer addresses, which no UDP socket shows. */
export class FrameWatch4 {
  readonly #program: Program

  private constructor(program: Program) {
    this.#program = program
  }

  static async start(namespace: Netns, device: string): Promise<FrameWatch4> {
    const words = ['tcpdump', '-e', '-n', '-l', '--immediate-mode', '-i', device, 'udp port 67 or udp port 68']
    const program = namespace.start(words)
    await program.until('watching', () => program.output.includes('listening on'))
    return new FrameWatch4(program)
  }

  get frames(): Frame4[] {
    return this.#program.output.split('\n').flatMap(line => {
      const match = LINE.exec(line)
      if (match === null) return []
      const [, sourceMac = '', destinationMac = '', source = '', port, destination = ''] = match
      return [{sourceMac, destinationMac, source, destination, reply: port === '67'}]
    })
  }

  /** Waits until so many frames that fit have been seen: what is not told yet when the watch ends is lost. */
  async until(fits: (frame: Frame4) => boolean, count = 1): Promise<void> {
    await this.#program.until(`${count} frames`, () => this.frames.filter(fits).length >= count)
  }

  async stop(): Promise<void> {
    await this.#program.stop('SIGINT')
  }
}
