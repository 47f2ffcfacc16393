import assert from 'node:assert/strict'
import {test} from 'node:test'
import type {Lab, Netns} from '../support/netns.ts'
import {directNetworkWithAddress} from '../support/networks4.ts'
import {interfacesOf, Reflector4, talk} from '../support/reflector4-program.ts'

const unprivileged = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--']

async function inLab(work: (lab: Lab, server: Netns, client: Netns) => Promise<void>): Promise<void> {
  const {lab, server, client} = directNetworkWithAddress()
  try {
    await work(lab, server, client)
  } finally {
    await lab.close()
  }
}

test('a port that is taken: says by whom', () =>
  inLab(async (lab, server) => {
    const first = await Reflector4.start(lab, server, interfacesOf(['eth0']))
    const {failed, code} = await Reflector4.launch(lab, server, interfacesOf(['eth0'])).line('failed')
    assert.equal(code, 'EADDRINUSE')
    assert.equal(failed, `cannot open 10.9.0.1 port 67 on eth0: already in use by node (process ${first.program.pid})`)
  }))

test('a low port without the right: says which capability', () =>
  inLab(async (lab, server) => {
    const reflector = Reflector4.launch(lab, server, interfacesOf(['eth0']), 67, unprivileged)
    const {failed, code} = await reflector.line('failed')
    assert.equal(code, 'EACCES')
    assert.match(String(failed), /CAP_NET_BIND_SERVICE/)
  }))

test('without CAP_NET_RAW a new client is answered by broadcast, and the log says why', () =>
  inLab(async (lab, server, client) => {
    server.run('sh', '-c', 'echo 0 > /proc/sys/net/ipv4/ip_unprivileged_port_start')
    const reflector = Reflector4.launch(lab, server, interfacesOf(['eth0']), 67, unprivileged)
    await reflector.line('ready')
    const content = 'l\x02\x00\x00\x00\x00\x01\x0a\x09\x00\x63'
    assert.deepEqual(await talk(client, '255.255.255.255', content), [{from: '10.9.0.1', content}])
    const {reason} = await reflector.line('id', 'DHCP4_UNICAST_TO_HWADDR_FAIL')
    assert.match(String(reason), /CAP_NET_RAW/)
  }))

test('an interface that does not exist: names those that do', () =>
  inLab(async (lab, server) => {
    const {failed} = await Reflector4.launch(lab, server, interfacesOf(['eth7'])).line('failed')
    assert.match(String(failed), /no interface eth7; there are .*eth0/)
  }))

test('an interface without an address is a warning, and served when it gets one', () =>
  inLab(async (lab, server, client) => {
    lab.cable(server, 'eth1', client, 'eth1')
    const reflector = await Reflector4.start(lab, server, interfacesOf(['eth1']))
    const {reason} = await reflector.line('id', 'DHCPSRV_OPEN_SOCKET_FAIL')
    assert.match(String(reason), /no IPv4 address/)
    await reflector.line('id', 'DHCPSRV_NO_SOCKETS_OPEN')
    server.address('eth1', '10.7.0.1/24')
    await reflector.line('id', 'DHCP4_LINK_OPENED')
  }))

test('service-sockets-require-all: fails at once, or after its retries', () =>
  inLab(async (lab, server, client) => {
    lab.cable(server, 'eth1', client, 'eth1')
    const names = ['eth0', 'eth1']
    const {failed} = await Reflector4.launch(lab, server, interfacesOf(names, {serviceSocketsRequireAll: true})).line(
      'failed',
    )
    assert.match(String(failed), /eth1/)
    const patient = interfacesOf(names, {serviceSocketsRequireAll: true, serviceSocketsMaxRetries: 50})
    const reflector = Reflector4.launch(lab, server, patient)
    await reflector.line('id', 'DHCPSRV_OPEN_SOCKET_FAIL')
    assert.equal(
      reflector.lines.some(line => 'ready' in line),
      false,
    )
    server.address('eth1', '10.7.0.1/24')
    await reflector.line('ready')
  }))

test('re-detect false: later interfaces are not served', () =>
  inLab(async (lab, server, client) => {
    const reflector = await Reflector4.start(lab, server, interfacesOf(['*'], {reDetect: false}))
    const before = reflector.lines.length
    lab.cable(server, 'eth1', client, 'eth1')
    server.address('eth1', '10.7.0.1/24')
    client.address('eth1', '10.7.0.9/24')
    await new Promise(resolve => setTimeout(resolve, 1500))
    assert.equal(reflector.lines.length, before)
    assert.deepEqual(await talk(client, '10.7.0.1', 'u1', false), [])
  }))
