import type {Message} from './message.ts'

/** What becomes of leases, and of reservations that stand in their way. */
export const leaseMessages = {
  DHCP4_LEASE_ALLOC: ['info', 'leases', '{client}: lease {address} has been allocated for {lifetime} seconds'],
  DHCP4_LEASE_REUSE: [
    'info',
    'leases',
    '{client}: lease {address} goes on for {lifetime} seconds, nothing was written',
  ],
  DHCP4_LEASE_ADVERT: ['info', 'leases', '{client}: lease {address} will be offered'],
  DHCP4_INFORM_ACK: ['debug', 'packets', '{client}: INFORM from {address} answered', 50],
  DHCP4_INIT_REBOOT: ['info', 'leases', '{client}: in INIT-REBOOT, asks for {address}'],
  DHCP4_NO_LEASE_INIT_REBOOT: [
    'debug',
    'bad-packets',
    '{client}: INIT-REBOOT for {address} without a known lease, silence',
    50,
  ],
  DHCP4_RELEASE: ['info', 'leases', '{client}: address {address} was released'],
  DHCP4_RELEASE_FAIL_NO_LEASE: ['debug', 'leases', '{client}: released {address}, which has no lease', 50],
  DHCP4_RELEASE_FAIL_WRONG_CLIENT: ['debug', 'leases', '{client}: released {address}, which is another client’s', 50],
  DHCP4_DECLINE_LEASE: ['info', 'leases', '{client}: {address} was declined and is out of use for {lifetime} seconds'],
  DHCP4_DECLINE_LEASE_NOT_FOUND: ['warn', 'dhcp4', '{client}: declined {address}, which has no lease'],
  DHCP4_DECLINE_LEASE_MISMATCH: ['warn', 'dhcp4', '{client}: declined {address}, which is another client’s'],
  ALLOC_ENGINE_V4_DISCOVER_ADDRESS_CONFLICT: [
    'warn',
    'alloc-engine',
    '{client}: {address} is reserved for it ({reservation}), but leased to {holder} {until}; offered instead: {instead}',
  ],
  ALLOC_ENGINE_V4_DISCOVER_HR: ['debug', 'alloc-engine', '{client}: {address} is reserved for it ({reservation})', 40],
  ALLOC_ENGINE_V4_REQUEST_ADDRESS_RESERVED: [
    'debug',
    'alloc-engine',
    '{client}: asks for {address}, which is reserved for another client ({reservation}): NAK',
    40,
  ],
  ALLOC_ENGINE_V4_REQUEST_INVALID: [
    'debug',
    'alloc-engine',
    '{client}: asks for {address}, while {reserved} is reserved for it ({reservation}) and free: NAK',
    40,
  ],
  ALLOC_ENGINE_V4_REQUEST_IN_USE: [
    'debug',
    'alloc-engine',
    '{client}: asks for {address}, which is leased to {holder} {until}: NAK',
    40,
  ],
  ALLOC_ENGINE_V4_REQUEST_OUT_OF_POOL: [
    'debug',
    'alloc-engine',
    '{client}: asks for {address}, which is neither reserved for it nor in a pool that it may have',
    40,
  ],
  ALLOC_ENGINE_V4_REQUEST_REMOVE_LEASE: [
    'debug',
    'alloc-engine',
    '{client}: its lease of {former} is removed, it has {address} now, {why}',
    40,
  ],
  DHCP4_RESERVATION_CONFLICT: [
    'info',
    'leases',
    '{client}: keeps {instead}: {address} is reserved for it ({reservation}), but leased to {holder} {until}',
  ],
  DHCP4_RESERVATION_OPTIONS_REFUSED: [
    'warn',
    'hosts',
    '{client}: answered without options that are reserved for it ({reservation}): {reason}',
  ],
  DHCP4_RESERVATION_NAK: ['info', 'leases', '{client}: NAK to the request of {address}: {why}'],
  ALLOC_ENGINE_V4_ALLOC_FAIL: ['warn', 'alloc-engine', '{client}: no free address'],
  ALLOC_ENGINE_V4_ALLOC_FAIL_CLASSES: ['warn', 'alloc-engine', '{client}: no address for the classes {classes}'],
  ALLOC_ENGINE_V4_ALLOC_FAIL_NO_POOLS: ['warn', 'alloc-engine', '{client}: no pools in the selected subnet'],
  ALLOC_ENGINE_V4_ALLOC_FAIL_SUBNET: [
    'warn',
    'alloc-engine',
    '{client}: no free address in subnet {subnet} (id {subnetId})',
  ],
  ALLOC_ENGINE_V4_ALLOC_FAIL_SHARED_NETWORK: ['warn', 'alloc-engine', '{client}: no free address in network {network}'],
  ALLOC_ENGINE_V4_LEASES_RECLAMATION_SLOW: [
    'warn',
    'alloc-engine',
    'expired leases were left over in {cycles} passes in a row',
  ],
  DHCP4_RECLAIM_EXPIRED_LEASES_FAIL: ['error', 'dhcp4', 'expired leases could not be reclaimed: {cause}'],
} as const satisfies Readonly<Record<string, Message>>
