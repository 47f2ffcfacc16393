import type {LintRule4} from '../rule.ts'

const ENDLESS = 0xffffffff

export const lifetimeEndless: LintRule4 = {
  name: 'lifetime-endless',
  severity: 'warning',
  check({subnets}, tell) {
    for (const {subnet, pools, levels} of subnets) {
      if (pools.length === 0 || subnet.validLifetime.default !== ENDLESS) continue
      const level = levels.find(({node}) => node.entries.has('valid-lifetime')) ?? levels[0]!
      const message = `leases of subnet ${subnet.id} never end: addresses of clients that are gone never come back`
      tell(level, 'valid-lifetime', message, 'give leases an end; reservations keep addresses for known clients')
    }
  },
}
