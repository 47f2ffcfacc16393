import {valueIn} from '../../given.ts'
import type {LintRule4} from '../rule.ts'

/** Leases and reservations in databases name subnets by number. */
export const subnetIdAutomatic: LintRule4 = {
  name: 'subnet-id-automatic',
  severity: 'warning',
  check({subnets}, tell) {
    for (const placed of subnets) {
      if (Number(valueIn(placed.node, 'id') ?? 0) !== 0) continue
      const {id} = placed.subnet
      const message = `it has the id ${id} only for its place in the file: after a change its leases are another subnet's`
      tell(placed, undefined, message, `give it "id": ${id}; newer Kea requires one`)
    }
  },
}
