import {withoutMember} from '../config/edit.ts'
import {identifierText} from '../config/effective-reservations4.ts'
import {textIn} from '../config/given.ts'
import {formatIssue} from '../config/issues.ts'
import type {MapNode} from '../config/node.ts'
import {readReservation4} from '../config/one-reservation4.ts'
import type {Subnet4} from '../model/config4.ts'
import {formatIdentifier, GLOBAL_SUBNET, type Host4} from '../model/host4.ts'
import {formatIpv4, parseIpv4} from '../net-types/ipv4.ts'
import {prefixContains4} from '../net-types/prefix4.ts'
import type {ControlAnswer} from '../ports/control.ts'
import {type HostConflict, type HostStore, type HostWhich4, ReadonlyStoreError} from '../ports/host-store.ts'
import {OptionDefinitions4} from '../wire/option-definitions4.ts'
import {Arguments, CommandError} from './arguments.ts'
import {done, nothing} from './command.ts'
import {
  noSubnetId,
  optionalSubnetId,
  reservationOf,
  type Targets4,
  targetsOf,
  whichOf,
} from './reservation4-arguments.ts'
import {addressIn, giveUp, removeFrom} from './reservation4-freed.ts'
import {
  editReservation,
  editReservations,
  filterOf,
  memoryHosts,
  memoryMatcher,
  withReservation,
} from './reservation4-memory.ts'
import type {ControlledServer4} from './server4.ts'
import {amended} from './subnet-arguments4.ts'

/** A reservation that a command brought, checked as those of a file are. */
interface Given4 {
  readonly host: Host4
  /** As it stands in the configuration: without what only the command says. */
  readonly node: MapNode
}

/** reservation-add. With both targets the database comes first: what it refuses is nowhere. */
export async function addReservation4(server: ControlledServer4, args: Arguments): Promise<ControlAnswer> {
  const targets = targetsOf(args, 'database')
  const given = givenReservation(server, args)
  const {host, node} = given
  const subnetId = host.subnetId ?? GLOBAL_SUBNET
  if (targets.database) await addToDatabase(server, host)
  if (targets.memory) {
    try {
      await amended(server, dhcp4 => editReservations(dhcp4, subnetId, parent => withReservation(parent, node)))
    } catch (error) {
      const [store] = server.hosts
      if (targets.database && store !== undefined)
        await removeFrom(server, store, {subnetId, identifier: host.identifier})
      throw error
    }
  }
  return done('Host added.')
}

async function addToDatabase(server: ControlledServer4, host: Host4): Promise<void> {
  const [store] = server.hosts
  if (store === undefined) throw noDatabase('add')
  const added = await store.add4(host, {uniqueAddress: server.current.config.ipReservationsUnique})
  if (added.kind === 'conflict') throw conflict(added, host)
  if (host.address !== undefined) server.reserved(host.subnetId ?? GLOBAL_SUBNET, host.address)
}

/** reservation-update: takes the place of what its identifier has in its subnet, as a whole. */
export async function updateReservation4(server: ControlledServer4, args: Arguments): Promise<ControlAnswer> {
  const targets = targetsOf(args, 'database')
  const {host, node} = givenReservation(server, args)
  const which = {subnetId: host.subnetId ?? GLOBAL_SUBNET, identifier: host.identifier}
  if (targets.database && !targets.memory && server.hosts.length === 0) throw noDatabase('update')
  const inDatabase = targets.database && (await inFirst(server.hosts, which, store => update(server, store, host)))
  const inMemory = targets.memory && (await changeMemory(server, which, () => node))
  return inDatabase || inMemory ? done('Host updated.') : nothing('Host not updated (not found).')
}

async function update(server: ControlledServer4, store: HostStore, host: Host4): Promise<boolean> {
  const {identifier, subnetId = GLOBAL_SUBNET} = host
  const former = await addressIn(store, {identifier, subnetId})
  const updated = await store.update4(host, {uniqueAddress: server.current.config.ipReservationsUnique})
  if (updated.kind === 'conflict') throw conflict(updated, host)
  if (updated.kind === 'missing') return false
  if (former !== host.address) await giveUp(server, former)
  if (host.address !== undefined) server.reserved(subnetId, host.address)
  return true
}

export async function deleteReservation4(server: ControlledServer4, args: Arguments): Promise<ControlAnswer> {
  const targets = targetsOf(args, 'database')
  const which = whichOf(args)
  const deleted = await deleted4(server, which, targets)
  return deleted ? done('Host deleted.') : nothing('Host not deleted (not found).')
}

async function deleted4(server: ControlledServer4, which: HostWhich4, targets: Targets4): Promise<boolean> {
  if (targets.database && !targets.memory && server.hosts.length === 0) throw noDatabase('delete')
  const remove = (store: HostStore) => removeFrom(server, store, which)
  const inDatabase = targets.database && (await inFirst(server.hosts, which, remove))
  const inMemory = targets.memory && (await changeMemory(server, which, () => undefined))
  return inDatabase || inMemory
}

/** Changes the first database that has the host. One that is only read refuses when it is the one. */
async function inFirst(
  stores: readonly HostStore[],
  which: HostWhich4,
  change: (store: HostStore) => Promise<boolean>,
): Promise<boolean> {
  for (const store of stores) {
    if (!store.readonly) {
      if (await change(store)) return true
    } else if ((await store.find4(filterOf(which), undefined, 1)).length > 0) throw new ReadonlyStoreError()
  }
  return false
}

/** Changes the hosts that are meant in the configuration in force; false = there is none. */
async function changeMemory(
  server: ControlledServer4,
  which: HostWhich4,
  change: (reservation: MapNode) => MapNode | undefined,
): Promise<boolean> {
  if (![...memoryHosts(server.current.dhcp4)].some(memoryMatcher(filterOf(which)))) return false
  const isMeant = meant(which)
  await amended(server, dhcp4 =>
    editReservations(dhcp4, which.subnetId, parent =>
      editReservation(parent, reservation => (isMeant(reservation) ? change(reservation) : reservation)),
    ),
  )
  return true
}

function meant(which: HostWhich4): (reservation: MapNode) => boolean {
  const [key, text] =
    'address' in which
      ? ['ip-address', formatIpv4(which.address)]
      : [which.identifier.type, identifierText(which.identifier)]
  // Of a hundred thousand reservations one is meant: the others stay unread.
  return reservation =>
    (reservation.known === undefined ? textIn(reservation, key) : reservation.known.json[key]) === text
}

function givenReservation(server: ControlledServer4, args: Arguments): Given4 {
  const whole = reservationOf(args)
  const {config} = server.current
  const subnet = subnetOf(config.subnets, new Arguments(whole))
  const node = withoutMember(whole, 'subnet-id')
  const read = readReservation4(node, subnet, new OptionDefinitions4(config.optionDefinitions))
  if ('errors' in read) throw new CommandError(read.errors.slice(0, 10).map(formatIssue).join('; '))
  return {host: read.host, node}
}

/**
 * undefined = every subnet. Without a number (as newer Kea takes it) the address tells the subnet, and without an address
 * the reservation is global.
 */
function subnetOf(subnets: readonly Subnet4[], args: Arguments): Subnet4 | undefined {
  const id = optionalSubnetId(args)
  if (id === GLOBAL_SUBNET) return undefined
  if (id !== undefined) {
    const subnet = subnets.find(subnet => subnet.id === id)
    if (subnet === undefined) throw new CommandError(`there is no IPv4 subnet with id ${id}`)
    return subnet
  }
  const address = args.string('ip-address')
  if (address === undefined) return undefined
  const parsed = parseIpv4(address)
  const around = subnets.filter(({prefix}) => parsed !== undefined && prefixContains4(prefix, parsed))
  return around.length === 1 ? around[0] : noSubnetId()
}

function conflict({of}: HostConflict, host: Host4): CommandError {
  const what = of === 'address' ? `address ${formatIpv4(host.address!)}` : formatIdentifier(host.identifier)
  const where = host.subnetId === GLOBAL_SUBNET ? 'the global level' : `subnet ${host.subnetId}`
  return new CommandError(`${where} has a reservation of ${what} already`)
}

function noDatabase(verb: string): CommandError {
  return new CommandError(`Host database not available, cannot ${verb} host.`)
}
