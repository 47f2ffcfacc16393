import type {LintRule4} from '../rule.ts'

const DAY = 86_400
const ENDLESS = 0xffffffff

/** Below so many new clients a day a pool is for few and known clients, or runs dry. */
const FEW = 16

/** An address stays taken for the lifetime after its client has left. */
export const poolTurnover: LintRule4 = {
  name: 'pool-turnover',
  severity: 'hint',
  check({subnets}, tell) {
    for (const {subnet, pools, levels} of subnets) {
      const lifetime = subnet.validLifetime.default
      if (pools.length === 0 || lifetime <= DAY || lifetime === ENDLESS) continue
      const size = pools.reduce((sum, {pool}) => sum + pool.last - pool.first + 1, 0)
      const perDay = (size * DAY) / lifetime
      if (perDay >= FEW) continue
      const level = levels.find(({node}) => node.entries.has('valid-lifetime')) ?? levels[0]!
      const message = `subnet ${subnet.id} has ${size} addresses for ${days(lifetime)} each: ${rate(perDay)} come anew`
      tell(level, 'valid-lifetime', message, 'a shorter lifetime frees them sooner, a larger pool has more')
    }
  },
}

function days(seconds: number): string {
  return `${Math.round((seconds / DAY) * 10) / 10} days`
}

function rate(perDay: number): string {
  if (perDay >= 1) return `at most ${Math.floor(perDay)} clients a day can`
  return `at most one client in ${Math.ceil(1 / perDay)} days can`
}
