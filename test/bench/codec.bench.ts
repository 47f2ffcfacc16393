// Decodes, encodes and puts in order each captured DISCOVER and ACK: operations per second on one core.
import {decode4} from '../../src/wire/decode4.ts'
import {encode4, keaOrder4} from '../../src/wire/encode4.ts'
import {isWireError} from '../../src/wire/wire-error.ts'
import {capturedPackets} from '../support/packets.ts'

const OPERATIONS = 400_000

function measure(label: string, work: (index: number) => unknown): void {
  // Once to warm up, then the best of three: the machine may be busy.
  let best = 0
  for (let round = 0; round < 4; round++) {
    const start = performance.now()
    for (let i = 0; i < OPERATIONS; i++) work(i)
    if (round > 0) best = Math.max(best, (OPERATIONS / (performance.now() - start)) * 1000)
  }
  console.log(`${label.padEnd(28)} ${String(Math.round(best)).padStart(9)} /s`)
}

for (const type of ['DISCOVER', 'ACK']) {
  const packets = capturedPackets().filter(packet => packet.type === type)
  const messages = packets.flatMap(({bytes}) => {
    const message = decode4(bytes)
    return isWireError(message) ? [] : [message]
  })
  measure(`decode4 ${type}`, i => decode4(packets[i % packets.length]!.bytes))
  measure(`encode4 ${type}`, i => encode4(messages[i % messages.length]!))
  measure(`keaOrder4 ${type}`, i => keaOrder4(messages[i % messages.length]!.options))
}
