import {placedHa4} from '../ha4.ts'
import type {LintRule4} from '../rule.ts'

/** What keeps a server from serving for its partner. */
export const haFailover: LintRule4 = {
  name: 'ha-failover',
  severity: 'hint',
  check(subject, tell) {
    const ha = placedHa4(subject)
    if (ha === undefined || ha.relationship.mode === 'passive-backup') return
    const {mode, maxUnackedClients} = ha.relationship
    for (const placed of ha.peers) {
      const {name, role, autoFailover} = placed.peer
      // The primary of hot-standby serves everybody anyway.
      if (autoFailover || role === 'backup' || (role === 'primary' && mode === 'hot-standby')) continue
      const message = `when its partner is down, "${name}" does not serve the partner’s clients by itself`
      tell(placed, 'auto-failover', message, 'leave it at true, or be there to send ha-scopes (keats ha scopes)')
    }
    if (maxUnackedClients > 0) return
    const message =
      'silence between the servers alone counts as the end of the partner, though it may serve its clients'
    tell(ha, 'max-unacked-clients', message, 'set it above 0: then clients that stay unanswered must show it too')
  },
}
