import type {LintRule4} from '../rule.ts'

export const reservationIgnored: LintRule4 = {
  name: 'reservation-ignored',
  severity: 'warning',
  check({config, root, subnets, globalHosts}, tell) {
    for (const placed of subnets) {
      if (placed.hosts.length === 0 || placed.subnet.reservationModes.inSubnet) continue
      const message = 'nobody looks at the reservations of this subnet'
      tell(placed, 'reservations', message, 'set reservations-in-subnet to true')
    }
    if (globalHosts.length === 0 || config.earlyGlobalReservationsLookup) return
    if (subnets.length === 0 || subnets.some(({subnet}) => subnet.reservationModes.global)) return
    const message = 'nobody looks at the reservations of the global level'
    tell(root, 'reservations', message, 'set reservations-global to true')
  },
}
