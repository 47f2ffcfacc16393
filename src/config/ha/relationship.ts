import {type HaMode, type HaPeer, type HaRelationship, type HaThreads, haModes} from '../../model/ha.ts'
import type {Environment} from '../environment.ts'
import type {Section} from '../section.ts'
import {haDefaults, MOST_UPDATES_DELAYED} from './defaults.ts'
import {readPauses} from './pauses.ts'
import {readName, readPeer} from './peer.ts'
import {roleFaults} from './roles.ts'
import {readTlsFiles} from './tls.ts'

const UINT32 = 0xffffffff
/** Bound of the three delays up to Kea 3.0. */
const MOST_DELAY = 65535

/** One relationship; undefined where something is wrong, which is reported (facts: ha.md §1). */
export function readRelationship(section: Section, environment: Environment): HaRelationship | undefined {
  for (const key of ['this-server-name', 'mode', 'peers']) section.required(key)
  const thisServerName = readName(section, 'this-server-name')
  const mode = section.word('mode', haModes)
  const peers = readPeers(section, environment)
  const values = {
    ...readNumbers(section, mode),
    ...readFlags(section),
    threads: readThreads(section),
    pauses: readPauses(section),
  }
  section.userContext()
  section.finish()
  if (thisServerName === undefined || mode === undefined) return undefined
  checkPeers(section, thisServerName, mode, peers)
  checkMode(section, mode, values)
  return {thisServerName, mode, peers: peers.filter(peer => peer !== undefined), ...values}
}

function readPeers(section: Section, environment: Environment): readonly (HaPeer | undefined)[] {
  const shared = readTlsFiles(section)
  const peers = section.maps('peers').map(peer => readPeer(peer, shared, environment))
  const names = peers.flatMap(peer => peer?.name ?? [])
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) section.error('peers', `a peer with the name ${JSON.stringify(twice)} is here twice`)
  return peers
}

/** Of peers that are wrong themselves nothing more is said. */
function checkPeers(section: Section, own: string, mode: HaMode, given: readonly (HaPeer | undefined)[]): void {
  const peers = given.filter(peer => peer !== undefined)
  if (peers.length < given.length || !section.has('peers')) return
  if (!peers.some(({name}) => name === own)) {
    section.error('this-server-name', `there is no peer with the name ${JSON.stringify(own)}`)
  }
  for (const fault of roleFaults(mode, peers)) section.error('peers', fault)
}

function checkMode(
  section: Section,
  mode: HaMode,
  values: Pick<HaRelationship, 'waitBackupAck' | 'delayedUpdatesLimit'>,
) {
  if (values.waitBackupAck && mode !== 'passive-backup') {
    section.error('wait-backup-ack', `cannot be true in ${mode}, only in passive-backup`)
  }
  if (values.delayedUpdatesLimit > 0 && mode !== 'load-balancing') {
    section.error('delayed-updates-limit', `must be 0 in ${mode}, only load-balancing delays updates`)
  }
}

function readNumbers(section: Section, mode: HaMode | undefined) {
  const delay = (key: keyof typeof haDefaults) => section.integer(key, 0, MOST_DELAY) ?? Number(haDefaults[key])
  const count = (key: keyof typeof haDefaults, least = 0) =>
    section.integer(key, least, UINT32) ?? Number(haDefaults[key])
  const delayed = section.integer('delayed-updates-limit', 0, UINT32)
  return {
    heartbeatDelay: delay('heartbeat-delay'),
    maxResponseDelay: delay('max-response-delay'),
    maxAckDelay: delay('max-ack-delay'),
    maxUnackedClients: count('max-unacked-clients'),
    maxRejectedLeaseUpdates: section.integer('max-rejected-lease-updates', 0, UINT32) ?? MOST_REJECTED,
    delayedUpdatesLimit: delayed ?? (mode === 'load-balancing' ? MOST_UPDATES_DELAYED : 0),
    syncTimeout: count('sync-timeout'),
    syncPageLimit: count('sync-page-limit', 1),
  }
}

/** Kea's default since it has the parameter (2.3.1). */
const MOST_REJECTED = 10

function readFlags(section: Section) {
  const flag = (key: keyof typeof haDefaults) => section.boolean(key) ?? Boolean(haDefaults[key])
  return {
    waitBackupAck: flag('wait-backup-ack'),
    sendLeaseUpdates: flag('send-lease-updates'),
    syncLeases: flag('sync-leases'),
    restrictCommands: flag('restrict-commands'),
    requireClientCerts: flag('require-client-certs'),
  }
}

function readThreads(parent: Section): HaThreads {
  const node = parent.node('multi-threading')
  const given = node?.kind === 'map' && node.entries.size === 0 ? undefined : parent.map('multi-threading')
  const threads = {
    enabled: given?.boolean('enable-multi-threading') ?? false,
    dedicatedListener: given?.boolean('http-dedicated-listener') ?? false,
    listenerThreads: given?.integer('http-listener-threads', 0, UINT32) ?? 0,
    clientThreads: given?.integer('http-client-threads', 0, UINT32) ?? 0,
  }
  given?.userContext()
  given?.finish()
  return threads
}
