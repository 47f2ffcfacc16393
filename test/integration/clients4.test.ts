import assert from 'node:assert/strict'
import {describe, test} from 'node:test'
import {type ClientProgram, clientPrograms, udhcpc} from '../support/clients4.ts'
import {FrameWatch4} from '../support/frames4.ts'
import {type DirectNetwork, directNetwork, relayedNetwork, subnetConfiguration} from '../support/networks4.ts'
import {kea4, keats4, type RunningServer4, type ServerProgram4, startServer4} from '../support/server-programs4.ts'

// The same table for the real Kea, which proves the harness, and for this product.
const servers = [kea4, keats4]

async function withServer(
  server: ServerProgram4,
  network: DirectNetwork,
  work: (running: RunningServer4) => Promise<void>,
  interfaces?: object,
): Promise<void> {
  const running = await startServer4(server, network.server, subnetConfiguration(interfaces))
  try {
    await work(running)
  } finally {
    await running.stop()
  }
}

/** Get, renew, release; answers the address. */
async function lifeOfALease(client: ClientProgram, network: DirectNetwork, serverAddress: string): Promise<string> {
  const running = client.start(network.client, 'eth0')
  try {
    const bound = await running.bound()
    assert.match(bound.address, /^10\.9\.0\.(1\d|[2-9]\d|1\d\d|200)$/)
    assert.equal(bound.mask, '255.255.255.0')
    assert.equal(bound.router, '10.9.0.1')
    assert.equal(bound.lifetime, 60)
    assert.equal(bound.server, serverAddress)
    assert.equal((await running.renewed()).address, bound.address)
    await running.release()
    return bound.address
  } finally {
    await running.stop()
  }
}

async function released({program}: RunningServer4, address: string): Promise<void> {
  const wanted = new RegExp(`DHCP4_RELEASE .*address ${address.replaceAll('.', '\\.')} was released`)
  await program.until(`the release of ${address}`, () => wanted.test(program.output))
}

for (const server of servers) {
  describe(`clients of ${server.name}`, () => {
    test('each gets, renews and releases on the server’s own network, by unicast', async () => {
      const network = directNetwork()
      try {
        await withServer(server, network, async running => {
          for (const client of clientPrograms) {
            const watch = await FrameWatch4.start(network.client, 'eth0')
            await released(running, await lifeOfALease(client, network, '10.9.0.1'))
            // OFFER, ACK, ACK.
            await watch.until(({reply}) => reply, 3)
            await watch.stop()
            const replies = watch.frames.filter(({reply}) => reply)
            const mac = network.client.mac('eth0')
            for (const frame of replies) assert.equal(frame.destinationMac, mac, client.name)
            for (const frame of replies) assert.equal(frame.source, '10.9.0.1', client.name)
          }
        })
      } finally {
        await network.lab.close()
      }
    })

    test('each gets, renews and releases through dhcrelay', async () => {
      const network = await relayedNetwork()
      try {
        await withServer(server, network, async running => {
          for (const client of clientPrograms) {
            await released(running, await lifeOfALease(client, network, '10.8.0.1'))
          }
        })
      } finally {
        await network.lab.close()
      }
    })

    test('a client that asks for broadcast gets it', async () => {
      const network = directNetwork()
      try {
        await withServer(server, network, () => gotByBroadcast(network, ['-B']))
      } finally {
        await network.lab.close()
      }
    })
  })
}

async function gotByBroadcast(network: DirectNetwork, words: readonly string[]): Promise<void> {
  const watch = await FrameWatch4.start(network.client, 'eth0')
  const client = udhcpc.start(network.client, 'eth0', words)
  await client.bound()
  await client.stop()
  await watch.until(({reply}) => reply, 2)
  await watch.stop()
  const replies = watch.frames.filter(({reply}) => reply)
  for (const frame of replies) assert.equal(frame.destination, '255.255.255.255')
}

// Kea answers no client without an address in this mode (its manual says so; tried with udhcpc).
test('keats: sockets of type udp broadcast to a client without an address', async () => {
  const network = directNetwork()
  try {
    const interfaces = {interfaces: ['eth0'], 'dhcp-socket-type': 'udp'}
    await withServer(keats4, network, () => gotByBroadcast(network, []), interfaces)
  } finally {
    await network.lab.close()
  }
})

test('keats: an interface that comes later is served, and one that changes its address', async () => {
  const network = directNetwork()
  const {lab, server, client} = network
  const serverOf = async (device: string) => {
    const running = udhcpc.start(client, device)
    const {address, server} = await running.bound()
    await running.stop()
    return {network: address.slice(0, 5), server}
  }
  try {
    await withServer(
      keats4,
      network,
      async ({program}) => {
        const opened = (device: string, address: string) =>
          program.until(`listening on ${device}`, () => program.output.includes(`listening on ${device}, ${address},`))
        assert.deepEqual(await serverOf('eth0'), {network: '10.9.', server: '10.9.0.1'})

        server.run('ip', 'address', 'flush', 'dev', 'eth0')
        server.address('eth0', '10.7.0.1/24')
        await opened('eth0', '10.7.0.1')
        assert.deepEqual(await serverOf('eth0'), {network: '10.7.', server: '10.7.0.1'})

        lab.cable(server, 'eth1', client, 'eth1')
        server.address('eth1', '10.9.0.2/24')
        await opened('eth1', '10.9.0.2')
        assert.deepEqual(await serverOf('eth1'), {network: '10.9.', server: '10.9.0.2'})
      },
      {interfaces: ['*']},
    )
  } finally {
    await lab.close()
  }
})
