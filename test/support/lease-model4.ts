import {formatIpv4, type Ipv4, parseIpv4} from '../../src/net-types/ipv4.ts'
import type {LeaseJson} from './lease-control4.ts'
import type {SeededRandom} from './random.ts'

/** One lease command, and what it must do to a table of leases. */
export interface LeaseStep4 {
  readonly command: string
  readonly args: LeaseJson
  /** Result code by the table before, which it changes. */
  readonly expect: (leases: Map<number, LeaseJson>, now: number) => number
}

const ENDLESS = 0xffffffff
const subnets = [
  {id: 1, first: parseIpv4('192.0.2.0')!, lifetime: 4000},
  {id: 2, first: parseIpv4('192.0.3.0')!, lifetime: 7000},
  {id: 7, first: parseIpv4('10.0.0.0')!, lifetime: ENDLESS},
]
const PER_SUBNET = 6

/** A random command on few addresses, so that most meet what an earlier one has left. Right for leaseSubnets4. */
export function randomStep4(random: SeededRandom): LeaseStep4 {
  const subnet = random.pick(subnets)
  const address = (subnet.first + random.below(PER_SUBNET)) as Ipv4
  const kind = random.below(20)
  if (kind < 7) return addition(random, subnet, address)
  if (kind < 13) return update(random, subnet, address)
  if (kind < 17) return deletion(address)
  if (kind < 19) return deletionByClient(random, subnet.id)
  return wipe(random.below(3) === 0 ? subnet.id : 999)
}

type Subnet = (typeof subnets)[number]

const bytes = (random: SeededRandom) => `02:00:00:00:00:0${random.below(5)}`

/** Arguments as a client spells them, and the lease that they mean. */
function leaseFor(random: SeededRandom, {id, lifetime}: Subnet, address: Ipv4) {
  const client = random.below(3) === 0 ? undefined : bytes(random)
  const given = random.below(3)
  const validLft = given === 0 ? lifetime : given === 1 ? 600 + random.below(1000) : ENDLESS
  const hostname = random.below(2) === 0 ? '' : `Host-${random.below(9)}.Example`
  const context = random.below(3) === 0 ? {n: random.below(9), ISC: {'relay-agent-info': '0x0102ABCD'}} : undefined
  const both = {
    'hw-address': random.below(6) === 0 ? '' : bytes(random),
    'ip-address': formatIpv4(address),
    'fqdn-fwd': hostname !== '' && random.below(2) === 0,
    'fqdn-rev': false,
    state: random.below(3),
    ...(client === undefined ? {} : {'client-id': client}),
    ...(context === undefined ? {} : {'user-context': context}),
  }
  const args = {
    ...both,
    hostname,
    ...(random.below(2) === 0 ? {} : {'subnet-id': id}),
    ...(given === 0 ? {} : {'valid-lft': validLft}),
  }
  const at = (now: number) => ({
    ...both,
    'subnet-id': id,
    'valid-lft': validLft,
    hostname: hostname.toLowerCase(),
    cltt: now,
  })
  return {args, at}
}

function addition(random: SeededRandom, subnet: Subnet, address: Ipv4): LeaseStep4 {
  const {args, at} = leaseFor(random, subnet, address)
  const expect: LeaseStep4['expect'] = (leases, now) => {
    if (leases.has(address)) return 1
    leases.set(address, at(now))
    return 0
  }
  return {command: 'lease4-add', args, expect}
}

function update(random: SeededRandom, subnet: Subnet, address: Ipv4): LeaseStep4 {
  const {args, at} = leaseFor(random, subnet, address)
  const force = random.below(2) === 0
  const expect: LeaseStep4['expect'] = (leases, now) => {
    if (!leases.has(address) && !force) return 1
    leases.set(address, at(now))
    return 0
  }
  return {command: 'lease4-update', args: {...args, 'force-create': force}, expect}
}

function deletion(address: Ipv4): LeaseStep4 {
  const expect: LeaseStep4['expect'] = leases => (leases.delete(address) ? 0 : 3)
  return {command: 'lease4-del', args: {'ip-address': formatIpv4(address)}, expect}
}

function deletionByClient(random: SeededRandom, subnetId: number): LeaseStep4 {
  const identifier = bytes(random)
  const type = random.pick(['hw-address', 'client-id'])
  const expect: LeaseStep4['expect'] = leases => {
    const matching = [...leases].filter(([, lease]) => lease[type] === identifier && lease['subnet-id'] === subnetId)
    const lowest = Math.min(...matching.map(([address]) => address))
    return leases.delete(lowest) ? 0 : 3
  }
  return {command: 'lease4-del', args: {'identifier-type': type, identifier, 'subnet-id': subnetId}, expect}
}

function wipe(subnetId: number): LeaseStep4 {
  const expect: LeaseStep4['expect'] = leases => {
    const gone = [...leases].filter(([, lease]) => lease['subnet-id'] === subnetId)
    for (const [address] of gone) leases.delete(address)
    return gone.length === 0 ? 3 : 0
  }
  return {command: 'lease4-wipe', args: {'subnet-id': subnetId}, expect}
}
