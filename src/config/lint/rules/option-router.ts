import {formatIpv4} from '../../../net-types/ipv4.ts'
import {formatPrefix4, prefixContains4} from '../../../net-types/prefix4.ts'
import {addressesIn, isRouters} from '../addresses4.ts'
import {eachOption4} from '../options4.ts'
import type {LintRule4} from '../rule.ts'

/** Clients reach a router only on their own link. */
export const optionRouter: LintRule4 = {
  name: 'option-router',
  severity: 'warning',
  check(subject, tell) {
    eachOption4(subject, placed => {
      const {option, prefix} = placed
      if (prefix === undefined || prefix.length === 32 || !isRouters(option)) return
      const outside = addressesIn(option.data).filter(address => !prefixContains4(prefix, address))
      if (outside.length === 0) return
      const message = `the router ${outside.map(formatIpv4).join(', ')} is not in the subnet ${formatPrefix4(prefix)}`
      tell(placed, 'data', message, 'name a router that is on the link')
    })
  },
}
