import type {DatabaseAccess, InterfacesConfig4, ServerConfig4} from '../model/config4.ts'
import type {JsonMap} from '../model/json.ts'
import {formatIpv4} from '../net-types/ipv4.ts'
import {filled, mapIn, mapsIn, nothing, type Rules, textIn, unlessEmpty, valueIn} from './given.ts'
import type {MapNode} from './node.ts'

const expiredLeases: JsonMap = {
  'flush-reclaimed-timer-wait-time': 25,
  'hold-reclaimed-time': 3600,
  'max-reclaim-leases': 100,
  'max-reclaim-time': 250,
  'reclaim-timer-wait-time': 10,
  'unwarned-reclaim-cycles': 5,
}

/** The maps of the global level that Kea prints whether they were given or not. */
export function services4(config: ServerConfig4, root: MapNode | undefined): JsonMap {
  return {
    'dhcp-ddns': ddns(mapIn(root, 'dhcp-ddns')),
    'dhcp-queue-control': queueControl(mapIn(root, 'dhcp-queue-control'), mapIn(root, 'multi-threading')),
    'expired-leases-processing': filled(mapIn(root, 'expired-leases-processing'), expiredLeases),
    'interfaces-config': interfaces(config.interfaces, mapIn(root, 'interfaces-config')),
    'lease-database': database(config.leaseDatabase, mapIn(root, 'lease-database')),
    ...hostsDatabases(config, root),
    // No packet-queue-size: without it keats has its own bound, which is not Kea's.
    'multi-threading': filled(mapIn(root, 'multi-threading'), {'enable-multi-threading': false, 'thread-pool-size': 0}),
    'sanity-checks': filled(mapIn(root, 'sanity-checks'), {'lease-checks': 'warn'}),
  }
}

/** Off beside several threads. An enabled queue without a capacity has keats' own bound too. */
function queueControl(given: MapNode | undefined, threads: MapNode | undefined): JsonMap {
  const enabled = valueIn(given, 'enable-queue') === true && valueIn(threads, 'enable-multi-threading') !== true
  const defaults = {'queue-type': 'kea-ring4', ...(enabled ? {} : {capacity: 64})}
  return {...filled(given, defaults), 'enable-queue': enabled}
}

/** Where keats' own kind of database lies is always said; of the others what was given, as Kea does. */
function database({type, name}: DatabaseAccess, given: MapNode | undefined): JsonMap {
  const texts = Object.fromEntries([...(given?.entries.keys() ?? [])].map(key => [key, unlessEmpty]))
  return {...filled(given, {type}, texts), ...(type === 'sqlite' ? {name} : {})}
}

/** The old keyword and the new one as one list, in which the old one's is first. */
function hostsDatabases(config: ServerConfig4, root: MapNode | undefined): JsonMap {
  const single = mapIn(root, 'hosts-database')
  const given = [...(single === undefined ? [] : [single]), ...mapsIn(root, 'hosts-databases')]
  if (given.length === 0) return {}
  return {'hosts-databases': given.map((node, index) => database(config.hostsDatabases[index]!, node))}
}

/** Kea prints of these only what differs from its default. */
function interfaces(config: InterfacesConfig4, given: MapNode | undefined): JsonMap {
  const retries = config.serviceSocketsMaxRetries
  const wait = config.serviceSocketsRetryWaitTime
  const own: Rules = Object.fromEntries([...(given?.entries.keys() ?? [])].map(key => [key, nothing]))
  return {
    ...filled(given, {}, own),
    interfaces: config.interfaces.map(({name, address}) =>
      address === undefined ? name : `${name}/${formatIpv4(address)}`,
    ),
    're-detect': config.reDetect,
    ...(config.socketType === 'raw' ? {} : {'dhcp-socket-type': config.socketType}),
    ...(config.outboundInterface === 'same-as-inbound' ? {} : {'outbound-interface': config.outboundInterface}),
    ...(config.serviceSocketsRequireAll ? {'service-sockets-require-all': true} : {}),
    ...(retries > 0 ? {'service-sockets-max-retries': retries} : {}),
    ...(retries > 0 || wait !== 5000 ? {'service-sockets-retry-wait-time': wait} : {}),
  }
}

/** Keywords of `dhcp-ddns` that have become global ones. */
const former: Readonly<Record<string, string>> = {
  'override-no-update': 'ddns-override-no-update',
  'override-client-update': 'ddns-override-client-update',
  'replace-client-name': 'ddns-replace-client-name',
  'generated-prefix': 'ddns-generated-prefix',
  'qualifying-suffix': 'ddns-qualifying-suffix',
  'hostname-char-set': 'hostname-char-set',
  'hostname-char-replacement': 'hostname-char-replacement',
}

/** What `dhcp-ddns` says about global keywords; they count where the global level does not name them itself. */
export function formerDdns(root: MapNode | undefined): JsonMap {
  const given = mapIn(root, 'dhcp-ddns')
  const moved = Object.entries(former).map(([key, global]) => {
    const value = key === 'replace-client-name' ? textIn(given, key)?.toLowerCase() : valueIn(given, key)
    return [global, value] as const
  })
  return Object.fromEntries(moved.flatMap(([global, value]) => (value === undefined ? [] : [[global, value]])))
}

function ddns(given: MapNode | undefined): JsonMap {
  const ipv6 = textIn(given, 'server-ip')?.includes(':') === true
  const defaults = {
    'enable-updates': false,
    'max-queue-size': 1024,
    'ncr-format': 'JSON',
    'ncr-protocol': 'UDP',
    'sender-ip': ipv6 ? '::' : '0.0.0.0',
    'sender-port': 0,
    'server-ip': '127.0.0.1',
    'server-port': 53001,
  }
  return filled(given, defaults, {
    ...Object.fromEntries(Object.keys(former).map(key => [key, nothing])),
    'ncr-protocol': (_node, key) => ({[key]: textIn(given, key)?.toUpperCase() ?? 'UDP'}),
  })
}
