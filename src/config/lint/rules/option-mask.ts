import {formatIpv4} from '../../../net-types/ipv4.ts'
import {lastAddress4, netmask4} from '../../../net-types/prefix4.ts'
import {addressesIn} from '../addresses4.ts'
import {eachOption4} from '../options4.ts'
import type {LintRule4} from '../rule.ts'

const MASK = 1
const BROADCAST = 28

/** What clients are told of their link must be what the subnet is. */
export const optionMask: LintRule4 = {
  name: 'option-mask',
  severity: 'warning',
  check(subject, tell) {
    eachOption4(subject, placed => {
      const {option, prefix} = placed
      if (prefix === undefined || option.space !== 'dhcp4' || option.data.length !== 4) return
      if (option.code !== MASK && option.code !== BROADCAST) return
      const [found] = addressesIn(option.data)
      const expected = option.code === MASK ? netmask4(prefix.length) : lastAddress4(prefix)
      if (found === expected) return
      const what = option.code === MASK ? 'mask' : 'broadcast address'
      const message = `the ${what} of this subnet is ${formatIpv4(expected)}, not ${formatIpv4(found!)}`
      tell(placed, 'data', message, option.code === MASK ? 'leave it out: the server sends it by itself' : 'correct it')
    })
  },
}
