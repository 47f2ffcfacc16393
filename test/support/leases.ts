import type {Target} from '../../src/db/session.ts'
import type {SqlAccess} from '../../src/model/config4.ts'
import type {Lease4} from '../../src/model/lease4.ts'
import type {ClientId, HwAddr} from '../../src/net-types/identifiers.ts'
import type {Ipv4} from '../../src/net-types/ipv4.ts'

/** The configuration's form of a test database. */
export function accessTo(target: Target): SqlAccess {
  return {
    type: target.backend === 'mysql' ? 'mysql' : 'postgresql',
    name: target.database,
    host: target.host,
    port: target.port,
    user: target.user,
    password: target.password,
    readonly: false,
    connectTimeout: 10,
    readTimeout: 0,
    writeTimeout: 0,
    tcpUserTimeout: 0,
    recovery: {maxReconnectTries: 0, reconnectWaitTime: 0, onFail: 'stop-retry-exit', retryOnStartup: false},
    tls: undefined,
  }
}

/** A time far from any limit, in Unix seconds. */
export const T0 = 1_800_000_000

/** The lease of client number `n` at 10.0.0.0 + `n`, or as `fields` say. */
export function leaseOf(n: number, fields: Partial<Lease4> = {}): Lease4 {
  const hex = n.toString(16).padStart(8, '0')
  return {
    address: (0x0a000000 + n) as Ipv4,
    hwAddr: `0200${hex}` as HwAddr,
    clientId: `ff${hex}` as ClientId,
    validLifetime: 3600,
    expire: T0 + 3600,
    subnetId: 1,
    fqdnFwd: false,
    fqdnRev: false,
    hostname: '',
    state: 0,
    userContext: undefined,
    ...fields,
  }
}
