import {linkAddresses, serverAddresses} from './network.ts'

export type PairMode = 'load-balancing' | 'hot-standby'

export const names = ['server1', 'server2'] as const
export const VALID_LIFETIME = 3600

/** More unanswered clients than this take over from a partner. */
export const MAX_UNACKED = 2
/** Milliseconds: a client that has tried longer counts. */
const MAX_ACK_DELAY = 1000

const hooks = '/usr/lib/x86_64-linux-gnu/kea/hooks'

/** Kea holds back what it prints to a pipe, unless a logger says that it flushes. */
const logger = (name: string, severity: string) => ({
  name,
  severity,
  output_options: [{output: 'stderr', flush: true}],
})

// Each server has its own part of the pool where both serve at the same time, as Kea's manual would have it.
const pools: Readonly<Record<PairMode, readonly object[]>> = {
  'load-balancing': [
    {pool: '10.9.1.0 - 10.9.1.255', 'client-class': 'HA_server1'},
    {pool: '10.9.2.0 - 10.9.2.255', 'client-class': 'HA_server2'},
  ],
  'hot-standby': [{pool: '10.9.1.0 - 10.9.2.255'}],
}

/** The map Dhcp4 of one server of a pair: the same for Kea and keats. `changes` are of the relationship. */
export function pairConfiguration(
  mode: PairMode,
  index: 0 | 1,
  {
    socket,
    leaseDatabase,
    changes = {},
  }: {readonly socket: string; readonly leaseDatabase: object; readonly changes?: object},
): object {
  const peers = names.map((name, at) => ({
    name,
    url: `http://${linkAddresses[at]}:8000/`,
    role: at === 0 ? 'primary' : mode === 'load-balancing' ? 'secondary' : 'standby',
  }))
  const relationship = {
    'this-server-name': names[index],
    mode,
    'heartbeat-delay': 300,
    'max-response-delay': 1500,
    'max-ack-delay': MAX_ACK_DELAY,
    'max-unacked-clients': MAX_UNACKED,
    'sync-timeout': 10_000,
    'sync-page-limit': 20,
    'multi-threading': {
      'enable-multi-threading': true,
      'http-dedicated-listener': true,
      'http-listener-threads': 2,
      'http-client-threads': 2,
    },
    peers,
    ...changes,
  }
  return {
    'interfaces-config': {interfaces: [`eth0/${serverAddresses[index]}`]},
    'control-socket': {'socket-type': 'unix', 'socket-name': socket},
    'lease-database': leaseDatabase,
    'multi-threading': {'enable-multi-threading': true, 'thread-pool-size': 2, 'packet-queue-size': 64},
    'hooks-libraries': [
      {library: `${hooks}/libdhcp_lease_cmds.so`},
      {library: `${hooks}/libdhcp_ha.so`, parameters: {'high-availability': [relationship]}},
    ],
    'valid-lifetime': VALID_LIFETIME,
    subnet4: [{id: 1, subnet: '10.9.0.0/16', pools: pools[mode]}],
    loggers: [logger('kea-dhcp4', 'INFO')],
  }
}
