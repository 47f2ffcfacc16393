import type {LintRule4} from '../rule.ts'
import {placedMap} from '../subject4.ts'

/** After a restart the server would give addresses that are in use to others. */
export const leaseVolatile: LintRule4 = {
  name: 'lease-volatile',
  severity: 'warning',
  check({config: {leaseDatabase}, root}, tell) {
    const volatile =
      (leaseDatabase.type === 'memfile' && !leaseDatabase.persist) ||
      (leaseDatabase.type === 'sqlite' && leaseDatabase.name === ':memory:')
    if (!volatile) return
    const section = placedMap(root, 'lease-database') ?? root
    const key = leaseDatabase.type === 'memfile' ? 'persist' : 'name'
    tell(section, key, 'leases are in memory only, and gone after a restart', 'keep them in a file or a database')
  },
}
