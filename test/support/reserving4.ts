import {join} from 'node:path'
import type {TestContext} from 'node:test'
import {formatIpv4} from '../../src/net-types/ipv4.ts'
import type {Message4} from '../../src/wire/message4.ts'
import {messageType4} from '../../src/wire/message4.ts'
import type {TestDatabase} from './databases.ts'
import {scratchDirectory} from './databases.ts'
import {keaCommand} from './kea-control.ts'
import {accessTo} from './leases.ts'
import {leaseDatabase, loopbackConfig4, macOf, openClients4, startLoopback4} from './loopback4.ts'

/** An entry of `hosts-databases`. */
export function hostsDatabase({backend, target}: TestDatabase, more: object = {}): object {
  if (backend === 'sqlite') return {type: 'sqlite', name: target.database, ...more}
  return {...leaseDatabase(accessTo(target)), ...more}
}

/** The network that clients of these tests are in. */
export const reservedSubnet4 = {
  subnet: '10.0.0.0/8',
  id: 1,
  pools: [{pool: '10.0.0.1 - 10.0.0.20'}],
  relay: {'ip-addresses': ['127.0.0.1']},
}

let sockets = 0

/** A keats server with these hosts databases, its leases in memory, and its control channel. */
export async function serveHosts4(t: TestContext, databases: readonly object[], changes: object = {}) {
  const path = join(scratchDirectory(), `hosts-${++sockets}.sock`)
  const config = (hosts: readonly object[], more: object = {}) =>
    loopbackConfig4(
      {type: 'memfile', name: '', persist: false, lfcInterval: 0, maxRowErrors: 0},
      {
        'control-socket': {'socket-type': 'unix', 'socket-name': path},
        'hosts-databases': hosts,
        'lease-database': {type: 'memfile', persist: false},
        subnet4: [reservedSubnet4],
        ...changes,
        ...more,
      },
    )
  const server = await startLoopback4(config(databases))
  t.after(() => server.child.kill('SIGKILL'))
  const clients = await openClients4(server)
  t.after(() => clients.close())
  const ack = async (client: number): Promise<Message4 | undefined> => {
    const identity = {mac: macOf(client), clientId: undefined}
    const {exchanges} = clients
    const offer = await exchanges.ask({type: messageType4.DISCOVER, identity}, [messageType4.OFFER])
    if (offer.kind !== 'answer') return undefined
    const serverId = Buffer.from(offer.message.options.get(54)!).readUInt32BE() as never
    const request = {type: messageType4.REQUEST, identity, requestedAddress: offer.message.yiaddr, serverId}
    const answer = await exchanges.ask(request, [messageType4.ACK, messageType4.NAK])
    return answer.kind === 'answer' && answer.type === messageType4.ACK ? answer.message : undefined
  }
  return {
    server,
    config,
    ack,
    /** The address that a client gets; undefined = none. */
    lease: async (client: number) => {
      const message = await ack(client)
      return message === undefined ? undefined : formatIpv4(message.yiaddr)
    },
    /** Asks as a client that need not be answered. */
    knock: (client: number) => clients.leaseBriefly(client),
    command: (name: string, args?: object) => keaCommand(path, name, args),
  }
}
