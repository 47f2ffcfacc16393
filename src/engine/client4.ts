import type {Pool4, Subnet4} from '../model/config4.ts'
import {GLOBAL_SUBNET, type Host4} from '../model/host4.ts'
import {admits4, DROP_CLASS} from './classify4.ts'
import type {Client4} from './outcome4.ts'
import type {Request4} from './request4.ts'
import type {Sight4} from './sight4.ts'
import {admitsTo4, type SubnetIndex4} from './subnet-index4.ts'

/**
 * Who the client is before an address is chosen (facts: server.md §5.5): known where any subnet of its network has a
 * reservation for it. In a shared network the classes of that reservation wait for the choice of the subnet.
 */
export function client4(request: Request4, sight: Sight4, {classifier}: SubnetIndex4): Client4 {
  const here = request.subnet && sight.host(request.subnet)
  const host = here ?? firstHost(request, sight)
  const early = host !== undefined && (request.network === undefined || host.subnetId === GLOBAL_SUBNET)
  const assigning = host === undefined || early ? host : {...host, clientClasses: []}
  return {host: here, classes: classifier.after(request.packet, request.classes, assigning)}
}

function firstHost({subnets}: Request4, sight: Sight4): Host4 | undefined {
  for (const subnet of subnets) {
    const host = sight.host(subnet)
    if (host !== undefined) return host
  }
  return undefined
}

/** The same client in the subnet that it is served from. */
export function clientIn4(client: Client4, request: Request4, subnet: Subnet4, sight: Sight4): Client4 {
  if (request.network === undefined) return client
  const host = sight.host(subnet)
  if (host === undefined) return client.host === undefined ? client : {...client, host}
  const classes = host.clientClasses.length === 0 ? client.classes : new Set([...client.classes, ...host.clientClasses])
  return {host, classes}
}

export function isDropped4({classes}: Client4): boolean {
  return classes.has(DROP_CLASS)
}

/** Those of its subnets that the client may be served from. */
export function subnetsFor4({subnets}: Request4, {classes}: Client4, index: SubnetIndex4): readonly Subnet4[] {
  return index.guarded ? subnets.filter(subnet => admitsTo4(index, subnet, classes)) : subnets
}

/** Which pools a client may have; undefined where the configuration lets everybody have any. */
export function poolsFor4(
  {classes}: Client4,
  index: SubnetIndex4,
): ((subnet: Subnet4, pool: Pool4) => boolean) | undefined {
  if (!index.guarded) return undefined
  return (subnet, pool) => admitsTo4(index, subnet, classes) && admits4(pool.clientClasses, classes)
}
