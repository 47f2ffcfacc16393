import type {JsonMap} from '../../model/json.ts'

/** Of load-balancing; the other modes delay none. */
export const MOST_UPDATES_DELAYED = 100

/** What Kea 2.2.0 fills in where a relationship says nothing, as config-get prints it (facts: ha.md §1). */
export const haDefaults = {
  'heartbeat-delay': 10000,
  'max-ack-delay': 10000,
  'max-response-delay': 60000,
  'max-unacked-clients': 10,
  'require-client-certs': true,
  'restrict-commands': false,
  'send-lease-updates': true,
  'sync-leases': true,
  'sync-page-limit': 10000,
  'sync-timeout': 60000,
  'wait-backup-ack': false,
} as const satisfies JsonMap

export const haThreadDefaults = {
  'enable-multi-threading': false,
  'http-client-threads': 0,
  'http-dedicated-listener': false,
  'http-listener-threads': 0,
} as const satisfies JsonMap
