import assert from 'node:assert/strict'
import {test} from 'node:test'
import {parseConfig4} from '../../../../src/config/dhcp4.ts'
import {channelSockets} from '../../../../src/config/ha/listener.ts'

const listening = {'multi-threading': {'enable-multi-threading': true, 'http-dedicated-listener': true}}
const url = 'http://192.0.2.1:8000/'
const unix = {'control-socket': {'socket-type': 'unix', 'socket-name': '/run/kea/kea4.sock'}}
const http = (address: string, port: number) => ({
  'control-sockets': [{'socket-type': 'http', 'socket-address': address, 'socket-port': port, authentication}],
})
const authentication = {type: 'basic', clients: [{user: 'u', password: 'p'}]}

interface Given {
  readonly relationship?: object
  readonly server?: object
  readonly url?: string
  readonly role?: 'secondary' | 'backup'
}

function read({relationship, server, url: own = url, role = 'secondary'}: Given) {
  const peers = [
    {name: 'a', url: own, role: 'primary'},
    {name: 'b', url: 'http://192.0.2.2:8000/', role},
  ]
  const high = [{'this-server-name': 'a', mode: 'load-balancing', peers, ...relationship}]
  const library = {library: '/x/libdhcp_ha.so', parameters: {'high-availability': high}}
  const text = JSON.stringify({Dhcp4: {'interfaces-config': {interfaces: []}, 'hooks-libraries': [library], ...server}})
  const result = parseConfig4(text, 'x.conf', {readFile: () => '', stateDirectory: '/'})
  if (result.kind === 'errors') throw new Error(result.errors.map(({message}) => message).join())
  const {warnings, config} = result
  return {config, warnings: warnings.map(({path, message}) => `${path}: ${message}`)}
}

function only(given: Given): string {
  const {warnings} = read(given)
  assert.equal(warnings.length, 1, warnings.join('\n'))
  return warnings[0]!
}

test('a server that its partner finds is not warned of', () => {
  assert.deepEqual(read({relationship: listening}).warnings, [])
  for (const address of ['192.0.2.1', '0.0.0.0', '::']) {
    assert.deepEqual(read({server: http(address, 8000)}).warnings, [])
  }
  const passive = {mode: 'passive-backup'}
  assert.deepEqual(read({relationship: passive, role: 'backup'}).warnings, [])
})

test('a server that nobody finds at its url', () => {
  const path =
    /^Dhcp4\.hooks-libraries\[0\]\.parameters\.high-availability: nothing of this server listens at its own url/
  const threads = /set "enable-multi-threading" and "http-dedicated-listener"/
  for (const server of [{}, unix, http('192.0.2.1', 8001), http('192.0.2.9', 8000)]) {
    assert.match(only({server}), path)
    assert.match(only({server}), threads)
  }
  assert.match(only({server: unix}), /through a kea-ctrl-agent that listens there/)
  assert.match(only({server: {}}), /no unix control-socket/)
  // Each of the two alone does nothing.
  assert.match(only({relationship: {'multi-threading': {'enable-multi-threading': true}}}), path)
  assert.match(only({relationship: {'multi-threading': {'http-dedicated-listener': true}}}), path)
  assert.match(only({url: 'http://[2001:db8::1]:8000/', server: http('0.0.0.0', 8000)}), path)
  // A backup is sent leases in every mode.
  assert.match(only({relationship: {mode: 'passive-backup', 'this-server-name': 'b'}, role: 'backup'}), path)
})

test('threads of the server that are off keep a Kea from listening, not keats', () => {
  const off = {'multi-threading': {'enable-multi-threading': false}}
  assert.match(only({relationship: listening, server: off}), /keats listens at http.* itself; a Kea would not/)
  assert.equal(channelSockets(read({relationship: listening, server: off}).config).length, 1)
  const on = {'multi-threading': {'enable-multi-threading': true}}
  assert.deepEqual(read({relationship: listening, server: on}).warnings, [])
})

test('a control socket that does not speak what the url says', () => {
  const pem = {'trust-anchor': 'x', 'cert-file': 'y', 'key-file': 'z'}
  const https = 'https://192.0.2.1:8000/'
  assert.match(only({url: https, relationship: pem, server: http('192.0.2.1', 8000)}), /speak https.* speaks http$/)
})

test('a control socket of every address takes the place of the listener, which could not be opened', () => {
  const {config} = read({relationship: listening, server: http('0.0.0.0', 8000)})
  assert.deepEqual(channelSockets(config), config.controlSockets)
})
