import {type Admission4, type AdmitFacts4, admit4, type Early4, type WaitingClient4} from '../engine/admit.ts'
import {withStash4} from '../engine/stash4.ts'
import type {SubnetIndex4} from '../engine/subnet-index4.ts'
import {GLOBAL_SUBNET, type Host4} from '../model/host4.ts'
import type {HostSources4} from '../ports/host-sources.ts'
import type {LeaseStore4} from '../ports/lease-store.ts'
import type {Message4} from '../wire/message4.ts'

export interface EarlyParts4 {
  readonly index: SubnetIndex4
  readonly store: Pick<LeaseStore4, 'load4'>
  /** undefined = the configuration names no hosts database. */
  readonly hosts: HostSources4 | undefined
}

type Settled4 = Exclude<Admission4, {readonly client: WaitingClient4}>

/** Loads what a message waits for and admits it again, until it waits for nothing. Rejects with StoreError. */
export async function admitEarly4(
  received: Message4,
  waiting: Admission4,
  facts: AdmitFacts4,
  parts: EarlyParts4,
): Promise<Settled4 | 'full'> {
  let message = received
  let admission = waiting
  let early: Early4 = {}
  while (admission.kind === 'stash' || admission.kind === 'early') {
    if (admission.kind === 'stash') {
      const leases = await parts.store.load4({clientId: undefined, hwAddr: undefined, addresses: [admission.address]})
      if (leases === 'full') return leases
      const found = withStash4(message, admission.client, leases)
      message = found.message
      early = {...early, stash: found.stash}
    } else {
      const hosts = await globalHosts(admission.client, parts)
      if (hosts === 'full') return hosts
      early = {...early, hosts}
    }
    admission = admit4(message, facts, early)
  }
  return admission
}

/** Of the file, then of the databases. */
async function globalHosts(
  {identifiers}: WaitingClient4,
  {index, hosts}: EarlyParts4,
): Promise<readonly Host4[] | 'full'> {
  const written = index.reservations.global(identifiers)
  const stored = hosts === undefined ? [] : await hosts.load4({subnetIds: [GLOBAL_SUBNET], identifiers, addresses: []})
  return stored === 'full' ? stored : [...written, ...stored]
}
