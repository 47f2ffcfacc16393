import assert from 'node:assert/strict'
import {join} from 'node:path'
import {after, before, describe, test} from 'node:test'
import {formatIpv4, parseIpv4} from '../../src/net-types/ipv4.ts'
import {decode4} from '../../src/wire/decode4.ts'
import {encode4} from '../../src/wire/encode4.ts'
import type {Message4} from '../../src/wire/message4.ts'
import {scratchDirectory, type TestDatabase} from '../support/databases.ts'
import {keaCommand} from '../support/kea-control.ts'
import {keaInitialised as keaMysql} from '../support/kea-mysql.ts'
import {keaInitialised as keaPgsql} from '../support/kea-pgsql.ts'
import {type Kea4, PacketPeer4, startKea4} from '../support/kea4.ts'
import {type LoopbackServer4, startLoopback4} from '../support/loopback4.ts'
import {message4} from '../support/message4.ts'
import {hostsDatabase} from '../support/reserving4.ts'
import {freePort} from '../support/servers.ts'

/** One configuration for both, but for the control channel. */
function configuration(databases: readonly object[]): object {
  const subnet = (id: number, more: object = {}) => ({
    id,
    subnet: `10.${id}.0.0/16`,
    pools: [{pool: `10.${id}.1.0 - 10.${id}.1.99`}],
    relay: {'ip-addresses': [`127.0.0.${id}`]},
    ...more,
  })
  return {
    'interfaces-config': {interfaces: ['lo/127.0.0.1'], 'dhcp-socket-type': 'udp'},
    'lease-database': {type: 'memfile', persist: false},
    'hosts-databases': databases,
    'host-reservation-identifiers': ['circuit-id', 'hw-address', 'client-id', 'duid'],
    'option-def': [{name: 'colour', code: 222, type: 'string'}],
    'client-classes': [{name: 'gold', 'option-data': [{name: 'domain-name', data: 'gold.example.org'}]}],
    subnet4: [subnet(7), subnet(8, {'reservations-global': true, 'reservations-in-subnet': false})],
  }
}

interface Client {
  readonly mac: string
  readonly subnet: 7 | 8
  readonly options?: readonly (readonly [number, readonly number[]])[]
  /** What its reservation gives it in both. */
  readonly address: string
}

const asked = [1, 3, 6, 12, 15, 23, 42, 66, 67, 222, 224]
let xid = 900

/** What the answer to a DISCOVER, then that to its REQUEST, says to the client. */
async function leased(peer: PacketPeer4, port: number, client: Client): Promise<readonly object[]> {
  const ask = async (type: number, more: [number, number[]][]) => {
    const bytes = encode4(
      message4({
        xid: ++xid,
        hops: 1,
        giaddr: parseIpv4(`127.0.0.${client.subnet}`)!,
        chaddr: Buffer.from(client.mac, 'hex'),
        options: [[53, [type]], [55, asked], ...(client.options ?? []), ...more],
      }),
    )
    const answer = await peer.exchange(bytes, port)
    assert.ok(answer, `an answer for ${client.mac}`)
    const message = decode4(answer)
    assert.ok('options' in message)
    return message
  }
  const offer = await ask(1, [])
  const bytes = [24, 16, 8, 0].map(shift => (offer.yiaddr >>> shift) & 255)
  const ack = await ask(3, [
    [50, bytes],
    [54, [...offer.options.get(54)!]],
  ])
  return [told(offer), told(ack)]
}

function told({yiaddr, siaddr, sname, file, options}: Message4): object {
  const contents = [...options].map(([code, content]) => [code, Buffer.from(content).toString('hex')] as const)
  return {
    yiaddr: formatIpv4(yiaddr),
    siaddr: formatIpv4(siaddr),
    sname,
    file,
    options: Object.fromEntries(contents.sort(([a], [b]) => a - b)),
  }
}

/** What keats is asked to write, and who then asks for an address. */
const written: readonly (readonly [object, Client])[] = [
  [
    {
      'subnet-id': 7,
      'hw-address': '02:00:00:00:00:01',
      'ip-address': '10.7.0.77',
      hostname: 'reserved',
      'next-server': '10.0.0.9',
      'server-hostname': 'boot.example',
      'boot-file-name': 'file.bin',
      'client-classes': ['gold'],
      'user-context': {a: 'ü', b: [1, 2.5, null]},
      'option-data': [
        {name: 'domain-name-servers', data: '10.0.0.1, 10.0.0.2'},
        {name: 'ntp-servers', data: '10.0.0.3', 'always-send': true},
        {name: 'colour', data: 'a, b\\\\c'},
        {code: 224, 'csv-format': false, data: '010203'},
      ],
    },
    {mac: '020000000001', subnet: 7, address: '10.7.0.77'},
  ],
  [
    {'subnet-id': 7, 'client-id': '00:01:02:03', 'ip-address': '10.7.0.10'},
    {mac: '020000000002', subnet: 7, address: '10.7.0.10', options: [[61, [0, 1, 2, 3]]]},
  ],
  [
    {'subnet-id': 7, duid: '00:03:00:01:aa:bb:cc:dd:ee:ff', 'ip-address': '10.7.1.11'},
    {
      mac: '020000000003',
      subnet: 7,
      address: '10.7.1.11',
      options: [[61, [...Buffer.from('ff0000000100030001aabbccddeeff', 'hex')]]],
    },
  ],
  [
    {
      'subnet-id': 7,
      'circuit-id': "'port 1'",
      'ip-address': '10.7.0.12',
      'option-data': [{name: 'routers', data: '10.7.0.1'}],
    },
    {mac: '020000000004', subnet: 7, address: '10.7.0.12', options: [[82, [1, 6, ...Buffer.from('port 1')]]]},
  ],
  [
    {'subnet-id': 0, 'hw-address': '02:00:00:00:00:05', 'ip-address': '10.8.5.5', hostname: 'everywhere'},
    {mac: '020000000005', subnet: 8, address: '10.8.5.5'},
  ],
]

/** Rows in forms that Kea's own SQL and administrators leave, and who asks. */
function foreignRows(backend: string): readonly (readonly [readonly string[], Client])[] {
  const bytes = (hex: string) => (backend === 'pgsql' ? `'\\x${hex}'` : `x'${hex}'`)
  const yes = backend === 'pgsql' ? 'TRUE' : '1'
  const host = (mac: string) => `(SELECT host_id FROM hosts WHERE dhcp_identifier = ${bytes(mac)})`
  const option = (mac: string, values: string) =>
    `INSERT INTO dhcp4_options (host_id, scope_id, code, value, formatted_value, space, persistent)
     VALUES (${host(mac)}, 3, ${values})`
  return [
    [
      [
        `INSERT INTO hosts (dhcp_identifier, dhcp_identifier_type, dhcp4_subnet_id, ipv4_address, hostname, dhcp4_client_classes)
         VALUES (${bytes('020000000011')}, 0, 7, ${0x0a070020}, 'by-hand', ' gold, office')`,
        option('020000000011', `6, NULL, '10.0.0.8', 'dhcp4', ${yes}`),
        option('020000000011', `224, ${bytes('0aff')}, NULL, 'dhcp4', ${yes}`),
        option('020000000011', `222, NULL, 'red', NULL, ${yes}`),
      ],
      {mac: '020000000011', subnet: 7, address: '10.7.0.32'},
    ],
    [
      [
        `INSERT INTO hosts (dhcp_identifier, dhcp_identifier_type, dhcp4_subnet_id, dhcp6_subnet_id, ipv4_address, hostname,
           dhcp4_client_classes, dhcp6_client_classes, dhcp4_next_server, dhcp4_server_hostname, dhcp4_boot_file_name)
         VALUES (${bytes('020000000012')}, 0, 7, 7, ${0x0a070021}, '', '', '', ${0x0a000001}, 'server', 'image')`,
      ],
      {mac: '020000000012', subnet: 7, address: '10.7.0.33'},
    ],
  ]
}

function sharing(name: string, prepare: () => Promise<TestDatabase>): void {
  describe(`hosts shared with the real Kea on ${name}`, () => {
    let database: TestDatabase
    let kea: Kea4
    let keats: LoopbackServer4
    let peer: PacketPeer4
    const channel = join(scratchDirectory(), `shared-${name}.sock`)
    const command = (text: string, args: object) => keaCommand(channel, text, args)
    before(async () => {
      database = await prepare()
      const [replyPort, port] = [await freePort(), await freePort()]
      const dhcp4 = configuration([hostsDatabase(database)])
      const control = {'control-socket': {'socket-type': 'unix', 'socket-name': channel}}
      keats = await startLoopback4({...dhcp4, ...control}, {port, replyPort})
      kea = await startKea4(dhcp4, {replyPort})
      // Both answer to the relay's address and this port.
      peer = await PacketPeer4.open(replyPort, '0.0.0.0')
    })
    after(async () => {
      keats.child.kill('SIGTERM')
      await keats.ended
      await kea.stop()
      await peer.close()
    })

    const same = async (client: Client) => {
      const [theirs, ours] = [await leased(peer, kea.port, client), await leased(peer, keats.port, client)]
      assert.deepEqual(ours, theirs)
      assert.equal((ours[1] as {yiaddr: string}).yiaddr, client.address)
    }

    for (const [reservation, client] of written) {
      test(`what reservation-add of keats wrote: ${JSON.stringify(reservation).slice(0, 60)}`, async () => {
        const added = await command('reservation-add', {reservation})
        assert.equal(added.result, 0, added.text)
        await same(client)
      })
    }

    test('rows of other hands', async () => {
      for (const [statements, client] of foreignRows(database.backend)) {
        for (const statement of statements) await database.sql(statement)
        await same(client)
      }
    })

    test('a change and a removal by keats are seen by Kea', async () => {
      const reservation = {
        'subnet-id': 7,
        'hw-address': '02:00:00:00:00:12',
        'ip-address': '10.7.0.34',
        hostname: 'changed',
      }
      assert.equal((await command('reservation-update', {reservation})).result, 0)
      await same({mac: '020000000012', subnet: 7, address: '10.7.0.34'})
      const which = {'subnet-id': 7, 'identifier-type': 'hw-address', identifier: '02:00:00:00:00:12'}
      assert.equal((await command('reservation-del', which)).result, 0)
      const [, ack] = await leased(peer, kea.port, {mac: '020000000012', subnet: 7, address: ''})
      assert.match((ack as {yiaddr: string}).yiaddr, /^10\.7\.1\./)
    })
  })
}

sharing('PostgreSQL', keaPgsql)
sharing('MariaDB', keaMysql)
