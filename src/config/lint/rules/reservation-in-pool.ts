import {formatIpv4} from '../../../net-types/ipv4.ts'
import {formatPool} from '../../pools4.ts'
import type {LintRule4} from '../rule.ts'

/** "Out of pool" promises that no pool holds a reserved address: the server does not look, and gives it to anybody. */
export const reservationInPool: LintRule4 = {
  name: 'reservation-in-pool',
  severity: 'warning',
  check({subnets}, tell) {
    for (const {subnet, pools, hosts} of subnets) {
      const {inSubnet, outOfPool} = subnet.reservationModes
      if (!inSubnet || !outOfPool) continue
      for (const placed of hosts) {
        const {address} = placed.host
        const pool = pools.find(({pool: {first, last}}) => address !== undefined && first <= address && address <= last)
        if (address === undefined || pool === undefined) continue
        const message = `${formatIpv4(address)} is in the pool ${formatPool(pool.pool)}: it is not kept for this client`
        tell(placed, 'ip-address', message, 'reserve an address outside, or set reservations-out-of-pool to false')
      }
    }
  },
}
