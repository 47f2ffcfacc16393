import assert from 'node:assert/strict'
import {writeFileSync} from 'node:fs'
import {test} from 'node:test'
import {formatIpv4, type Ipv4, parseIpv4} from '../../src/net-types/ipv4.ts'
import {decode4} from '../../src/wire/decode4.ts'
import {encode4} from '../../src/wire/encode4.ts'
import {PacketPeer4} from '../support/kea4.ts'
import {ended, printed, startKeats} from '../support/keats.ts'
import {loopbackConfig4, writeConfig4} from '../support/loopback4.ts'
import {message4} from '../support/message4.ts'
import {freePort} from '../support/servers.ts'

const ip = (text: string) => parseIpv4(text)!
const bytes = (address: Ipv4) => [address >>> 24, (address >>> 16) & 255, (address >>> 8) & 255, address & 255]
const [HOLDER, OWNER, STRANGER] = [0x11, 0x22, 0x33]
const RESERVED = '10.0.0.1'

/** One subnet, and this reservation in it once it is asked for. */
function config(reservations: readonly object[]): object {
  const subnet4 = [
    {
      subnet: '10.0.0.0/24',
      id: 7,
      pools: [{pool: '10.0.0.1 - 10.0.0.9'}],
      relay: {'ip-addresses': ['127.0.0.1']},
      reservations,
    },
  ]
  const loggers = [
    {name: 'kea-dhcp4', severity: 'INFO'},
    {name: 'kea-dhcp4.alloc-engine', severity: 'DEBUG', debuglevel: 40},
  ]
  return loopbackConfig4({type: 'sqlite', name: ':memory:', readonly: false}, {subnet4, loggers})
}

/** "OFFER 10.0.0.1" to what a client sends. */
class Clients {
  readonly #peer: PacketPeer4
  readonly #port: number
  #xid = 1

  constructor(peer: PacketPeer4, port: number) {
    this.#peer = peer
    this.#port = port
  }

  discover(client: number): Promise<string> {
    return this.#ask(client, 1, [])
  }

  request(client: number, address: string): Promise<string> {
    return this.#ask(client, 3, [
      [50, bytes(ip(address))],
      [54, [127, 0, 0, 1]],
    ])
  }

  renew(client: number, address: string): Promise<string> {
    return this.#ask(client, 3, [], ip(address))
  }

  async #ask(client: number, type: number, options: readonly (readonly [number, number[]])[], ciaddr = 0 as Ipv4) {
    const chaddr = Uint8Array.of(2, 0, 0, 0, 0, client)
    const all = [[53, [type]] as const, ...options]
    const query = message4({xid: this.#xid++, giaddr: ip('127.0.0.1'), chaddr, ciaddr, options: all})
    const answer = await this.#peer.exchange(encode4(query), this.#port, 10_000)
    const message = answer && decode4(answer)
    if (message === undefined || 'kind' in message) return 'silence'
    const kind = {2: 'OFFER', 5: 'ACK', 6: 'NAK'}[message.options.get(53)![0]!] ?? 'other'
    return kind === 'NAK' ? kind : `${kind} ${formatIpv4(message.yiaddr)}`
  }
}

test('a reservation is added for an address in use: the log tells what happens, to whom and why', async () => {
  const file = writeConfig4(config([]))
  const [port, replyPort] = [await freePort(), await freePort()]
  const child = startKeats(['dhcp4', '-c', file, '-p', `${port}`, '-P', `${replyPort}`])
  const end = ended(child)
  await printed(child, 'DHCP4_STARTED')
  const peer = await PacketPeer4.open(replyPort)
  const clients = new Clients(peer, port)
  try {
    assert.equal(await clients.discover(HOLDER), `OFFER ${RESERVED}`)
    assert.equal(await clients.request(HOLDER, RESERVED), `ACK ${RESERVED}`)
    const reservation = {'hw-address': '02:00:00:00:00:22', 'ip-address': RESERVED}
    writeFileSync(file, JSON.stringify({Dhcp4: config([reservation])}))
    const reloaded = printed(child, 'DHCP4_DYNAMIC_RECONFIGURATION_SUCCESS')
    child.kill('SIGHUP')
    await reloaded
    assert.equal(await clients.discover(OWNER), 'OFFER 10.0.0.2')
    assert.equal(await clients.request(OWNER, RESERVED), 'NAK')
    assert.equal(await clients.request(OWNER, '10.0.0.2'), 'ACK 10.0.0.2')
    assert.equal(await clients.request(STRANGER, RESERVED), 'NAK')
    assert.equal(await clients.renew(HOLDER, RESERVED), 'NAK')
    assert.equal(await clients.discover(HOLDER), 'OFFER 10.0.0.3')
    assert.equal(await clients.request(HOLDER, '10.0.0.3'), 'ACK 10.0.0.3')
    assert.equal(await clients.renew(OWNER, '10.0.0.2'), 'NAK')
    assert.equal(await clients.discover(OWNER), `OFFER ${RESERVED}`)
    assert.equal(await clients.request(OWNER, RESERVED), `ACK ${RESERVED}`)
  } finally {
    await peer.close()
    child.kill('SIGTERM')
  }
  const {stdout, stderr} = await end
  const lines = [...(stdout + stderr).matchAll(/^\S+ \S+ (\w+) +\[\S+\] (\w*(?:RESERV|CONFLICT|_V4_)\w*) (.*)$/gm)]
  const told = lines.map(([, severity, id, text]) => `${severity} ${id} ${text}`.replace(/\[hwtype.*?tid=\w+: /, ''))
  assert.deepEqual(
    told.map(line => line.replace(/until \S+Z/, 'until …')),
    expected,
  )
  const until = /until (\S+Z); offered instead/.exec(told.join('\n'))?.[1] ?? ''
  const seconds = (Date.parse(until) - Date.now()) / 1000
  assert.ok(seconds > 3800 && seconds <= 4000, until)
})

const OWNED = 'hw-address=020000000022 in subnet 7'
const HELD = 'leased to hw-address 02:00:00:00:00:11 until …'
const FREE = `${RESERVED} is reserved for`

const expected = [
  `WARN ALLOC_ENGINE_V4_DISCOVER_ADDRESS_CONFLICT ${FREE} it (${OWNED}), but ${HELD}; offered instead: 10.0.0.2`,
  `DEBUG ALLOC_ENGINE_V4_REQUEST_IN_USE asks for ${RESERVED}, which is ${HELD}: NAK`,
  `INFO DHCP4_RESERVATION_NAK NAK to the request of ${RESERVED}: it is reserved for this client (${OWNED}), but ${HELD}`,
  `INFO DHCP4_RESERVATION_CONFLICT keeps 10.0.0.2: ${FREE} it (${OWNED}), but ${HELD}`,
  `DEBUG ALLOC_ENGINE_V4_REQUEST_ADDRESS_RESERVED asks for ${RESERVED}, which is reserved for another client (${OWNED}): NAK`,
  `INFO DHCP4_RESERVATION_NAK NAK to the request of ${RESERVED}: it is reserved for another client: ${OWNED}`,
  `DEBUG ALLOC_ENGINE_V4_REQUEST_ADDRESS_RESERVED asks for ${RESERVED}, which is reserved for another client (${OWNED}): NAK`,
  `INFO DHCP4_RESERVATION_NAK NAK to the request of ${RESERVED}: it is reserved for another client: ${OWNED}`,
  `DEBUG ALLOC_ENGINE_V4_REQUEST_REMOVE_LEASE its lease of ${RESERVED} is removed, it has 10.0.0.3 now, which it asked for`,
  `DEBUG ALLOC_ENGINE_V4_REQUEST_INVALID asks for 10.0.0.2, while ${FREE} it (${OWNED}) and free: NAK`,
  `INFO DHCP4_RESERVATION_NAK NAK to the request of 10.0.0.2: ${FREE} this client (${OWNED}) and free, so it has to ask anew`,
  `DEBUG ALLOC_ENGINE_V4_DISCOVER_HR ${FREE} it (${OWNED})`,
  `DEBUG ALLOC_ENGINE_V4_REQUEST_REMOVE_LEASE its lease of 10.0.0.2 is removed, it has ${RESERVED} now, which is reserved for it`,
]
