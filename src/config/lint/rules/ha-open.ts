import {haListenerOf} from '../../ha/listener.ts'
import {placedHa4} from '../ha4.ts'
import type {LintRule4} from '../rule.ts'

/** The listener for partners takes commands. */
export const haOpen: LintRule4 = {
  name: 'ha-open',
  severity: 'warning',
  check(subject, tell) {
    const ha = placedHa4(subject)
    const listener = ha && haListenerOf(ha.relationship)
    if (ha === undefined || listener === undefined) return
    const local = listener.address === '::1' || listener.address.startsWith('127.')
    if (local || listener.authentication !== undefined || listener.tls?.certRequired === true) return
    const what = listener.allowed === undefined ? 'controls this server' : 'can change its leases and switch it off'
    const message = `whoever reaches ${ha.own.peer.url.text} ${what}`
    const remedy = 'give this peer basic-auth-user and a password, or use TLS; restrict-commands true narrows it down'
    tell(ha.own, 'url', message, remedy)
  },
}
