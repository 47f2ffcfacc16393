import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {type ControlAnswer, keaCommand} from './kea-control.ts'
import {PacketPeer4, startKea4} from './kea4.ts'
import {ended, printed, startKeats} from './keats.ts'
import {writeConfig4} from './loopback4.ts'
import {buildQuery4} from './scenarios4/build.ts'
import type {Query4, Seed4} from './scenarios4/scenario.ts'
import {leaseFile} from './scenarios4/target.ts'
import {freePort} from './servers.ts'

/** A DHCPv4 server on loopback whose statistics are read over its control socket. */
export interface CountedServer4 {
  /** Sends a message and waits until the server has done with it; answers whether it was answered. */
  send(query: Query4): Promise<boolean>
  /** Sends a message and waits for nothing. */
  post(query: Query4): void
  /** Sends bytes that are no message. */
  sendRaw(bytes: Uint8Array): Promise<void>
  command(name: string, args?: object): Promise<ControlAnswer>
  /** Newest values by name, without what `send` itself moves. */
  values(): Promise<ReadonlyMap<string, number>>
  stop(): Promise<void>
}

interface Started {
  readonly port: number
  readonly replyPort: number
  stop(): Promise<void>
}

/** Where a server keeps what outlives it. */
export interface ServerPlace {
  readonly directory: string
  readonly socket: string
  readonly leases: string
  remove(): void
}

export function serverPlace(seeds: readonly Seed4[]): ServerPlace {
  const directory = mkdtempSync(join(tmpdir(), 'keats-counted-'))
  const leases = join(directory, 'leases.csv')
  writeFileSync(leases, leaseFile(seeds, Math.floor(Date.now() / 1000)))
  const remove = () => rmSync(directory, {recursive: true, force: true})
  return {directory, socket: join(directory, 'control'), leases, remove}
}

const hook = '/usr/lib/x86_64-linux-gnu/kea/hooks/libdhcp_lease_cmds.so'

function configured(dhcp4: object, {socket, leases}: ServerPlace): object {
  return {
    'interfaces-config': {interfaces: ['lo/127.0.0.1'], 'dhcp-socket-type': 'udp'},
    'lease-database': {type: 'memfile', name: leases, 'lfc-interval': 0},
    'control-socket': {'socket-type': 'unix', 'socket-name': socket},
    'hooks-libraries': [{library: hook}],
    ...dhcp4,
  }
}

/** The real kea-dhcp4 with its hook of lease commands. */
export async function countedKea4(dhcp4: object, place: ServerPlace): Promise<CountedServer4> {
  return counted(await startKea4(configured(dhcp4, place)), place)
}

export async function countedKeats4(dhcp4: object, place: ServerPlace): Promise<CountedServer4> {
  const [port, replyPort] = [await freePort(), await freePort()]
  const file = writeConfig4({loggers: [{name: 'kea-dhcp4', severity: 'INFO'}], ...configured(dhcp4, place)})
  const env = {KEA_PIDFILE_DIR: place.directory}
  const child = startKeats(['dhcp4', '-c', file, '-p', `${port}`, '-P', `${replyPort}`], {env})
  const end = ended(child)
  await printed(child, 'DHCP4_STARTED')
  const stop = async () => {
    child.kill('SIGTERM')
    await end
  }
  return counted({port, replyPort, stop}, place)
}

/** What the message behind each message, and its answer, move. */
const sentinelMoves = new Set(['pkt4-received', 'pkt4-inform-received', 'pkt4-sent', 'pkt4-ack-sent'])

async function counted(server: Started, {socket}: ServerPlace): Promise<CountedServer4> {
  const peer = await PacketPeer4.open(server.replyPort, '0.0.0.0')
  const command = (name: string, args?: object) => keaCommand(socket, name, args)
  let xid = 1
  let sentinels = 0
  /** An INFORM of the same client: answered after everything before it was done. */
  const sentinel = ({mac, clientId}: Pick<Query4, 'mac' | 'clientId'>) => {
    sentinels++
    const same = {...(mac === undefined ? {} : {mac}), ...(clientId === undefined ? {} : {clientId})}
    const query = {type: 8, ciaddr: '127.0.0.1', giaddr: '127.0.0.1', ...same}
    return peer.exchange(buildQuery4(query, 0x7f000000 + xid++, undefined), server.port)
  }
  return {
    async send(query) {
      const answer = peer.exchange(buildQuery4(query, xid++, undefined), server.port)
      const after = sentinel(query.mac === '' ? {mac: '0e0000000000'} : query)
      const first = await Promise.race([answer, after.then(() => undefined)])
      if ((await after) === undefined) throw new Error('the server has stopped answering')
      return first !== undefined
    },
    post(query) {
      void peer.exchange(buildQuery4(query, xid++, undefined), server.port, 1)
    },
    async sendRaw(bytes) {
      void peer.exchange(bytes, server.port, 1)
      if ((await sentinel({mac: '0e0000000000'})) === undefined) throw new Error('the server has stopped answering')
    },
    command,
    async values() {
      const {arguments: all} = await command('statistic-get-all')
      const newest = Object.entries(all as Record<string, [number, string][]>).map(([name, [first]]) => {
        return [name, first![0] - (sentinelMoves.has(name) ? sentinels : 0)] as const
      })
      return new Map(newest)
    },
    async stop() {
      await peer.close()
      await server.stop()
    },
  }
}
