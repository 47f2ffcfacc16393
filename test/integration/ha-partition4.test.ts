import assert from 'node:assert/strict'
import {join} from 'node:path'
import {test} from 'node:test'
import {setTimeout as delay} from 'node:timers/promises'
import {loadBalancingHash} from '../../src/ha/hash.ts'
import {scratchDirectory} from '../support/databases.ts'
import {haUntil, isNormal, loopbackRelationship, startSide, stopSide} from '../support/ha-loopback4.ts'
import {keaCommand} from '../support/kea-control.ts'
import {macOf, openClients4} from '../support/loopback4.ts'
import {TcpProxy} from '../support/tcp-proxy.ts'

// What README says that a partition can cost, and how it ends.

const ADDRESS = '10.0.0.1'
const pool = {
  subnet4: [
    {
      ...{id: 1, subnet: '10.0.0.0/8', relay: {'ip-addresses': ['127.0.0.1']}},
      pools: [{pool: `${ADDRESS} - ${ADDRESS}`}],
    },
  ],
}

interface Peer {
  readonly url: string
}

/** Both sides of a pair whose connections to each other go through `proxies`. */
async function proxiedPair() {
  const plain = (await loopbackRelationship('load-balancing')) as {readonly peers: readonly Peer[]}
  const proxies = await Promise.all(plain.peers.map(({url}) => TcpProxy.open('127.0.0.1', Number(new URL(url).port))))
  const seenBy = (own: number) => ({
    ...plain,
    peers: plain.peers.map((peer, index) =>
      index === own ? peer : {...peer, url: `http://127.0.0.1:${proxies[index]!.port}/`},
    ),
  })
  const sockets = [1, 2].map(number => join(scratchDirectory(), `ha-partition-${number}.sock`))
  const sides = await Promise.all(
    sockets.map((socket, index) => startSide(`server${index + 1}`, socket, seenBy(index), pool)),
  )
  return {proxies, sockets, sides}
}

const clientOf = (owner: number) =>
  Array.from({length: 100}, (_, index) => index + 1).find(n => loadBalancingHash(macOf(n)) % 2 === owner)!

async function holderIn(socket: string): Promise<unknown> {
  const {arguments: lease} = await keaCommand(socket, 'lease4-get', {'ip-address': ADDRESS})
  return (lease as {'hw-address'?: unknown} | undefined)?.['hw-address']
}

test('a partition: both give one address, the newer lease stays, the other client is refused', async () => {
  const {proxies, sockets, sides} = await proxiedPair()
  const all = (what: string, fits: Parameters<typeof haUntil>[2]) =>
    Promise.all(sockets.map(socket => haUntil(socket, what, fits)))
  const clients = await Promise.all(sides.map(side => openClients4(side, 3000)))
  try {
    await all('normal', isNormal)
    await Promise.all(proxies.map(proxy => proxy.set('refuse')))
    await all('partner-down', ({local}) => local.state === 'partner-down')
    const [older, newer] = [clientOf(0), clientOf(1)]
    const first = await clients[0]!.lease(older)
    assert.ok(first !== undefined)
    // Times of leases are whole seconds.
    await delay(1100)
    assert.equal((await clients[1]!.lease(newer))?.address, first.address)
    await Promise.all(proxies.map(proxy => proxy.set('pass')))
    await all('normal again', isNormal)
    const mac = Buffer.from(macOf(newer)).toString('hex').match(/../g)!.join(':')
    assert.deepEqual(await Promise.all(sockets.map(holderIn)), [mac, mac])
    assert.equal(await clients[0]!.renew(first), undefined)
  } finally {
    for (const client of clients) client.close()
    await Promise.all(sides.map(stopSide))
    await Promise.all(proxies.map(proxy => proxy.close()))
  }
})
