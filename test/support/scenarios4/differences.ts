// Where keats differs from Kea 2.2.0 on purpose, and why.

export const STORED_TYPE =
  'The lease table has no hardware type: Kea takes stored leases for Ethernet, so no client of another type finds its own again.'

export const LONG_RELAY_INFO =
  'Kea writes parts of an option 82 of 255 bytes or more twice; RFC 3046 §2.2 wants it back unchanged.'

export const OVERRIDE =
  'Kea 2.2.0 takes requests for the server-id of sub-option 82.11 but does not answer with it; RFC 5107 §4 and newer Kea do.'

export const SPLIT = 'The same content: Kea cuts long options at 253 bytes, keats at the 255 that RFC 3396 §4 allows.'

export const DECLINED_IS_ASSIGNED =
  'Kea counts a declined address as assigned, but not when its row was reclaimed before; after a restart it does. keats always does.'

export const ENDLESS =
  'Kea tells the client that its lease never ends and leaves the row to expire; keats writes the lease that it promises.'

export const NAME_LIST =
  'A client has no reason to send option 119; keats does not read it, Kea drops the message when it is malformed.'

export const HALF_RESERVED =
  'A reservation of the subnet without an address beside a global one with an address: Kea takes 0.0.0.0 for reserved, so it offers nothing and refuses every address. keats goes by the reservation of the subnet, as the rule says.'

export const FOREIGN_RESERVED =
  'Kea asks only the selected subnet for reservations of a requested address, and gives away one that another subnet of the network has reserved. keats keeps it for its owner.'

export const COUNTED_TYPE =
  'Kea counts an answer by the message type that flex_option has left in it, keats by the answer that it is.'

export const LONG_SUB_OPTION = 'The same content: Kea cuts long sub-options at 251 bytes, keats at 255.'

export const CARRIES =
  'Kea puts what one client gets into the configured option 125 itself, and so sends it to the clients behind; keats to that client.'

export const NAMELESS_RESERVED =
  'A REQUEST that names no address (RFC 2131 knows none): Kea extends the lease of the client without asking whom its address is reserved for, keats gives another one.'

export const NAME_ELSEWHERE =
  'The reservation is in the selected subnet, the lease in another of its network: Kea stores the name of the reservation and does not send it, keats stores what it sends.'

/** One reason for several differences. */
export const because = (reason: string, paths: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(paths.map(path => [path, reason]))
