// What one datagram in and one out cost the receiving process, Node's dgram alone beside the server's transport.
// The sender is a process of its own at a fixed rate, so that the figure is CPU time per datagram, not a race.
import {type ChildProcess, fork} from 'node:child_process'
import {createSocket} from 'node:dgram'
import {once} from 'node:events'
import {setTimeout as delay} from 'node:timers/promises'
import {fileURLToPath} from 'node:url'
import {bindTo, closeFd, openUdp4, receiveMany, sendMany, setOption} from '../../src/net/libc.ts'
import {MessageVector} from '../../src/net/message-vector.ts'
import {openTransport4} from '../../src/net/udp4.ts'
import {type Ipv4, parseIpv4} from '../../src/net-types/ipv4.ts'

const LOOPBACK = parseIpv4('127.0.0.1') as Ipv4
const PORT = 20767
const BYTES = 300
const SECONDS = 3
const RATES = [5000, 17_400, 40_000]

function echoDgram(): void {
  const socket = createSocket({type: 'udp4', recvBufferSize: 4 << 20, lookup: (host, _, done) => done(null, host, 4)})
  socket.on('message', (bytes, from) => socket.send(bytes, from.port, from.address))
  socket.bind(PORT, '127.0.0.1', () => process.send?.('ready'))
}

async function echoTransport(): Promise<void> {
  const transport = await openTransport4({
    interfaces: {
      interfaces: [{name: 'lo', address: LOOPBACK}],
      socketType: 'udp',
      outboundInterface: 'same-as-inbound',
      reDetect: false,
      serviceSocketsRequireAll: false,
      serviceSocketsMaxRetries: 0,
      serviceSocketsRetryWaitTime: 0,
    },
    serverPort: PORT,
    clientPort: undefined,
    log: {write: () => {}, enabled: () => false},
    signal: new AbortController().signal,
    onDatagram: ({bytes, source, sourcePort, local}) =>
      transport.send(bytes, {kind: 'unicast', address: source, port: sourcePort}, local),
  })
  process.send?.('ready')
}

interface Usage {
  readonly user: number
  readonly system: number
}

async function usage(child: ChildProcess): Promise<Usage> {
  child.send('usage')
  const [answer] = (await once(child, 'message')) as [Usage]
  return answer
}

/** Sends at `rate` for some seconds and answers how many came back. */
async function flood(rate: number, seconds: number): Promise<{sent: number; back: number}> {
  const fd = openUdp4()
  setOption(fd, 'receiveBuffer', 4 << 20)
  bindTo(fd, LOOPBACK, 0)
  const [out, into] = [new MessageVector(64, 2048), new MessageVector(64, 2048)]
  for (let slot = 0; slot < out.slots; slot++) out.put(slot, new Uint8Array(BYTES), LOOPBACK, PORT)
  let [sent, back] = [0, 0]
  const collect = () => {
    for (let count = 1; count > 0; back += Math.max(0, count)) count = receiveMany(fd, into.place(0), into.slots)
  }
  const start = performance.now()
  for (let now = 0; now < seconds * 1000; now = performance.now() - start) {
    for (let due = Math.floor((now * rate) / 1000) - sent; due > 0; ) {
      const taken = Math.max(0, sendMany(fd, out.place(0), Math.min(64, due)))
      if (taken === 0) break
      sent += taken
      due -= taken
    }
    collect()
    await delay(1)
  }
  await delay(100)
  collect()
  closeFd(fd)
  return {sent, back}
}

async function measure(variant: string): Promise<void> {
  const child = fork(fileURLToPath(import.meta.url), [variant])
  await once(child, 'message')
  for (const rate of RATES) {
    await flood(rate, 1)
    const before = await usage(child)
    const {sent, back} = await flood(rate, SECONDS)
    const after = await usage(child)
    const micros = after.user - before.user + after.system - before.system
    const lost = ((100 * (sent - back)) / sent).toFixed(1)
    console.log(
      `${variant.padEnd(10)} ${String(rate).padStart(6)}/s  ${(micros / back).toFixed(1)} µs CPU each (in and out), ${lost}% lost`,
    )
  }
  const ended = once(child, 'exit')
  child.kill()
  await ended
}

const variant = process.argv[2]
if (variant === 'dgram' || variant === 'transport') {
  process.on('message', () => process.send?.(process.cpuUsage()))
  if (variant === 'dgram') echoDgram()
  else await echoTransport()
} else {
  for (const name of ['dgram', 'transport']) await measure(name)
}
