import type {LeaseJson} from './lease-control4.ts'

/** A day ago, in Unix seconds: most leases of the tests end long after today. */
const CLTT = Math.floor(Date.now() / 1000) - 86_400

/** A lease as lease4-add takes it, at 10.77.0.0 + `n`; `cltt` counts from a day ago. */
export function addedLease(n: number, {cltt = 0, ...change}: LeaseJson & {readonly cltt?: number} = {}): LeaseJson {
  const lifetime = Number(change['valid-lft'] ?? 4_000_000)
  return {
    'ip-address': `10.77.${n >> 8}.${n & 255}`,
    'hw-address': `02:00:00:00:${hex(n >> 8)}:${hex(n & 255)}`,
    'subnet-id': 1,
    'valid-lft': lifetime,
    expire: CLTT + cltt + lifetime,
    ...change,
  }
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0')
}

/** One lease of every kind. */
export const everyKind: readonly LeaseJson[] = [
  addedLease(1),
  addedLease(2, {'client-id': '01:02:03', hostname: 'two.example.org.', 'fqdn-fwd': true, 'fqdn-rev': true}),
  addedLease(3, {'hw-address': '', state: 1}),
  addedLease(4, {state: 2, 'valid-lft': 600}),
  addedLease(5, {'valid-lft': 4_294_967_295}),
  addedLease(6, {'user-context': {ISC: {'relay-agent-info': '0x0106657468302F31'}}}),
  addedLease(7, {'client-id': 'ff:00:00:00:01:00:01:aa', 'hw-address': '0a:0b:0c'}),
  addedLease(8, {'valid-lft': 600}),
]
