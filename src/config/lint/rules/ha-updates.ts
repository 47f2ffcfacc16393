import {placedHa4} from '../ha4.ts'
import type {LintRule4} from '../rule.ts'

/** How leases come to the partner. Off is for servers that share one database, on for those that do not. */
export const haUpdates: LintRule4 = {
  name: 'ha-updates',
  severity: 'warning',
  check(subject, tell) {
    const ha = placedHa4(subject)
    if (ha === undefined || ha.relationship.mode === 'passive-backup') return
    const {sendLeaseUpdates, syncLeases} = ha.relationship
    const {type} = subject.config.leaseDatabase
    const remedy =
      'both true where each server has leases of its own, both false where they share one PostgreSQL or MySQL database'
    if (sendLeaseUpdates && !syncLeases) {
      tell(ha, 'sync-leases', 'what this server has missed while it was away is never fetched', remedy)
    } else if (!sendLeaseUpdates && syncLeases) {
      tell(ha, 'send-lease-updates', 'the partner learns of leases only when it comes back from being away', remedy)
    } else if (!sendLeaseUpdates && (type === 'sqlite' || type === 'memfile')) {
      const message = `a ${type} database is this server’s alone, and the partner never hears of its leases`
      tell(ha, 'send-lease-updates', message, remedy)
    }
  },
}
