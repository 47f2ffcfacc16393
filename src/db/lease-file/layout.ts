/** Leases of IPv4 or of IPv6. */
export type Family = 4 | 6

/** hex: bytes, with colons in a file · text: bytes too, one character (U+0000 to U+00FF) each, whatever they mean. */
export type ColumnKind = 'ipv4' | 'ipv6' | 'hex' | 'number' | 'time' | 'flag' | 'text'

export interface Column {
  readonly name: string
  readonly kind: ColumnKind
  /** Greatest number, or most bytes. */
  readonly max: number
  /** Whether a file may leave it empty, which means that there is none. */
  readonly mayLack?: true
  /** What it is in files from before it was there. */
  readonly since?: string
}

const UINT32 = 0xffffffff
/** Time of the last transaction and lifetime together: what Kea's files hold for a lease that never ends. */
const LATEST = 2 * UINT32

const column = (name: string, kind: ColumnKind, max: number, more: Partial<Column> = {}): Column => ({
  name,
  kind,
  max,
  ...more,
})

const lack = {mayLack: true} as const
const later = (since: string) => ({...lack, since}) as const

const [valid, expire, subnet] = [
  column('valid_lifetime', 'number', UINT32),
  column('expire', 'time', LATEST),
  column('subnet_id', 'number', UINT32),
]
const names = [
  column('fqdn_fwd', 'flag', 1),
  column('fqdn_rev', 'flag', 1),
  column('hostname', 'text', 255, lack),
] as const

/** Of Kea 2.2.0's files, in their order (facts: schema.md §1.3); the address is the first. */
export const columnsOf: Readonly<Record<Family, readonly Column[]>> = {
  4: [
    column('address', 'ipv4', 0),
    column('hwaddr', 'hex', 20, lack),
    column('client_id', 'hex', 128, lack),
    valid!,
    expire!,
    subnet!,
    ...names,
    column('state', 'number', 2, {since: '0'}),
    column('user_context', 'text', 65_535, later('')),
  ],
  6: [
    column('address', 'ipv6', 0),
    column('duid', 'hex', 128, lack),
    valid!,
    expire!,
    subnet!,
    column('pref_lifetime', 'number', UINT32),
    column('lease_type', 'number', 2),
    column('iaid', 'number', UINT32),
    column('prefix_len', 'number', 128),
    ...names,
    column('hwaddr', 'hex', 20, later('')),
    column('state', 'number', 2, {since: '0'}),
    column('user_context', 'text', 65_535, later('')),
    column('hwtype', 'number', 65_535, later('')),
    column('hwaddr_source', 'number', 65_535, later('')),
  ],
}

export const tableOf = (family: Family) => `lease${family}` as const

/** One lease in the order of its columns: numbers and flags as number, an IPv6 address as canonical text, bytes as hex. */
export type LeaseRow = readonly (string | number | null)[]

/** Where a column stands in a row. */
export function indexOf(family: Family, name: string): number {
  return columnsOf[family].findIndex(each => each.name === name)
}
