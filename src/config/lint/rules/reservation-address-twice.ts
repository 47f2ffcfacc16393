import {formatIpv4} from '../../../net-types/ipv4.ts'
import type {LintRule4} from '../rule.ts'
import type {PlacedHost4} from '../subject4.ts'

/** Within a level it is refused unless ip-reservations-unique is off; between levels nobody looks. */
export const reservationAddressTwice: LintRule4 = {
  name: 'reservation-address-twice',
  severity: 'warning',
  check({subnets, globalHosts}, tell) {
    const known = new Map<number, PlacedHost4>()
    for (const placed of [...globalHosts, ...subnets.flatMap(({hosts}) => hosts)]) {
      const {address} = placed.host
      if (address === undefined) continue
      const other = known.get(address)
      if (other === undefined) known.set(address, placed)
      else {
        const message = `${formatIpv4(address)} is reserved at ${other.path} too`
        tell(placed, 'ip-address', message, 'only one of them can have it at a time: reserve another')
      }
    }
  },
}
