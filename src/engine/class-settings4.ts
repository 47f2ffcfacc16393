import type {ClientClass4} from '../model/client-class4.ts'
import type {BootFields4, Lifetime, Pool4, SharedNetwork4, Subnet4} from '../model/config4.ts'
import type {AdditionalNames4} from './classify4.ts'

/**
 * The lifetime of a client in a subnet: of the first of its classes that has one, else the subnet's. A class that says 0
 * leaves it to the subnet, whatever the classes behind it say (measured on Kea 2.2.0).
 */
export function lifetimeOf4(subnet: Subnet4, classes: readonly ClientClass4[]): Lifetime {
  for (const {validLifetime} of classes) {
    if (validLifetime !== undefined) return validLifetime.default === 0 ? subnet.validLifetime : validLifetime
  }
  return subnet.validLifetime
}

/** Seconds for which an OFFER keeps its address, 0 = it stores nothing: of the first class that says, else the subnet's. */
export function offerLifetimeOf4(subnet: Subnet4, classes: readonly ClientClass4[]): number {
  for (const {offerLifetime} of classes) if (offerLifetime !== undefined) return offerLifetime
  return subnet.offerLifetime
}

/** Of each field what the first class says, else what the subnet does. */
export function bootFieldsOf4(subnet: BootFields4, classes: readonly ClientClass4[]): BootFields4 {
  if (classes.length === 0) return subnet
  let {nextServer, serverHostname, bootFileName}: Partial<BootFields4> = {}
  for (const one of classes) {
    nextServer ??= one.nextServer
    serverHostname ??= one.serverHostname
    bootFileName ??= one.bootFileName
  }
  return {
    nextServer: nextServer ?? subnet.nextServer,
    serverHostname: serverHostname ?? subnet.serverHostname,
    bootFileName: bootFileName ?? subnet.bootFileName,
  }
}

const none: AdditionalNames4 = {required: [], additional: []}

/** What the levels that a client was served from ask to be evaluated: Kea 2.2 begins outside, newer Kea inside. */
export function additionalClasses4(
  pool: Pool4 | undefined,
  subnet: Subnet4 | undefined,
  network: SharedNetwork4 | undefined,
): AdditionalNames4 {
  if (!asks(pool) && !asks(subnet) && !asks(network)) return none
  const levels = [pool, subnet, network]
  return {
    required: levels.toReversed().flatMap(level => level?.requiredClasses ?? []),
    additional: levels.flatMap(level => level?.additionalClasses ?? []),
  }
}

function asks(level: Pool4 | Subnet4 | SharedNetwork4 | undefined): boolean {
  return level !== undefined && level.requiredClasses.length + level.additionalClasses.length > 0
}
