// A program that sends a bounded number of datagrams as fast as it can: arguments are address, count and seed.
// Half is noise of any length, a quarter DISCOVERs of new clients, a quarter DISCOVERs with damage.
import {setImmediate as turn} from 'node:timers/promises'
import {bindTo, openUdp4, sendMany} from '../../src/net/libc.ts'
import {MessageVector} from '../../src/net/message-vector.ts'
import {type Ipv4, parseIpv4} from '../../src/net-types/ipv4.ts'
import {encode4} from '../../src/wire/encode4.ts'
import {message4} from './message4.ts'

const [to = '', countText = '0', seedText = '1'] = process.argv.slice(2)
const server = parseIpv4(to) as Ipv4
const count = Number(countText)
let state = Number(seedText)

/** xorshift32: the same datagrams for the same seed. */
function random(below: number): number {
  state ^= state << 13
  state ^= state >>> 17
  state ^= state << 5
  return (state >>> 0) % below
}

function discover(): Uint8Array {
  const chaddr = Uint8Array.from([2, 1, random(256), random(256), random(256), random(256)])
  const options = [
    [53, [1]],
    [55, [1, 3, 6, 15]],
  ] as const
  return encode4(message4({xid: random(2 ** 31), chaddr, options}))
}

function next(): Uint8Array {
  const kind = random(4)
  if (kind < 2) return Uint8Array.from({length: random(1473)}, () => random(256))
  const bytes = discover()
  for (let damage = kind === 2 ? 0 : 1 + random(8); damage > 0; damage--) bytes[random(bytes.length)] = random(256)
  return bytes
}

const socket = openUdp4()
bindTo(socket, 0 as Ipv4, 68)
const vector = new MessageVector(64, 2048)
for (let sent = 0; sent < count; ) {
  const size = Math.min(vector.slots, count - sent)
  for (let slot = 0; slot < size; slot++) vector.put(slot, next(), server, 67)
  sent += Math.max(0, sendMany(socket, vector.place(0), size))
  await turn()
}
process.stdout.write('sent\n')
