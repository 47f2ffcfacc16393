import {ownersClasses} from '../ha-guards4.ts'
import {placedHa4} from '../ha4.ts'
import type {LintRule4} from '../rule.ts'

/**
 * keats sees to it that one address goes to one client, beside a Kea as long as nobody had it before: a Kea tells its client
 * whatever the partner gives meanwhile.
 */
export const haUndivided: LintRule4 = {
  name: 'ha-undivided',
  severity: 'hint',
  check(subject, tell) {
    if (placedHa4(subject)?.relationship.mode !== 'load-balancing') return
    for (const placed of subject.subnets) {
      const {subnet, network, pools} = placed
      const isOwners = (names: readonly string[] = []) => ownersClasses(names, subject) !== undefined
      if (isOwners(subnet.clientClasses) || isOwners(network?.clientClasses)) continue
      const shared = pools.find(({pool}) => !isOwners(pool.clientClasses))
      if (shared === undefined) continue
      const message = 'both servers give out of this pool: if one is a Kea, an address may go to two clients at once'
      tell(shared, 'pool', message, 'beside a Kea give each server pools of its own, with client-class HA_<its name>')
    }
  },
}
