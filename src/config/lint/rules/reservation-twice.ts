import type {HostIdentifier} from '../../../model/host4.ts'
import type {LintRule4} from '../rule.ts'
import type {PlacedHost4} from '../subject4.ts'

/** One client under two identifiers: the first of host-reservation-identifiers wins, the other reservation is never used. */
export const reservationTwice: LintRule4 = {
  name: 'reservation-twice',
  severity: 'warning',
  check({config, subnets, globalHosts}, tell) {
    const rank = (type: HostIdentifier['type']) => {
      const at = config.hostIdentifiers.indexOf(type)
      return at < 0 ? config.hostIdentifiers.length : at
    }
    for (const hosts of [globalHosts, ...subnets.map(placed => placed.hosts)]) {
      const known = new Map<string, PlacedHost4>()
      for (const placed of hosts) {
        const mac = hardwareOf(placed.host.identifier)
        if (mac === undefined) continue
        const other = known.get(mac)
        known.set(mac, placed)
        if (other === undefined || other.host.identifier.type === placed.host.identifier.type) continue
        const [loser, winner] =
          rank(other.host.identifier.type) > rank(placed.host.identifier.type) ? [other, placed] : [placed, other]
        const {type} = loser.host.identifier
        const message = `it is for the same client as ${winner.path}, which is found first by its ${winner.host.identifier.type}`
        tell(loser, type, message, 'make one reservation of both')
      }
    }
  },
}

/** The hardware address that an identifier stands for: itself, behind its type in a client-id, at the end of a DUID. */
function hardwareOf({type, value}: HostIdentifier): string | undefined {
  if (type === 'hw-address') return value
  if (type === 'client-id') return /^01([0-9a-f]{12})$/.exec(value)?.[1]
  if (type !== 'duid') return undefined
  return /^(?:00010001[0-9a-f]{8}|00030001)([0-9a-f]{12})$/.exec(value)?.[1]
}
