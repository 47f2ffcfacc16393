import {formatPrefix4} from '../../../net-types/prefix4.ts'
import {eachNested4, isOpenToAll} from '../nesting4.ts'
import type {LintRule4} from '../rule.ts'

/** Kea allows it, and it is hardly ever meant; behind guards it can be. */
export const subnetOverlap: LintRule4 = {
  name: 'subnet-overlap',
  severity: 'warning',
  check({subnets}, tell) {
    eachNested4(subnets, (placed, around) => {
      const outer = around.at(-1)!
      if (!isOpenToAll(placed) && !isOpenToAll(outer)) return
      const {id, prefix} = outer.subnet
      const same = prefix.length === placed.subnet.prefix.length
      const message = `${formatPrefix4(placed.subnet.prefix)} is ${same ? 'also' : 'inside'} subnet ${id}, ${formatPrefix4(prefix)}`
      tell(placed, 'subnet', message, 'give each link a prefix of its own')
    })
  },
}
