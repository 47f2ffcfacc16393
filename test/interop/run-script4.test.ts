import assert from 'node:assert/strict'
import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, test} from 'node:test'
import type {Ipv4} from '../../src/net-types/ipv4.ts'
import {scratchDirectory} from '../support/databases.ts'
import {PacketPeer4, startKea4} from '../support/kea4.ts'
import {startLoopback4} from '../support/loopback4.ts'
import {buildQuery4} from '../support/scenarios4/build.ts'
import {scriptLibrary} from '../support/scenarios4/hook-paths.ts'
import {
  decline,
  discover,
  fqdn,
  hostName,
  inform,
  reboot,
  relayInfo,
  release,
  renew,
  select,
} from '../support/scenarios4/queries.ts'
import type {Query4, Seed4} from '../support/scenarios4/scenario.ts'
import {leaseFile} from '../support/scenarios4/target.ts'
import {type ScriptCall, ScriptLog} from '../support/script-log.ts'

interface Story {
  readonly config?: object
  readonly leases: readonly Seed4[]
  /** Each message with the events that it makes. */
  readonly steps: readonly (readonly [query: Query4, ...events: readonly string[]])[]
  /** Events that come by themselves. */
  readonly later?: readonly string[]
}

const ask = (address: string, more: Partial<Query4> = {}): Query4 => ({...select(more), ask: address})
const hex = (byte: number) => byte.toString(16).padStart(2, '0')
const mac = (last: number) => `0200000000${hex(last)}`
const seed = (last: number, more: Partial<Seed4> = {}): Seed4 => ({
  address: `127.0.1.${last}`,
  mac: mac(last),
  clientId: `0102${hex(last)}`,
  hostname: `h${last}.example`,
  ...more,
})
const of = (last: number, more: Partial<Query4> = {}): Partial<Query4> => ({
  mac: mac(last),
  clientId: `0102${hex(last)}`,
  ...more,
})
const committed = 'leases4_committed'

const stories: Readonly<Record<string, Story>> = {
  'leases of clients': {
    config: {authoritative: true},
    leases: [11, 12, 13, 14].map(last => seed(last)),
    steps: [
      [discover(of(20))],
      [
        ask(
          '127.0.1.20',
          of(20, {
            flags: 0x8000,
            secs: 7,
            hops: 2,
            options: {...hostName('h'), ...relayInfo({1: '6162', 2: '00ff', 9: '01'})},
          }),
        ),
        committed,
      ],
      [ask('127.0.1.21', {mac: '0a', htype: 7, options: relayInfo({2: ''})}), committed],
      [ask('127.0.1.22', {mac: '', clientId: '0102', options: {82: ''}}), committed],
      [ask('127.0.1.23', {mac: mac(23), options: fqdn(1, 'a.example.')}), committed],
      [renew('127.0.1.11', of(11)), 'lease4_renew', committed],
      [renew('127.0.1.11', {...of(11), mac: mac(99)}), 'lease4_renew', committed],
      [reboot('127.0.1.11', of(11)), 'lease4_renew', committed],
      [ask('127.0.1.15', of(11)), committed],
      [discover(of(11)), 'lease4_renew'],
      [release('127.0.1.12', of(12)), 'lease4_release', committed],
      [release('127.0.1.12', of(12)), committed],
      [release('127.0.1.14', of(12)), committed],
      [decline('127.0.1.13', of(13)), 'lease4_decline', committed],
      [decline('127.0.1.14', of(13)), committed],
      [inform('127.0.1.5', of(14))],
      [reboot('127.0.1.30', of(14)), committed],
      [ask('127.0.1.14', {giaddr: '127.0.9.9'}), committed],
    ],
  },
  'nobody is told': {
    leases: [],
    steps: [
      [reboot('127.0.1.12')],
      [renew('127.0.1.99')],
      [{...ask('127.0.1.11'), server: '10.0.0.1'}],
      [ask('127.0.1.11'), committed],
    ],
  },
  'expired leases that their clients come for': {
    config: {'valid-lifetime': 4294967295},
    leases: [seed(11, {age: 5000}), seed(12, {age: 5000}), seed(13, {age: 5000, state: 2})],
    steps: [
      [discover(of(11)), 'lease4_renew'],
      [renew('127.0.1.11', of(11)), 'lease4_expire', 'lease4_renew', committed],
      [ask('127.0.1.12', of(30)), 'lease4_expire', committed],
      [ask('127.0.1.13', of(13)), 'lease4_renew', committed],
    ],
  },
  'expired leases that nobody comes for': {
    config: {'expired-leases-processing': {'reclaim-timer-wait-time': 1}},
    leases: [seed(11, {age: 5000}), seed(12, {age: 5000, state: 1}), seed(13, {age: 5000, state: 2})],
    steps: [],
    later: ['lease4_expire', 'lease4_expire', 'lease4_recover'],
  },
  'a reserved address': {
    config: {
      subnet4: [
        {
          id: 1,
          subnet: '127.0.1.0/24',
          pools: [{pool: '127.0.1.10 - 127.0.1.30'}],
          reservations: [{'hw-address': '02:00:00:00:00:01', 'ip-address': '127.0.1.77', hostname: 'hh'}],
        },
      ],
    },
    leases: [],
    steps: [[discover()], [select(), committed], [discover(), 'lease4_renew'], [select(), 'lease4_renew', committed]],
  },
}

interface Running {
  readonly port: number
  readonly replyPort: number
  stop(): Promise<void>
}

const kea = async (dhcp4: object): Promise<Running> => startKea4(dhcp4)

async function keats(dhcp4: object): Promise<Running> {
  const server = await startLoopback4(dhcp4)
  const stop = async () => {
    server.child.kill('SIGTERM')
    const {code, stderr} = await server.ended
    assert.equal(code, 0, stderr)
  }
  return {...server, stop}
}

/** What the script of a server was told in a story, in texts that two servers can be compared by. */
async function tell(start: (dhcp4: object) => Promise<Running>, story: Story): Promise<readonly string[]> {
  const began = Math.floor(Date.now() / 1000)
  const name = join(scratchDirectory(), `${start.name}-${Math.random()}.csv`)
  writeFileSync(name, leaseFile(story.leases, began))
  assert.match(readFileSync(name, 'utf8'), /^address/)
  const log = new ScriptLog()
  const server = await start({
    'interfaces-config': {interfaces: ['lo/127.0.0.1'], 'dhcp-socket-type': 'udp'},
    'lease-database': {type: 'memfile', name, 'lfc-interval': 0},
    'expired-leases-processing': {'reclaim-timer-wait-time': 0},
    'valid-lifetime': 4000,
    subnet4: [{id: 1, subnet: '127.0.1.0/24', pools: [{pool: '127.0.1.10 - 127.0.1.30'}]}],
    'hooks-libraries': [scriptLibrary(log.program)],
    ...story.config,
  })
  const peer = await PacketPeer4.open(server.replyPort, '0.0.0.0')
  try {
    let expected = 0
    let offered: Ipv4 | undefined
    for (const [index, [query, ...events]] of story.steps.entries()) {
      // A DISCOVER and an INFORM are answered, a REQUEST that nobody is told of is not.
      const answered = query.type === 1 || query.type === 8 || (query.type === 3 && events.length > 0)
      const bytes = buildQuery4(query, 0x4000 + index, offered)
      const answer = await peer.exchange(bytes, server.port, answered ? undefined : 1)
      const yiaddr = answer === undefined ? 0 : Buffer.from(answer).readUInt32BE(16)
      if (yiaddr !== 0) offered = yiaddr as Ipv4
      expected += events.length
      await log.until(expected)
    }
    await log.until(expected + (story.later?.length ?? 0))
  } finally {
    await peer.close()
    await server.stop()
  }
  return log
    .calls()
    .map(call => textOf(call, server, began))
    .sort()
}

/** Ports and clocks differ from run to run. */
function textOf({event, variables}: ScriptCall, {port, replyPort}: Running, began: number): string {
  const told = [...variables].map(([name, value]) => {
    if (name === 'QUERY4_LOCAL_PORT') return [name, value === String(port) ? 'server' : value]
    if (name === 'QUERY4_REMOTE_PORT') return [name, value === String(replyPort) ? 'relay' : value]
    // As the file has it, or since then.
    if (name.endsWith('_CLTT')) return [name, Number(value) < began ? String(Number(value) - began) : 'now']
    return [name, value]
  })
  return JSON.stringify([variables.get('QUERY4_TXID') ?? '', event, told.sort()])
}

describe('run_script: the script of the real Kea is told the same', () => {
  for (const [name, story] of Object.entries(stories)) {
    test(name, async () => {
      const [theirs, ours] = await Promise.all([tell(kea, story), tell(keats, story)])
      assert.deepEqual(ours, theirs)
      const names = (texts: readonly string[]) => texts.map(text => (JSON.parse(text) as [string, string])[1]).sort()
      const events = [...story.steps.flatMap(([, ...events]) => events), ...(story.later ?? [])]
      assert.deepEqual(names(theirs), events.sort())
    })
  }
})
