import assert from 'node:assert/strict'
import {describe, test} from 'node:test'
import {readHighAvailability} from '../../../../src/config/ha/high-availability.ts'
import {Issues} from '../../../../src/config/issues.ts'
import {nodeOf} from '../../../../src/config/json-node.ts'
import type {MapNode} from '../../../../src/config/node.ts'
import {Section} from '../../../../src/config/section.ts'
import type {HaRelationship} from '../../../../src/model/ha.ts'
import type {JsonMap} from '../../../../src/model/json.ts'

const peers = [
  {name: 'server1', url: 'http://192.0.2.1:8001/', role: 'primary'},
  {name: 'server2', url: 'http://[2001:db8::2]/', role: 'secondary'},
]
const base = {'this-server-name': 'server1', mode: 'load-balancing', peers}
const files: Readonly<Record<string, string>> = {password: 'secret\nmore\n', user: 'someone\n', pem: 'x'}

function read(given: JsonMap): {readonly found: HaRelationship | undefined; readonly errors: readonly string[]} {
  const issues = new Issues()
  const readFile = (path: string) => {
    const text = files[path]
    if (text === undefined) throw new Error('not there')
    return text
  }
  const entry = new Section(nodeOf({parameters: given}) as MapNode, 'entry', issues)
  const found = readHighAvailability(entry.map('parameters'), entry, {readFile, stateDirectory: '/'})
  return {found, errors: issues.errors.map(({path, message}) => `${path}: ${message}`)}
}

const relationship = (change: JsonMap) => read({'high-availability': [{...base, ...change} as JsonMap]})
const errorsOf = (change: JsonMap) => relationship(change).errors.join('\n')

describe('high-availability', () => {
  test('what is not given has its default', () => {
    const {found, errors} = relationship({})
    assert.deepEqual(errors, [])
    const {peers: read, ...rest} = found!
    assert.deepEqual(rest, {
      mode: 'load-balancing',
      thisServerName: 'server1',
      heartbeatDelay: 10000,
      maxResponseDelay: 60000,
      maxAckDelay: 10000,
      maxUnackedClients: 10,
      maxRejectedLeaseUpdates: 10,
      delayedUpdatesLimit: 100,
      waitBackupAck: false,
      sendLeaseUpdates: true,
      syncLeases: true,
      syncTimeout: 60000,
      syncPageLimit: 10000,
      restrictCommands: false,
      requireClientCerts: true,
      threads: {enabled: false, dedicatedListener: false, listenerThreads: 0, clientThreads: 0},
      pauses: new Map(),
    })
    const plain = {autoFailover: true, basicAuth: undefined, tls: undefined}
    assert.deepEqual(read, [
      {
        ...plain,
        name: 'server1',
        role: 'primary',
        url: {text: 'http://192.0.2.1:8001/', address: '192.0.2.1', port: 8001},
      },
      {
        ...plain,
        name: 'server2',
        role: 'secondary',
        url: {text: 'http://[2001:db8::2]/', address: '2001:db8::2', port: 80},
      },
    ])
  })

  test('updates are delayed in load-balancing alone', () => {
    const hot = {mode: 'hot-standby', peers: [peers[0]!, {...peers[1]!, role: 'standby'}]}
    assert.equal(relationship(hot).found!.delayedUpdatesLimit, 0)
    assert.match(errorsOf({...hot, 'delayed-updates-limit': 5}), /delayed-updates-limit: must be 0 in hot-standby/)
  })

  test('several relationships are refused, and told so', () => {
    const {found, errors} = read({'high-availability': [base, base]})
    assert.equal(found, undefined)
    assert.deepEqual(errors, [
      'entry.parameters.high-availability: expected one relationship, found 2: keats does not support several yet',
    ])
  })

  test('every mistake is told with its place', () => {
    const text = errorsOf({mode: 'x', 'heartbeat-delay': -1, peers: [{...peers[0]!, url: 'http://host/'}, {}]})
    assert.match(text, /high-availability\[0\]\.mode: /)
    assert.match(text, /high-availability\[0\]\.heartbeat-delay: expected an integer 0\.\.65535/)
    assert.match(text, /peers\[0\]\.url: expected the address of a server .*"host"/)
    assert.match(text, /peers\[1\]: this map is empty/)
  })

  test('credentials, in the text and in files, are never part of an error', () => {
    const second = (change: JsonMap) => ({peers: [peers[0]!, {...peers[1]!, ...change}]})
    const inFiles = second({'basic-auth-user-file': 'user', 'basic-auth-password-file': 'password'})
    assert.deepEqual(relationship(inFiles).found!.peers[1]!.basicAuth, {user: 'someone', password: 'secret\nmore\n'})
    const wrong = second({
      'basic-auth-user': 'hid:den',
      'basic-auth-password': 'hidden',
      'basic-auth-password-file': 'no',
    })
    const text = errorsOf(wrong)
    assert.match(text, /basic-auth-user: /)
    assert.match(text, /basic-auth-password-file: /)
    assert.doesNotMatch(text, /hid/)
  })

  test('TLS files of the relationship count for every peer that does not name others', () => {
    const tls = {'trust-anchor': 'pem', 'cert-file': 'pem', 'key-file': 'pem'}
    const {found, errors} = relationship({...tls, peers: [peers[0]!, {...peers[1]!, 'cert-file': 'user'}]})
    assert.deepEqual(errors, [])
    assert.deepEqual(found!.peers[0]!.tls, {trustAnchor: 'pem', certFile: 'pem', keyFile: 'pem'})
    assert.deepEqual(found!.peers[1]!.tls, {trustAnchor: 'pem', certFile: 'user', keyFile: 'pem'})
  })

  test('pauses by state', () => {
    const states = [{state: 'ready', pause: 'once'}, {state: 'waiting'}]
    const {found} = relationship({'state-machine': {states}})
    assert.deepEqual(
      [...found!.pauses],
      [
        ['ready', 'once'],
        ['waiting', 'never'],
      ],
    )
  })
})
