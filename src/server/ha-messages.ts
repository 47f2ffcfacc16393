import type {Message} from './message.ts'

/** What becomes of a high-availability relationship; ids as libdhcp_ha.so of Kea 2.2.0 has them. */
export const haMessages = {
  HA_SERVICE_STARTED: ['info', 'ha-hooks', '{server}: high availability has started, mode {mode}, role {role}'],
  HA_STATE_TRANSITION: ['info', 'ha-hooks', '{server}: from {from} to {to}, its partner is {partner}'],
  HA_STATE_MACHINE_PAUSED: ['info', 'ha-hooks', '{server}: pauses in {state} until ha-continue'],
  HA_STATE_MACHINE_CONTINUED: ['info', 'ha-hooks', '{server}: goes on from {state}'],
  HA_LOCAL_DHCP_DISABLE: ['info', 'ha-hooks', '{server}: does not serve in {state}'],
  HA_LOCAL_DHCP_ENABLE: ['info', 'ha-hooks', '{server}: serves in {state}'],
  HA_HEARTBEAT_COMMUNICATIONS_FAILED: ['warn', 'ha-hooks', '{server}: no heartbeat from {partner}: {reason}'],
  HA_COMMUNICATION_INTERRUPTED: [
    'warn',
    'ha-hooks',
    '{server}: nothing heard of {partner} for longer than max-response-delay',
  ],
  HA_HIGH_CLOCK_SKEW: ['warn', 'ha-hooks', '{server}: the clock of {partner} differs by {seconds} seconds'],
  HA_HIGH_CLOCK_SKEW_CAUSES_TERMINATION: [
    'error',
    'ha-hooks',
    '{server}: high availability ends: the clock of {partner} differs by {seconds} seconds; set the clocks, then ha-reset',
  ],
  HA_LEASE_UPDATE_REJECTS_CAUSED_TERMINATION: [
    'error',
    'ha-hooks',
    '{server}: high availability ends: {partner} has rejected updates of {clients} clients; compare the subnets, then ha-reset',
  ],
  HA_LEASE_UPDATE_COMMUNICATIONS_FAILED: [
    'warn',
    'ha-hooks',
    '{server}: no answer from {partner} to the update of {address}: {reason} (and {more} more like it before)',
  ],
  HA_LEASE_UPDATE_FAILED: [
    'warn',
    'ha-hooks',
    '{server}: {partner} has not taken the update of {address}: {reason} (and {more} more like it before)',
  ],
  HA_LEASE_UPDATE_CREATE_UPDATE_FAILED_ON_PEER: [
    'warn',
    'ha-hooks',
    '{server}: {partner} rejects the lease of {address}: {reason} (and {more} more like it before)',
  ],
  HA_LEASE_UPDATE_DELETE_FAILED_ON_PEER: [
    'warn',
    'ha-hooks',
    '{server}: {partner} rejects the end of the lease of {address}: {reason} (and {more} more like it before)',
  ],
  HA_LEASES4_COMMITTED_FAILED: [
    'debug',
    'ha-hooks',
    '{client}: not answered, a peer has not acknowledged its lease',
    40,
  ],
  DHCP4_HOOK_LEASES4_PARKING_LOT_FULL: [
    'debug',
    'hooks',
    '{client}: not answered, too many clients wait for the partner (parked-packet-limit)',
    15,
  ],
  HA_BUFFER4_RECEIVE_NOT_FOR_US: ['debug', 'ha-hooks', '{client}: is served by the partner', 40],
  HA_LOAD_BALANCING_IDENTIFIER_MISSING: [
    'debug',
    'ha-hooks',
    '{client}: neither a client-id nor a hardware address',
    40,
  ],
} as const satisfies Readonly<Record<string, Message>>
