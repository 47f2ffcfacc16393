import {formatIpv4} from '../../../net-types/ipv4.ts'
import {firstAddress4, lastAddress4} from '../../../net-types/prefix4.ts'
import {ownAddresses} from '../addresses4.ts'
import type {LintRule4} from '../rule.ts'

/** No client can use it: it is this server's, or none that a host can have (RFC 1122 §3.2.1.3). */
export const reservationUnusable: LintRule4 = {
  name: 'reservation-unusable',
  severity: 'warning',
  check(subject, tell) {
    const own = ownAddresses(subject)
    for (const {subnet, hosts} of subject.subnets) {
      const {prefix} = subnet
      const edges = prefix.length > 30 ? [] : [firstAddress4(prefix), lastAddress4(prefix)]
      for (const one of hosts) {
        const {address} = one.host
        if (address === undefined) continue
        const isEdge = edges.includes(address)
        if (!isEdge && !own.has(address)) continue
        const whose = isEdge ? 'the network or broadcast address of its subnet' : 'an address of this server'
        tell(one, 'ip-address', `${formatIpv4(address)} is ${whose}`, 'reserve an address that is free')
      }
    }
  },
}
