import type {FailoverStatus} from '../ha/failover.ts'

/** For people: whether this server serves the partner's clients, and if not, the rule that keeps it from doing so. */
export function failoverText(status: FailoverStatus): string {
  switch (status.kind) {
    case 'serves-all':
      return 'this server serves the clients of both'
    case 'no-partner':
      return 'this server has no partner whose clients it could take over'
    case 'not-automatic':
      return 'the partner is down, but auto-failover is off: ha-scopes has to say whose clients are served'
    case 'until-told':
      return status.state === 'terminated'
        ? 'the relationship is terminated: repair what ended it, then ha-reset on both servers'
        : 'this server is in maintenance: its partner serves all clients until the maintenance is cancelled'
    case 'paused':
      return 'the state machine is paused here: ha-continue lets it go on'
    case 'no-heartbeats':
      return 'no heartbeats are sent (heartbeat-delay 0, or the state has none): only a command changes who serves'
    case 'not-heard-yet':
      return 'the partner has neither answered a heartbeat nor failed to since this server started'
    case 'partner-answers':
      return `the partner answers, its state is ${status.state}`
    default:
      return downText(status)
  }
}

type Down = Extract<FailoverStatus, {kind: 'down' | 'not-interrupted' | 'clients-answered'}>

function downText(status: Down): string {
  if (status.kind === 'down') return 'the partner counts as down: this server takes over at the next heartbeat'
  if (status.kind === 'not-interrupted') {
    const {silent, limit} = status
    return `waits: the partner has been silent for ${seconds(silent)}, more than ${seconds(limit)} (max-response-delay) are needed`
  }
  const {unacked, needed} = status
  return `waits: ${unacked} of the partner's clients are left unanswered, ${needed} are needed (max-unacked-clients)`
}

/** Down to tenths, so that a silence below its limit never reads as equal to it. */
function seconds(millis: number): string {
  return `${Math.floor(millis / 100) / 10} s`
}
