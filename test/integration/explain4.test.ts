import assert from 'node:assert/strict'
import {execFileSync} from 'node:child_process'
import {existsSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {test} from 'node:test'
import type {Backend} from '../../src/db/session.ts'
import {probeMessage} from '../../src/net/probe/messages.ts'
import type {formatIpv4} from '../../src/net-types/ipv4.ts'
import {backends, emptyDatabase, migratedDatabase, scratchDirectory} from '../support/databases.ts'
import {keats} from '../support/keats.ts'
import {startLoopback4, writeConfig4} from '../support/loopback4.ts'
import {haLibraries} from '../support/scenarios4/hook-paths.ts'

interface Step {
  readonly topic: string
  readonly chosen?: boolean
  readonly text: string
}

interface Explained {
  readonly answered: boolean
  readonly address?: string
  readonly steps: readonly Step[]
  readonly notes: readonly string[]
}

const reserved = '52:54:00:00:00:77'
const other = '52:54:00:00:00:01'

const network = {
  'interfaces-config': {interfaces: ['lo/127.0.0.1'], 'dhcp-socket-type': 'udp'},
  'client-classes': [
    {name: 'phones', test: "option[60].text == 'phone'", 'option-data': [{name: 'tftp-server-name', data: 'tftp'}]},
    {name: 'guests', test: "member('UNKNOWN') and not member('phones')"},
  ],
  'option-data': [{name: 'domain-name-servers', data: '192.0.2.53', 'always-send': true}],
  subnet4: [
    {id: 1, subnet: '192.0.2.0/24', 'client-class': 'phones', pools: [{pool: '192.0.2.200 - 192.0.2.210'}]},
    {
      id: 2,
      subnet: '192.0.2.0/25',
      relay: {'ip-addresses': ['127.0.0.1']},
      pools: [{pool: '192.0.2.10 - 192.0.2.11', 'client-class': 'guests'}, {pool: '192.0.2.20 - 192.0.2.29'}],
      'option-data': [{name: 'routers', data: '192.0.2.1'}],
      reservations: [{'hw-address': reserved, 'ip-address': '192.0.2.77', hostname: 'box'}],
    },
  ],
}

async function explain(file: string, ...words: readonly string[]): Promise<Explained> {
  const run = await keats(['explain', 'dhcp4', '-c', file, '--json', ...words])
  assert.equal(run.code, 0, run.stderr)
  return JSON.parse(run.stdout) as Explained
}

const through = ['--giaddr', '127.0.0.1']
const texts = ({steps}: Explained, topic: string, chosen?: boolean) =>
  steps.filter(step => step.topic === topic && (chosen === undefined || step.chosen === chosen)).map(step => step.text)

test('which classes, subnet, reservation, pool and options were chosen, what was not, and why', async () => {
  const file = writeConfig4({...network, 'lease-database': {type: 'sqlite', name: join(scratchDirectory(), 'none.db')}})
  const known = await explain(file, ...through, '--mac', reserved)
  assert.equal(known.address, '192.0.2.77')
  assert.match(texts(known, 'reservation', true)[0]!, /hw-address=525400000077.*hostname box/)
  assert.match(texts(known, 'class', false).join(), /guests: its test is false/)
  assert.match(texts(known, 'option', true).join('\n'), /routers \(3\) = 192\.0\.2\.1 \(subnet\)/)
  assert.match(texts(known, 'option', true).join('\n'), /domain-name-servers \(6\) = 192\.0\.2\.53 \(global\)/)
  assert.match(known.notes.join(), /does not exist yet/)
  assert.ok(!existsSync(join(scratchDirectory(), 'none.db')), 'looking makes no database')

  const guest = await explain(file, ...through, '--mac', other)
  assert.equal(guest.address, '192.0.2.10')
  assert.match(texts(guest, 'class', true).join(), /guests: its test is true/)

  const phone = await explain(
    file,
    ...through,
    '--mac',
    other,
    '--option',
    'vendor-class-identifier=phone',
    '--option',
    '55=0x42',
  )
  assert.equal(phone.address, '192.0.2.20', 'guests have the first pool')
  assert.match(texts(phone, 'option', true).join('\n'), /tftp-server-name \(66\) = tftp \(class phones\)/)

  const wanted = await explain(
    file,
    ...through,
    '--mac',
    other,
    '--type',
    'request',
    '--address',
    '192.0.2.77',
    '--server-id',
    '0.0.0.0',
  )
  assert.equal(wanted.address, undefined)
  assert.match(texts(wanted, 'address', false).join(), /reserved for another client.*525400000077/)

  const elsewhere = await explain(file, '--giaddr', '192.0.2.130', '--mac', other)
  assert.deepEqual([elsewhere.answered, elsewhere.address], [false, undefined])
  assert.match(texts(elsewhere, 'subnet', false).join(), /only for members of phones/)
  assert.match(texts(elsewhere, 'address', false).join(), /no subnet fits/)
})

test('text for people', async () => {
  const file = writeConfig4({...network, 'lease-database': {type: 'sqlite', name: join(scratchDirectory(), 'none.db')}})
  const {code, stdout} = await keats(['explain', 'dhcp4', '-c', file, ...through, '--mac', reserved])
  assert.equal(code, 0)
  assert.match(stdout, /^Packet\n {4}DHCPDISCOVER/)
  assert.match(stdout, /\nAddress\n {2}\+ 192\.0\.2\.77: the address that is reserved for it; subnet 2/)
  assert.match(stdout, /\nAnswer\n {4}DHCPOFFER, yiaddr 192\.0\.2\.77/)
})

const access = async (
  backend: Backend,
  database: {target: {host: string; port: number; database: string; user: string}},
) =>
  backend === 'sqlite'
    ? {type: 'sqlite', name: database.target.database}
    : {
        type: backend === 'pgsql' ? 'postgresql' : 'mysql',
        name: database.target.database,
        host: database.target.host,
        port: database.target.port,
        user: database.target.user,
      }

for (const backend of backends) {
  test(`${backend}: a server then does what was explained, and explaining has changed nothing`, async () => {
    const database = await migratedDatabase(backend)
    const configured = {...network, 'lease-database': await access(backend, database)}
    const server = await startLoopback4(configured)
    try {
      const probe = async (mac: string) => {
        const words = [
          'probe',
          '127.0.0.1',
          '--port',
          String(server.port),
          '--local-port',
          String(server.replyPort),
          '--mac',
          mac,
        ]
        return (await keats([...words, '--json'])).stdout
      }
      for (const mac of [reserved, other]) {
        const {address} = await explain(server.file, ...through, '--mac', mac)
        assert.equal(address, (await explain(server.file, ...through, '--mac', mac)).address, 'twice the same')
        assert.match(await probe(mac), new RegExp(`"${address!.replaceAll('.', '\\.')}"`))
      }
      const renewing = await explain(
        server.file,
        ...through,
        '--mac',
        other,
        '--type',
        'request',
        '--ciaddr',
        '192.0.2.10',
      )
      assert.equal(renewing.address, '192.0.2.10')
      assert.match(
        texts(renewing, 'lease').join(),
        /the client’s own: 192\.0\.2\.10 in subnet 2 of hw-address 52:54:00:00:00:01, for \d+ s more/,
      )
      const taken = await explain(server.file, ...through, '--mac', '52:54:00:00:00:02', '--address', '192.0.2.10')
      assert.match(texts(taken, 'address', false).join(), /asks for, 192\.0\.2\.10, has a lease: .*52:54:00:00:00:01/)
      assert.equal(taken.address, '192.0.2.11')
    } finally {
      server.child.kill('SIGTERM')
      await server.ended
    }
  })
}

for (const backend of ['pgsql', 'mysql'] as const) {
  test(`${backend}: an empty database stays empty`, async () => {
    const database = await emptyDatabase(backend)
    const file = writeConfig4({...network, 'lease-database': await access(backend, database)})
    for (let times = 0; times < 2; times++) {
      const run = await keats(['explain', 'dhcp4', '-c', file, ...through, '--mac', other])
      assert.equal(run.code, 9, run.stdout)
      assert.match(run.stderr, /is missing.*db-init/s)
    }
  })
}

test('a packet out of a capture file', async () => {
  const file = writeConfig4({...network, 'lease-database': {type: 'sqlite', name: join(scratchDirectory(), 'none.db')}})
  const identity = {mac: Buffer.from(reserved.replaceAll(':', ''), 'hex'), clientId: undefined}
  const giaddr = 0x7f000001 as Parameters<typeof formatIpv4>[0]
  const bytes = probeMessage({type: 1, xid: 7, identity, relay: {giaddr, linkSelection: undefined}})
  const hex = [...bytes].map(
    (byte, at) =>
      `${at % 16 === 0 ? `\n${at.toString(16).padStart(6, '0')}` : ''} ${byte.toString(16).padStart(2, '0')}`,
  )
  const [dump, capture] = [join(scratchDirectory(), 'dump.txt'), join(scratchDirectory(), 'dump.pcapng')]
  writeFileSync(dump, `${hex.join('')}\n`)
  execFileSync('text2pcap', ['-q', '-4', '127.0.0.1,127.0.0.9', '-u', '67,67', dump, capture], {stdio: 'ignore'})
  const explained = await explain(file, '--capture', capture)
  assert.equal(explained.address, '192.0.2.77')
  const missing = await keats(['explain', 'dhcp4', '-c', file, '--capture', capture, '--frame', '9'])
  assert.equal(missing.code, 1)
  assert.match(missing.stderr, /frame 9.*\n.*datagrams to port 67: 1/)
  execFileSync('text2pcap', ['-q', '-4', '127.0.0.1,127.0.0.9', '-u', '67,68', dump, capture], {stdio: 'ignore'})
  const none = await keats(['explain', 'dhcp4', '-c', file, '--capture', capture])
  assert.equal(none.code, 1)
  assert.match(none.stderr, /no datagram to port 67\n.*frames are read/)
})

test('what cannot be asked', async () => {
  const file = writeConfig4({...network, 'lease-database': {type: 'sqlite', name: join(scratchDirectory(), 'none.db')}})
  for (const [words, message] of [
    [[], /exactly one|which client/i],
    [['--mac', 'x'], /--mac wants/],
    [['--mac', other, '--option', 'nonsense'], /there is no "="/],
    [['--mac', other, '--option', 'no-such=1'], /there is no option "no-such"/],
    [['--mac', other, '--option', 'routers=x'], /--option routers=x/],
    [['--mac', other, '--frame', '1'], /capture/],
  ] as const) {
    const run = await keats(['explain', 'dhcp4', '-c', file, ...words])
    assert.equal(run.code, 2, `${words}: ${run.stderr}`)
    assert.match(run.stderr, message)
  }
})

const peers = [
  {name: 'server1', url: 'http://127.0.0.1:8001/', role: 'primary'},
  {name: 'server2', url: 'http://127.0.0.1:8002/', role: 'secondary'},
]
const evens = '02:00:00:00:00:10'
const odds = '02:00:00:00:00:11'

test('whose client it is, the class that it has for it, and the pool that it gets by the class', async () => {
  const pair = (relationship: object) => ({
    ...network,
    'lease-database': {type: 'sqlite', name: join(scratchDirectory(), 'none.db')},
    'hooks-libraries': haLibraries({'this-server-name': 'server1', mode: 'load-balancing', peers, ...relationship}),
    'client-classes': [{name: 'second', test: "member('HA_server2')"}],
    subnet4: [
      {
        ...{id: 1, subnet: '192.0.2.0/24'},
        pools: [
          {pool: '192.0.2.10 - 192.0.2.19', 'client-class': 'HA_server1'},
          {pool: '192.0.2.20 - 192.0.2.29', 'client-class': 'HA_server2'},
        ],
      },
    ],
  })
  const file = writeConfig4(pair({}))
  const standby = [peers[0], {...peers[1], role: 'standby'}]
  const cold = writeConfig4(pair({mode: 'hot-standby', 'this-server-name': 'server2', peers: standby}))
  const near = ['--giaddr', '192.0.2.1']
  const [own, theirs, hot] = await Promise.all([
    explain(file, '--mac', evens, ...near),
    explain(file, '--mac', odds, ...near),
    explain(cold, '--mac', odds, ...near),
  ])
  assert.deepEqual(texts(own, 'server'), [
    'the hash of its hardware address is 134: even',
    'it is a client of server1, which is this server',
    'it is in the class HA_server1, whoever serves it',
  ])
  assert.match(own.address!, /^192\.0\.2\.1\d$/)
  assert.match(
    texts(theirs, 'server', false).join(),
    /^it is a client of server2, who would answer it; .* only while server2/,
  )
  assert.match(texts(theirs, 'class').join(), /second: its test is true.*HA_server2/)
  assert.match(theirs.address!, /^192\.0\.2\.2\d$/)
  assert.match(texts(hot, 'server', false).join(), /^in hot-standby every client is server1’s, who would answer it/)
  assert.match(hot.address!, /^192\.0\.2\.1\d$/)
})
