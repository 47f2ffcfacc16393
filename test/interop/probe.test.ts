import assert from 'node:assert/strict'
import {after, before, describe, test} from 'node:test'
import {setTimeout as delay} from 'node:timers/promises'
import {type Kea4, PacketPeer4, startKea4} from '../support/kea4.ts'
import {keats, packageRoot} from '../support/keats.ts'
import {type DirectNetwork, directNetwork, subnetConfiguration} from '../support/networks4.ts'
import {kea4, keats4, type RunningServer4, startServer4} from '../support/server-programs4.ts'
import {freePort} from '../support/servers.ts'

interface Lease {
  readonly server: string
  readonly address: string
  readonly mac: string
  readonly options: Readonly<Record<string, string>>
  readonly steps: readonly {readonly sent: string; readonly answer: string; readonly ms: number}[]
}

interface Load {
  readonly started: number
  readonly completed: number
  readonly failures: Readonly<Record<string, number>>
  readonly rate: number
  readonly latency: {readonly p50: number; readonly p99: number; readonly max: number}
}

/** Words for what is expected to be answered, unless they say how long to wait. */
const patiently = (words: readonly string[]) => (words.includes('--timeout') ? words : ['--timeout', '15', ...words])

const loopback = {
  'interfaces-config': {interfaces: ['lo'], 'dhcp-socket-type': 'udp'},
  'lease-database': {type: 'memfile', persist: false},
  'valid-lifetime': 3000,
  'option-data': [{name: 'domain-name-servers', data: '192.0.2.53, 192.0.2.54'}],
  subnet4: [
    {id: 1, subnet: '127.0.0.0/8', pools: [{pool: '127.1.0.0 - 127.1.0.255'}]},
    {id: 2, subnet: '198.51.100.0/24', pools: [{pool: '198.51.100.10 - 198.51.100.11'}]},
  ],
}

function jsonOf<T>(result: {readonly code: number | null; readonly stdout: string; readonly stderr: string}): T {
  assert.equal(result.code, 0, result.stdout + result.stderr)
  return JSON.parse(result.stdout) as T
}

describe('keats probe and the real Kea on loopback', () => {
  let kea: Kea4
  const probe = (...words: string[]) => {
    const ports = ['--port', String(kea.port), '--local-port', String(kea.replyPort)]
    return keats(['probe', '127.0.0.1', ...ports, ...patiently(words)])
  }

  before(async () => {
    kea = await startKea4(loopback)
  })

  after(async () => {
    await kea?.stop()
  })

  test('gets, renews and releases a lease and prints it', async () => {
    const result = await probe('--mac', '02:00:5e:00:53:01', '--renew', '--release')
    assert.equal(result.code, 0, result.stderr)
    assert.match(result.stdout, /^127\.1\.0\.\d+ from 127\.0\.0\.1 for 02:00:5e:00:53:01\n/)
    assert.match(result.stdout, /^ {2}dhcp-lease-time +3000$/m)
    assert.match(result.stdout, /^ {2}domain-name-servers +192\.0\.2\.53, 192\.0\.2\.54$/m)
    assert.match(result.stdout, /^DISCOVER: OFFER after [\d.]+ ms\nREQUEST: ACK after [\d.]+ ms\nREQUEST: ACK/m)
    assert.match(result.stdout, /RELEASE: sent\n$/)
    const released = /DHCP4_RELEASE .*02:00:5e:00:53:01/
    for (let tries = 0; tries < 400 && !released.test(kea.output()); tries++) await delay(50)
    assert.match(kea.output(), released)
  })

  test('--json: one document; the same client keeps its address, a client id makes another client', async () => {
    const words = ['--json', '--mac', '02:00:5e:00:53:02']
    const first = jsonOf<Lease>(await probe(...words))
    assert.equal(first.server, '127.0.0.1')
    assert.equal(first.mac, '02:00:5e:00:53:02')
    assert.equal(first.options['subnet-mask'], '255.0.0.0')
    assert.deepEqual(
      first.steps.map(step => [step.sent, step.answer]),
      [
        ['DISCOVER', 'OFFER'],
        ['REQUEST', 'ACK'],
      ],
    )
    assert.equal(jsonOf<Lease>(await probe(...words)).address, first.address)
    const named = jsonOf<Lease>(await probe('--json', '--client-id', "'probe one'"))
    assert.equal(named.options['dhcp-client-identifier'], Buffer.from('probe one').toString('hex'))
    assert.notEqual(named.address, first.address)
  })

  test('many clients: all get leases of their own, and the figures add up', async () => {
    const load = jsonOf<Load>(await probe('--json', '-n', '60', '--rate', '200', '--release'))
    assert.deepEqual([load.started, load.completed, load.failures], [60, 60, {}])
    assert.ok(load.rate > 0 && load.rate <= 260, `rate ${load.rate}`)
    assert.ok(load.latency.p50 <= load.latency.p99 && load.latency.p99 <= load.latency.max)
  })

  test('a link with too few addresses: the others fail, by cause, exit 1', async () => {
    const result = await probe(
      '--json',
      '-n',
      '4',
      '--concurrency',
      '1',
      '--link-selection',
      '198.51.100.1',
      '--timeout',
      '2',
    )
    assert.equal(result.code, 1)
    const load = JSON.parse(result.stdout) as Load
    assert.deepEqual([load.completed, load.failures], [2, {'no OFFER': 2}])
  })

  test('no relay port in the way: Kea answers to the port that the probe sends from', async () => {
    // Without -P this Kea would answer at port 67 of giaddr, but for sub-option 19 of option 82 (RFC 8357).
    const own = await startKea4(loopback, {replyPort: 0})
    try {
      const lease = jsonOf<Lease>(
        await keats(['probe', '127.0.0.1', ...patiently(['--port', String(own.port), '--json'])]),
      )
      assert.match(lease.address, /^127\.1\.0\./)
    } finally {
      await own.stop()
    }
  })
})

describe('keats probe without a server', () => {
  test('says what did not come and what to try, exit 1', async () => {
    const port = await freePort()
    const result = await keats(['probe', '127.0.0.1', '--port', String(port), '--timeout', '0.3'])
    assert.equal(result.code, 1)
    assert.equal(result.stdout, '')
    assert.match(result.stderr, new RegExp(`no OFFER from 127\\.0\\.0\\.1:${port} within 0\\.3 s`))
    assert.match(result.stderr, /is the server running/)
  })

  test('answers to others and garbage are passed over', async () => {
    // A peer that sends every message back: right xid, wrong op.
    const port = await freePort()
    const peer = await PacketPeer4.open(port, '127.0.0.1', (bytes, send) => send(bytes))
    try {
      const result = await keats(['probe', '127.0.0.1', '--port', String(port), '--timeout', '0.3'])
      assert.equal(result.code, 1)
      assert.match(result.stderr, /no OFFER/)
    } finally {
      await peer.close()
    }
  })

  const refused: readonly [string, readonly string[], RegExp][] = [
    ['neither server nor interface', [], /name a server or, with --interface, a link/],
    ['both', ['192.0.2.1', '--interface', 'eth0'], /name a server or/],
    ['a name for a server', ['localhost'], /SERVER wants an IPv4 address, not "localhost"/],
    ['a broken MAC', ['192.0.2.1', '--mac', '52:54'], /--mac wants six bytes/],
    ['a broken client id', ['192.0.2.1', '--client-id', 'zz'], /--client-id: 'zz' is neither/],
    ['one client id for many', ['192.0.2.1', '-n', '2', '--client-id', '0102'], /--client-id is for one client/],
    ['giaddr on a link', ['--interface', 'lo', '--giaddr', '192.0.2.1'], /--giaddr is for a relay/],
    ['renew on a link', ['--interface', 'lo', '--renew'], /--renew with --interface cannot work/],
    ['no time', ['192.0.2.1', '--timeout', '0'], /--timeout wants seconds/],
  ]
  test('words that make no sense: usage, exit 2', async () => {
    const results = await Promise.all(refused.map(([, words]) => keats(['probe', ...words])))
    for (const [index, [what, , complaint]] of refused.entries()) {
      assert.equal(results[index]!.code, 2, what)
      assert.match(results[index]!.stderr, complaint)
    }
  })

  test('sockets that cannot be had are explained', async () => {
    const missing = await keats(['probe', '--interface', 'nosuch0'])
    assert.equal(missing.code, 1)
    assert.match(missing.stderr, /no interface nosuch0 here/)
    const foreign = await keats(['probe', '127.0.0.1', '--giaddr', '192.0.2.77'])
    assert.equal(foreign.code, 1)
    assert.match(foreign.stderr, /giaddr must be an address of this machine/)
  })
})

for (const server of [kea4, keats4]) {
  describe(`keats probe on a network with ${server.name}`, () => {
    let network: DirectNetwork
    let running: RunningServer4
    const probe = (...words: string[]) => {
      const output = network.client.run(
        process.execPath,
        `${packageRoot}bin/run.js`,
        'probe',
        '--json',
        ...patiently(words),
      )
      return JSON.parse(output) as Lease
    }

    before(async () => {
      network = directNetwork()
      running = await startServer4(server, network.server, subnetConfiguration())
    })

    after(async () => {
      await running?.stop()
      await network?.lab.close()
    })

    test('by broadcast on an interface without an address', () => {
      const lease = probe('--interface', 'eth0', '--release')
      assert.match(lease.address, /^10\.9\.0\.\d+$/)
      assert.equal(lease.server, '10.9.0.1')
      assert.equal(lease.mac, network.client.mac('eth0'))
      assert.equal(lease.options['routers'], '10.9.0.1')
      assert.equal(lease.steps.at(-1)?.sent, 'RELEASE')
    })

    test('as a relay, from any port to the standard port', () => {
      network.client.address('eth0', '10.9.0.2/24')
      const lease = probe('10.9.0.1', '--renew', '--release')
      assert.match(lease.address, /^10\.9\.0\.\d+$/)
      assert.deepEqual(
        lease.steps.map(step => step.answer),
        ['OFFER', 'ACK', 'ACK', '-'],
      )
    })
  })
}
