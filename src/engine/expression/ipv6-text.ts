import {formatIpv4, type Ipv4} from '../../net-types/ipv4.ts'
import {formatIpv6, type Ipv6} from '../../net-types/ipv6.ts'

/** As the C library writes it: addresses that hold an IPv4 one (RFC 4291 §2.5.5) end in a dotted quad. */
export function formatIpv6AsKea(address: Ipv6): string {
  const quad = formatIpv4(Number(address & 0xffffffffn) as Ipv4)
  if (address >> 32n === 0xffffn) return `::ffff:${quad}`
  // ::1 and its like have too few digits to be one.
  return address >> 32n === 0n && address > 0xffffn ? `::${quad}` : formatIpv6(address)
}
