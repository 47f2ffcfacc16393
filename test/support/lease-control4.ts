import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {Target} from '../../src/db/session.ts'
import type {DatabaseAccess} from '../../src/model/config4.ts'
import {parseIpv4} from '../../src/net-types/ipv4.ts'
import type {LeaseStore4} from '../../src/ports/lease-store.ts'
import {MemoryServer4} from './controlled-server4.ts'
import {exchange} from './kea-control.ts'
import {startKea4} from './kea4.ts'
import {leaseDatabase, startLoopback4} from './loopback4.ts'

export type LeaseJson = Readonly<Record<string, unknown>>

export interface Answer {
  readonly result: number
  readonly text: string
  readonly arguments?: LeaseJson
}

/** Something that takes commands as text: the real Kea, or keats. */
export interface Commanded {
  ask(text: string): Promise<Answer>
  stop(): Promise<void>
}

/** Two ordinary subnets with lifetimes of their own, one whose leases have no end. */
export const leaseSubnets4 = [
  {id: 1, subnet: '192.0.2.0/24', pools: [{pool: '192.0.2.10 - 192.0.2.99'}]},
  {
    id: 2,
    subnet: '192.0.3.0/24',
    'valid-lifetime': 7000,
    'min-valid-lifetime': 600,
    'max-valid-lifetime': 9000,
  },
  {id: 7, subnet: '10.0.0.0/8', 'valid-lifetime': 4294967295},
]

const dhcp4 = {
  'interfaces-config': {interfaces: []},
  'valid-lifetime': 4000,
  // Leases that are over stay as commands have left them: two servers would take them back at different moments.
  'expired-leases-processing': {'reclaim-timer-wait-time': 0, 'flush-reclaimed-timer-wait-time': 0},
  subnet4: leaseSubnets4,
}

const hook = '/usr/lib/x86_64-linux-gnu/kea/hooks/libdhcp_lease_cmds.so'
const statHook = '/usr/lib/x86_64-linux-gnu/kea/hooks/libdhcp_stat_cmds.so'

/** The real Kea; without a target its leases are in memory. */
export async function keaLeases(target: Target | undefined): Promise<Commanded> {
  const directory = mkdtempSync(join(tmpdir(), 'keats-leases-'))
  const socket = join(directory, 'control')
  const kea = await startKea4({
    ...dhcp4,
    'lease-database': target === undefined ? {type: 'memfile', persist: false} : databaseOf(target),
    'control-socket': {'socket-type': 'unix', 'socket-name': socket},
    'hooks-libraries': [{library: hook}, {library: statHook}],
  })
  return {
    ask: async text => JSON.parse(await exchange(socket, text)) as Answer,
    stop: async () => {
      await kea.stop()
      rmSync(directory, {recursive: true, force: true})
    },
  }
}

function databaseOf({backend, host, port, user, password, database}: Target): object {
  return {type: backend === 'pgsql' ? 'postgresql' : 'mysql', host, port, user, password, name: database}
}

/** The commands of keats over a real store. `clock`: Unix seconds, for tests that want the same time twice. */
export class LeaseServer4 extends MemoryServer4 {
  readonly #clock: () => number
  override readonly clock = {millis: () => this.#clock() * 1000}

  constructor(leases: LeaseStore4 | undefined, clock = () => Math.floor(Date.now() / 1000)) {
    super(dhcp4, leases === undefined ? {} : {leases})
    this.#clock = clock
  }
}

/** keats, with the same lines for the hooks in its configuration as Kea. */
export async function keatsLeases(access: DatabaseAccess): Promise<Commanded> {
  const directory = mkdtempSync(join(tmpdir(), 'keats-leases-'))
  const socket = join(directory, 'control')
  const server = await startLoopback4({
    ...dhcp4,
    'lease-database': leaseDatabase(access),
    'control-socket': {'socket-type': 'unix', 'socket-name': socket},
    'hooks-libraries': [{library: hook}, {library: statHook}],
  })
  return {
    ask: async text => JSON.parse(await exchange(socket, text)) as Answer,
    stop: async () => {
      server.child.kill('SIGTERM')
      const {code, stderr} = await server.ended
      rmSync(directory, {recursive: true, force: true})
      if (code !== 0) throw new Error(`keats ended with ${code}: ${stderr}`)
    },
  }
}

/** Removes every lease by commands. */
export async function emptied(server: Commanded): Promise<void> {
  const leases = (await server.ask('{"command":"lease4-get-all"}')).arguments?.['leases'] as readonly LeaseJson[]
  for (const lease of leases) {
    const command = {command: 'lease4-del', arguments: {'ip-address': lease['ip-address']}}
    await server.ask(JSON.stringify(command))
  }
}

export const byAddress = (a: LeaseJson, b: LeaseJson) =>
  parseIpv4(String(a['ip-address']))! - parseIpv4(String(b['ip-address']))!
