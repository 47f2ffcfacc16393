import {admit4} from '../../src/engine/admit.ts'
import type {Arrival4, Request4} from '../../src/engine/request4.ts'
import {indexSubnets4, type SubnetIndex4} from '../../src/engine/select-subnet.ts'
import type {Ipv4} from '../../src/net-types/ipv4.ts'
import {decode4} from '../../src/wire/decode4.ts'
import type {Message4} from '../../src/wire/message4.ts'
import {address, buildQuery4} from './scenarios4/build.ts'
import type {Query4} from './scenarios4/scenario.ts'
import {parse} from './scenarios4/target-engine.ts'

/** The index of a `Dhcp4` map; keys missing in it come from the scenarios' base. */
export function indexOf(config: Readonly<Record<string, unknown>>): SubnetIndex4 {
  return indexSubnets4(parse({name: 'unit', config, steps: []}))
}

export function messageOf(query: Query4): Message4 {
  const message = decode4(buildQuery4(query, 7, undefined))
  if ('kind' in message) throw new Error(message.reason)
  return message
}

/** A message that came over the link eth0 (10.1.0.1/24) from a client. */
export function arrivalOf(source: string, broadcast: boolean | undefined, ...addresses: string[]): Arrival4 {
  const own = (addresses.length > 0 ? addresses : ['10.1.0.1']).map(text => ({
    address: address(text),
    prefixLength: 24,
  }))
  return {
    source: address(source),
    sourcePort: 68,
    local: {interface: 'eth0', address: own[0]!.address, addresses: own},
    ...(broadcast === undefined ? {} : {broadcast}),
  }
}

export function admitted(query: Query4, index: SubnetIndex4, arrival: Arrival4): Request4 {
  const admission = admit4(messageOf(query), {arrival, index, serverIds: new Set<Ipv4>([arrival.local.address])})
  if (admission.kind !== 'go') throw new Error(`dropped: ${JSON.stringify(admission)}`)
  return admission.request
}
