import type {SqlAccess} from '../../../model/config4.ts'
import type {LintRule4} from '../rule.ts'
import {placedMap} from '../subject4.ts'

/** A restart of the database ends the DHCP server too. */
export const databaseNoRecovery: LintRule4 = {
  name: 'database-no-recovery',
  severity: 'hint',
  check({config: {leaseDatabase}, root}, tell) {
    const section = placedMap(root, 'lease-database')
    if (section === undefined || !('recovery' in leaseDatabase) || recovers(leaseDatabase)) return
    const remedy = 'set max-reconnect-tries and reconnect-wait-time (milliseconds)'
    tell(section, 'max-reconnect-tries', 'the server ends when its connection to the database breaks', remedy)
  },
}

function recovers({recovery}: SqlAccess): boolean {
  return recovery.maxReconnectTries > 0 && recovery.reconnectWaitTime > 0
}
