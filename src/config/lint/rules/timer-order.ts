import type {Subnet4} from '../../../model/config4.ts'
import type {LintRule4} from '../rule.ts'

/** The server leaves out timers that make no sense (RFC 2131 §4.4.5: T1 < T2 < the lifetime), so clients use their own. */
export const timerOrder: LintRule4 = {
  name: 'timer-order',
  severity: 'warning',
  check({subnets}, tell) {
    for (const {subnet, levels} of subnets) {
      const wrong = wrongTimer(subnet)
      if (wrong === undefined) continue
      const level = levels.find(({node}) => node.entries.has(wrong.key)) ?? levels[0]!
      tell(level, wrong.key, `subnet ${subnet.id}: ${wrong.message}`, 'expected renew < rebind < valid lifetime')
    }
  },
}

function wrongTimer({renewTimer: renew, rebindTimer: rebind, validLifetime}: Subnet4) {
  const valid = validLifetime.default
  if (rebind !== undefined && rebind >= valid) {
    return {key: 'rebind-timer', message: `the rebind-timer of ${rebind} s is not sent, leases last ${valid} s`}
  }
  if (renew !== undefined && renew >= (rebind ?? valid)) {
    const bound = rebind === undefined ? `leases last ${valid} s` : `the rebind-timer is ${rebind} s`
    return {key: 'renew-timer', message: `the renew-timer of ${renew} s is not sent, ${bound}`}
  }
  return undefined
}
