import {type ChildProcess, spawn} from 'node:child_process'
import {createInterface} from 'node:readline'
import {setTimeout as delay} from 'node:timers/promises'
import {fileURLToPath} from 'node:url'
import {formatIpv4, type Ipv4} from '../../src/net-types/ipv4.ts'
import type {Netns} from './netns.ts'
import {address} from './scenarios4/build.ts'

const program = fileURLToPath(new URL('./wire-peer4-program.js', import.meta.url))
const BROADCAST_MAC = 'ffffffffffff'

/** A server's reply as it was on the wire. */
export interface WireReply4 {
  readonly destinationMac: string
  readonly source: string
  readonly destination: string
  readonly ports: string
  readonly bytes: Uint8Array
}

export interface WireQuery4 {
  readonly mac: string
  readonly source: string
  /** What ARP finds the client at. */
  readonly addresses: readonly string[]
  /** undefined = broadcast. */
  readonly server: {readonly address: string; readonly mac: string} | undefined
  readonly bytes: Uint8Array
}

/** Clients on a wire, down to their hardware addresses. */
export class WirePeer4 {
  readonly #child: ChildProcess
  readonly #replies = new Map<number, WireReply4>()
  readonly #heard: (reply: WireReply4) => void

  private constructor(child: ChildProcess, heard: (reply: WireReply4) => void) {
    this.#child = child
    this.#heard = heard
  }

  /** `heard` is told of every message that any program sends from a server's port. */
  static start(namespace: Netns, device: string, heard: (reply: WireReply4) => void = () => {}): Promise<WirePeer4> {
    const words = [...namespace.prefix, process.execPath, program, device]
    const child = spawn(words[0]!, words.slice(1), {stdio: ['pipe', 'pipe', 'inherit']})
    const peer = new WirePeer4(child, heard)
    return new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', code => reject(new Error(`${program} ended: ${code}`)))
      createInterface({input: child.stdout!}).on('line', line => {
        if (line === 'ready') resolve(peer)
        else peer.#keep(Buffer.from(line, 'hex'))
      })
    })
  }

  /** Forgets the replies so far, so that their xids can come again. */
  forget(): void {
    this.#replies.clear()
  }

  #keep(frame: Buffer): void {
    const ip = (at: number) => formatIpv4(frame.readUInt32BE(at) as Ipv4)
    const bytes = frame.subarray(42, 34 + frame.readUInt16BE(38))
    const reply = {
      destinationMac: frame.toString('hex', 0, 6),
      source: ip(26),
      destination: ip(30),
      ports: `${frame.readUInt16BE(34)} > ${frame.readUInt16BE(36)}`,
      bytes,
    }
    this.#replies.set(frame.readUInt32BE(46), reply)
    this.#heard(reply)
  }

  send(query: WireQuery4): void {
    const to = query.server
    const destination = address(to?.address ?? '255.255.255.255')
    const packet = udp(address(query.source), destination, query.bytes)
    const frame = `${to?.mac ?? BROADCAST_MAC}${query.mac}0800${packet.toString('hex')}`
    this.#child.stdin!.write(`${JSON.stringify({frame, mac: query.mac, addresses: query.addresses})}\n`)
  }

  /** The reply with this xid, once it is there; undefined after `millis`. */
  async reply(xid: number, millis: number): Promise<WireReply4 | undefined> {
    for (const end = performance.now() + millis; performance.now() < end; await delay(3)) {
      const reply = this.#replies.get(xid)
      if (reply !== undefined) return reply
    }
    return this.#replies.get(xid)
  }

  stop(): Promise<void> {
    this.#child.removeAllListeners('exit')
    return new Promise(resolve => {
      this.#child.once('exit', () => resolve())
      this.#child.kill('SIGKILL')
    })
  }
}

/** An IPv4 packet from port 68 to port 67. The UDP checksum may be 0: there is none. */
function udp(source: Ipv4, destination: Ipv4, payload: Uint8Array): Buffer {
  const packet = Buffer.alloc(28 + payload.length)
  packet[0] = 0x45
  packet.writeUInt16BE(packet.length, 2)
  packet[8] = 64
  packet[9] = 17
  packet.writeUInt32BE(source, 12)
  packet.writeUInt32BE(destination, 16)
  let sum = 0
  for (let at = 0; at < 20; at += 2) sum += packet.readUInt16BE(at)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  packet.writeUInt16BE(~sum & 0xffff, 10)
  packet.writeUInt16BE(68, 20)
  packet.writeUInt16BE(67, 22)
  packet.writeUInt16BE(8 + payload.length, 24)
  packet.set(payload, 28)
  return packet
}
