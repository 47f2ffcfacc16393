import assert from 'node:assert/strict'
import {join} from 'node:path'
import {type TestContext, test} from 'node:test'
import {setTimeout as delay} from 'node:timers/promises'
import {isDeepStrictEqual} from 'node:util'
import {formatIpv4} from '../../src/net-types/ipv4.ts'
import {onServer, scratchDirectory, serverTarget, withSession} from '../support/databases.ts'
import {keaCommand} from '../support/kea-control.ts'
import {PacketPeer4} from '../support/kea4.ts'
import {type StoreKind, type TestLeases, testLeases} from '../support/lease-stores.ts'
import {leaseDatabase, loopbackConfig4, startLoopback4} from '../support/loopback4.ts'
import {buildQuery4} from '../support/scenarios4/build.ts'

// Many clients at once lease, renew, release and decline while the server is reconfigured, or loses its connections: what its statistics say in the
// end is what the database holds, and what a server that starts on it counts.

const CLIENTS = 600
const AT_ONCE = 40

/** Two subnets behind two relays on loopback. */
const subnet4 = [1, 2].map(id => ({
  subnet: `127.${id}.0.0/16`,
  id,
  pools: [{pool: `127.${id}.1.0 - 127.${id}.9.255`}],
}))

const relayOf = (client: number) => `127.${1 + (client % 2)}.0.1`
const macOf = (client: number) => `02${client.toString(16).padStart(10, '0')}`

let xid = 1

interface Server {
  readonly port: number
  readonly peer: PacketPeer4
}

async function ask({port, peer}: Server, query: Parameters<typeof buildQuery4>[0]): Promise<Uint8Array | undefined> {
  return peer.exchange(buildQuery4(query, xid++, undefined), port, PATIENCE)
}

/** A client's life; no answer within the time is a client that gave up. */
async function live(server: Server, client: number): Promise<void> {
  const self = {mac: macOf(client), giaddr: relayOf(client)}
  const ack = await ask(server, {type: 3, ...self})
  if (ack === undefined) return
  const address = formatIpv4(Buffer.from(ack).readUInt32BE(16) as Parameters<typeof formatIpv4>[0])
  if (client % 3 === 0) await ask(server, {type: 3, ...self, ciaddr: address})
  if (client % 4 === 0) void server.peer.exchange(release(self, address), server.port, 1)
  if (client % 7 === 0)
    void server.peer.exchange(buildQuery4({type: 4, ...self, ask: address}, xid++, undefined), server.port, 1)
  if (client % 5 === 0) await ask(server, {type: 3, ...self})
}

function release(self: {readonly mac: string; readonly giaddr: string}, ciaddr: string): Uint8Array {
  return buildQuery4({type: 7, ...self, ciaddr}, xid++, undefined)
}

async function start(t: TestContext, dhcp4: object, path: string) {
  const server = await startLoopback4(dhcp4)
  t.after(() => server.child.kill('SIGKILL'))
  const values = async () => {
    const {arguments: all} = await keaCommand(path, 'statistic-get-all')
    return new Map(
      Object.entries(all as Record<string, [number, string][]>).map(([name, [first]]) => [name, first![0]]),
    )
  }
  return {...server, values}
}

/** What the statistics say about the leases of both subnets. */
function leasesIn(values: ReadonlyMap<string, number>): readonly (number | undefined)[] {
  const names = ['assigned-addresses', 'declined-addresses']
  const subnets = [1, 2].flatMap(id => names.map(name => `subnet[${id}].${name}`))
  return [...names, ...subnets].map(name => values.get(name))
}

/** Breaks every connection to a database; whether what was being committed is there nobody knows. */
async function breakConnections({database}: TestLeases): Promise<void> {
  if (database === undefined) return
  const {backend, database: name} = database.target
  if (backend === 'pgsql') {
    await onServer('pgsql', `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`)
  }
  if (backend !== 'mysql') return
  await withSession(await serverTarget('mysql', 'mysql'), async session => {
    const rows = await session.query(`SELECT id FROM information_schema.processlist WHERE db = '${name}'`)
    for (const {id} of rows) await session.query(`KILL ${Number(id)}`).catch(() => {})
  })
}

/** Answers that this many milliseconds have not brought are given up. */
const PATIENCE = 2000

/** Lets all clients live while `disturb` happens again and again; answers what the statistics say when all is over. */
async function load(first: Awaited<ReturnType<typeof start>>, disturb: () => Promise<void>) {
  const peer = await PacketPeer4.open(first.replyPort, '0.0.0.0')
  let next = 1
  let busy = true
  const lives = Array.from({length: AT_ONCE}, async () => {
    while (next <= CLIENTS) await live({port: first.port, peer}, next++)
  })
  const everybody = Promise.all(lives).then(() => {
    busy = false
  })
  while (busy) {
    await disturb()
    await delay(200)
  }
  await everybody
  await peer.close()
  // The last releases and declines are not answered: wait until nothing moves.
  let said = await first.values()
  for (let before = 0; before !== said.get('pkt4-received'); ) {
    before = said.get('pkt4-received')!
    await delay(300)
    said = await first.values()
  }
  return said
}

interface Case {
  readonly kind: StoreKind
  readonly what: 'reconfigurations' | 'broken connections'
}

const cases: readonly Case[] = [
  ...(['sqlite', 'postgresql', 'mysql'] as const).map(kind => ({kind, what: 'reconfigurations'}) as const),
  ...(['postgresql', 'mysql'] as const).map(kind => ({kind, what: 'broken connections'}) as const),
]

const recovery = {'max-reconnect-tries': 50, 'reconnect-wait-time': 50, 'on-fail': 'stop-retry-exit'}

for (const {kind, what} of cases) {
  test(`${kind}: statistics are true after load and ${what}, and after a restart`, {timeout: 300_000}, async t => {
    const leases = await testLeases(kind)
    const path = join(scratchDirectory(), `statistics-${kind}-${what.slice(0, 3)}.sock`)
    const channel = {'control-socket': {'socket-type': 'unix', 'socket-name': path}}
    const database = what === 'reconfigurations' ? {} : recovery
    const dhcp4 = loopbackConfig4(leases.access, {...channel, subnet4})
    const first = await start(t, {...dhcp4, 'lease-database': {...leaseDatabase(leases.access), ...database}}, path)
    let disturbed = 0
    let said = await load(first, async () => {
      disturbed++
      if (what === 'broken connections') return disturbed > 5 ? undefined : breakConnections(leases)
      assert.equal((await keaCommand(path, 'config-reload')).result, 0)
    })

    const sum = (...names: string[]) => names.reduce((all, name) => all + said.get(`pkt4-${name}`)!, 0)
    const types = ['discover', 'request', 'release', 'decline', 'unknown'].map(type => `${type}-received`)
    assert.equal(sum('received'), sum(...types))
    assert.equal(sum('sent'), sum('ack-sent', 'nak-sent', 'offer-sent'))
    const store = await leases.open()
    const held = async () => {
      const rows = await store.counts4()
      const sum = (states: readonly number[]) =>
        rows.filter(({state}) => states.includes(state)).reduce((all, row) => all + row.leases, 0)
      return [sum([0, 1]), sum([1])]
    }
    // What a busy database has not committed yet is in neither.
    let found = await held()
    for (let tries = 0; tries < 100 && !isDeepStrictEqual(leasesIn(said).slice(0, 2), found); tries++) {
      await delay(150)
      said = await first.values()
      found = await held()
    }
    await store.close()
    assert.deepEqual(leasesIn(said).slice(0, 2), found)
    const [leased, declined] = found as [number, number]
    assert.ok(declined > 0 && leased - declined > CLIENTS / 3, `${leased} leased, ${declined} declined`)

    first.child.kill('SIGTERM')
    await first.ended
    const second = await start(t, dhcp4, path)
    assert.deepEqual(leasesIn(await second.values()), leasesIn(said))
    second.child.kill('SIGTERM')
    await second.ended
  })
}
