import {parseConfig4} from '../../../src/config/dhcp4.ts'
import {formatIssue} from '../../../src/config/issues.ts'
import type {Arrival4} from '../../../src/engine/request4.ts'
import type {ServerConfig4} from '../../../src/model/config4.ts'
import {INFINITE_LIFETIME, type Lease4, type LeaseState} from '../../../src/model/lease4.ts'
import type {ClientId, HwAddr} from '../../../src/net-types/identifiers.ts'
import {ANY_IPV4, formatIpv4} from '../../../src/net-types/ipv4.ts'
import {decode4} from '../../../src/wire/decode4.ts'
import {encode4} from '../../../src/wire/encode4.ts'
import {address} from './build.ts'
import {EngineDriver4} from './engine-driver.ts'
import {configOf, type Scenario4, SERVER, type Seed4} from './scenario.ts'
import {colons, type LeaseText, type Target4} from './target.ts'

/** A message through a relay on loopback. */
export const loopbackArrival: Arrival4 = {
  source: address(SERVER),
  sourcePort: 67,
  broadcast: false,
  local: {interface: 'lo', address: address(SERVER), addresses: [{address: address(SERVER), prefixLength: 8}]},
}

/** Our engine around a Map. */
export const engineTarget4: Target4 = {
  name: 'engine',
  start(scenario) {
    const now = Math.floor(Date.now() / 1000)
    const driver = new EngineDriver4(
      parse(scenario),
      (scenario.leases ?? []).map(seed => leaseOf(seed, now)),
      now,
    )
    return Promise.resolve({
      exchange(bytes) {
        const message = decode4(bytes)
        if ('kind' in message) return Promise.resolve(undefined)
        const {reply, encoding} = driver.handle(message, loopbackArrival)
        return Promise.resolve(reply && encode4(reply, encoding))
      },
      leases: () => Promise.resolve([...driver.rows.values()].map(lease => textOf(lease, now))),
      stop: () => Promise.resolve(),
    })
  },
}

/** The parsed configuration of a scenario; throws all errors. */
export function parse(scenario: Scenario4): ServerConfig4 {
  const text = JSON.stringify({Dhcp4: {...configOf(scenario), 'lease-database': {type: 'sqlite', name: ':memory:'}}})
  const result = parseConfig4(text, scenario.name, {
    readFile: name => {
      throw new Error(`no file ${name}`)
    },
    stateDirectory: '.',
  })
  if (result.kind === 'errors') throw new Error(result.errors.map(formatIssue).join('\n'))
  return result.config
}

export function leaseOf(seed: Seed4, now: number): Lease4 {
  const validLifetime = seed.validLifetime ?? 4000
  const cltt = now - (seed.age ?? 100)
  return {
    address: address(seed.address),
    hwAddr: seed.mac as HwAddr | undefined,
    clientId: seed.clientId as ClientId | undefined,
    validLifetime,
    expire: validLifetime === INFINITE_LIFETIME ? cltt : cltt + validLifetime,
    subnetId: seed.subnetId ?? 1,
    fqdnFwd: false,
    fqdnRev: false,
    hostname: seed.hostname ?? '',
    state: (seed.state ?? 0) as LeaseState,
    userContext: seed.userContext,
  }
}

/** A row as the texts of Kea's file. */
export function textOf(lease: Lease4, now: number): LeaseText {
  // Kea's file keeps cltt + lifetime of an infinite lease, where the SQL column keeps cltt.
  const expire = lease.validLifetime === INFINITE_LIFETIME ? lease.expire + lease.validLifetime : lease.expire
  return {
    address: formatIpv4(lease.address ?? ANY_IPV4),
    hwaddr: colons(lease.hwAddr ?? ''),
    clientId: colons(lease.clientId ?? ''),
    validLifetime: String(lease.validLifetime),
    expiresIn: expire - now,
    subnetId: String(lease.subnetId),
    fqdn: `${Number(lease.fqdnFwd)}${Number(lease.fqdnRev)}`,
    hostname: lease.hostname,
    state: String(lease.state),
    userContext: lease.userContext ?? '',
  }
}
