import {formatIpv4} from '../../../net-types/ipv4.ts'
import {routersOf} from '../addresses4.ts'
import type {LintRule4} from '../rule.ts'

/** Right for the router itself; any other client would take its address. */
export const reservationRouter: LintRule4 = {
  name: 'reservation-router',
  severity: 'hint',
  check({config, subnets}, tell) {
    for (const placed of subnets) {
      const routers = placed.hosts.length === 0 ? [] : routersOf(placed, config)
      if (routers.length === 0) continue
      for (const one of placed.hosts) {
        const {address} = one.host
        if (address === undefined || !routers.includes(address)) continue
        const message = `${formatIpv4(address)} is the router of its subnet`
        tell(one, 'ip-address', message, 'unless this client is the router, reserve an address that is free')
      }
    }
  },
}
