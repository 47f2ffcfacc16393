import assert from 'node:assert/strict'
import {join} from 'node:path'
import {describe, test} from 'node:test'
import {loadBalancingHash} from '../../src/ha/hash.ts'
import {formatIpv4} from '../../src/net-types/ipv4.ts'
import {messageType4} from '../../src/wire/message4.ts'
import {scratchDirectory} from '../support/databases.ts'
import {haUntil, isNormal, loopbackRelationship, loopbackServer, startSide, stopSide} from '../support/ha-loopback4.ts'
import {startKea4} from '../support/kea4.ts'
import {macOf, openClients4} from '../support/loopback4.ts'

// Networks, subnets, pools and options that depend on whose client it is: the class is that of the owner, whoever serves.

const relay = {'ip-addresses': ['127.0.0.1']}
const guarded = {
  'client-classes': [
    {name: 'theirs', test: "member('HA_server2')", 'option-data': [{name: 'domain-name', data: 'two.example'}]},
  ],
  'shared-networks': [
    {
      ...{name: 'one', 'client-class': 'HA_server1', relay},
      subnet4: [{id: 1, subnet: '10.1.0.0/16', pools: [{pool: '10.1.0.10 - 10.1.0.99'}]}],
    },
    {
      ...{name: 'two', 'client-class': 'HA_server2', relay},
      subnet4: [
        {
          ...{id: 2, subnet: '10.2.0.0/16', 'client-class': 'theirs'},
          pools: [
            {pool: '10.2.0.10 - 10.2.0.19', 'client-class': 'HA_server1'},
            {pool: '10.2.0.20 - 10.2.0.99', 'client-class': 'HA_server2'},
          ],
        },
      ],
    },
  ],
  subnet4: [],
}

/** Numbers of clients whose hash leads to the primary (0) or the secondary (1). */
function clientsOf(owner: 0 | 1): readonly number[] {
  const all = Array.from({length: 100}, (_, index) => index + 1)
  return all.filter(client => loadBalancingHash(macOf(client)) % 2 === owner)
}

interface Side {
  readonly port: number
  readonly replyPort: number
  readonly stop: () => Promise<void>
}

const makers: Readonly<Record<string, (socket: string, relationship: object) => Promise<Side>>> = {
  keats: async (socket, relationship) => {
    const side = await startSide('server1', socket, relationship, guarded)
    return {...side, stop: () => stopSide(side)}
  },
  Kea: async (socket, relationship) => {
    const changes = {
      ...guarded,
      'lease-database': {type: 'memfile', persist: false},
      'multi-threading': {'enable-multi-threading': true},
    }
    const {loggers: _, ...config} = loopbackServer('server1', socket, relationship, changes) as Record<string, unknown>
    return startKea4(config)
  },
}

type Clients = Awaited<ReturnType<typeof openClients4>>

/** The client's address and the domain that it is told. */
async function served(clients: Clients, client: number): Promise<string> {
  const lease = await clients.lease(client)
  assert.ok(lease !== undefined, `client ${client} got no lease`)
  const identity = {mac: macOf(client), clientId: undefined}
  const request = {type: messageType4.REQUEST, identity, ciaddr: lease.address}
  const renewed = await clients.exchanges.ask(request, [messageType4.ACK, messageType4.NAK])
  assert.ok(renewed.kind === 'answer' && renewed.message.yiaddr === lease.address)
  const domain = renewed.message.options.get(15)
  return `${formatIpv4(lease.address)} ${domain === undefined ? '' : Buffer.from(domain).toString()}`.trim()
}

const [mine, theirs] = [clientsOf(0), clientsOf(1)]
const FIRST = /^10\.1\.0\.\d\d$/
const SECOND = /^10\.2\.0\.[2-9]\d two\.example$/

describe('whose client it is decides where its address comes from', () => {
  for (const [name, start] of Object.entries(makers)) {
    test(`${name} as the server that is left`, {timeout: 180_000}, async () => {
      const relationship = await loopbackRelationship('load-balancing', {'max-response-delay': 4000})
      const sockets = [1, 2].map(number => join(scratchDirectory(), `ha-classes-${name}-${number}.sock`))
      const one = await start(sockets[0]!, relationship)
      const two = await startSide('server2', sockets[1]!, relationship, guarded)
      const [first, second] = [await openClients4(one), await openClients4(two)]
      try {
        await Promise.all(sockets.map(socket => haUntil(socket, 'normal', isNormal)))
        assert.match(await served(first, mine[0]!), FIRST)
        const before = await served(second, theirs[0]!)
        assert.match(before, SECOND)
        await stopSide(two)
        await haUntil(sockets[0]!, 'partner-down', ({local}) => local.state === 'partner-down')
        assert.match(await served(first, theirs[1]!), SECOND)
        assert.match(await served(first, mine[1]!), FIRST)
        // The lease had come before its server went.
        assert.equal(await served(first, theirs[0]!), before)
      } finally {
        await Promise.all([first.close(), second.close()])
        await Promise.all([one.stop(), stopSide(two)])
      }
    })
  }
})
