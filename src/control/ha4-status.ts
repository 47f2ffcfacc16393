import {failoverStatus} from '../ha/failover.ts'
import {statusJson} from '../ha/messages/status.ts'
import type {SyncProgress} from '../ha/sync-progress.ts'
import type {HaPeer} from '../model/ha.ts'
import type {Json, JsonMap} from '../model/json.ts'
import {failoverText} from './ha4-failover-text.ts'
import type {ControlledHa4} from './server4.ts'

/**
 * One element of status-get's `high-availability`: Kea's members (facts: ha.md §5.11), and `keats`, which is ours:
 *
 *     {
 *       "ha-mode": "load-balancing",
 *       "ha-servers": {
 *         "local": {"role": "primary", "scopes": ["server1"], "server-name": "server1", "state": "load-balancing",
 *                   "system-time": "2026-11-22 16:51:04"},
 *         "remote": {"age": 0, "analyzed-packets": 0, "clock-skew": 0, "communication-interrupted": false,
 *                    "connecting-clients": 0, "in-touch": true, "last-scopes": ["server2"],
 *                    "last-state": "load-balancing", "role": "secondary", "server-name": "server2",
 *                    "system-time": "2026-11-22 16:51:04", "unacked-clients": 0, "unacked-clients-left": 0}
 *       },
 *       "keats": {
 *         "failover": {"kind": "clients-answered", "unacked": 3, "needed": 11,
 *                      "text": "waits: 3 of the partner's clients are unanswered, 11 must be"},
 *         "state-since": "2026-11-22T16:50:01.000Z",
 *         "paused": false,
 *         "task": "sync",
 *         "parked-queries": 0,
 *         "unsent-update-count": 0,
 *         "delayed-updates": {"waiting": 0, "limit": 100, "overflowed": false},
 *         "rejected-clients": 0,
 *         "max-rejected-clients": 10,
 *         "last-sync": {"partner": "server2", "started": "2026-11-22T16:50:00.000Z",
 *                       "ended": "2026-11-22T16:50:01.000Z", "pages": 1, "leases": 4, "taken": 4, "skipped": 0,
 *                       "failure": "..."},
 *         "peers": [{"name": "server1", "role": "primary", "url": "http://192.0.2.1:8000/", "auto-failover": true}]
 *       }
 *     }
 *
 * `remote` and `clock-skew` and the like as in Kea: no `remote` where there is nobody to watch, null = not known. Of ours
 * `task` is absent while there is none ('sync', 'flush', 'reset-partner', 'ask-maintenance', 'end-maintenance'),
 * `last-sync` before the first one, its `ended` while it is under way, its `failure` when there is none. `failover` has a
 * `kind` of FailoverStatus with its numbers (milliseconds where they are times), and `text` in words. Of `peers` no
 * credentials are told. Members may be added.
 */
export function haStatus4(ha: ControlledHa4): JsonMap {
  const {setup, machine} = ha
  return {...statusJson(setup, machine, ha.now()), keats: ownStatus(ha)}
}

function ownStatus(ha: ControlledHa4): JsonMap {
  const {setup, machine, sync} = ha
  const {relationship} = setup
  const now = ha.now()
  const failover = failoverStatus(setup, machine, now)
  return {
    failover: {...failover, text: failoverText(failover)},
    'state-since': iso(machine.enteredAt),
    paused: machine.paused,
    ...(machine.task && {task: machine.task.kind}),
    'parked-queries': ha.parked,
    'unsent-update-count': machine.unsent,
    'delayed-updates': {...machine.backlog, limit: relationship.delayedUpdatesLimit},
    'rejected-clients': machine.rejected,
    'max-rejected-clients': relationship.maxRejectedLeaseUpdates,
    ...(sync && {'last-sync': syncJson(sync)}),
    peers: relationship.peers.map(peerJson),
  }
}

function syncJson({partner, startedAt, endedAt, pages, leases, taken, skipped, failure}: SyncProgress): JsonMap {
  return {
    partner,
    started: iso(startedAt),
    ...(endedAt === undefined ? {} : {ended: iso(endedAt)}),
    ...{pages, leases, taken, skipped},
    ...(failure === undefined ? {} : {failure}),
  }
}

function peerJson({name, role, url, autoFailover}: HaPeer): Json {
  return {name, role, url: url.text, 'auto-failover': autoFailover}
}

function iso(millis: number): string {
  return new Date(millis).toISOString()
}
