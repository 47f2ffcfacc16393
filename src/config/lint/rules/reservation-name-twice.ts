import type {LintRule4} from '../rule.ts'
import type {PlacedHost4} from '../subject4.ts'

export const reservationNameTwice: LintRule4 = {
  name: 'reservation-name-twice',
  severity: 'hint',
  check({subnets, globalHosts}, tell) {
    for (const hosts of [globalHosts, ...subnets.map(placed => placed.hosts)]) {
      const known = new Map<string, PlacedHost4>()
      for (const placed of hosts) {
        const name = placed.host.hostname.toLowerCase()
        if (name === '') continue
        const other = known.get(name)
        if (other === undefined) known.set(name, placed)
        else tell(placed, 'hostname', `${other.path} has the name "${name}" too`, 'give each host a name of its own')
      }
    }
  },
}
