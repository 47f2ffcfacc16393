import {formatIpv4} from '../../../net-types/ipv4.ts'
import {lastAddress4} from '../../../net-types/prefix4.ts'
import type {LintRule4} from '../rule.ts'

/** A global reservation may name any address, but only one of the client's subnet is ever given. */
export const reservationNowhere: LintRule4 = {
  name: 'reservation-nowhere',
  severity: 'warning',
  check({subnets, globalHosts}, tell) {
    const ascending = [...subnets].sort((a, b) => a.subnet.prefix.address - b.subnet.prefix.address)
    const addresses = globalHosts.filter(({host}) => host.address !== undefined)
    addresses.sort((a, b) => a.host.address! - b.host.address!)
    let next = 0
    // The last address of all subnets that begin before the one that is looked at.
    let end = -1
    for (const placed of addresses) {
      const address = placed.host.address!
      for (; next < ascending.length && ascending[next]!.subnet.prefix.address <= address; next++) {
        end = Math.max(end, lastAddress4(ascending[next]!.subnet.prefix))
      }
      if (address <= end) continue
      tell(placed, 'ip-address', `no subnet has the address ${formatIpv4(address)}`, 'reserve one of a subnet')
    }
  },
}
