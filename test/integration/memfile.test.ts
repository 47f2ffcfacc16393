import assert from 'node:assert/strict'
import {existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {test} from 'node:test'
import {openLeaseStore4} from '../../src/db/lease-stores.ts'
import {databaseBeside} from '../../src/db/memfile/import4.ts'
import type {Lease4} from '../../src/model/lease4.ts'
import {formatIpv4, type Ipv4, parseIpv4} from '../../src/net-types/ipv4.ts'
import {type LeaseStore4, StoreError} from '../../src/ports/lease-store.ts'
import {decode4} from '../../src/wire/decode4.ts'
import {encode4} from '../../src/wire/encode4.ts'
import {scratchDirectory} from '../support/databases.ts'
import {PacketPeer4, startKea4} from '../support/kea4.ts'
import {leaseOf} from '../support/leases.ts'
import {message4} from '../support/message4.ts'
import {freePort} from '../support/servers.ts'

const V1 = 'address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname'
const V2 = `${V1},state`
const V21 = `${V2},user_context`
const V3 = `${V21},pool_id`

let counter = 0

/** A lease file of the given name endings and lines, in a folder of its own. */
function leaseFiles(files: Readonly<Record<string, readonly string[]>>): string {
  const folder = join(scratchDirectory(), `memfile-${++counter}`)
  mkdirSync(folder)
  const csv = join(folder, 'kea-leases4.csv')
  for (const [ending, lines] of Object.entries(files)) writeFileSync(csv + ending, `${lines.join('\n')}\n`)
  return csv
}

const memfile = (name: string, maxRowErrors = 0, persist = true) =>
  ({type: 'memfile', name, persist, lfcInterval: 3600, maxRowErrors}) as const

async function leasesOf(store: LeaseStore4): Promise<Lease4[]> {
  const uses = await store.page4(0 as Ipv4, 0xffffffff as Ipv4, undefined, 1000)
  const rows = await store.load4({clientId: undefined, hwAddr: undefined, addresses: uses.map(use => use.address)})
  assert.notEqual(rows, 'full')
  return [...(rows as Lease4[])].sort((a, b) => a.address - b.address)
}

async function imported(csv: string, maxRowErrors = 0): Promise<Lease4[]> {
  const store = await openLeaseStore4(memfile(csv, maxRowErrors), {queued: 100})
  const leases = await leasesOf(store)
  await store.close()
  return leases
}

const named = (leases: readonly Lease4[]) => leases.map(lease => `${formatIpv4(lease.address)} ${lease.hostname}`)

test('every version of the file is read, with the defaults of what it does not say', async () => {
  const row = '192.0.2.1,01:02:03:04:05:06,,3600,1893456000,1,0,1,one'
  const first: Lease4 = {
    address: parseIpv4('192.0.2.1')!,
    hwAddr: '010203040506' as Lease4['hwAddr'],
    clientId: undefined,
    validLifetime: 3600,
    expire: 1893456000,
    subnetId: 1,
    fqdnFwd: false,
    fqdnRev: true,
    hostname: 'one',
    state: 0,
    userContext: undefined,
  }
  assert.deepEqual(await imported(leaseFiles({'': [V1, row]})), [first])
  assert.deepEqual(await imported(leaseFiles({'': [V2, `${row},1`]})), [{...first, state: 1}])
  const context = '{ "a": [ 1&#x2c 2 ] }'
  const withContext = [{...first, userContext: '{ "a": [ 1, 2 ] }'}]
  assert.deepEqual(await imported(leaseFiles({'': [V21, `${row},0,${context}`]})), withContext)
  assert.deepEqual(await imported(leaseFiles({'': [V3, `${row},0,${context},7`]})), withContext)
  assert.deepEqual(await imported(leaseFiles({'': [V21]})), [])
})

test('the last row of an address wins, a lifetime of 0 removes it', async () => {
  const at = (end: string, lifetime: number, name: string) =>
    `192.0.2.${end},01:02:03:04:05:06,,${lifetime},1893456000,1,0,0,${name},0,`
  const csv = leaseFiles({
    '': [
      V21,
      at('1', 3600, 'old'),
      at('9', 60, 'gone'),
      at('1', 7200, 'new'),
      at('9', 0, 'gone'),
      at('8', 0, 'x'),
      at('8', 5, 'back'),
    ],
  })
  assert.deepEqual(named(await imported(csv)), ['192.0.2.1 new', '192.0.2.8 back'])
})

test('what a clean-up left is read before the file itself, oldest first', async () => {
  const row = (end: number, name: string) => `192.0.2.${end},01:02:03:04:05:06,,3600,1893456000,1,0,0,${name},0,`
  const older = {'.2': [V21, row(1, 'two'), row(2, 'two'), row(3, 'two')], '.1': [V21, row(2, 'one'), row(3, 'one')]}
  const live = {'': [V21, row(3, 'live')]}
  assert.deepEqual(named(await imported(leaseFiles({...older, ...live}))), [
    '192.0.2.1 two',
    '192.0.2.2 one',
    '192.0.2.3 live',
  ])
  const completed = {'.completed': [V21, row(4, 'completed')]}
  assert.deepEqual(named(await imported(leaseFiles({...older, ...live, ...completed}))), [
    '192.0.2.3 live',
    '192.0.2.4 completed',
  ])
  assert.deepEqual(named(await imported(leaseFiles(older))), ['192.0.2.1 two', '192.0.2.2 one', '192.0.2.3 one'])
})

test('bad rows are left out, up to max-row-errors', async () => {
  const good = '192.0.2.1,01:02:03:04:05:06,,3600,1893456000,1,0,0,good,0,'
  const bad = [
    '192.0.2,01:02:03:04:05:06,,3600,1893456000,1,0,0,,0,',
    '192.0.2.2,01:zz,,3600,1893456000,1,0,0,,0,',
    '192.0.2.2,01:02,,-1,1893456000,1,0,0,,0,',
    '192.0.2.2,01:02,,3600,soon,1,0,0,,0,',
    '192.0.2.2,01:02,,3600,1893456000,99999999999,0,0,,0,',
    '192.0.2.2,01:02,,3600,1893456000,1,2,0,,0,',
    '192.0.2.2,01:02,,3600,1893456000,1,0,0,,9,',
    '192.0.2.2,01:02',
    '\u0000\u0001',
  ]
  const csv = leaseFiles({'': [V21, ...bad, good]})
  assert.deepEqual(named(await imported(csv)), ['192.0.2.1 good'])
  const strict = leaseFiles({'': [V21, ...bad, good]})
  const refused = (error: unknown) =>
    error instanceof StoreError && error.kind === 'fatal' && /line 10: .*8 bad rows/.test(error.message)
  await assert.rejects(imported(strict, bad.length - 1), refused)
  assert.ok(!existsSync(databaseBeside(strict)), 'nothing is left')
  assert.deepEqual(named(await imported(strict, bad.length)), ['192.0.2.1 good'])
})

test('a file that is no lease file is refused and left alone', async () => {
  for (const header of ['address,hw,client_id', V1.replace(',expire', ''), '', '{"Dhcp4": {}}']) {
    const csv = leaseFiles({'': [header, '192.0.2.1,1,2']})
    await assert.rejects(
      imported(csv),
      (error: unknown) => error instanceof StoreError && /lease file: column/.test(error.message),
    )
    assert.equal(readFileSync(csv, 'utf8'), `${header}\n192.0.2.1,1,2\n`)
    assert.ok(!existsSync(databaseBeside(csv)))
  }
})

test('the file is read at the first start only; leases survive, and an interrupted import begins anew', async () => {
  const csv = leaseFiles({'': [V21, '192.0.2.1,01:02:03:04:05:06,,3600,1893456000,1,0,0,first,0,']})
  // What a process killed during its import leaves.
  const leftover = `${databaseBeside(csv)}.importing-999999999-wal`
  writeFileSync(leftover, 'half a database')
  const store = await openLeaseStore4(memfile(csv), {queued: 100})
  assert.equal(await store.commit4([{kind: 'create', lease: leaseOf(1)}]), 'ok')
  await store.close()
  assert.ok(!existsSync(leftover))
  rmSync(csv)
  assert.deepEqual(named(await imported(csv)), ['10.0.0.1 ', '192.0.2.1 first'])
})

test('a file that a Kea has written since is told of, and not read', async () => {
  const row = '192.0.2.1,01:02:03:04:05:06,,3600,1893456000,1,0,0,first,0,'
  const csv = leaseFiles({'': [V21, row]})
  await imported(csv)
  const told: string[][] = []
  const open = () =>
    openLeaseStore4(memfile(csv), {queued: 100, onNewer: (file, database) => told.push([file, database])})
  await (await open()).close()
  assert.deepEqual(told, [])
  const later = new Date(Date.now() + 60_000)
  utimesSync(csv, later, later)
  const store = await open()
  assert.deepEqual(told.splice(0), [[csv, databaseBeside(csv)]])
  await store.close()
  // What Kea's own clean-up leaves counts too.
  utimesSync(csv, new Date(0), new Date(0))
  writeFileSync(`${csv}.2`, `${V21}\n${row}\n`)
  utimesSync(`${csv}.2`, later, later)
  await (await open()).close()
  assert.deepEqual(told, [[`${csv}.2`, databaseBeside(csv)]])
})

test('without a file it begins empty; without persistence nothing is read or written', async () => {
  const csv = leaseFiles({})
  assert.deepEqual(await imported(csv), [])
  assert.ok(existsSync(databaseBeside(csv)))
  const other = leaseFiles({'': [V21, '192.0.2.1,01:02:03:04:05:06,,3600,1893456000,1,0,0,first,0,']})
  const store = await openLeaseStore4(memfile(other, 0, false), {queued: 100})
  assert.equal(await store.commit4([{kind: 'create', lease: leaseOf(1)}]), 'ok')
  assert.deepEqual(named(await leasesOf(store)), ['10.0.0.1 '])
  await store.close()
  assert.ok(!existsSync(databaseBeside(other)))
})

test('a large file tells its progress', async () => {
  const rows = Array.from(
    {length: 120_000},
    (_, n) => `10.${n >> 16}.${(n >> 8) & 255}.${n & 255},02:00:00:00:00:01,,60,1893456000,1,0,0,,0,`,
  )
  const csv = leaseFiles({'': [V21, ...rows, 'bad']})
  const told: [number, number][] = []
  const store = await openLeaseStore4(memfile(csv), {
    queued: 100,
    onProgress: (done, errors) => told.push([done, errors]),
  })
  assert.deepEqual(told, [
    [50_000, 0],
    [100_000, 0],
    [120_001, 1],
  ])
  assert.deepEqual(await store.counts4(), [{subnetId: 1, state: 0, leases: 120_000}])
  await store.close()
})

test('the file that the real Kea wrote', async () => {
  const csv = leaseFiles({})
  const replyPort = await freePort()
  const kea = await startKea4(
    {
      'interfaces-config': {interfaces: ['lo'], 'dhcp-socket-type': 'udp'},
      'lease-database': {type: 'memfile', name: csv, persist: true},
      'valid-lifetime': 5000,
      subnet4: [
        {
          id: 9,
          subnet: '10.9.0.0/24',
          pools: [{pool: '10.9.0.10 - 10.9.0.20'}],
          relay: {'ip-addresses': ['127.0.0.1']},
        },
      ],
    },
    {replyPort},
  )
  const peer = await PacketPeer4.open(replyPort)
  const ask = async (type: number, ...options: [number, number[]][]) => {
    const common: [number, number[]][] = [
      [53, [type]],
      [61, [255, 1, 2, 3]],
      [12, [...Buffer.from('a,b"c')]],
    ]
    const giaddr = parseIpv4('127.0.0.1')!
    const answer = await peer.exchange(
      encode4(message4({xid: type, giaddr, hops: 1, options: [...common, ...options]})),
      kea.port,
    )
    const message = decode4(answer!)
    assert.ok('options' in message)
    return message
  }
  const offer = await ask(1)
  await ask(3, [50, [10, 9, 0, 10]], [54, [...offer.options.get(54)!]])
  await peer.close()
  await kea.stop()
  const [lease, ...others] = await imported(csv)
  assert.deepEqual(others, [])
  assert.ok(Math.abs(lease!.expire - 5000 - Date.now() / 1000) < 20)
  assert.deepEqual(
    [
      formatIpv4(lease!.address),
      lease!.hwAddr,
      lease!.clientId,
      lease!.validLifetime,
      lease!.subnetId,
      lease!.state,
      lease!.userContext,
    ],
    ['10.9.0.10', '020000000001', 'ff010203', 5000, 9, 0, undefined],
  )
  assert.match(lease!.hostname, /^a/)
})
