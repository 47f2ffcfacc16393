import {formatIpv4} from '../../../net-types/ipv4.ts'
import {firstAddress4, lastAddress4} from '../../../net-types/prefix4.ts'
import {ownAddresses, routersOf} from '../addresses4.ts'
import type {LintRule4} from '../rule.ts'

/** A client that gets it takes the address of somebody else. To reserve one for nobody real is a way to keep it free. */
export const reservationRouter: LintRule4 = {
  name: 'reservation-router',
  severity: 'warning',
  check(subject, tell) {
    const own = ownAddresses(subject)
    for (const placed of subject.subnets) {
      if (placed.hosts.length === 0) continue
      const routers = new Set(routersOf(placed, subject.config))
      const {prefix} = placed.subnet
      const [network, broadcast] = prefix.length > 30 ? [] : [firstAddress4(prefix), lastAddress4(prefix)]
      for (const one of placed.hosts) {
        const {address} = one.host
        if (address === undefined) continue
        const who = own.has(address)
          ? 'an address of this server'
          : routers.has(address)
            ? 'the router of its subnet'
            : address === network || address === broadcast
              ? 'the network or broadcast address of its subnet'
              : undefined
        if (who === undefined) continue
        tell(one, 'ip-address', `${formatIpv4(address)} is ${who}`, 'reserve an address that is free')
      }
    }
  },
}
