import type {ServerConfig4} from '../model/config4.ts'
import {GLOBAL_SUBNET} from '../model/host4.ts'
import type {Json, JsonMap} from '../model/json.ts'
import {effectiveClasses4} from './effective-classes4.ts'
import {effectiveHooks} from './effective-hooks.ts'
import {effectiveLogger} from './effective-loggers.ts'
import {effectiveGlobalDefinitions4, effectiveOptions4} from './effective-options4.ts'
import {ReservationPrinter4, reservationRules} from './effective-reservations4.ts'
import {formerDdns, services4} from './effective-services4.ts'
import {controlSocketRules} from './effective-sockets.ts'
import {copiedDefaults, effectiveSubnets4} from './effective-subnets4.ts'
import {filled, lowerCase, mapsOf, nothing, type Rules} from './given.ts'
import {type Node, plain} from './node.ts'

/** What Kea 2.2 prints for a global keyword that was not given (facts: server.md §2.3). */
const defaults: JsonMap = {
  ...copiedDefaults,
  authoritative: false,
  'boot-file-name': '',
  'ddns-generated-prefix': 'myhost',
  'ddns-override-client-update': false,
  'ddns-override-no-update': false,
  'ddns-qualifying-suffix': '',
  'ddns-replace-client-name': 'never',
  'ddns-send-updates': true,
  'ddns-update-on-renew': false,
  'ddns-use-conflict-resolution': true,
  'decline-probation-period': 86400,
  'dhcp4o6-port': 0,
  'early-global-reservations-lookup': false,
  'echo-client-id': true,
  'hooks-libraries': [],
  'host-reservation-identifiers': ['hw-address', 'duid', 'circuit-id', 'client-id'],
  'hostname-char-replacement': '',
  'hostname-char-set': '[^A-Za-z0-9.-]',
  'ip-reservations-unique': true,
  'match-client-id': true,
  'next-server': '0.0.0.0',
  'parked-packet-limit': 256,
  'reservations-global': false,
  'reservations-in-subnet': true,
  'reservations-lookup-first': false,
  'reservations-out-of-pool': false,
  'server-hostname': '',
  'server-tag': '',
  'statistic-default-sample-age': 0,
  'statistic-default-sample-count': 20,
}

const rules: Rules = {
  ...controlSocketRules,
  'ddns-replace-client-name': lowerCase,
  ...reservationRules,
  'client-classes': nothing,
  'config-control': node => ({'config-control': {'config-databases': [], ...(plain(node) as JsonMap)}}),
  'hooks-libraries': effectiveHooks,
  'hosts-database': nothing,
  'hosts-databases': nothing,
  loggers: node => ({loggers: mapsOf(node).map(effectiveLogger)}),
  'shared-networks': nothing,
  subnet4: nothing,
}

/**
 * The value of "Dhcp4" as Kea's config-get prints it: every default filled in. `given` is what `config` was read
 * from. Reading the answer gives an equal configuration, and what that prints is the same again. Passwords stand in
 * it as they were given: for config-get and config-write only.
 */
export function effective4(config: ServerConfig4, given: Node, printer = new ReservationPrinter4(config)): Json {
  const root = given.kind === 'map' ? given : undefined
  const reservations = printer.list(root, GLOBAL_SUBNET)
  return {
    ...filled(root, {...defaults, ...formerDdns(root)}, rules),
    ...services4(config, root),
    'option-data': effectiveOptions4(root, config.options),
    'option-def': effectiveGlobalDefinitions4(root),
    ...effectiveClasses4(config, root),
    ...(reservations.length === 0 ? {} : {reservations}),
    ...effectiveSubnets4(config, root, printer),
  }
}
