import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {keaCommand} from '../kea-control.ts'
import {PacketPeer4, startKea4} from '../kea4.ts'
import {buildQuery4} from './build.ts'
import {configOf} from './scenario.ts'
import {leaseFile, readLeaseFile, type Target4} from './target.ts'

/** The real kea-dhcp4 on loopback, reached as a relay would; leases in memfile. */
export const keaTarget4: Target4 = {
  name: 'kea-dhcp4',
  async start(scenario) {
    const started = Math.floor(Date.now() / 1000)
    const directory = mkdtempSync(join(tmpdir(), 'keats-scenario-'))
    const file = join(directory, 'leases.csv')
    const socket = join(directory, 'control')
    writeFileSync(file, leaseFile(scenario.leases ?? [], started))
    const kea = await startKea4({
      'interfaces-config': {interfaces: ['lo/127.0.0.1'], 'dhcp-socket-type': 'udp'},
      'lease-database': {type: 'memfile', name: file, 'lfc-interval': 0},
      'control-socket': {'socket-type': 'unix', 'socket-name': socket},
      ...configOf(scenario),
    })
    const peer = await PacketPeer4.open(kea.replyPort, '0.0.0.0')
    let sentinels = 0
    return {
      async exchange(bytes) {
        // Kea answers in order: once the INFORM behind a message is answered, the message itself will not be.
        const answer = peer.exchange(bytes, kea.port)
        const after = peer.exchange(sentinel(++sentinels), kea.port)
        const first = await Promise.race([answer, after.then(() => undefined)])
        if ((await after) === undefined) throw new Error('Kea has stopped answering')
        return first
      },
      leases: async () => readLeaseFile(readFileSync(file, 'utf8'), started),
      async statistics() {
        const {arguments: all} = await keaCommand(socket, 'statistic-get-all')
        const newest = Object.entries(all as Record<string, [number, string][]>).map(([name, [first]]) => {
          return [name, first![0] - (sentinelMoves.has(name) ? sentinels : 0)] as const
        })
        return new Map(newest)
      },
      async stop() {
        await peer.close()
        await kea.stop()
        rmSync(directory, {recursive: true, force: true})
      },
    }
  },
}

/** What each sentinel and its answer move. */
const sentinelMoves = new Set(['pkt4-received', 'pkt4-inform-received', 'pkt4-sent', 'pkt4-ack-sent'])

function sentinel(count: number): Uint8Array {
  const query = {type: 8, mac: '0e0000000000', ciaddr: '127.0.0.1', giaddr: '127.0.0.1'}
  return buildQuery4(query, 0xfe000000 + count, undefined)
}
