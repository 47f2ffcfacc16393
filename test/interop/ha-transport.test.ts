import assert from 'node:assert/strict'
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {after, describe, test} from 'node:test'
import {readPeerAnswer} from '../../src/ha/messages/answer.ts'
import {readHeartbeat} from '../../src/ha/messages/heartbeat.ts'
import type {HaPeer} from '../../src/model/ha.ts'
import {defaultLineLimits, HttpLine} from '../../src/net/ha/line.ts'
import {httpPeers} from '../../src/net/ha/peers.ts'
import {PeerError} from '../../src/ports/peers.ts'
import {issuePeer, makeAuthority} from '../support/certificates.ts'
import {scratchDirectory} from '../support/databases.ts'
import {peer} from '../support/ha.ts'
import {type HaParameters, haLibraries, ownListener, startKeaHa4} from '../support/kea-ha4.ts'
import type {Kea4} from '../support/kea4.ts'
import {loopbackConfig4, startLoopback4} from '../support/loopback4.ts'
import {freePort} from '../support/servers.ts'
import {TcpProxy} from '../support/tcp-proxy.ts'

const directory = scratchDirectory()
const heartbeat = '{ "command": "ha-heartbeat", "service": [ "dhcp4" ] }'
const ask = {body: heartbeat, timeout: 10_000, longest: 100_000}

const ending: (() => unknown)[] = []
after(async () => {
  for (const end of ending.reverse()) await end()
})

function at(port: number, change: Partial<HaPeer> = {}): HaPeer {
  const url = {text: '', tls: change.tls !== undefined, address: '127.0.0.1', port}
  return peer('server1', 'primary', {url, ...change})
}

/** As relationships of Kea and keats have it. */
const peers = <Peer extends {readonly url: string}>(first: Peer, second: Peer) => [
  {name: 'server1', role: 'primary', ...first},
  {name: 'server2', role: 'standby', ...second},
]
const nobody = {url: 'http://127.0.0.1:9/'}
const hotStandby = <More extends Pick<HaParameters, 'peers'>>(own: string, more: More) => ({
  'this-server-name': own,
  mode: 'hot-standby',
  ...more,
})

function assertHeartbeat(body: string): void {
  const answer = readPeerAnswer(body)
  assert.ok(typeof answer !== 'string', body)
  assert.equal(typeof readHeartbeat(answer), 'object', body)
}

async function until(what: string, isSo: () => boolean, log: () => string): Promise<void> {
  for (const end = Date.now() + 40_000; !isSo(); ) {
    assert.ok(Date.now() < end, `not ${what}: ${log().slice(-3000)}`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

/** One that is alone, on a port of its own. */
async function alone(more: object = {}): Promise<{readonly kea: Kea4; readonly port: number}> {
  const port = await freePort()
  const url = {url: `http://127.0.0.1:${port}/`}
  const kea = await startKeaHa4(hotStandby('server1', {peers: peers(url, nobody), ...more}))
  return {kea, port}
}

// One of them waits for half a minute, the others need not wait for it.
describe('beside the real Kea', {concurrency: true}, () => {
  test('answers on connections that stay, as many as are allowed', async () => {
    const {kea, port} = await alone()
    ending.push(() => kea.stop())
    const between = await TcpProxy.open('127.0.0.1', port)
    const line = httpPeers.open(at(between.port), 4)
    ending.push(
      () => between.close(),
      () => line.close(),
    )
    const answers = await Promise.all(Array.from({length: 200}, () => line.ask(ask)))
    for (const body of answers) assertHeartbeat(body)
    assert.equal(between.connections, 4)
  })

  test('forbids what is not for partners, in a body that is none of an answer', async () => {
    const {kea, port} = await alone({'restrict-commands': true})
    ending.push(() => kea.stop())
    const line = httpPeers.open(at(port), 1)
    ending.push(() => line.close())
    assertHeartbeat(await line.ask(ask))
    const body = await line.ask({...ask, body: '{ "command": "ha-scopes", "service": [ "dhcp4" ] }'})
    assert.equal(readPeerAnswer(body), 'the response is no list: Forbidden')
    assertHeartbeat(await line.ask(ask))
  })

  test('ends connections at rest after half a minute, which loses no request', async () => {
    const {kea, port} = await alone()
    ending.push(() => kea.stop())
    const [careful, careless] = [at(port), at(port)].map(
      (one, index) => new HttpLine(one, 1, {...defaultLineLimits, idle: index === 0 ? defaultLineLimits.idle : 60_000}),
    )
    for (const line of [careful!, careless!]) {
      ending.push(() => line.close())
      assertHeartbeat(await line.ask(ask))
    }
    // Kea's own time is thirty seconds.
    await new Promise(resolve => setTimeout(resolve, 30_500))
    for (const line of [careful!, careless!]) assertHeartbeat(await line.ask(ask))
  })

  test('is found again when Kea is', async () => {
    const {kea, port} = await alone()
    const line = httpPeers.open(at(port), 3)
    ending.push(() => line.close())
    const all = () => Promise.all([1, 2, 3].map(() => line.ask(ask)))
    await all()
    await kea.stop()
    for (const result of await Promise.allSettled([line.ask(ask), line.ask(ask)])) {
      const reason = result.status === 'rejected' && (result.reason as PeerError)
      assert.ok(reason instanceof PeerError && reason.code === 'ECONNREFUSED', String(reason))
    }
    const url = {url: `http://127.0.0.1:${port}/`}
    const again = await startKeaHa4(hotStandby('server1', {peers: peers(url, nobody)}))
    ending.push(() => again.stop())
    for (const body of await all()) assertHeartbeat(body)
  })

  const authority = makeAuthority(join(directory, 'tls'))
  const stranger = makeAuthority(join(directory, 'stranger'), 'stranger')
  const files = (certificate: {readonly certFile: string; readonly keyFile: string}) => ({
    'trust-anchor': authority.certFile,
    'cert-file': certificate.certFile,
    'key-file': certificate.keyFile,
  })

  test('the real Kea takes those of its trust anchor, and no others', async () => {
    const port = await freePort()
    const url = {url: `https://127.0.0.1:${port}/`}
    const own = files(issuePeer(authority, 'server1'))
    const kea = await startKeaHa4(hotStandby('server1', {...own, peers: peers(url, {url: 'https://127.0.0.1:9/'})}))
    ending.push(() => kea.stop())
    const trustAnchor = authority.certFile
    const good = httpPeers.open(at(port, {tls: {trustAnchor, ...issuePeer(authority, 'client')}}), 2)
    const foreign = httpPeers.open(at(port, {tls: {trustAnchor, ...issuePeer(stranger, 'client')}}), 1)
    const clear = httpPeers.open(at(port), 1)
    ending.push(...[good, foreign, clear].map(line => () => line.close()))
    for (const body of await Promise.all([1, 2, 3, 4].map(() => good.ask(ask)))) assertHeartbeat(body)
    await assert.rejects(foreign.ask(ask), PeerError)
    await assert.rejects(clear.ask(ask), PeerError)
  })

  // Kea's own example has http there, and TLS is spoken.
  for (const scheme of ['https', 'http'])
    test(`the real Kea and keats are a pair over TLS by their files, under ${scheme}, each with its credentials`, async () => {
      const [first, second] = [await freePort(), await freePort()]
      // Kea takes the line end of the file for a part of the password.
      const file = join(directory, 'password')
      writeFileSync(file, 'first: ü\n')
      const given = scheme === 'http' ? {'basic-auth-password-file': file} : {'basic-auth-password': 'first: ü'}
      const common = {
        'heartbeat-delay': 200,
        'multi-threading': ownListener,
        'require-client-certs': true,
        peers: peers(
          {url: `${scheme}://127.0.0.1:${first}/`, 'basic-auth-user': 'one', ...given},
          {url: `${scheme}://127.0.0.1:${second}/`, 'basic-auth-user': 'two', 'basic-auth-password': 'second'},
        ),
      }
      const [one, two] = [files(issuePeer(authority, 'one')), files(issuePeer(authority, 'two'))]
      const memory = {type: 'memfile', persist: false} as const
      const keats = await startLoopback4(
        loopbackConfig4(memory as never, {
          'multi-threading': {'enable-multi-threading': true},
          'hooks-libraries': haLibraries(hotStandby('server1', {...one, ...common})),
        }),
      )
      let log = ''
      keats.child.stdout!.on('data', chunk => {
        log += String(chunk)
      })
      keats.child.stderr!.on('data', chunk => {
        log += String(chunk)
      })
      ending.push(async () => {
        keats.child.kill('SIGTERM')
        await keats.ended
      })
      const kea = await startKeaHa4(hotStandby('server2', {...two, ...common}))
      ending.push(() => kea.stop())
      await until(
        'keats in hot-standby',
        () => log.includes('to hot-standby'),
        () => log,
      )
      await until('Kea in hot-standby', () => kea.output().includes('to HOT-STANDBY'), kea.output)

      // Whoever comes to keats needs both.
      const tls = {trustAnchor: authority.certFile, ...issuePeer(authority, 'client')}
      const known = {user: 'one', password: 'first: ü'}
      const bodies: string[] = []
      for (const basicAuth of [known, {...known, password: 'second'}, undefined]) {
        const line = httpPeers.open(at(first, {tls, basicAuth}), 1)
        bodies.push(await line.ask(ask))
        line.close()
      }
      assertHeartbeat(bodies[0]!)
      assert.deepEqual(bodies.slice(1), Array(2).fill('{ "result": 401, "text": "Unauthorized" }'))
      const stranded = httpPeers.open(at(first, {tls: {...tls, ...issuePeer(stranger, 'x')}, basicAuth: known}), 1)
      await assert.rejects(stranded.ask(ask), PeerError)
      stranded.close()
      assert.ok(!log.includes('first: ü') && !log.includes('second:'))
    })

  test('a real kea-ctrl-agent in front of a peer asks for its credentials', async () => {
    const [port, socket] = [await freePort(), join(directory, 'kea.sock')]
    const control = {'control-socket': {'socket-type': 'unix', 'socket-name': socket}}
    const url = {url: `http://127.0.0.1:${await freePort()}/`}
    const kea = await startKeaHa4(hotStandby('server1', {peers: peers(url, nobody)}), control)
    ending.push(() => kea.stop())
    const file = join(directory, 'agent.conf')
    const authentication = {type: 'basic', realm: 'kea-control-agent', clients: [{user: 'ha', password: 's3cret'}]}
    const sockets = {dhcp4: {'socket-type': 'unix', 'socket-name': socket}}
    const config = {'http-host': '127.0.0.1', 'http-port': port, authentication, 'control-sockets': sockets}
    writeFileSync(file, JSON.stringify({'Control-agent': config}))
    const env = {...process.env, KEA_PIDFILE_DIR: directory, KEA_LOCKFILE_DIR: 'none'}
    const agent = spawn('kea-ctrl-agent', ['-c', file], {env, stdio: 'ignore'})
    ending.push(async () => {
      agent.kill('SIGTERM')
      if (agent.exitCode === null) await once(agent, 'exit')
    })
    const line = httpPeers.open(at(port, {basicAuth: {user: 'ha', password: 's3cret'}}), 2)
    ending.push(() => line.close())
    let body: string | undefined
    for (let tries = 0; body === undefined && tries < 1500; tries++) {
      body = await line.ask(ask).catch(() => undefined)
      await new Promise(resolve => setTimeout(resolve, 20))
    }
    assertHeartbeat(body!)
    const refused = '{ "result": 401, "text": "Unauthorized" }'
    for (const basicAuth of [undefined, {user: 'ha', password: 'x'}]) {
      const wrong = httpPeers.open(at(port, {basicAuth}), 1)
      assert.equal(await wrong.ask(ask), refused)
      assert.equal(await wrong.ask(ask), refused)
      wrong.close()
    }
  })
})
