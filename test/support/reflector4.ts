// A program that opens the DHCPv4 transport and answers as each datagram asks; what happens is told in lines of JSON.
// Content: 'u…' = unicast to the sender; 'b…' = broadcast to port 68; 'l' + 6 bytes + 4 bytes = to that hardware address
// and that address, port 68; anything else gets no answer.
import type {InterfacesConfig4} from '../../src/model/config4.ts'
import {openTransport4} from '../../src/net/udp4.ts'
import {formatIpv4, type Ipv4} from '../../src/net-types/ipv4.ts'
import type {Datagram4, Destination4} from '../../src/ports/transport4.ts'

const options = JSON.parse(process.argv[2]!) as {port: number; interfaces: InterfacesConfig4}
const tell = (what: object) => process.stdout.write(`${JSON.stringify(what)}\n`)

function destination({bytes, source, sourcePort}: Datagram4): Destination4 | undefined {
  const content = Buffer.from(bytes)
  switch (String.fromCharCode(content[0] ?? 0)) {
    case 'u':
      return {kind: 'unicast', address: source, port: sourcePort}
    case 'b':
      return {kind: 'broadcast', port: 68}
    case 'l': {
      const address = content.readUInt32BE(7) as Ipv4
      return {kind: 'unicast-l2', address, port: 68, htype: 1, chaddr: content.subarray(1, 7)}
    }
    default:
      return undefined
  }
}

try {
  const transport = await openTransport4({
    interfaces: options.interfaces,
    serverPort: options.port,
    clientPort: undefined,
    log: {write: (id, fields) => tell({id, ...fields}), enabled: () => true},
    signal: new AbortController().signal,
    onDatagram: datagram => {
      const {bytes, source, local} = datagram
      tell({
        got: Buffer.from(bytes).toString('latin1'),
        source: formatIpv4(source),
        interface: local.interface,
        address: formatIpv4(local.address),
      })
      const to = destination(datagram)
      if (to !== undefined) transport.send(bytes, to, local)
    },
  })
  tell({ready: true})
  process.once('SIGTERM', async () => {
    await transport.close()
    tell({counters: transport.counters()})
    process.exit(0)
  })
} catch (error) {
  tell({failed: (error as Error).message, code: (error as {code?: string}).code})
  process.exitCode = 1
}
