import assert from 'node:assert/strict'
import {after, describe, test} from 'node:test'
import type {Target} from '../../src/db/session.ts'
import type {Host4} from '../../src/model/host4.ts'
import {formatIpv4, type Ipv4, parseIpv4} from '../../src/net-types/ipv4.ts'
import {decode4} from '../../src/wire/decode4.ts'
import {encode4} from '../../src/wire/encode4.ts'
import type {Message4} from '../../src/wire/message4.ts'
import type {TestDatabase} from '../support/databases.ts'
import {hostOf, hostOption, hostsIn} from '../support/hosts.ts'
import {keaInitialised as keaMysql} from '../support/kea-mysql.ts'
import {keaInitialised as keaPgsql} from '../support/kea-pgsql.ts'
import {type Kea4, PacketPeer4, startKea4} from '../support/kea4.ts'
import {message4} from '../support/message4.ts'
import {freePort} from '../support/servers.ts'

const address = (text: string) => parseIpv4(text)!
const unique = {uniqueAddress: true}

/** Kea with its reservations in `target`: subnet 7 for those of its own, subnet 8 for the global ones. */
function configuration(target: Target): object {
  const {host, port, user, password, database} = target
  const type = target.backend === 'pgsql' ? 'postgresql' : 'mysql'
  const subnet = (id: number, more: object) => ({
    id,
    subnet: `10.${id}.0.0/16`,
    pools: [{pool: `10.${id}.1.0 - 10.${id}.1.99`}],
    relay: {'ip-addresses': [`127.0.0.${id}`]},
    ...more,
  })
  return {
    'interfaces-config': {interfaces: ['lo'], 'dhcp-socket-type': 'udp'},
    'lease-database': {type: 'memfile', persist: false},
    'hosts-database': {type, host, port, user, password, name: database},
    'host-reservation-identifiers': ['circuit-id', 'hw-address', 'client-id', 'duid'],
    'client-classes': [
      {name: 'gold', 'option-data': [{name: 'domain-name', data: 'gold.example.org'}]},
      {name: 'silver', 'option-data': [{name: 'default-ip-ttl', data: '77'}]},
    ],
    subnet4: [subnet(7, {}), subnet(8, {'reservations-global': true, 'reservations-in-subnet': false})],
  }
}

interface Client {
  readonly mac: string
  readonly subnet: 7 | 8
  readonly options?: readonly (readonly [number, readonly number[]])[]
}

/** Every option that a host of these tests may have, but the one that is sent in any case (42). */
const asked = [1, 3, 6, 12, 15, 23, 66, 67, 224]

let xid = 500

async function ask(kea: Kea4, peer: PacketPeer4, client: Client, type: number, more: [number, number[]][] = []) {
  const bytes = encode4(
    message4({
      xid: ++xid,
      hops: 1,
      giaddr: address(`127.0.0.${client.subnet}`),
      chaddr: Buffer.from(client.mac, 'hex'),
      options: [[53, [type]], [55, asked], [12, [...Buffer.from('asking')]], ...(client.options ?? []), ...more],
    }),
  )
  const answer = await peer.exchange(bytes, kea.port)
  assert.ok(answer, `an answer; ${kea.output().slice(-2000)}`)
  const message = decode4(answer)
  assert.ok('options' in message, 'a message')
  return message
}

/** DISCOVER to ACK; both answers say the same. */
async function lease(kea: Kea4, peer: PacketPeer4, client: Client): Promise<Message4> {
  const offer = await ask(kea, peer, client, 1)
  const bytes = [24, 16, 8, 0].map(shift => (offer.yiaddr >>> shift) & 255)
  const ack = await ask(kea, peer, client, 3, [
    [50, bytes],
    [54, [...offer.options.get(54)!]],
  ])
  assert.equal(ack.options.get(53)?.[0], 5, 'an ACK')
  assert.equal(ack.yiaddr, offer.yiaddr)
  return ack
}

const textOf = (message: Message4, code: number) => Buffer.from(message.options.get(code) ?? []).toString()
const hexOf = (message: Message4, code: number) => Buffer.from(message.options.get(code) ?? []).toString('hex')

const rich: Host4 = hostOf(0, {
  identifier: {type: 'hw-address', value: '020000000001'},
  subnetId: 7,
  address: address('10.7.0.77'),
  hostname: 'reserved',
  nextServer: address('10.0.0.9'),
  serverHostname: 'boot.example',
  bootFileName: 'file.bin',
  clientClasses: ['gold', 'silver'],
  userContext: '{ "a": 1 }',
  options: [
    hostOption(6, {data: {text: '10.0.0.1, 10.0.0.2'}}),
    hostOption(42, {data: {text: '10.0.0.3'}, alwaysSend: true}),
    hostOption(224, {data: {bytes: '010203'}}),
    hostOption(67, {data: {text: 'option-file'}}),
  ],
})

/** The row of `rich` and its first and third option, as the real Kea 2.2.0 wrote them when it was given the same. */
const written = (backend: string) => ({
  dhcp_identifier_type: 0,
  dhcp4_subnet_id: 7,
  dhcp6_subnet_id: null,
  ipv4_address: 168230989,
  hostname: 'reserved',
  dhcp4_client_classes: 'gold,silver',
  dhcp6_client_classes: '',
  dhcp4_next_server: 167772169,
  dhcp4_server_hostname: 'boot.example',
  dhcp4_boot_file_name: 'file.bin',
  user_context: '{ "a": 1 }',
  auth_key: backend === 'pgsql' ? null : '',
})

const option = (code: number, value: string | null, formatted: string | null, persistent: boolean) => ({
  code,
  value: value === null ? null : Buffer.from(value, 'hex'),
  formatted_value: formatted,
  space: 'dhcp4',
  persistent,
  dhcp_client_class: null,
  dhcp4_subnet_id: null,
  scope_id: 3,
  user_context: null,
  shared_network_name: null,
  pool_id: null,
})

function interop(name: string, prepare: () => Promise<TestDatabase>): void {
  describe(`host rows of the real Kea on ${name}`, async () => {
    const database = await prepare()
    const {backend} = database
    const store = await hostsIn(database).open()
    const replyPort = await freePort()
    const kea = await startKea4(configuration(database.target), {replyPort})
    const peer = await PacketPeer4.open(replyPort, '0.0.0.0')
    after(async () => {
      await Promise.all([peer.close(), kea.stop()])
      await store.close()
    })
    const add = async (host: Host4) => assert.equal((await store.add4(host, unique)).kind, 'added')
    const rowsOf = async (table: string, condition: string) =>
      (await database.sql(`SELECT * FROM ${table} WHERE ${condition}`)).map(row => {
        const {host_id, option_id, modification_ts, dhcp_identifier, persistent, ...rest} = row
        return 'persistent' in row ? {...rest, persistent: persistent === true || persistent === 1} : rest
      })

    test('what keats writes is what Kea writes, column by column', async () => {
      await add(rich)
      await add(hostOf(1, {identifier: {type: 'client-id', value: '0a0b'}, subnetId: 0, address: undefined}))
      const [row] = await rowsOf('hosts', 'dhcp4_subnet_id = 7')
      assert.deepEqual(row, written(backend))
      const [bare] = await rowsOf('hosts', 'dhcp4_subnet_id = 0')
      assert.deepEqual(bare, {
        ...written(backend),
        dhcp_identifier_type: 3,
        dhcp4_subnet_id: 0,
        ipv4_address: backend === 'pgsql' ? 0 : null,
        hostname: '',
        dhcp4_client_classes: '',
        dhcp4_next_server: 0,
        dhcp4_server_hostname: '',
        dhcp4_boot_file_name: '',
        user_context: null,
      })
      assert.deepEqual(await rowsOf('dhcp4_options', 'code <> 67 ORDER BY option_id'), [
        option(6, null, '10.0.0.1, 10.0.0.2', false),
        option(42, null, '10.0.0.3', true),
        option(224, '010203', null, false),
      ])
    })

    test('Kea serves a host of keats: address, names, boot fields, classes, options', async () => {
      const ack = await lease(kea, peer, {mac: '020000000001', subnet: 7})
      assert.equal(formatIpv4(ack.yiaddr), '10.7.0.77')
      assert.equal(formatIpv4(ack.siaddr), '10.0.0.9')
      assert.equal(ack.sname, 'boot.example')
      assert.equal(ack.file, 'file.bin')
      assert.equal(textOf(ack, 12), 'reserved')
      assert.equal(textOf(ack, 15), 'gold.example.org')
      assert.equal(hexOf(ack, 23), '4d')
      assert.equal(hexOf(ack, 6), '0a0000010a000002')
      assert.equal(hexOf(ack, 42), '0a000003', 'sent without being asked for')
      assert.equal(hexOf(ack, 224), '010203')
      assert.equal(textOf(ack, 67), 'option-file')
    })

    test('Kea finds hosts of keats by every type of identifier that it can make, and globally', async () => {
      const cases: [Host4['identifier'], string, Client['options']][] = [
        [{type: 'client-id', value: '0001020304'}, '10.7.0.10', [[61, [0, 1, 2, 3, 4]]]],
        [
          {type: 'duid', value: '00030001aabbccddeeff'},
          '10.7.0.11',
          [[61, [...Buffer.from('ff0000000100030001aabbccddeeff', 'hex')]]],
        ],
        [{type: 'circuit-id', value: 'deadbeef'}, '10.7.0.12', [[82, [1, 4, 0xde, 0xad, 0xbe, 0xef]]]],
      ]
      for (const [identifier, at] of cases) await add(hostOf(0, {identifier, subnetId: 7, address: address(at)}))
      const identifier = {type: 'hw-address', value: '020000000099'} as const
      await add(hostOf(0, {identifier, subnetId: 0, address: address('10.8.5.5'), hostname: 'everywhere'}))
      for (const [number, [, at, options = []]] of cases.entries()) {
        const ack = await lease(kea, peer, {mac: `02000000010${number}`, subnet: 7, options})
        assert.equal(formatIpv4(ack.yiaddr), at)
      }
      const ack = await lease(kea, peer, {mac: '020000000099', subnet: 8})
      assert.deepEqual([formatIpv4(ack.yiaddr), textOf(ack, 12)], ['10.8.5.5', 'everywhere'])
    })

    test('a change and a deletion by keats are seen by Kea', async () => {
      const identifier = {type: 'hw-address', value: '020000000050'} as const
      const host = hostOf(0, {identifier, subnetId: 7, address: address('10.7.0.50'), options: rich.options})
      await add(host)
      const client: Client = {mac: identifier.value, subnet: 7}
      assert.equal(hexOf(await ask(kea, peer, client, 1), 224), '010203')
      const changed = {...host, address: address('10.7.0.51'), options: [hostOption(6, {data: {bytes: '0a0000ff'}})]}
      assert.deepEqual(await store.update4(changed, unique), {kind: 'updated'})
      const second = await ask(kea, peer, client, 1)
      assert.deepEqual([formatIpv4(second.yiaddr), hexOf(second, 6), hexOf(second, 224)], ['10.7.0.51', '0a0000ff', ''])
      assert.equal(await store.delete4({subnetId: 7, identifier}), 1)
      assert.match(formatIpv4((await ask(kea, peer, client, 1)).yiaddr), /^10\.7\.1\./)
    })

    test('rows in the forms that Kea and administrators write are read', async () => {
      const bytes = (hex: string) => (backend === 'pgsql' ? `'\\x${hex}'` : `x'${hex}'`)
      const none = backend === 'pgsql' ? 0 : null
      await database.sql(`INSERT INTO hosts (dhcp_identifier, dhcp_identifier_type, dhcp4_subnet_id, ipv4_address, hostname,
        dhcp4_client_classes, dhcp6_client_classes, dhcp4_next_server, dhcp4_server_hostname, dhcp4_boot_file_name)
        VALUES (${bytes('c1')}, 4, 90, ${none}, '', '', '', 0, '', '')`)
      await database.sql(`INSERT INTO hosts (dhcp_identifier, dhcp_identifier_type, dhcp4_subnet_id, dhcp4_client_classes)
        VALUES (${bytes('c2')}, 0, 90, ' alpha, beta,')`)
      const [row] = await database.sql(`SELECT MAX(host_id) AS id FROM hosts`)
      const id = Number(row!['id'])
      for (const values of ["6, NULL, '10.0.0.1', NULL", `7, ${bytes('0102')}, '', 'mine'`, `80, NULL, NULL, 'dhcp4'`])
        await database.sql(`INSERT INTO dhcp4_options (code, value, formatted_value, space, host_id, scope_id)
          VALUES (${values}, ${id}, 3)`)
      const rows = await store.find4({by: 'subnet', subnetId: 90}, undefined, 10)
      const bare = hostOf(0, {subnetId: 90, address: undefined})
      assert.deepEqual(
        rows.map(({host}) => host),
        [
          {...bare, identifier: {type: 'flex-id', value: 'c1'}},
          {
            ...bare,
            identifier: {type: 'hw-address', value: 'c2'},
            clientClasses: ['alpha', 'beta'],
            options: [
              hostOption(6, {data: {text: '10.0.0.1'}}),
              hostOption(7, {space: 'mine', data: {bytes: '0102'}}),
              hostOption(80),
            ],
          },
        ],
      )
      const identifier = {type: 'flex-id', value: 'c1'} as const
      assert.equal((await store.load4({subnetIds: [90], identifiers: [identifier], addresses: [0 as Ipv4]})).length, 1)
    })
  })
}

interop('PostgreSQL', keaPgsql)
interop('MariaDB', keaMysql)
