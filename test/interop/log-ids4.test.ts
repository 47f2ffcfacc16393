import assert from 'node:assert/strict'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {test} from 'node:test'
import {type Ipv4, parseIpv4} from '../../src/net-types/ipv4.ts'
import {type MessageId, messages} from '../../src/server/messages.ts'
import {decode4} from '../../src/wire/decode4.ts'
import {encode4} from '../../src/wire/encode4.ts'
import type {Message4} from '../../src/wire/message4.ts'
import {PacketPeer4, startKea4} from '../support/kea4.ts'
import {ended, keats, printed, startKeats} from '../support/keats.ts'
import {message4} from '../support/message4.ts'
import {freePort} from '../support/servers.ts'

const ip = (text: string) => parseIpv4(text)!
const bytes = (address: Ipv4) => [address >>> 24, (address >>> 16) & 255, (address >>> 8) & 255, address & 255]

const [LEASED, OTHER, OUTSIDE] = [ip('192.0.2.10'), ip('192.0.2.11'), ip('203.0.113.9')]
const RELAY = ip('127.0.0.1')
/** Clients whose messages are dropped for their reservation. */
const DROPPED: ReadonlySet<number> = new Set([10])
/** The relay of the subnet with reservations. */
const RESERVED_RELAY = ip('127.0.0.2')

type Options = readonly (readonly [number, readonly number[]])[]

let xid = 100

/** A message through the relay on loopback. */
function packet(type: number, client: number, options: Options = [], more: {giaddr?: Ipv4; ciaddr?: Ipv4} = {}) {
  const chaddr = Uint8Array.of(2, 0, 0, 0, 0, client)
  return encode4(message4({xid: xid++, giaddr: RELAY, chaddr, options: [[53, [type]], ...options], ...more}))
}

const requested = (address: Ipv4) => [50, bytes(address)] as const
const server = (address: Ipv4) => [54, bytes(address)] as const

/** What the log tells about: leases given, refused, handed back and declined, and packets dropped, by their rightful and wrongful causes. */
function conversation(): Uint8Array[] {
  xid = 100
  return [
    packet(1, 1),
    packet(3, 1, [requested(LEASED), server(RELAY)]),
    packet(3, 1, [requested(LEASED)]),
    packet(3, 1, [requested(OTHER)]),
    packet(3, 2, [requested(LEASED), server(RELAY)]),
    packet(3, 2, [requested(LEASED), server(OUTSIDE)]),
    packet(3, 3, [requested(OTHER)]),
    packet(3, 3, [requested(OUTSIDE), server(RELAY)]),
    packet(1, 4, [], {giaddr: OUTSIDE}),
    packet(3, 4, [requested(OUTSIDE), server(RELAY)], {giaddr: OUTSIDE}),
    packet(8, 5, [], {ciaddr: OTHER}),
    packet(7, 2, [], {ciaddr: LEASED}),
    packet(7, 2, [], {ciaddr: OTHER}),
    packet(4, 2, [requested(LEASED)]),
    packet(4, 2, [requested(OTHER)]),
    packet(4, 1, [requested(LEASED)]),
    packet(3, 1, [requested(OTHER), server(RELAY)]),
    packet(7, 1, [], {ciaddr: OTHER}),
    packet(3, 7, [requested(OTHER), server(RELAY)]),
    packet(1, 8),
    packet(3, 8, [requested(OTHER), server(RELAY)]),
    packet(10, 6),
    packet(77, 6),
    encode4(message4({xid: xid++, giaddr: RELAY, options: [[12, [65]]]})),
    packet(1, 9, [[60, [100, 114, 111, 112]]]),
    packet(1, 10),
    Uint8Array.of(1, 1, 6, 0, 0, 0, 0, 1),
    ...reservations(),
  ]
}

/** Two clients have one reserved address, 198.51.100.11; others ask for it, and they for others. */
function reservations(): Uint8Array[] {
  const [FREE, RESERVED, NO_POOL] = [ip('198.51.100.10'), ip('198.51.100.11'), ip('198.51.100.99')]
  const giaddr = RESERVED_RELAY
  const asks = (client: number, address: Ipv4) => packet(3, client, [requested(address), server(RELAY)], {giaddr})
  return [
    packet(1, 0x20, [], {giaddr}),
    asks(0x20, FREE),
    asks(0x22, RESERVED),
    asks(0x22, NO_POOL),
    asks(0x20, RESERVED),
    packet(1, 0x21, [], {giaddr}),
    asks(0x21, RESERVED),
    asks(0x21, FREE),
    packet(7, 0x20, [], {giaddr, ciaddr: RESERVED}),
    packet(1, 0x21, [], {giaddr}),
    asks(0x21, RESERVED),
    packet(3, 0x22, [], {giaddr}),
  ]
}

/** The configuration that both run with. */
const configured = (more: object) => ({
  'interfaces-config': {interfaces: ['lo'], 'dhcp-socket-type': 'udp'},
  // A second ACK of a moment later writes nothing.
  'cache-threshold': 0.5,
  subnet4: [
    {
      subnet: '192.0.2.0/24',
      id: 1,
      relay: {'ip-addresses': ['127.0.0.1']},
      pools: [{pool: '192.0.2.10-192.0.2.11'}],
      reservations: [{'hw-address': '02:00:00:00:00:0a', 'client-classes': ['DROP']}],
    },
    {
      subnet: '198.51.100.0/24',
      id: 2,
      relay: {'ip-addresses': ['127.0.0.2']},
      pools: [{pool: '198.51.100.10-198.51.100.12'}],
      reservations: ['20', '21'].map(last => ({
        'hw-address': `02:00:00:00:00:${last}`,
        'ip-address': '198.51.100.11',
      })),
    },
  ],
  'ip-reservations-unique': false,
  'client-classes': [{name: 'DROP', test: "option[60].hex == 'drop'"}],
  ...more,
})

/** "SEVERITY logger" of every id in the output, once for each way it was seen. */
function seen(output: string): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const [, severity, logger, id] of output.matchAll(/^\S+ \S+ (\w+) +\[kea-dhcp4\.([\w-]+)\/\d+\.\d+\] (\w+)/gm)) {
    found.set(id!, (found.get(id!) ?? new Set()).add(`${severity!.toLowerCase()} ${logger}`))
  }
  return found
}

interface Server {
  readonly port: number
  readonly replyPort: number
  output(): string
  stop(): Promise<void>
}

/** An INFORM of the same client: it is answered when the message before it is done, whatever came of that. */
function sentinel(sent: Uint8Array): Uint8Array {
  const {chaddr} = sent.length < 240 ? {} : (decode4(sent) as Message4)
  // A client whose every message is dropped cannot ask.
  const client = chaddr === undefined || DROPPED.has(chaddr[5]!) ? Uint8Array.of(2, 0, 0, 0, 0, 0xfe) : chaddr
  return encode4(
    message4({xid: 0x7f000000 + xid++, ciaddr: RELAY, giaddr: RELAY, chaddr: client, options: [[53, [8]]]}),
  )
}

/** Has the conversation with a server, ends it and answers what it logged. */
async function converse(running: Server): Promise<string> {
  const peer = await PacketPeer4.open(running.replyPort)
  try {
    for (const sent of conversation()) {
      void peer.exchange(sent, running.port)
      assert.ok(await peer.exchange(sentinel(sent), running.port), 'the server has stopped answering')
    }
  } finally {
    await peer.close()
    await running.stop()
  }
  return running.output()
}

async function startKeats4(dhcp4: object): Promise<Server> {
  const directory = mkdtempSync(join(tmpdir(), 'keats-log-ids-'))
  const file = join(directory, 'dhcp4.conf')
  writeFileSync(file, JSON.stringify({Dhcp4: dhcp4}))
  const [port, replyPort] = [await freePort(), await freePort()]
  const child = startKeats(['dhcp4', '-c', file, '-p', String(port), '-P', String(replyPort)])
  const end = ended(child)
  let output = ''
  child.stdout!.on('data', chunk => {
    output += String(chunk)
  })
  await printed(child, 'DHCP4_STARTED')
  const stop = async () => {
    child.kill('SIGTERM')
    await end
    rmSync(directory, {recursive: true})
  }
  return {port, replyPort, output: () => output, stop}
}

/** What the real server logs in that conversation, everything up to a debug level. */
async function logOfKea(debuglevel: number): Promise<ReadonlyMap<MessageId, ReadonlySet<string>>> {
  const loggers = [
    {name: 'kea-dhcp4', severity: 'DEBUG', debuglevel, output_options: [{output: 'stderr', flush: true}]},
  ]
  const kea = await startKea4(configured({'lease-database': {type: 'memfile', persist: false}, loggers}))
  const all = [...seen(await converse(kea))]
  return new Map(all.filter((entry): entry is [MessageId, Set<string>] => Object.hasOwn(messages, entry[0])))
}

test('every message that Kea and keats both have stands under the same severity and logger', async () => {
  const shared = await logOfKea(99)
  const ids = [...shared.keys()]
  for (const id of [
    'DHCP4_LEASE_ADVERT',
    'DHCP4_LEASE_ALLOC',
    'DHCP4_LEASE_REUSE',
    'DHCP4_RELEASE',
    'DHCP4_DECLINE_LEASE',
    'DHCP4_PACKET_DROP_0010',
    'DHCP4_PACKET_DROP_0013',
    'DHCP4_CLASS_ASSIGNED',
    'EVAL_RESULT',
    'DHCP4_STARTED',
    'ALLOC_ENGINE_V4_DISCOVER_ADDRESS_CONFLICT',
    'ALLOC_ENGINE_V4_DISCOVER_HR',
    'ALLOC_ENGINE_V4_REQUEST_ADDRESS_RESERVED',
    'ALLOC_ENGINE_V4_REQUEST_INVALID',
    'ALLOC_ENGINE_V4_REQUEST_IN_USE',
    'ALLOC_ENGINE_V4_REQUEST_OUT_OF_POOL',
    'ALLOC_ENGINE_V4_REQUEST_REMOVE_LEASE',
  ]) {
    assert.ok(ids.includes(id as MessageId), `${id} is not among ${ids.join()}`)
  }
  const wrong = [...shared].flatMap(([id, kinds]) => {
    const [severity, logger] = messages[id]
    return kinds.has(`${severity} ${logger}`) ? [] : [`${id}: Kea ${[...kinds].join()}, keats ${severity} ${logger}`]
  })
  assert.deepEqual(wrong, [])
})

test('debug messages appear at the same level', async () => {
  const all = await logOfKea(99)
  for (const level of [15, 40, 45, 50]) {
    const shared = await logOfKea(level)
    // Kea 2.2.0 tells of a test that is true, for every packet, as information.
    const debug = [...all.keys()].filter(id => messages[id][0] === 'debug' && id !== 'EVAL_RESULT')
    const expected = debug.filter(id => (messages[id][3] ?? 0) <= level)
    assert.deepEqual(
      debug.filter(id => shared.has(id)),
      expected,
      `level ${level}`,
    )
  }
})

/** What only keats tells: that a reservation was the reason. */
const ownIds: ReadonlySet<string> = new Set(['DHCP4_RESERVATION_CONFLICT', 'DHCP4_RESERVATION_NAK'])

/** Lines of INFO and above that each message of the conversation caused: "DHCP4_LEASE_ALLOC 192.0.2.10 …". */
function told(output: string): string[] {
  const lines = output.matchAll(
    /^\S+ \S+ (?:INFO|WARN|ERROR) +\[\S+\] (\w+) .*?\[hwtype=1 ([\da-f:]+)\].* tid=0x(\w+)/gm,
  )
  const shared = [...lines].filter(([, id]) => !ownIds.has(id!))
  return shared.map(([, id, client, tid]) => `${tid} ${client} ${id}`)
}

test('keats tells of every message in the lines, of INFO and above, in which Kea tells of it', async () => {
  const kea = await startKea4(configured({'lease-database': {type: 'memfile', persist: false}}))
  const theirs = await converse(kea)
  const own = await startKeats4(configured({'lease-database': {type: 'sqlite', name: ':memory:'}}))
  const ours = await converse(own)
  assert.deepEqual(told(ours), told(theirs))
})

test('a refused configuration is told in Kea’s two lines, and the start ends with 1', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'keats-refused-'))
  const file = join(directory, 'bad.conf')
  writeFileSync(file, JSON.stringify({Dhcp4: {'interfaces-config': {interfaces: []}, 'valid-lifetme': 1}}))
  const {code, stdout, stderr} = await keats(['dhcp4', '-c', file])
  rmSync(directory, {recursive: true})
  assert.equal(code, 1)
  assert.match(
    stdout,
    /ERROR \[kea-dhcp4\.dhcp4\/\d+\.\d+\] DHCP4_CONFIG_LOAD_FAIL .*bad\.conf:1:\d+: Dhcp4\.valid-lifetme/,
  )
  assert.match(stdout, /ERROR \[kea-dhcp4\.dhcp4\/\d+\.\d+\] DHCP4_INIT_FAIL /)
  assert.match(stderr, /did you mean "valid-lifetime"/)
})
