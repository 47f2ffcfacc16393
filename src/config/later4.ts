import type {Harmless, LaterKeywords} from './section.ts'

// What Kea 2.2 or newer takes in each map of Dhcp4 and keats does not act on (facts: server.md §2.3 to §2.8). A value that
// is what Kea does anyway when the keyword is absent is accepted, for files that spell everything out.

/** Exactly this value. */
const only = (value: string | number | boolean): Harmless => ({
  text: JSON.stringify(value),
  accepts: node => node.kind !== 'map' && node.kind !== 'list' && node.value === value,
})

const oneOf = (...values: readonly (string | boolean)[]): Harmless => ({
  text: values.map(value => JSON.stringify(value)).join(' or '),
  accepts: node => node.kind !== 'map' && node.kind !== 'list' && values.some(value => value === node.value),
})

const integer: Harmless = {text: 'an integer', accepts: node => node.kind === 'integer'}

const float: Harmless = {text: 'a number', accepts: node => node.kind === 'float'}

/** keats sends no updates (`enable-updates: true` is refused), so what would only shape an update may say anything. */
const ddns: LaterKeywords = {
  'ddns-send-updates': oneOf(true, false),
  'ddns-override-no-update': oneOf(true, false),
  'ddns-override-client-update': oneOf(true, false),
  'ddns-update-on-renew': oneOf(true, false),
  'ddns-use-conflict-resolution': oneOf(true, false),
  'ddns-conflict-resolution-mode': oneOf(
    'check-with-dhcid',
    'no-check-with-dhcid',
    'check-exists-with-dhcid',
    'no-check-without-dhcid',
  ),
  'ddns-ttl-percent': float,
  'ddns-ttl': integer,
  'ddns-ttl-min': integer,
  'ddns-ttl-max': integer,
}

/** Global, shared-network and subnet alike. */
const shared: LaterKeywords = {
  ...ddns,
  'adaptive-lease-time-threshold': undefined,
}

export const laterNetwork4: LaterKeywords = shared

export const laterSubnet4: LaterKeywords = {
  ...shared,
  '4o6-interface': only(''),
  '4o6-interface-id': only(''),
  '4o6-subnet': only(''),
}

export const laterGlobal4: LaterKeywords = {
  ...shared,
  'dhcp4o6-port': only(0),
}

/** The sender of name updates: everything that says how, beside `enable-updates: false`. */
export const laterDdns: LaterKeywords = {
  'server-ip': {text: 'a string', accepts: node => node.kind === 'string'},
  'server-port': integer,
  'sender-ip': {text: 'a string', accepts: node => node.kind === 'string'},
  'sender-port': integer,
  'max-queue-size': integer,
  'ncr-protocol': oneOf('UDP', 'TCP', 'udp', 'tcp'),
  'ncr-format': only('JSON'),
  'override-no-update': oneOf(true, false),
  'override-client-update': oneOf(true, false),
}
