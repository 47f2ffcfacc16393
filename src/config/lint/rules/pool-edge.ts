import {formatIpv4} from '../../../net-types/ipv4.ts'
import {firstAddress4, lastAddress4} from '../../../net-types/prefix4.ts'
import type {LintRule4} from '../rule.ts'

/** Hosts do not take the first and the last address of a subnet as theirs (RFC 1122 §3.2.1.3), but of /31 and /32. */
export const poolEdge: LintRule4 = {
  name: 'pool-edge',
  severity: 'warning',
  check({subnets}, tell) {
    for (const {subnet, pools} of subnets) {
      if (subnet.prefix.length > 30) continue
      const [network, broadcast] = [firstAddress4(subnet.prefix), lastAddress4(subnet.prefix)]
      for (const placed of pools) {
        const {first, last} = placed.pool
        const found = [
          ...(first === network ? [`the network address ${formatIpv4(network)}`] : []),
          ...(last === broadcast ? [`the broadcast address ${formatIpv4(broadcast)}`] : []),
        ]
        if (found.length === 0) continue
        tell(placed, 'pool', `it holds ${found.join(' and ')} of its subnet`, 'leave them out of the pool')
      }
    }
  },
}
