import {type Kea4, type Kea4Options, startKea4} from './kea4.ts'
import {listens} from './listens.ts'

const hooks = '/usr/lib/x86_64-linux-gnu/kea/hooks'

/** The libraries of high availability, with the parameters of one relationship, for Kea and keats alike. */
export function haLibraries(relationship: object): readonly object[] {
  return [
    {library: `${hooks}/libdhcp_lease_cmds.so`},
    {library: `${hooks}/libdhcp_ha.so`, parameters: {'high-availability': [relationship]}},
  ]
}

/** Threads and a listener of the relationship's own. */
export const ownListener = {
  'enable-multi-threading': true,
  'http-dedicated-listener': true,
  'http-listener-threads': 2,
  'http-client-threads': 2,
}

/** What a test says of a relationship. */
export interface HaParameters {
  readonly 'this-server-name': string
  readonly peers: readonly {readonly name: string; readonly url: string}[]
}

/** The real kea-dhcp4 with a relationship, on no interface, its listener on 127.0.0.1 open. */
export async function startKeaHa4(
  relationship: HaParameters,
  more: object = {},
  options: Kea4Options = {},
): Promise<Kea4> {
  const kea = await startKea4(
    {
      'interfaces-config': {interfaces: []},
      'lease-database': {type: 'memfile', persist: false},
      'multi-threading': {'enable-multi-threading': true, 'thread-pool-size': 2},
      'hooks-libraries': haLibraries({'multi-threading': ownListener, ...relationship}),
      ...more,
    },
    options,
  )
  const {port} = new URL(urlOf(relationship))
  // It says that it serves before its listener is open.
  for (let tries = 0; !(await listens(Number(port))); tries++) {
    if (tries === 1500) throw new Error(`no listener: ${kea.output().slice(-2000)}`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  return kea
}

function urlOf(relationship: HaParameters): string {
  return relationship.peers.find(({name}) => name === relationship['this-server-name'])!.url
}
