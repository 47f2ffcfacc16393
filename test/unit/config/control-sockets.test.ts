import assert from 'node:assert/strict'
import {test} from 'node:test'
import {parseConfig4} from '../../../src/config/dhcp4.ts'

const files: Readonly<Record<string, string>> = {
  '/secrets/password': 'hush\n',
  '/secrets/user': 'anna\n',
  '/secrets/both': 'anna:with:colon\r\n',
  '/secrets/none': 'hush',
}

function parse(dhcp4: object) {
  const text = JSON.stringify({Dhcp4: {'interfaces-config': {interfaces: []}, ...dhcp4}})
  const readFile = (path: string) => {
    if (path in files) return files[path]!
    throw new Error('no such file')
  }
  return parseConfig4(text, 'x', {readFile, stateDirectory: '/var'})
}

function sockets(dhcp4: object) {
  const result = parse(dhcp4)
  if (result.kind === 'errors') assert.fail(result.errors.map(({path, message}) => `${path}: ${message}`).join('\n'))
  return result.config.controlSockets
}

function errors(dhcp4: object): string[] {
  const result = parse(dhcp4)
  if (result.kind === 'config') assert.fail('accepted')
  return result.errors.map(({path, message}) => `${path}: ${message}`)
}

const http = (more: object = {}) => ({'control-sockets': [{'socket-type': 'http', ...more}]})
const basic = (client: object) => http({authentication: {type: 'basic', directory: '/secrets', clients: [client]}})

test('the map of Kea 2.2 and the list of newer Kea mean the same', () => {
  const unix = {'socket-type': 'unix', 'socket-name': '/run/kea4'}
  const expected = [{type: 'unix', path: '/run/kea4', userContext: undefined}]
  assert.deepEqual(sockets({'control-socket': unix}), expected)
  assert.deepEqual(sockets({'control-sockets': [unix]}), expected)
  assert.deepEqual(sockets({'control-sockets': []}), [])
  assert.deepEqual(sockets({}), [])
})

test('an HTTP socket has defaults', () => {
  assert.deepEqual(sockets(http()), [
    {
      type: 'http',
      address: '127.0.0.1',
      port: 8000,
      tls: undefined,
      authentication: undefined,
      headers: [],
      userContext: undefined,
    },
  ])
  const [socket] = sockets(http({authentication: {type: 'basic'}}))
  assert.deepEqual(socket?.type === 'http' && socket.authentication, {realm: 'kea-dhcpv4-server', clients: []})
})

test('everything that an HTTP socket can say', () => {
  const [socket] = sockets({
    'control-sockets': [
      {
        'socket-type': 'https',
        'socket-address': '2001:db8::1',
        'socket-port': 8443,
        'trust-anchor': '/ca',
        'cert-file': '/cert',
        'key-file': '/key',
        'cert-required': false,
        'http-headers': [{name: 'Strict-Transport-Security', value: 'max-age=1', comment: 'c'}],
        authentication: {type: 'basic', realm: 'here', clients: [{user: 'u', password: 'p', comment: 'c'}]},
        comment: 'c',
      },
    ],
  })
  assert.deepEqual(socket, {
    type: 'http',
    address: '2001:db8::1',
    port: 8443,
    tls: {trustAnchor: '/ca', certFile: '/cert', keyFile: '/key', certRequired: false},
    authentication: {realm: 'here', clients: [{user: 'u', password: 'p'}]},
    headers: [{name: 'Strict-Transport-Security', value: 'max-age=1'}],
    userContext: {comment: 'c'},
  })
})

test('users and passwords may stand in files', () => {
  const clientOf = (client: object) => {
    const [socket] = sockets(basic(client))
    return socket?.type === 'http' ? socket.authentication?.clients[0] : undefined
  }
  assert.deepEqual(clientOf({user: 'bert', 'password-file': 'password'}), {user: 'bert', password: 'hush'})
  assert.deepEqual(clientOf({'user-file': '/secrets/user', password: 'x'}), {user: 'anna', password: 'x'})
  assert.deepEqual(clientOf({'password-file': 'both'}), {user: 'anna', password: 'with:colon'})
  assert.deepEqual(clientOf({user: 'bert'}), {user: 'bert', password: ''})
})

const refused: readonly (readonly [object, string])[] = [
  [{'control-socket': {'socket-type': 'unix'}}, 'control-socket: "socket-name" is missing'],
  [{'control-socket': {'socket-name': '/x'}}, 'control-socket: "socket-type" is missing'],
  [
    {'control-socket': {'socket-type': 'http', 'socket-name': '/x'}},
    'control-socket.socket-type: expected one of unix, found "http"',
  ],
  [
    {'control-socket': {'socket-type': 'unix', 'socket-name': `/${'x'.repeat(107)}`}},
    'control-socket.socket-name: expected a path of at most 107 bytes, found 108',
  ],
  [
    {'control-socket': {'socket-type': 'unix', 'socket-name': '/x'}, 'control-sockets': []},
    'control-sockets: expected either control-socket or control-sockets, not both',
  ],
  [
    {
      'control-sockets': [
        {'socket-type': 'unix', 'socket-name': '/x'},
        {'socket-type': 'unix', 'socket-name': '/y'},
      ],
    },
    'control-sockets[1].socket-type: at most one unix socket is possible, Dhcp4.control-sockets[0] is one',
  ],
  [
    {'control-sockets': [{'socket-type': 'http'}, {'socket-type': 'http', 'socket-port': 8000}]},
    'control-sockets[1].socket-port: Dhcp4.control-sockets[0] already listens on 127.0.0.1 port 8000',
  ],
  [
    http({'socket-address': 'localhost'}),
    'control-sockets[0].socket-address: expected an IPv4 or IPv6 address, found "localhost"',
  ],
  [http({'socket-port': 65_536}), 'control-sockets[0].socket-port: expected an integer 1..65535, found 65536'],
  [
    http({'trust-anchor': '/ca', 'cert-file': '/cert'}),
    'control-sockets[0].key-file: TLS needs trust-anchor, cert-file and key-file together: "key-file" is missing',
  ],
  [http({'socket-name': '/x'}), 'control-sockets[0].socket-name: "socket-name" belongs to a unix socket'],
  [
    http({'http-headers': [{name: 'a b', value: 'x'}]}),
    'control-sockets[0].http-headers[0].name: expected the name of an HTTP header',
  ],
  [
    http({'http-headers': [{name: 'Content-Length', value: '1'}]}),
    'control-sockets[0].http-headers[0].name: the server itself sets the header Content-Length',
  ],
  [
    http({'http-headers': [{name: 'a', value: 'x\r\nb: c'}]}),
    'control-sockets[0].http-headers[0].value: expected the printable ASCII text of an HTTP header',
  ],
  [http({authentication: {realm: 'x'}}), 'control-sockets[0].authentication: "type" is missing'],
  [
    basic({user: 'u', 'user-file': 'user'}),
    'control-sockets[0].authentication.clients[0].user-file: expected either user or user-file, not both',
  ],
  [
    basic({user: 'u', password: 'hush', 'password-file': 'password'}),
    'control-sockets[0].authentication.clients[0].password-file: expected either password or password-file, not both',
  ],
  [
    basic({user: 'a:b', password: 'hush'}),
    'control-sockets[0].authentication.clients[0].user: the name of a user cannot have a colon',
  ],
  [basic({password: 'hush'}), 'control-sockets[0].authentication.clients[0].user: expected the name of a user'],
  [basic({'password-file': 'none'}), 'control-sockets[0].authentication.clients[0].user: expected the name of a user'],
  [
    basic({user: 'u', 'password-file': 'gone'}),
    'control-sockets[0].authentication.clients[0].password-file: cannot read "/secrets/gone": no such file',
  ],
]

test('what cannot be meant is refused, and no password is repeated', () => {
  for (const [dhcp4, message] of refused) {
    const found = errors(dhcp4)
    assert.deepEqual(found, [`Dhcp4.${message}`])
    assert.doesNotMatch(found.join(), /hush/)
  }
  assert.equal(errors({'control-sockets': [{'socket-type': 'https'}]}).length, 3)
})

test('a socket that the whole network can command is worth a warning', () => {
  const warnings = (more: object) => parse(http({'socket-address': '192.0.2.1', ...more})).warnings.length
  const tls = {'trust-anchor': '/ca', 'cert-file': '/cert', 'key-file': '/key'}
  assert.equal(warnings({}), 1)
  assert.equal(warnings({authentication: {type: 'basic', clients: [{user: 'u', password: 'p'}]}}), 0)
  assert.equal(warnings(tls), 0)
  assert.equal(warnings({...tls, 'cert-required': false}), 1)
})
