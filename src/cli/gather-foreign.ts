import {readDnsmasqLeases} from '../db/foreign-leases/dnsmasq.ts'
import {type Gathered, gatherForeign} from '../db/foreign-leases/gather.ts'
import {readIscLeases} from '../db/foreign-leases/isc.ts'
import {GatheredLeases} from '../db/lease-file/gathered.ts'
import {type SubnetRange, subnetFinder} from './subnet-flag.ts'
import {type GatherOptions, goOn} from './upload-leases.ts'

/** Whose lease files are read besides Kea's. */
const foreignSources = ['isc-dhcpd', 'dnsmasq'] as const

export type ForeignSource = (typeof foreignSources)[number]

const readers = {'isc-dhcpd': readIscLeases, dnsmasq: readDnsmasqLeases}

/** Reads the whole file before the database is touched. The caller closes the leases. */
export async function gatherFrom(
  source: ForeignSource,
  subnets: readonly SubnetRange[],
  {file, signal, progress, print}: GatherOptions,
): Promise<{leases: GatheredLeases; found: Gathered}> {
  const leases = new GatheredLeases()
  progress.begin(`reading ${file}`)
  try {
    const found = await gatherForeign(readers[source](file), leases, {
      subnetOf: subnetFinder(subnets),
      now: Math.floor(Date.now() / 1000),
      onProgress: entries => {
        goOn(signal)
        progress.update(`reading ${file}, entry ${entries}`)
      },
    })
    progress.clear()
    print(`Looking at ${found.entries} leases of ${source} in ${file}...`)
    print(`${leases.size} in force, ${found.free} free, ${found.expired} expired.`)
    return {leases, found}
  } catch (error) {
    progress.stop()
    leases.close()
    throw error
  }
}
