// RFC 2131 §2, figure 1: where the fixed fields of a DHCPv4 message stand.

export const at4 = {
  op: 0,
  htype: 1,
  hlen: 2,
  hops: 3,
  xid: 4,
  secs: 8,
  flags: 10,
  ciaddr: 12,
  yiaddr: 16,
  siaddr: 20,
  giaddr: 24,
  chaddr: 28,
  sname: 44,
  file: 108,
  cookie: 236,
  options: 240,
} as const

/** RFC 2131 §3: the first four bytes of the vendor field of a DHCP message. */
export const MAGIC_COOKIE = 0x63825363

export const PAD = 0
export const OVERLOAD = 52
export const MESSAGE_TYPE = 53
export const RELAY_AGENT_INFO = 82
export const END = 255

export const MAX_HLEN = 16
