import {ownersClasses} from '../ha-guards4.ts'
import {ownerClasses, placedHa4} from '../ha4.ts'
import type {LintRule4} from '../rule.ts'

/** Pools are divided between the servers, and the clients of one of them have none. */
export const haPools: LintRule4 = {
  name: 'ha-pools',
  severity: 'warning',
  check(subject, tell) {
    const ha = placedHa4(subject)
    if (ha === undefined) return
    const owners = ownerClasses(ha.relationship)
    for (const placed of subject.subnets) {
      const {subnet, network, pools} = placed
      const guards = pools.map(({pool}) => ownersClasses(pool.clientClasses, subject))
      const divided = guards.length > 0 && guards.every(names => names !== undefined)
      const around = [subnet.clientClasses, network?.clientClasses ?? []]
      if (!divided || around.some(names => ownersClasses(names, subject) !== undefined)) continue
      const without = owners.find(owner => !guards.some(names => names?.includes(owner)))
      if (without === undefined) continue
      tell(placed, 'pools', `the clients in ${without} have no pool here`, `add a pool for ${without}`)
    }
  },
}
