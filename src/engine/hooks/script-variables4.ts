import type {Subnet4} from '../../model/config4.ts'
import {cltt, type Lease4, leaseState} from '../../model/lease4.ts'
import {withColons} from '../../net-types/identifiers.ts'
import {formatIpv4} from '../../net-types/ipv4.ts'
import type {ScriptFacts} from '../../ports/scripts.ts'
import {messageType4} from '../../wire/message4.ts'
import {repackSubOptions, sortedSubOptions} from '../expression/sub-options4.ts'
import {option4} from '../option-codes4.ts'
import type {Request4} from '../request4.ts'

/** What a script finds in its environment: names and forms of Kea's run_script (measured on 2.2.0). */
export type Variables = Readonly<Record<string, string>>

const typeNames = new Map(Object.entries(messageType4).map(([name, code]) => [code as number, `DHCP${name}`]))

const stateNames: Readonly<Record<number, string>> = {
  [leaseState.assigned]: 'default',
  [leaseState.declined]: 'declined',
  [leaseState.expiredReclaimed]: 'expired-reclaimed',
}

/** Kea takes leases that it reads from its database for Ethernet. */
const ETHERNET = 1

export function queryVariables(request: Request4, {serverPort, interfaceIndex}: ScriptFacts): Variables {
  const {message, arrival, packet, type, hwAddr} = request
  const {local, source, sourcePort} = arrival
  const index = local.interface === undefined ? undefined : interfaceIndex(local.interface)
  return {
    QUERY4_TYPE: typeNames.get(type) ?? '',
    QUERY4_TXID: String(message.xid),
    QUERY4_LOCAL_ADDR: formatIpv4(packet.destination),
    QUERY4_LOCAL_PORT: String(serverPort),
    QUERY4_REMOTE_ADDR: formatIpv4(source),
    QUERY4_REMOTE_PORT: String(sourcePort),
    QUERY4_IFACE_INDEX: String(index ?? 0),
    QUERY4_IFACE_NAME: local.interface ?? '',
    QUERY4_HOPS: String(message.hops),
    QUERY4_SECS: String(message.secs),
    QUERY4_FLAGS: String(message.flags),
    QUERY4_CIADDR: formatIpv4(message.ciaddr),
    QUERY4_SIADDR: formatIpv4(message.siaddr),
    QUERY4_YIADDR: formatIpv4(message.yiaddr),
    QUERY4_GIADDR: formatIpv4(message.giaddr),
    QUERY4_RELAYED: String(message.giaddr !== 0),
    QUERY4_HWADDR: withColons(hwAddr),
    QUERY4_HWADDR_TYPE: String(message.htype),
    // Kea has these of raw sockets only; keats hears of no frame.
    QUERY4_LOCAL_HWADDR: '',
    QUERY4_LOCAL_HWADDR_TYPE: '',
    QUERY4_REMOTE_HWADDR: '',
    QUERY4_REMOTE_HWADDR_TYPE: '',
    ...relayVariables(message.options.get(option4.relayAgentInfo)),
  }
}

/** Option 82 and its first two sub-options, where they are there. */
function relayVariables(content: Uint8Array | undefined): Variables {
  if (content === undefined) return {}
  const subOptions = new Map(sortedSubOptions(content))
  const variables: Record<string, string> = {QUERY4_OPTION_82: hexOf(repackSubOptions(content))}
  for (const code of [1, 2]) {
    const value = subOptions.get(code)
    if (value !== undefined) variables[`QUERY4_OPTION_82_SUB_OPTION_${code}`] = hexOf(value)
  }
  return variables
}

function hexOf(bytes: Uint8Array): string {
  return bytes.length === 0 ? '' : `0x${Buffer.from(bytes).toString('hex').toUpperCase()}`
}

/** `prefix`: LEASE4, LEASES4_AT0. */
export function leaseVariables(prefix: string, lease: Lease4, htype: number = ETHERNET): Variables {
  return {
    [`${prefix}_ADDRESS`]: formatIpv4(lease.address),
    [`${prefix}_CLTT`]: String(cltt(lease)),
    [`${prefix}_HOSTNAME`]: lease.hostname,
    [`${prefix}_HWADDR`]: withColons(lease.hwAddr ?? ''),
    [`${prefix}_HWADDR_TYPE`]: String(htype),
    [`${prefix}_STATE`]: stateNames[lease.state] ?? '',
    [`${prefix}_SUBNET_ID`]: String(lease.subnetId),
    [`${prefix}_VALID_LIFETIME`]: String(lease.validLifetime),
    [`${prefix}_CLIENT_ID`]: withColons(lease.clientId ?? ''),
  }
}

export function subnetVariables({id, prefix}: Subnet4): Variables {
  const address = formatIpv4(prefix.address)
  return {
    SUBNET4_ID: String(id),
    SUBNET4_NAME: `${address}/${prefix.length}`,
    SUBNET4_PREFIX: address,
    SUBNET4_PREFIX_LEN: String(prefix.length),
  }
}

export function clientVariables({clientId, hwAddr, message}: Request4): Variables {
  return {
    PKT4_CLIENT_ID: withColons(clientId ?? ''),
    PKT4_HWADDR: withColons(hwAddr),
    PKT4_HWADDR_TYPE: String(message.htype),
  }
}
