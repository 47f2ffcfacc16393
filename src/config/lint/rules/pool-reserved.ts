import type {LintRule4} from '../rule.ts'
import type {PlacedPool4} from '../subject4.ts'

/** A pool whose every address is reserved has none for anybody else. */
export const poolReserved: LintRule4 = {
  name: 'pool-reserved',
  severity: 'warning',
  check({subnets}, tell) {
    for (const {subnet, pools, hosts} of subnets) {
      if (!subnet.reservationModes.inSubnet || hosts.length === 0) continue
      const addresses = [...new Set(hosts.flatMap(({host}) => host.address ?? []))].sort((a, b) => a - b)
      for (const placed of pools) {
        const size = placed.pool.last - placed.pool.first + 1
        if (reservedIn(placed, addresses) < size) continue
        const message = `all ${size} addresses of it are reserved, clients without a reservation get none`
        tell(placed, 'pool', message, 'make the pool larger, or leave it out: reservations need no pool')
      }
    }
  },
}

function reservedIn({pool: {first, last}}: PlacedPool4, ascending: readonly number[]): number {
  return firstAbove(ascending, last) - firstAbove(ascending, first - 1)
}

/** How many are at most `bound`. */
function firstAbove(ascending: readonly number[], bound: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ascending[middle]! <= bound) low = middle + 1
    else high = middle
  }
  return low
}
