import {formatIpv4, type Ipv4} from '../../../net-types/ipv4.ts'
import {ownAddresses, routersOf} from '../addresses4.ts'
import type {LintRule4} from '../rule.ts'

/** A client would get an address that is in use. */
export const poolRouter: LintRule4 = {
  name: 'pool-router',
  severity: 'warning',
  check(subject, tell) {
    const own = ownAddresses(subject)
    for (const placed of subject.subnets) {
      const reserved = new Set(placed.hosts.map(({host}) => host.address))
      const used = (addresses: Iterable<Ipv4>, who: string) => {
        for (const address of addresses) {
          const pool = placed.pools.find(({pool: {first, last}}) => first <= address && address <= last)
          if (pool === undefined || reserved.has(address)) continue
          tell(pool, 'pool', `it holds ${formatIpv4(address)}, ${who}`, 'leave it out of the pool')
        }
      }
      used(routersOf(placed, subject.config), 'the router of its subnet')
      used(own, 'an address of this server')
    }
  },
}
