import assert from 'node:assert/strict'
import {copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:net'
import {join} from 'node:path'
import {after, test} from 'node:test'
import {connect as connectTls} from 'node:tls'
import type {ControlSocket} from '../../src/model/config4.ts'
import {ControlChannelError} from '../../src/net/control/channel-error.ts'
import {type ControlChannels, openControlChannels} from '../../src/net/control/channels.ts'
import type {ControlAnswer} from '../../src/ports/control.ts'
import {issueServer, makeAuthority} from '../support/certificates.ts'
import {converse, dial, httpSocket, listenTo, post, unixSocket} from '../support/control-channels.ts'
import {scratchDirectory} from '../support/databases.ts'
import {freePort} from '../support/servers.ts'

const log = {write: () => {}, enabled: () => false}
const path = (name: string) => join(scratchDirectory(), name)
const echo = '{"command":"echo"}'
const opened: ControlChannels[] = []

after(() => Promise.all(opened.map(channels => channels.close())))

async function open(sockets: readonly ControlSocket[], run?: () => Promise<void>): Promise<ControlChannels> {
  const answer = async (): Promise<ControlAnswer> => {
    await run?.()
    return {result: 0, text: 'served'}
  }
  const channels = await openControlChannels(sockets, answer, log)
  opened.push(channels)
  return channels
}

async function served(to: string | number): Promise<boolean> {
  const text = typeof to === 'string' ? echo : post(echo, ['Connection: close'])
  return (await converse(to, text)).text.includes('"served"')
}

test('new sockets open, removed ones close, others stay', async () => {
  const [a, b, port] = [path('a'), path('b'), await freePort()]
  const channels = await open([unixSocket(a), httpSocket(port)])
  const kept = dial(port)
  await new Promise(resolve => kept.once('connect', resolve))
  await channels.reconfigure([unixSocket(b)])
  assert.deepEqual([existsSync(a), existsSync(b)], [false, true])
  assert.ok(await served(b))
  assert.equal((await converse(port, post(echo))).error, 'ECONNREFUSED')
  await channels.reconfigure([unixSocket(b), unixSocket(a)])
  assert.ok((await served(a)) && (await served(b)))
  kept.destroy()
})

test('a socket that cannot be opened leaves everything as it was', async () => {
  const [a, b, port] = [path('c'), path('d'), await freePort()]
  const blocker = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => blocker.once('listening', resolve))
  const taken = (blocker.address() as {port: number}).port
  const channels = await open([unixSocket(a), httpSocket(port)])
  await assert.rejects(channels.reconfigure([unixSocket(b), httpSocket(taken)]), error => {
    assert.ok(error instanceof ControlChannelError)
    assert.equal(error.code, 'EADDRINUSE')
    assert.match(error.message, new RegExp(`http://127.0.0.1:${taken}: another program listens there; stop it`))
    return true
  })
  assert.ok((await served(a)) && (await served(port)))
  assert.ok(!existsSync(b))
  blocker.close()
})

test('an address that this host does not have', async () => {
  const sockets = [httpSocket(8000, {address: '192.0.2.77'})]
  await assert.rejects(open(sockets), /http:\/\/192\.0\.2\.77:8000: this host does not have that address/)
})

test('an address may grow while its port stays', async () => {
  const port = await freePort()
  const channels = await open([httpSocket(port)])
  await channels.reconfigure([httpSocket(port, {address: '0.0.0.0'})])
  assert.ok(await served(port))
  await assert.rejects(channels.reconfigure([httpSocket(port, {address: '192.0.2.77'})]))
  assert.ok(await served(port))
})

test('users change on an open port, and who is connected by the old rules is not any more', async () => {
  const port = await freePort()
  const channels = await open([httpSocket(port)])
  const old = dial(port)
  const heard = listenTo(old)
  old.write(post(echo))
  await new Promise(resolve => old.once('data', resolve))
  const authentication = {realm: 'r', clients: [{user: 'u', password: 'p'}]}
  await channels.reconfigure([httpSocket(port, {authentication})])
  assert.equal((await heard).text.split('"served"').length, 2)
  assert.match((await converse(port, post(echo, ['Connection: close']))).text, /^HTTP\/1.1 401/)
})

test('who waits for an answer while the rules change gets it, and no second one by the old rules', async () => {
  const port = await freePort()
  let channels: ControlChannels | undefined
  const authentication = {realm: 'r', clients: [{user: 'u', password: 'p'}]}
  channels = await open([httpSocket(port)], () => channels!.reconfigure([httpSocket(port, {authentication})]))
  const {text} = await converse(port, post(echo) + post(echo))
  assert.equal(text.split('"served"').length, 2)
})

test('a renewed certificate is taken up, a broken one is refused', async () => {
  const authority = makeAuthority(path('tls'))
  const names = ['IP:127.0.0.1']
  const [first, second] = [issueServer(authority, 'first', {names}), issueServer(authority, 'second', {names})]
  const files = {certFile: path('tls/live.pem'), keyFile: path('tls/live.key')}
  const install = (from: typeof files) => {
    copyFileSync(from.certFile, files.certFile)
    copyFileSync(from.keyFile, files.keyFile)
  }
  install(first)
  const port = await freePort()
  const socket = httpSocket(port, {tls: {...files, trustAnchor: path('tls'), certRequired: false}})
  const channels = await open([socket])
  assert.equal(await subject(port, authority.certFile), 'first')
  install(second)
  await channels.reconfigure([socket])
  assert.equal(await subject(port, authority.certFile), 'second')
  const broken: readonly (readonly [() => void, RegExp])[] = [
    [() => copyFileSync(first.keyFile, files.keyFile), /key-file \S+live.key does not belong to the certificate/],
    [() => writeFileSync(files.keyFile, 'x'), /key-file \S+live.key is no PEM private key/],
    [() => writeFileSync(files.certFile, 'x'), /cert-file \S+live.pem is no PEM certificate/],
  ]
  for (const [breakIt, message] of broken) {
    breakIt()
    await assert.rejects(channels.reconfigure([socket]), message)
    assert.equal(await subject(port, authority.certFile), 'second')
  }
  const missing = {...socket, tls: {...files, trustAnchor: path('tls/none.pem'), certRequired: true}} as ControlSocket
  await assert.rejects(channels.reconfigure([missing]), /trust-anchor \S+none.pem does not exist/)
})

function subject(port: number, ca: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({port, host: '127.0.0.1', ca: readFileSync(ca)}, () => {
      resolve(String(socket.getPeerCertificate().subject.CN))
      socket.destroy()
    })
    socket.on('error', reject)
  })
}

test('TLS may be switched on while the port stays open', async () => {
  const authority = makeAuthority(path('tls2'))
  const {certFile, keyFile} = issueServer(authority, 'server', {names: ['IP:127.0.0.1']})
  const port = await freePort()
  const channels = await open([httpSocket(port)])
  await channels.reconfigure([
    httpSocket(port, {tls: {certFile, keyFile, trustAnchor: authority.certFile, certRequired: false}}),
  ])
  assert.equal(await subject(port, authority.certFile), 'server')
  await channels.reconfigure([httpSocket(port)])
  assert.ok(await served(port))
})

test('the command that removes its own socket is answered', async () => {
  const [a, b] = [path('e'), path('f')]
  const channels = await open([unixSocket(a)], () => channels.reconfigure([unixSocket(b)]))
  assert.match((await converse(a, echo)).text, /"served"/)
  assert.ok(!existsSync(a) && existsSync(b))
})

test('a thousand changes leave no descriptor behind', async () => {
  const descriptors = () => readdirSync('/proc/self/fd').length
  const port = await freePort()
  const channels = await open([])
  const before = descriptors()
  for (let round = 0; round < 500; round++) {
    await channels.reconfigure([
      unixSocket(path('many')),
      httpSocket(port, {headers: [{name: 'X', value: `${round}`}]}),
    ])
    if (round % 100 === 0) assert.ok((await served(path('many'))) && (await served(port)))
    await channels.reconfigure([])
  }
  // What is closed is gone a little later.
  for (let tries = 0; descriptors() > before && tries < 400; tries++)
    await new Promise(resolve => setTimeout(resolve, 50))
  assert.ok(descriptors() <= before, `${before} before, ${descriptors()} after`)
})
