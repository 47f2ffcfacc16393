import type {ExpiredLeasesProcessing, ServerConfig4} from '../model/config4.ts'
import {MAX_SAMPLE_AGE, MAX_SAMPLES} from '../model/sample-limit.ts'
import {laterDdns} from './later4.ts'
import {type NameScope4, readNameScope4} from './names4.ts'
import type {Section} from './section.ts'

const UINT16 = 0xffff
const UINT32 = 0xffffffff

/** Reads `expired-leases-processing` (facts: server.md §2.4). */
export function readExpiredLeases(root: Section): ExpiredLeasesProcessing {
  const section = root.map('expired-leases-processing')
  const config = {
    reclaimTimerWaitTime: section?.integer('reclaim-timer-wait-time', 0, UINT16) ?? 10,
    flushReclaimedTimerWaitTime: section?.integer('flush-reclaimed-timer-wait-time', 0, UINT16) ?? 25,
    holdReclaimedTime: section?.integer('hold-reclaimed-time', 0, UINT32) ?? 3600,
    maxReclaimLeases: section?.integer('max-reclaim-leases', 0, UINT32) ?? 100,
    maxReclaimTime: section?.integer('max-reclaim-time', 0, 10_000) ?? 250,
    unwarnedReclaimCycles: section?.integer('unwarned-reclaim-cycles', 0, UINT16) ?? 5,
  }
  section?.finish()
  return config
}

/** `database`: type of the lease database. */
export function readSanityChecks(root: Section, database: string): ServerConfig4['sanityChecks'] {
  const section = root.map('sanity-checks', {
    'extended-info-checks': {
      // Both of them leave every row as it is: nothing here looks leases up by what their relays have said.
      text: '"fix" or "none"',
      accepts: node => node.kind === 'string' && (node.value === 'fix' || node.value === 'none'),
    },
  })
  const leaseChecks = section?.word('lease-checks', ['none', 'warn', 'fix', 'fix-del', 'del']) ?? 'warn'
  if (database !== 'memfile' && section?.has('lease-checks') === true && leaseChecks !== 'none') {
    section.warn(
      'lease-checks',
      `"${leaseChecks}" changes nothing: only leases of memfile are compared with the subnets`,
    )
  }
  section?.finish()
  return {leaseChecks}
}

export function readCompatibility(root: Section): ServerConfig4['compatibility'] {
  const section = root.map('compatibility')
  const flags = {
    lenientOptionParsing: section?.boolean('lenient-option-parsing') ?? false,
    ignoreRaiLinkSelection: section?.boolean('ignore-rai-link-selection') ?? false,
    ignoreDhcpServerIdentifier: section?.boolean('ignore-dhcp-server-identifier') ?? false,
    excludeFirstLast24: section?.boolean('exclude-first-last-24') ?? false,
  }
  section?.finish()
  return flags
}

/** How many messages may wait for the server, and how many clients for a high-availability partner; 0 there = no bound of its own. */
export function readQueues(root: Section): Pick<ServerConfig4, 'packetQueueSize' | 'parkedPacketLimit'> {
  return {
    packetQueueSize: readPacketQueue(root),
    parkedPacketLimit: root.integer('parked-packet-limit', 0, UINT32) ?? 256,
  }
}

/**
 * `multi-threading` and `dhcp-queue-control` tune Kea's threads. keats has none to tune, so those values change nothing and a
 * warning says so; the length of the queue means the same here. undefined = keats' own bound.
 */
function readPacketQueue(root: Section): number | undefined {
  const threads = root.map('multi-threading')
  threads?.required('enable-multi-threading')
  const threaded = threads?.boolean('enable-multi-threading') ?? false
  if ((threads?.integer('thread-pool-size', 0, UINT16) ?? 0) > 0) {
    threads?.warn('thread-pool-size', 'keats serves packets in one thread: this changes nothing')
  }
  const size = threads?.integer('packet-queue-size', 0, UINT16)
  if (size === 0) threads?.warn('packet-queue-size', 'keats never queues without a bound: its own is used')
  threads?.userContext()
  threads?.finish()
  const capacity = readQueueControl(root)
  // Kea has either several threads or that queue.
  return (threaded ? undefined : capacity) ?? (size || undefined)
}

function readQueueControl(root: Section): number | undefined {
  const queue = root.map('dhcp-queue-control')
  queue?.required('enable-queue')
  const enabled = queue?.boolean('enable-queue') ?? false
  const type = queue?.string('queue-type')
  if (enabled && type !== undefined && type !== 'kea-ring4') queue?.error('queue-type', 'expected "kea-ring4"')
  const capacity = queue?.integer('capacity', 5, UINT32)
  queue?.userContext()
  queue?.finish()
  return enabled ? capacity : undefined
}

/** Both may be given: the count rules unless it is 0 (measured on Kea 2.2.0). */
export function readStatisticSamples(root: Section): ServerConfig4['statisticSamples'] {
  const samples = root.integer('statistic-default-sample-count', 0, MAX_SAMPLES) ?? 20
  const seconds = root.integer('statistic-default-sample-age', 0, MAX_SAMPLE_AGE) ?? 0
  return samples > 0 ? {kind: 'count', samples} : {kind: 'age', seconds}
}

/** Name updates are off in keats: a file may say so, in any words. Returns what it says about names in the old place. */
export function readDdns(root: Section): NameScope4 | undefined {
  const section = root.map('dhcp-ddns', laterDdns)
  if (section === undefined) return undefined
  section.required('enable-updates')
  if (section.boolean('enable-updates') === true) {
    section.error(
      'enable-updates',
      'updates of names in the DNS are not supported by keats; with false, clients are still given their names',
    )
  }
  const former = readNameScope4(section, '')
  section.userContext()
  section.finish()
  return former
}
