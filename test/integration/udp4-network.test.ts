import assert from 'node:assert/strict'
import {test} from 'node:test'
import {FrameWatch4} from '../support/frames4.ts'
import type {Lab, Netns} from '../support/netns.ts'
import {directNetworkWithAddress} from '../support/networks4.ts'
import {interfacesOf, Reflector4, talk} from '../support/reflector4-program.ts'

const BROADCAST = '255.255.255.255'

/** Server 10.9.0.1/24 and client 10.9.0.9/24 on one cable. */
async function onCable(work: (lab: Lab, server: Netns, client: Netns) => Promise<void>): Promise<void> {
  const {lab, server, client} = directNetworkWithAddress()
  try {
    await work(lab, server, client)
  } finally {
    await lab.close()
  }
}

test('replies leave from the address that was asked; broadcasts are answered from the first', () =>
  onCable(async (lab, server, client) => {
    server.address('eth0', '10.9.0.2/24')
    const reflector = await Reflector4.start(lab, server, interfacesOf(['*']))
    assert.deepEqual(await talk(client, '10.9.0.1', 'u1'), [{from: '10.9.0.1', content: 'u1'}])
    assert.deepEqual(await talk(client, '10.9.0.2', 'u2'), [{from: '10.9.0.2', content: 'u2'}])
    assert.deepEqual(await talk(client, BROADCAST, 'u3'), [{from: '10.9.0.1', content: 'u3'}])
    assert.deepEqual(await talk(client, BROADCAST, 'b4'), [{from: '10.9.0.1', content: 'b4'}])
    const got = reflector.lines.filter(line => 'got' in line)
    assert.deepEqual(
      got.map(line => [line['got'], line['source'], line['interface'], line['address']]),
      [
        ['u1', '10.9.0.9', 'eth0', '10.9.0.1'],
        ['u2', '10.9.0.9', 'eth0', '10.9.0.2'],
        ['u3', '10.9.0.9', 'eth0', '10.9.0.1'],
        ['b4', '10.9.0.9', 'eth0', '10.9.0.1'],
      ],
    )
  }))

test('name/address serves that address alone, and broadcasts as it', () =>
  onCable(async (lab, server, client) => {
    server.address('eth0', '10.9.0.2/24')
    await Reflector4.start(lab, server, interfacesOf(['eth0/10.9.0.2']))
    assert.deepEqual(await talk(client, '10.9.0.1', 'u1', false), [])
    assert.deepEqual(await talk(client, '10.9.0.2', 'u2'), [{from: '10.9.0.2', content: 'u2'}])
    assert.deepEqual(await talk(client, BROADCAST, 'b3'), [{from: '10.9.0.2', content: 'b3'}])
  }))

test('* is not loopback', () =>
  onCable(async (lab, server) => {
    await Reflector4.start(lab, server, interfacesOf(['*']))
    assert.deepEqual(await talk(server, '127.0.0.1', 'u1', false), [])
  }))

test('a reply to a hardware address needs no ARP, no route and leaves no trace', () =>
  onCable(async (lab, server, client) => {
    // The address lies behind a router of the server: the frame goes to the client all the same.
    server.run('ip', 'route', 'add', 'default', 'via', '10.9.0.254')
    await Reflector4.start(lab, server, interfacesOf(['eth0']))
    const watch = await FrameWatch4.start(client, 'eth0')
    const mac = client.mac('eth0')
    const content = `l${Buffer.from(mac.replaceAll(':', ''), 'hex').toString('latin1')}\xc0\x00\x02\x07 and more`
    client.address('eth0', '192.0.2.7/32')
    assert.deepEqual(await talk(client, BROADCAST, content), [{from: '10.9.0.1', content}])
    await watch.until(({source}) => source === '10.9.0.1')
    await watch.stop()
    const replies = watch.frames.filter(({source}) => source === '10.9.0.1')
    assert.deepEqual(
      replies.map(frame => [frame.destinationMac, frame.destination]),
      [[mac, '192.0.2.7']],
    )
    assert.doesNotMatch(server.run('ip', 'neighbour'), /192\.0\.2\.7/)
  }))

test('sockets of type udp broadcast instead of sending to a hardware address', () =>
  onCable(async (lab, server, client) => {
    const reflector = await Reflector4.start(lab, server, interfacesOf(['eth0'], {socketType: 'udp'}))
    const content = 'l\x02\x00\x00\x00\x00\x01\x0a\x09\x00\x63'
    assert.deepEqual(await talk(client, BROADCAST, content), [{from: '10.9.0.1', content}])
    assert.equal(
      reflector.lines.some(({id}) => id === 'DHCP4_UNICAST_TO_HWADDR_FAIL'),
      false,
    )
  }))

test('interfaces and addresses that come, go and change are followed', () =>
  onCable(async (lab, server, client) => {
    const reflector = await Reflector4.start(lab, server, interfacesOf(['*']))
    const answered = async (address: string, after: () => void) => {
      const from = reflector.lines.length
      after()
      await reflector.line('addresses', address, from)
    }
    await answered('10.9.0.2', () => {
      server.run('ip', 'address', 'flush', 'dev', 'eth0')
      server.address('eth0', '10.9.0.2/24')
    })
    assert.deepEqual(await talk(client, '10.9.0.2', 'u1'), [{from: '10.9.0.2', content: 'u1'}])

    lab.cable(server, 'eth1', client, 'eth1')
    client.address('eth1', '10.7.0.9/24')
    await answered('10.7.0.1', () => server.address('eth1', '10.7.0.1/24'))
    assert.deepEqual(await talk(client, '10.7.0.1', 'u2'), [{from: '10.7.0.1', content: 'u2'}])

    // Made again under its old name it is another device: the old sockets are deaf.
    const from = reflector.lines.length
    server.run('ip', 'link', 'delete', 'eth1')
    await reflector.line('id', 'DHCP4_LINK_CLOSED', from)
    lab.cable(server, 'eth1', client, 'eth1')
    client.address('eth1', '10.7.0.9/24')
    await answered('10.7.0.1', () => server.address('eth1', '10.7.0.1/24'))
    assert.deepEqual(await talk(client, '10.7.0.1', 'u3'), [{from: '10.7.0.1', content: 'u3'}])
  }))

test('outbound-interface use-routing: the reply takes the way of the routing table', () =>
  onCable(async (lab, server, client) => {
    lab.cable(server, 'eth1', client, 'eth1')
    server.address('eth1', '10.7.0.1/24')
    client.address('eth1', '10.7.0.9/24')
    client.run('sh', '-c', 'for f in all eth0 eth1; do echo 0 > /proc/sys/net/ipv4/conf/$f/rp_filter; done')
    // Asked on eth0 by 10.7.0.9, which is reached by eth1.
    client.run('ip', 'route', 'replace', '10.9.0.0/24', 'dev', 'eth0', 'src', '10.7.0.9')
    server.run('sh', '-c', 'for f in all eth0 eth1; do echo 0 > /proc/sys/net/ipv4/conf/$f/rp_filter; done')
    const seen = async (interfaces: Parameters<typeof interfacesOf>[1]) => {
      const reflector = await Reflector4.start(lab, server, interfacesOf(['eth0'], interfaces))
      const watch = await FrameWatch4.start(client, 'eth1')
      const answers = await talk(client, '10.9.0.1', 'u1')
      assert.equal(answers.length, 1)
      await reflector.program.stop()
      if (interfaces?.outboundInterface === 'use-routing') await watch.until(({source}) => source === '10.9.0.1')
      await watch.stop()
      return watch.frames.filter(({source}) => source === '10.9.0.1').length
    }
    assert.equal(await seen({socketType: 'udp', outboundInterface: 'use-routing'}), 1)
    assert.equal(await seen({socketType: 'udp'}), 0)
  }))
