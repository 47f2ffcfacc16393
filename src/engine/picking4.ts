import type {Subnet4} from '../model/config4.ts'
import {poolsFor4} from './client4.ts'
import {poolOf4} from './grant4.ts'
import {wantedAddress4} from './keys.ts'
import type {Client4} from './outcome4.ts'
import type {Request4} from './request4.ts'
import type {SubnetIndex4} from './subnet-index4.ts'

/**
 * The subnet in which the search for a free address begins: that of the address which the client asks for, though it cannot
 * have it, else the first of `known`, else the selected one (measured on Kea 2.2.0).
 */
export function pickingFrom4(
  request: Request4,
  client: Client4,
  index: SubnetIndex4,
  known: readonly (Subnet4 | undefined)[] = [],
): Subnet4 {
  const {network, subnets} = request
  const selected = subnets[0]!
  if (network === undefined) return selected
  const wanted = wantedAddress4(request)
  const may = poolsFor4(client, index)
  const has = (subnet: Subnet4) => {
    const pool = wanted === undefined ? undefined : poolOf4(subnet, wanted)
    return pool !== undefined && (may === undefined || may(subnet, pool))
  }
  return subnets.find(has) ?? known.find(subnet => subnet !== undefined) ?? selected
}
