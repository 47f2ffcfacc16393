// Runs inside of a namespace: sends the Ethernet frames of its standard input out of a device and prints those that a
// DHCP server sends there. Answers ARP for the address of each client, which need not be its source address.
import {read, writeSync} from 'node:fs'
import {createInterface} from 'node:readline'
import koffi from 'koffi'

const device = process.argv[2]!
const AF_PACKET = 17
const SOCK_RAW = 3
const ETH_P_ALL = 0x0003
const lib = koffi.load(null)
const socket = lib.func('int socket(int domain, int type, int protocol)')
const bind = lib.func('int bind(int fd, void *address, unsigned int length)')
const indexOf = lib.func('unsigned int if_nametoindex(const char *name)')

const fd = socket(AF_PACKET, SOCK_RAW, ETH_P_ALL << 8) as number
const address = Buffer.alloc(20)
address.writeUInt16LE(AF_PACKET, 0)
address.writeUInt16BE(ETH_P_ALL, 2)
address.writeUInt32LE(indexOf(device) as number, 4)
if (fd < 0 || (bind(fd, address, 20) as number) < 0) throw new Error(`cannot open ${device}`)

const clients = new Map<string, Buffer>()

createInterface({input: process.stdin}).on('line', line => {
  const {frame, mac, addresses} = JSON.parse(line) as {frame: string; mac: string; addresses: string[]}
  for (const each of addresses) clients.set(each, Buffer.from(mac, 'hex'))
  writeSync(fd, Buffer.from(frame, 'hex'))
})
process.stdin.on('end', () => process.exit(0))

const frame = Buffer.alloc(4096)
function next(): void {
  read(fd, frame, 0, frame.length, null, (error, length) => {
    if (error !== null) throw error
    const type = frame.readUInt16BE(12)
    if (type === 0x0806) answerArp(frame.subarray(0, length))
    else if (type === 0x0800 && frame[23] === 17 && frame.readUInt16BE(34) === 67) {
      process.stdout.write(`${frame.toString('hex', 0, length)}\n`)
    }
    next()
  })
}

function answerArp(request: Buffer): void {
  const asked = request.subarray(38, 42)
  const client = clients.get(asked.join('.'))
  if (request.readUInt16BE(20) !== 1 || client === undefined) return
  const asker = request.subarray(22, 32)
  const head = Buffer.from('08060001080006040002', 'hex')
  writeSync(fd, Buffer.concat([asker.subarray(0, 6), client, head, client, asked, asker]))
}

process.stdout.write('ready\n')
next()
