import {randomBytes} from 'node:crypto'
import {loadBalancingHash} from '../../src/ha/hash.ts'

/** Hardware addresses, one a line as perfdhcp reads them, of clients that hash to one of the two servers. */
export function halfOfClients(which: 0 | 1, count: number): string {
  const lines: string[] = []
  const first = randomBytes(3)
  // perfdhcp sends a client identifier of type 1 with the hardware address.
  const clientId = Buffer.concat([Buffer.of(1, 2), first.subarray(0, 1), Buffer.alloc(4)])
  for (let number = first.readUInt16BE(1) * 65_536; lines.length < count; number = (number + 1) % 2 ** 32) {
    clientId.writeUInt32BE(number, 3)
    if (loadBalancingHash(clientId) % 2 !== which) continue
    lines.push(clientId.toString('hex', 1).match(/../g)!.join(':'))
  }
  return `${lines.join('\n')}\n`
}
