import assert from 'node:assert/strict'
import {readFileSync} from 'node:fs'
import {connect, type Socket} from 'node:net'
import {after, before, test} from 'node:test'
import {httpPeers} from '../../src/net/ha/peers.ts'
import type {PeerLine} from '../../src/ports/peers.ts'
import {peer} from '../support/ha.ts'
import {hostileBodies, hostileHeartbeats} from '../support/hostile-bodies.ts'
import {hostileResponses} from '../support/hostile-responses.ts'
import {type LoopbackServer4, loopbackConfig4, macOf, openClients4, startLoopback4} from '../support/loopback4.ts'
import {answering, RawPeer, response, type Serve} from '../support/raw-peer.ts'
import {freePort} from '../support/servers.ts'

type Commands = 'ha-heartbeat' | 'lease4-update' | 'others'

let server: LoopbackServer4
let raw: RawPeer
let own: number
let log = ''
const good: Readonly<Record<Commands, Serve>> = {
  'ha-heartbeat': socket => {
    const report = {'date-time': new Date().toUTCString(), scopes: [], state: 'ready', 'unsent-update-count': 0}
    socket.write(response(JSON.stringify([{result: 0, arguments: report}])))
  },
  'lease4-update': answering('[ { "result": 0 } ]'),
  others: answering('[ { "result": 3, "arguments": { "count": 0, "leases": [  ] } } ]'),
}
/** What the partner does now, and how many of each command came. */
let now = {...good}
const came = {'ha-heartbeat': 0, 'lease4-update': 0, others: 0}
/** Bodies of updates. */
let updates: string[] = []

before(async () => {
  raw = await RawPeer.open((socket, request) => {
    const {command} = JSON.parse(request.body) as {command: string}
    const kind = command === 'ha-heartbeat' || command === 'lease4-update' ? command : 'others'
    came[kind]++
    if (kind === 'lease4-update') updates.push(request.body)
    now[kind](socket, request)
  })
  own = await freePort()
  server = await startLoopback4(loopbackConfig4({type: 'memfile', persist: false} as never, relationship()))
  for (const stream of [server.child.stdout!, server.child.stderr!]) {
    stream.on('data', chunk => {
      log += String(chunk)
    })
  }
  await until('hot-standby', () => /HA_STATE_TRANSITION .*to hot-standby/.test(log))
})
after(async () => {
  // Before the server: its updates under way would have their ten seconds.
  await raw.close()
  server.child.kill('SIGTERM')
  const {stderr} = await server.ended
  assert.doesNotMatch(stderr, /unhandled|warning| {4}at /i)
})

function relationship(): object {
  const peers = [
    {name: 'server1', url: `http://127.0.0.1:${own}/`, role: 'primary'},
    {name: 'server2', url: `http://127.0.0.1:${raw.port}/`, role: 'standby'},
  ]
  const threads = {'enable-multi-threading': true, 'http-dedicated-listener': true, 'http-client-threads': 8}
  const ha = {
    'this-server-name': 'server1',
    mode: 'hot-standby',
    'heartbeat-delay': 10,
    'max-response-delay': 60_000,
    'max-rejected-lease-updates': 0,
    'multi-threading': threads,
    peers,
  }
  const hooks = '/usr/lib/x86_64-linux-gnu/kea/hooks'
  return {
    'multi-threading': {'enable-multi-threading': true},
    'hooks-libraries': [
      {library: `${hooks}/libdhcp_lease_cmds.so`},
      {library: `${hooks}/libdhcp_ha.so`, parameters: {'high-availability': [ha]}},
    ],
  }
}

const bounds = {timeout: 15_000, longest: 10_000}

/** To the server's own listener, as a partner comes. */
function listener(): PeerLine {
  const url = {text: '', address: '127.0.0.1', port: own}
  return httpPeers.open(peer('server1', 'primary', {url}), 1)
}

async function until(what: string, isSo: () => boolean): Promise<void> {
  for (const end = Date.now() + 20_000; !isSo(); ) {
    assert.ok(Date.now() < end, `not ${what}: ${log.slice(-1000)}`)
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

const failures = () => log.split(/HA_HEARTBEAT_(?:COMMUNICATIONS_)?FAILED/).length - 1
const memory = () =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${server.child.pid}/status`, 'utf8'))![1]) / 1024

/** A failed heartbeat in the log, and the next good one is heard. */
async function misses(name: string, serve: Serve): Promise<void> {
  const [failed, beats] = [failures(), came['ha-heartbeat']]
  now['ha-heartbeat'] = serve
  await until(`failed of ${name}`, () => failures() > failed && came['ha-heartbeat'] > beats)
  now = {...good}
  const heard = came['ha-heartbeat']
  await until(`going on after ${name}`, () => came['ha-heartbeat'] > heard)
}

test('every malformed response to a heartbeat is a failed heartbeat, and they go on', async () => {
  const quick = hostileResponses.filter(({code}) => !code.test('TIMEOUT'))
  for (const {name, serve} of quick) await misses(name, serve)
  for (const body of [...hostileBodies, ...hostileHeartbeats]) await misses(body.slice(0, 100), answering(body))
  // The time for an answer is ten seconds; that of one is enough here.
  await misses('a slow one', hostileResponses.find(({name}) => name === 'a body byte by byte')!.serve)
  const all = quick.length + hostileBodies.length + hostileHeartbeats.length + 1
  await until('failed as often', () => failures() >= all)
})

test('every malformed response to an update leaves its client unanswered, and no other', async () => {
  const serves = [...hostileResponses.map(({serve}) => serve), ...hostileBodies.map(answering)]
  const hosts = serves.map((_, client) => Buffer.from(macOf(client)).toString('hex', 0, 6).match(/../g)!.join(':'))
  updates = []
  now['lease4-update'] = (socket, request) => {
    const client = hosts.findIndex(host => request.body.includes(host))
    const serve = serves[client] ?? good['lease4-update']
    serve(socket, request)
  }
  const clients = await openClients4(server, 5000)
  const leased = await Promise.all(serves.map((_, client) => clients.lease(client)))
  await clients.close()
  assert.deepEqual(
    leased,
    serves.map(() => undefined),
  )
  for (const host of hosts) await until(`an update of ${host}`, () => updates.some(body => body.includes(host)))
  await until('a failure told', () => log.includes('HA_LEASE_UPDATE_COMMUNICATIONS_FAILED'))
  const patient = await openClients4(server)
  assert.ok(await patient.lease(1000), 'a client whose update is acknowledged')
  now = {...good}
  assert.ok(await patient.lease(0), 'the first one again')
  await patient.close()
})

test('every malformed page of leases ends a synchronization, and the next one is well', async () => {
  const line = listener()
  const body = '{ "arguments": { "server-name": "server2" }, "command": "ha-sync", "service": [ "dhcp4" ] }'
  const sync = async () => (JSON.parse(await line.ask({body, ...bounds})) as {result: number; text: string}[])[0]!
  const quick = hostileResponses.filter(({code}) => !code.test('TIMEOUT')).map(({serve}) => serve)
  for (const serve of [...quick, ...hostileBodies.map(answering)]) {
    now.others = (socket, request) => {
      const isPage = request.body.includes('lease4-get-page')
      return (isPage ? serve : good.others)(socket, request)
    }
    const {result, text} = await sync()
    assert.equal(result, 1, text)
  }
  now = {...good}
  assert.equal((await sync()).result, 0)
  line.close()
})

test('connections that a partner holds open keep none of its commands out', async () => {
  const held: Socket[] = []
  for (let count = 0; count < 300; count++) {
    const socket = connect(own, '127.0.0.1')
    socket.on('error', () => {})
    socket.write(count % 2 === 0 ? 'POST / HTTP/1.1\r\nContent-Length: 100\r\n' : '')
    held.push(socket)
  }
  const line = listener()
  const body = '{ "command": "ha-heartbeat", "service": [ "dhcp4" ] }'
  assert.match(await line.ask({body, ...bounds}), /^\[ \{ "arguments": .*"state": "hot-standby"/)
  line.close()
  for (const socket of held) socket.destroy()
})

test('none of it is kept in memory, and the server is well', async () => {
  const before = memory()
  const endless = hostileResponses.filter(({name}) => name.endsWith('without end') && !name.startsWith('patience'))
  for (let round = 0; round < 30; round++) await misses('endless', endless[round % endless.length]!.serve)
  assert.ok(memory() - before < 150, `${before} MB, then ${memory()} MB`)
  assert.ok(memory() < 500, `${memory()} MB`)
  // What a partner says is quoted, not obeyed.
  assert.ok(!log.includes('\u001b') && !log.includes('\0') && log.includes('[2J'))
  await until('without connections that nobody needs', () => raw.sockets.size <= 10)
})
