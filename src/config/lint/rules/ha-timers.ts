import {placedHa4} from '../ha4.ts'
import type {LintRule4} from '../rule.ts'

/** Delays with which a pair does not work, or fails over for nothing. */
export const haTimers: LintRule4 = {
  name: 'ha-timers',
  severity: 'warning',
  check(subject, tell) {
    const ha = placedHa4(subject)
    if (ha === undefined || ha.relationship.mode === 'passive-backup') return
    const {heartbeatDelay, maxResponseDelay} = ha.relationship
    if (heartbeatDelay === 0) {
      const message =
        'without heartbeats this server never hears of its partner: it stays in "waiting" and serves nobody'
      tell(ha, 'heartbeat-delay', message, 'leave it at 10000 (milliseconds)')
    } else if (maxResponseDelay <= heartbeatDelay) {
      const message = `communication counts as interrupted after ${maxResponseDelay} ms, and the next heartbeat comes after ${heartbeatDelay} ms`
      tell(ha, 'max-response-delay', message, 'make it several times heartbeat-delay')
    }
  },
}
