import type {LintRule4} from '../rule.ts'

/** Clients renew at half of it, and many take less than a minute for no lifetime at all. */
const SHORT = 60

export const lifetimeShort: LintRule4 = {
  name: 'lifetime-short',
  severity: 'warning',
  check({subnets}, tell) {
    for (const {subnet, levels} of subnets) {
      const lifetime = subnet.validLifetime.default
      if (lifetime >= SHORT) continue
      const level = levels.find(({node}) => node.entries.has('valid-lifetime')) ?? levels[0]!
      const message = `leases of subnet ${subnet.id} last ${lifetime} seconds: every client comes again after half of it`
      tell(level, 'valid-lifetime', message, 'some minutes are enough for any guest network')
    }
  },
}
