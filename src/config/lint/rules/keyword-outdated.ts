import type {Placed} from '../finding.ts'
import type {TreeRule4} from '../rule.ts'
import {placedMap, placedMaps} from '../subject4.ts'

/** What newer Kea no longer takes, and what it takes instead (facts: server.md §8). keats takes both. */
const renamed: Readonly<Record<string, string>> = {
  'reservation-mode': 'reservations-global, reservations-in-subnet and reservations-out-of-pool',
  'control-socket': 'control-sockets, a list',
  'client-class': 'client-classes, a list',
  'require-client-classes': 'evaluate-additional-classes',
  'only-if-required': 'only-in-additional-list',
  'ddns-use-conflict-resolution': 'ddns-conflict-resolution-mode',
}

/** It works here and in Kea 2.2, and stands in the way of a newer one. */
export const keywordOutdated: TreeRule4 = {
  name: 'keyword-outdated',
  severity: 'hint',
  checkTree(root, _machine, tell) {
    const told = new Set<string>()
    const look = (place: Placed) => {
      for (const key of place.node.entries.keys()) {
        const instead = Object.hasOwn(renamed, key) ? renamed[key] : undefined
        if (instead === undefined || told.has(key)) continue
        told.add(key)
        tell(place, key, `newer Kea has another name for "${key}"`, `its name there: ${instead}`)
      }
    }
    const levels = [root, ...placedMaps(root, 'shared-networks'), ...placedMaps(root, 'client-classes')]
    const subnets = [root, ...placedMaps(root, 'shared-networks')].flatMap(level => placedMaps(level, 'subnet4'))
    for (const place of [...levels, ...subnets, ...subnets.flatMap(subnet => placedMaps(subnet, 'pools'))]) look(place)
    for (const place of levels) {
      const relay = placedMap(place, 'relay')
      if (relay?.node.entries.has('ip-address') === true && !told.has('relay')) {
        told.add('relay')
        tell(relay, 'ip-address', 'newer Kea takes no single address here', 'its name there: ip-addresses, a list')
      }
    }
  },
}
