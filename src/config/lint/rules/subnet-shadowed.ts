import {formatPrefix4} from '../../../net-types/prefix4.ts'
import {eachNested4, isOpenToAll, shareNetwork} from '../nesting4.ts'
import type {LintRule4} from '../rule.ts'

/** An address belongs to the subnet of lowest id that has it: one behind another is never chosen by address. */
export const subnetShadowed: LintRule4 = {
  name: 'subnet-shadowed',
  severity: 'warning',
  check({subnets}, tell) {
    eachNested4(subnets, (placed, around) => {
      const {id, interface: name, relayAddresses} = placed.subnet
      if (name !== undefined || relayAddresses.length > 0) return
      const before = around.find(outer => {
        return outer.subnet.id < id && isOpenToAll(outer) && !shareNetwork(outer, placed)
      })
      if (before === undefined) return
      const other = `subnet ${before.subnet.id}, ${formatPrefix4(before.subnet.prefix)}`
      const remedy = 'give it the lower id, an interface or a relay of its own'
      tell(
        placed,
        'subnet',
        `no client ever comes to this subnet: ${other}, is chosen for all of its addresses`,
        remedy,
      )
    })
  },
}
