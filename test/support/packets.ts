import {readdirSync, readFileSync} from 'node:fs'

/** A DHCPv4 datagram of a real client, relay or server. */
export interface CapturedPacket {
  /** Fixture that it is in: the program's name. */
  readonly from: string
  /** Name of its message type. */
  readonly type: string
  readonly bytes: Uint8Array
}

const directory = new URL('../../../test/fixtures/packets/', import.meta.url)

/** Every packet under test/fixtures/packets, in the order in which they were on the wire. */
export function capturedPackets(): readonly CapturedPacket[] {
  return readdirSync(directory)
    .filter(name => name.endsWith('.hex'))
    .sort()
    .flatMap(name => readPackets(name))
}

function readPackets(name: string): CapturedPacket[] {
  const lines = readFileSync(new URL(name, directory), 'utf8').split('\n')
  return lines
    .filter(line => line !== '' && !line.startsWith('#'))
    .map(line => {
      const [type, hex] = line.split(' ')
      return {from: name.replace(/\.hex$/, ''), type: type!, bytes: Buffer.from(hex!, 'hex')}
    })
}
