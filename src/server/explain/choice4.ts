import type {DecidedOutcome4, Grant4} from '../../engine/outcome4.ts'
import {belongsTo4} from '../../engine/ownership4.ts'
import type {Rejection4} from '../../engine/rejection4.ts'
import type {Request4} from '../../engine/request4.ts'
import {type Found4, Sight4} from '../../engine/sight4.ts'
import type {SubnetIndex4} from '../../engine/subnet-index4.ts'
import {formatIdentifier} from '../../model/host4.ts'
import {formatIpv4} from '../../net-types/ipv4.ts'
import {refusals4, silences4} from './reasons4.ts'
import {chosen, fact, rejected, type Step4} from './step4.ts'
import {hostContents, hostName, leaseName, subnetName} from './words4.ts'

/** Which reservations were looked for, and what was found where the client may be served from. */
export function reservationSteps(request: Request4, seen: Found4, index: SubnetIndex4): Step4[] {
  const {config} = index
  const sources = [
    ...(config.reservations.length > 0 ? [`${config.reservations.length} in the configuration`] : []),
    ...config.hostsDatabases.map(({type, name}) => `the ${type} database ${name}`),
  ]
  if (sources.length === 0) return [fact('reservation', 'there are none: no "reservations", no hosts database')]
  const tried = request.identifiers.map(formatIdentifier).join(', ')
  const steps = [
    fact('reservation', `looked for ${tried || 'nothing: the client has no identifier'}; in ${sources.join(', ')}`),
  ]
  const sight = new Sight4(request, seen, index)
  let found = 0
  for (const subnet of request.subnets) {
    const host = sight.host(subnet)
    if (host === undefined) continue
    found++
    steps.push(chosen('reservation', `${hostName(host)}: ${hostContents(host)}; counts in ${subnetName(subnet)}`))
  }
  if (found === 0) steps.push(fact('reservation', 'the client has none here'))
  return steps
}

/** Every lease that was looked at. */
export function leaseSteps(request: Request4, {leases}: Found4, now: number): Step4[] {
  if (leases.length === 0) return [fact('lease', 'no lease of the client, and none of the addresses in question')]
  return leases.map(lease => {
    const mine = belongsTo4(lease, request.hwAddr, request.clientId)
    return fact('lease', `${mine ? 'the client’s own' : 'another client’s'}: ${leaseName(lease, now)}`)
  })
}

const ways: Readonly<Record<Grant4['from'], string>> = {
  reserved: 'the address that is reserved for it',
  own: 'the address of its lease',
  requested: 'the address that it asks for',
  candidate: 'a free address of a pool',
}

export function rejectionStep({way, address, why, lease, host}: Rejection4, now: number): Step4 {
  const because = {
    leased: `has a lease${lease === undefined ? '' : `: ${leaseName(lease, now)}`}`,
    'no-pool': 'is in no pool that the client may have',
    reserved: `is kept by ${host === undefined ? 'a reservation' : hostName(host)}`,
  }[why]
  return rejected('address', `${ways[way]}, ${formatIpv4(address)}, ${because}`)
}

/** What it came to. */
export function outcomeSteps(outcome: DecidedOutcome4 | 'queue-full' | 'conflict', now: number): Step4[] {
  if (typeof outcome === 'string') return [rejected('address', silences4[outcome] ?? outcome)]
  switch (outcome.kind) {
    case 'offer':
    case 'ack':
      return grantSteps(outcome)
    case 'nak': {
      const {reason, refusal} = outcome
      const address = refusal.address === undefined ? '' : `${formatIpv4(refusal.address)}: `
      const lease = refusal.lease === undefined ? '' : ` (${leaseName(refusal.lease, now)})`
      const host = refusal.host === undefined ? '' : ` (${hostName(refusal.host)})`
      return [rejected('address', `refused, ${address}${refusals4[reason] ?? reason}${lease}${host}`)]
    }
    case 'drop':
      return [rejected('address', `no answer: ${silences4[outcome.reason] ?? outcome.reason}`)]
    case 'released':
      return [chosen('address', `${formatIpv4(outcome.lease.address)} is given back`)]
    case 'declined':
      return [chosen('address', `${formatIpv4(outcome.lease.address)} is kept from everybody for the probation period`)]
    case 'inform-ack':
      return [fact('address', 'an INFORM gets options, no address')]
    default:
      return outcome satisfies never
  }
}

function grantSteps(grant: Grant4): Step4[] {
  const {lease, subnet, pool, from, lifetime, reused} = grant
  const where =
    pool === undefined ? 'outside of the pools' : `pool ${formatIpv4(pool.first)} - ${formatIpv4(pool.last)}`
  return [
    chosen('address', `${formatIpv4(lease.address)}: ${ways[from]}; ${subnetName(subnet)}, ${where}`),
    fact('address', `for ${lifetime} s${reused ? ', what is left of its lease, which stays as it is' : ''}`),
    ...(from === 'candidate' ? [fact('address', 'a running server may be at another free address of this pool')] : []),
  ]
}
