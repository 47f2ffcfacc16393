import {type HostStoreOptions, openHostStore} from '../../src/db/host-stores.ts'
import type {Host4, HostOption4} from '../../src/model/host4.ts'
import type {Ipv4} from '../../src/net-types/ipv4.ts'
import type {HostStore} from '../../src/ports/host-store.ts'
import {migratedDatabase, type TestDatabase} from './databases.ts'
import {accessTo} from './leases.ts'

export type HostStoreKind = 'sqlite' | 'postgresql' | 'mysql'

export const hostStoreKinds: readonly HostStoreKind[] = ['sqlite', 'postgresql', 'mysql']

/** A hosts database of one test's own. */
export interface TestHosts {
  readonly database: TestDatabase
  open(options?: Partial<HostStoreOptions> & {readonly readonly?: boolean}): Promise<HostStore>
}

export async function testHosts(kind: HostStoreKind): Promise<TestHosts> {
  return hostsIn(await migratedDatabase(kind === 'postgresql' ? 'pgsql' : kind, undefined, 'hosts'))
}

export function hostsIn(database: TestDatabase): TestHosts {
  const {target} = database
  return {
    database,
    open: ({readonly = false, ...options} = {}) => {
      const file = {type: 'sqlite', name: target.database, readonly} as const
      const access = target.backend === 'sqlite' ? file : {...accessTo(target), readonly}
      return openHostStore(access, {queued: 10_000, ...options})
    },
  }
}

/** The host of client number `n` in subnet 1 at 10.0.0.0 + `n`, or as `fields` say. */
export function hostOf(n: number, fields: Partial<Host4> = {}): Host4 {
  return {
    identifier: {type: 'hw-address', value: `0200${n.toString(16).padStart(8, '0')}`},
    subnetId: 1,
    subnetId6: undefined,
    address: (0x0a000000 + n) as Ipv4,
    hostname: '',
    nextServer: undefined,
    serverHostname: '',
    bootFileName: '',
    clientClasses: [],
    options: [],
    userContext: undefined,
    authKey: '',
    ...fields,
  }
}

export function hostOption(code: number, fields: Partial<HostOption4> = {}): HostOption4 {
  return {
    code,
    space: 'dhcp4',
    data: {bytes: ''},
    alwaysSend: false,
    neverSend: false,
    userContext: undefined,
    ...fields,
  }
}
