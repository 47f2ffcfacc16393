import assert from 'node:assert/strict'
import {readFileSync} from 'node:fs'
import {Agent, request as httpRequest} from 'node:http'
import {request as httpsRequest, type RequestOptions} from 'node:https'
import {join} from 'node:path'
import {after, before, test} from 'node:test'
import type {HttpControlSocket} from '../../src/model/config4.ts'
import {issueClient, issueServer, makeAuthority} from '../support/certificates.ts'
import {
  converse,
  dial,
  httpSocket,
  listenTo,
  post,
  startChannels,
  type TestChannels,
} from '../support/control-channels.ts'
import {scratchDirectory} from '../support/databases.ts'
import {freePort} from '../support/servers.ts'

const directory = join(scratchDirectory(), 'tls')
const authority = makeAuthority(directory)
const stranger = makeAuthority(join(directory, 'stranger'), 'stranger')
const server = issueServer(authority, 'server', {names: ['IP:127.0.0.1']})
const own = issueClient(authority, 'client')
const expired = issueClient(authority, 'late', {expired: true})
const foreign = issueClient(stranger, 'client')

const tls = (certRequired: boolean): Partial<HttpControlSocket> => ({
  tls: {trustAnchor: authority.certFile, certFile: server.certFile, keyFile: server.keyFile, certRequired},
})
const authentication = {
  realm: 'the "realm"',
  clients: [
    {user: 'anna', password: 'hush:hush'},
    {user: 'zoë', password: 'x'},
  ],
}

const ports: number[] = []
const strict: number[] = []
let channels: TestChannels
/** With short times, for clients that are meant to be too slow. */
let impatient: TestChannels

before(async () => {
  for (let index = 0; index < 5; index++) ports.push(await freePort())
  for (let index = 0; index < 2; index++) strict.push(await freePort())
  const headers = [{name: 'Strict-Transport-Security', value: 'max-age=31536000'}]
  channels = await startChannels(
    [
      httpSocket(ports[0]!, {headers}),
      httpSocket(ports[1]!, {authentication}),
      httpSocket(ports[2]!, {...tls(true), authentication}),
      httpSocket(ports[3]!, tls(false)),
      httpSocket(ports[4]!, {authentication, allowed: new Set(['echo'])}),
    ],
    {linger: 500},
  )
  const short = {silence: 300, command: 1000, idle: 400, linger: 300}
  impatient = await startChannels([httpSocket(strict[0]!), httpSocket(strict[1]!, tls(true))], short)
})
after(() => Promise.all([channels.close(), impatient.close()]))

const echo = '{"command":"echo"}'

interface Response {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

function ask(port: number, body: string, options: RequestOptions = {}, secure = false): Promise<Response> {
  const headers = {'Content-Type': 'application/json', ...options.headers}
  return new Promise((resolve, reject) => {
    const send = secure ? httpsRequest : httpRequest
    const request = send({host: '127.0.0.1', port, method: 'POST', agent: false, ...options, headers}, response => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', piece => {
        text += piece
      })
      response.on('end', () => resolve({status: response.statusCode!, headers: response.headers, body: text}))
    })
    request.on('error', reject)
    request.end(body)
  })
}

const basic = (secret: string) => ({headers: {Authorization: `Basic ${Buffer.from(secret).toString('base64')}`}})

test('the answer stands in a list, with its length and the configured headers', async () => {
  const {status, headers, body} = await ask(ports[0]!, echo)
  assert.equal(status, 200)
  assert.equal(body, '[ { "arguments": { "channel": "http", "remote": "127.0.0.1" }, "result": 0, "text": "echo" } ]')
  assert.equal(headers['content-type'], 'application/json')
  assert.equal(headers['content-length'], String(body.length))
  assert.equal(headers['strict-transport-security'], 'max-age=31536000')
})

test('a long answer has its length too', async () => {
  const {headers, body} = await ask(ports[0]!, '{"command":"big","arguments":100000}')
  assert.equal(headers['content-length'], String(body.length))
  assert.equal((JSON.parse(body) as {arguments: unknown[]}[])[0]!.arguments.length, 100_000)
})

test('several commands come and go on one connection', async () => {
  const agent = new Agent({keepAlive: true, maxSockets: 1})
  for (const round of [1, 2, 3]) {
    const {body} = await ask(ports[0]!, `{"command":"round ${round}"}`, {agent})
    assert.match(body, new RegExp(`round ${round}`))
  }
  assert.equal(Object.values(agent.freeSockets).flat().length, 1)
  agent.destroy()
})

test('commands sent ahead are answered in their order, but not without end', async () => {
  const slow = post('{"command":"slow","arguments":100}')
  const few = await converse(ports[0]!, slow + post(echo, ['Connection: close']))
  assert.ok(few.text.indexOf('"slow"') < few.text.indexOf('"echo"') && few.text.includes('"echo"'))
  const many = await converse(ports[0]!, post('{"command":"slow","arguments":300}') + post(echo).repeat(40))
  assert.ok(many.text.split('"echo"').length < 20)
})

test('any path, any spelling of the content type, HTTP/1.0, chunks, expectations', async () => {
  for (const type of ['Application/JSON', 'application/json; charset=utf-8']) {
    assert.equal((await ask(ports[0]!, echo, {path: '/any?x=1', headers: {'Content-Type': type}})).status, 200)
  }
  const old = `POST / HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: ${echo.length}\r\n\r\n${echo}`
  assert.match((await converse(ports[0]!, old)).text, /"text": "echo"/)
  assert.equal((await ask(ports[0]!, echo, {headers: {'Transfer-Encoding': 'chunked'}})).status, 200)
  assert.equal((await ask(ports[0]!, echo, {headers: {Expect: '100-continue'}})).status, 200)
})

test('what is no command over HTTP is a bad request', async () => {
  const bad = '{ "result": 400, "text": "Bad Request" }'
  const cases: readonly (readonly [string, RequestOptions])[] = [
    [echo, {method: 'PUT'}],
    ['', {method: 'GET'}],
    [echo, {headers: {'Content-Type': 'text/plain'}}],
    ['xyz', {}],
    ['{"command":', {}],
    ['', {}],
    ['[[]', {}],
  ]
  for (const [body, options] of cases) {
    const response = await ask(ports[0]!, body, options)
    assert.deepEqual([response.status, response.body], [400, bad], body)
    assert.equal(response.headers['strict-transport-security'], 'max-age=31536000')
  }
  const head = await ask(ports[0]!, '', {method: 'HEAD'})
  assert.deepEqual([head.status, head.body], [400, ''])
  for (const noise of ['garbage\r\n\r\n', 'POST / HTTP/9.9\r\n\r\n', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03']) {
    const {text} = await converse(ports[0]!, noise)
    assert.ok(text.startsWith('HTTP/1.1 400 Bad Request') && text.endsWith(bad), text)
  }
})

test('headers and bodies have a longest length', async () => {
  const long = await converse(ports[0]!, `POST / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)
  assert.match(long.text, /^HTTP\/1.1 431 /)
  const {status, body} = await ask(ports[0]!, `{"a":"${'x'.repeat(17 * 1024 * 1024)}"}`)
  assert.deepEqual([status, body], [413, '{ "result": 413, "text": "Payload Too Large" }'])
})

test('without the right credentials nobody gets through', async () => {
  const wrong = [{}, basic('anna:hush'), basic('anna'), basic(':'), {headers: {Authorization: 'Bearer x'}}]
  for (const options of wrong) {
    const {status, headers, body} = await ask(ports[1]!, echo, options)
    assert.deepEqual([status, body], [401, '{ "result": 401, "text": "Unauthorized" }'])
    assert.equal(headers['www-authenticate'], 'Basic realm="the \\"realm\\""')
  }
  const {commands} = await channels.measure()
  const {status, body} = await ask(ports[1]!, echo, basic('anna:hush:hush'))
  assert.equal(status, 200)
  assert.match(body, /"user": "anna"/)
  assert.equal((await channels.measure()).commands, commands + 1)
})

test('a listener for partners forbids other commands, as Kea, and the connection goes on', async () => {
  const agent = new Agent({keepAlive: true, maxSockets: 1})
  const login = {agent, ...basic('anna:hush:hush')}
  const body = '{ "result": 403, "text": "Forbidden" }'
  for (const name of ['shutdown', 'config-get', '__proto__', '', 'ECHO']) {
    const {status, ...answer} = await ask(ports[4]!, JSON.stringify({command: name}), login)
    assert.deepEqual([status, answer.body, answer.headers['content-length']], [403, body, String(body.length)], name)
  }
  assert.equal((await ask(ports[4]!, echo, login)).status, 200)
  assert.equal(Object.values(agent.freeSockets).flat().length, 1)
  assert.equal((await ask(ports[4]!, '{"command":"shutdown"}')).status, 401)
  agent.destroy()
})

test('a login beyond ASCII is known as tools write it, and as Kea does', async () => {
  const login = (letter: string) => Buffer.from(`7a6f${letter}3a78`, 'hex')
  const [plain, kea, latin1] = [login('c3ab'), login('c383c2ab'), login('eb')]
  const status = async (secret: Buffer) => {
    const headers = {Authorization: `Basic ${secret.toString('base64')}`}
    return (await ask(ports[1]!, echo, {headers})).status
  }
  assert.deepEqual([await status(plain), await status(kea), await status(latin1)], [200, 200, 401])
})

test('who is refused may try again on the same connection', async () => {
  const agent = new Agent({keepAlive: true, maxSockets: 1})
  assert.equal((await ask(ports[1]!, echo, {agent})).status, 401)
  assert.equal((await ask(ports[1]!, echo, {agent, ...basic('anna:hush:hush')})).status, 200)
  agent.destroy()
})

test('a long body of a stranger is not read', async () => {
  const socket = dial(ports[1]!)
  const heard = listenTo(socket)
  socket.write('POST / HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 100000000\r\n\r\n{')
  const {text} = await heard
  assert.match(text, /^HTTP\/1.1 401 Unauthorized/)
})

const read = (file: string) => readFileSync(file)
const secure = (certificate: typeof own | undefined, more: object = {}): RequestOptions => ({
  ca: read(authority.certFile),
  ...(certificate === undefined ? {} : {cert: read(certificate.certFile), key: read(certificate.keyFile)}),
  ...more,
})

test('TLS with client certificates, and credentials on top', async () => {
  const {status, body} = await ask(ports[2]!, echo, secure(own, basic('anna:hush:hush')), true)
  assert.equal(status, 200)
  assert.match(body, /"text": "echo"/)
  assert.equal((await ask(ports[2]!, echo, secure(own), true)).status, 401)
})

test('a client certificate that is missing, foreign or expired gets no answer', async () => {
  const {commands} = await channels.measure()
  for (const certificate of [undefined, foreign, expired]) {
    await assert.rejects(
      ask(ports[2]!, echo, secure(certificate, basic('anna:hush:hush')), true),
      /alert|ECONNRESET|EPIPE|hang up|disconnected/,
    )
  }
  assert.equal((await channels.measure()).commands, commands)
})

test('without cert-required clients need no certificate', async () => {
  assert.equal((await ask(ports[3]!, echo, secure(undefined), true)).status, 200)
})

test('clear text on the port of TLS is no command', async () => {
  assert.doesNotMatch((await converse(ports[3]!, post(echo))).text, /echo/)
})

test('a client that is idle, slow or silent is sent away in bounded time', async () => {
  const silent = ['', 'POST / HTTP/1.1\r\nContent-Ty', post(echo).slice(0, -3), post(echo), `${post(echo)}POST / HT`]
  for (const port of strict) {
    for (const text of silent) await converse(port, text)
  }
})

test('headers and bodies that come drop by drop have a bounded time as well', async () => {
  for (const start of [
    'POST / HTTP/1.1\r\n',
    'POST / HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n{',
  ]) {
    const socket = dial(strict[0]!)
    const heard = listenTo(socket)
    socket.write(start)
    const drip = setInterval(() => socket.write(start.endsWith('{') ? ' ' : 'X: y\r\n'), 100)
    await heard
    clearInterval(drip)
  }
})
