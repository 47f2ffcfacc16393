import {formatIpv4} from '../../../net-types/ipv4.ts'
import {isOpenToAll, shareNetwork} from '../nesting4.ts'
import type {LintRule4} from '../rule.ts'
import type {PlacedSubnet4} from '../subject4.ts'

const REMEDY = 'put subnets of one link into a shared network, or tell them apart with client-classes'

/** Only the first of subnets that have the same interface or relay is ever chosen. */
export const linkAmbiguous: LintRule4 = {
  name: 'link-ambiguous',
  severity: 'warning',
  check({subnets}, tell) {
    const byInterface = new Map<string, PlacedSubnet4>()
    const byRelay = new Map<number, PlacedSubnet4>()
    for (const placed of subnets) {
      const {interface: name, relayAddresses} = placed.subnet
      if (name !== undefined) {
        const first = hidden(byInterface, name, placed)
        if (first !== undefined) tell(placed, 'interface', `${first} is chosen for "${name}", never this one`, REMEDY)
      }
      for (const relay of relayAddresses) {
        const first = hidden(byRelay, relay, placed)
        const message = `${first} is chosen for the relay ${formatIpv4(relay)}, never this one`
        if (first !== undefined) tell(placed, 'relay', message, REMEDY)
      }
    }
  },
}

/** The subnet in whose place this one never comes; undefined when it may. */
function hidden<K>(firsts: Map<K, PlacedSubnet4>, key: K, placed: PlacedSubnet4): string | undefined {
  const first = firsts.get(key)
  if (first === undefined) {
    if (isOpenToAll(placed)) firsts.set(key, placed)
    return undefined
  }
  return shareNetwork(first, placed) ? undefined : `subnet ${first.subnet.id}`
}
