import assert from 'node:assert/strict'
import {once} from 'node:events'
import {copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {join} from 'node:path'
import {after, describe, test} from 'node:test'
import type {TLSSocket} from 'node:tls'
import type {HaTls} from '../../src/model/ha.ts'
import {httpPeers} from '../../src/net/ha/peers.ts'
import {PeerError} from '../../src/ports/peers.ts'
import {type Authority, type Certificate, issuePeer, makeAuthority} from '../support/certificates.ts'
import {scratchDirectory} from '../support/databases.ts'
import {answering, RawPeer, response, type Serve} from '../support/raw-peer.ts'

const directory = scratchDirectory()
const authority = makeAuthority(join(directory, 'one'))
const stranger = makeAuthority(join(directory, 'two'), 'stranger')
// None is for the address that they are used at.
const [own, theirs] = [issuePeer(authority, 'server1'), issuePeer(authority, 'server2')]
const foreign = issuePeer(stranger, 'server1')
const expired = issuePeer(authority, 'late', {expired: true})

const ask = {body: '{ "command": "ha-heartbeat" }', timeout: 10_000, longest: 1000}
const tls = (certificate: Certificate, trust: Certificate = authority): HaTls => ({
  trustAnchor: trust.certFile,
  certFile: certificate.certFile,
  keyFile: certificate.keyFile,
})

const open: {close(): unknown}[] = []
after(async () => {
  for (const one of open.reverse()) await one.close()
})
const kept = <T extends {close(): unknown}>(one: T): T => {
  open.push(one)
  return one
}

/** A listener that asks for certificates of the authority. */
async function secure(serve: Serve, certificate: Certificate = theirs, from: Authority = authority): Promise<RawPeer> {
  const read = (path: string) => readFileSync(path)
  const files = {ca: read(from.certFile), cert: read(certificate.certFile), key: read(certificate.keyFile)}
  return kept(await RawPeer.open(serve, {...files, requestCert: true}))
}

async function failure(asked: Promise<string>): Promise<PeerError> {
  const got = await asked.catch((error: unknown) => error)
  assert.ok(got instanceof PeerError, String(got))
  assert.doesNotMatch(got.message, /\n|SSL routines/)
  return got
}

describe('a line over TLS', () => {
  test('shows its certificate, takes any of the trust anchor, and keeps the connection', async () => {
    let subject: unknown
    const raw = await secure(socket => {
      subject = (socket as TLSSocket).getPeerCertificate().subject.CN
      socket.write(response('[]'))
    })
    const line = kept(httpPeers.open(raw.peer({}, tls(own)), 1))
    for (let times = 0; times < 3; times++) assert.equal(await line.ask(ask), '[]')
    assert.deepEqual([subject, raw.accepted], ['server1', 1])
  })

  test('begins each connection anew: Kea ends those that go on with a former session', async () => {
    const again: boolean[] = []
    const raw = await secure(socket => {
      again.push((socket as TLSSocket).isSessionReused())
      socket.end(response('[]'))
    })
    const line = kept(httpPeers.open(raw.peer({}, tls(own)), 1))
    for (let times = 0; times < 3; times++) assert.equal(await line.ask(ask), '[]')
    assert.ok(again.length >= 3 && !again.includes(true), again.join(' '))
  })

  test('sends once more what meets a connection that has just ended', async () => {
    const raw = await secure((socket, {number}) => {
      if (number === 1) socket.write(response('[]'))
      else if (raw.requests % 2 === 0) socket.end()
      else socket.destroy()
    })
    const line = kept(httpPeers.open(raw.peer({}, tls(own)), 1))
    for (let times = 0; times < 5; times++) assert.equal(await line.ask(ask), '[]')
    assert.deepEqual([raw.requests, raw.accepted], [9, 5])
  })

  test('takes a directory of trust anchors', async () => {
    const anchors = join(directory, 'anchors')
    mkdirSync(anchors)
    for (const {certFile, name} of [authority, stranger]) copyFileSync(certFile, join(anchors, `${name}.pem`))
    const raw = await secure(answering('[]'))
    const line = kept(httpPeers.open(raw.peer({}, {...tls(own), trustAnchor: anchors}), 1))
    assert.equal(await line.ask(ask), '[]')
  })

  test('says what is wrong with certificates', async () => {
    const raw = await secure(answering('[]'))
    const late = await secure(answering('[]'), expired)
    const clear = kept(createServer().listen(0, '127.0.0.1'))
    await once(clear, 'listening')
    const cases = [
      [raw, tls(own, stranger), /^its certificate is not accepted: (self.signed|unable)/],
      [late, tls(own), /^its certificate is not accepted: .*expired/],
      [raw, tls(foreign), /^no TLS with it: .*unknown ca|ended the connection/],
      [raw, tls(expired), /^no TLS with it: .*expired|ended the connection/],
      [raw, undefined, /ended the connection/],
    ] as const
    for (const [peer, files, reason] of cases) {
      const line = kept(httpPeers.open(peer.peer({}, files), 1))
      assert.match((await failure(line.ask(ask))).message, reason)
    }
    const url = {text: '', address: '127.0.0.1', port: (clear.address() as AddressInfo).port}
    const line = kept(httpPeers.open(raw.peer({url}, tls(own)), 1))
    assert.equal((await failure(line.ask(ask))).message, 'no TLS with it: wrong version number')
  })

  test('has an end when a handshake has none', async () => {
    const silent = kept(await RawPeer.open(() => {}))
    const line = kept(httpPeers.open(silent.peer({}, tls(own)), 1))
    assert.equal((await failure(line.ask({...ask, timeout: 200}))).code, 'TIMEOUT')
  })
})

describe('the files of TLS', () => {
  const files = join(directory, 'own')
  const paths: HaTls = {
    trustAnchor: join(files, 'ca.pem'),
    certFile: join(files, 'cert.pem'),
    keyFile: join(files, 'key.pem'),
  }
  const put = (certificate: Certificate, trust: Certificate) => {
    rmSync(files, {recursive: true, force: true})
    mkdirSync(files)
    copyFileSync(trust.certFile, paths.trustAnchor)
    copyFileSync(certificate.certFile, paths.certFile)
    copyFileSync(certificate.keyFile, paths.keyFile)
  }

  test('are named when they cannot be used', async () => {
    const raw = await secure(answering('[]'))
    const cases = [
      ['trustAnchor', () => rmSync(paths.trustAnchor), /trust-anchor .*ca\.pem does not exist$/],
      ['certFile', () => writeFileSync(paths.certFile, 'x'), /cert-file .*cert\.pem is no PEM certificate$/],
      ['keyFile', () => copyFileSync(theirs.keyFile, paths.keyFile), /key-file .*key\.pem does not belong to /],
    ] as const
    for (const [, spoil, words] of cases) {
      put(own, authority)
      spoil()
      const isIt = (error: unknown) => error instanceof PeerError && error.code === 'TLS' && words.test(error.message)
      assert.throws(() => httpPeers.open(raw.peer({}, paths), 1), isIt)
    }
  })

  test('are read anew for connections to come, unless they cannot be used', async () => {
    put(own, authority)
    const subjects: unknown[] = []
    const raw = await secure(socket => {
      subjects.push((socket as TLSSocket).getPeerCertificate().subject.CN)
      socket.write(response('[]'))
    })
    const line = kept(httpPeers.open(raw.peer({}, paths), 1))
    await line.ask(ask)
    rmSync(paths.keyFile)
    assert.throws(() => line.renew(), PeerError)
    await line.ask(ask)
    assert.equal(raw.accepted, 1)
    put(theirs, authority)
    line.renew()
    await line.ask(ask)
    assert.deepEqual([subjects, raw.accepted], [['server1', 'server1', 'server2'], 2])
  })
})
