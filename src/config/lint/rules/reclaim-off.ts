import type {LintRule4} from '../rule.ts'
import {placedMap} from '../subject4.ts'

/** Expired leases stay assigned in the statistics and for whoever looks at the database. */
export const reclaimOff: LintRule4 = {
  name: 'reclaim-off',
  severity: 'hint',
  check({config, root}, tell) {
    if (config.expiredLeasesProcessing.reclaimTimerWaitTime > 0) return
    const section = placedMap(root, 'expired-leases-processing') ?? root
    const remedy = 'give it some seconds, or send leases-reclaim from time to time'
    tell(section, 'reclaim-timer-wait-time', 'expired leases are never reclaimed', remedy)
  },
}
