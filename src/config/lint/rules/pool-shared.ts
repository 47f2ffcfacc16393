import {formatPool} from '../../pools4.ts'
import type {LintRule4} from '../rule.ts'
import type {PlacedPool4, PlacedSubnet4} from '../subject4.ts'

/** Pools of one subnet cannot overlap; those of overlapping subnets can. */
export const poolShared: LintRule4 = {
  name: 'pool-shared',
  severity: 'warning',
  check({subnets}, tell) {
    const all = subnets.flatMap(placed => placed.pools.map(pool => ({placed, pool})))
    all.sort((a, b) => a.pool.pool.first - b.pool.pool.first)
    let widest: {readonly placed: PlacedSubnet4; readonly pool: PlacedPool4} | undefined
    for (const next of all) {
      const {first, last} = next.pool.pool
      if (widest !== undefined && first <= widest.pool.pool.last) {
        const message = `it shares addresses with the pool ${formatPool(widest.pool.pool)} of subnet ${widest.placed.subnet.id}`
        tell(next.pool, 'pool', message, 'give each address to one pool')
      }
      if (widest === undefined || last > widest.pool.pool.last) widest = next
    }
  },
}
