import type {Lease4} from '../model/lease4.ts'
import type {ControlAnswer} from '../ports/control.ts'
import {type Arguments, CommandError} from './arguments.ts'
import {done, nothing} from './command.ts'
import {rejection} from './lease4-partner.ts'
import {commit, leasesOf, rowAt, TRIES} from './lease4-store.ts'
import {leaseNumber, mapOf} from './lease4-values.ts'
import {findWhich4, readAddress, readWhich4, type WhichLease4} from './lease4-which.ts'
import type {ControlledServer4} from './server4.ts'

export async function deleteLease4(server: ControlledServer4, args: Arguments): Promise<ControlAnswer> {
  const which = readWhich4(args, 'Delete')
  switch (await removeLease4(server, which)) {
    case 'removed':
      return done('IPv4 lease deleted.')
    case 'none':
      return nothing('IPv4 lease not found.')
    case 'busy':
      throw rejection(args, 'ResourceBusy: failed to delete the lease: others change it at the same time, try again')
  }
}

export async function removeLease4(
  server: ControlledServer4,
  which: WhichLease4,
): Promise<'removed' | 'none' | 'busy'> {
  const store = leasesOf(server)
  for (let tries = 0; tries < TRIES; tries++) {
    const lease = await findWhich4(store, which)
    if (lease === undefined) return 'none'
    if ((await remove(server, lease)) === 'ok') return 'removed'
  }
  return 'busy'
}

function remove(server: ControlledServer4, lease: Lease4): Promise<'ok' | 'conflict'> {
  return commit(server, {kind: 'delete', address: lease.address, expected: lease.expire}, lease)
}

/** Rows that are removed at the same time: a batch of every database, and far from filling a queue. */
const CHUNK = 64

/**
 * lease4-wipe: of one subnet, or of all that are configured (0 stands for them). Leases go in address order, each on its
 * own; a lease that a client gets behind that place stays.
 */
export async function wipeLeases4(server: ControlledServer4, given: Arguments): Promise<ControlAnswer> {
  const args = given.node === undefined ? given : mapOf(given, '')
  const subnetId = leaseNumber(args, 'subnet-id', 0xffffffff) ?? 0
  const subnets = subnetId === 0 ? server.current.config.subnets.map(({id}) => id) : [subnetId]
  let removed = 0
  for (const id of subnets) removed += await wipeSubnet(server, id)
  const text = `Deleted ${removed} IPv4 lease(s) from subnet(s) ${subnets.join(' ')}`
  return removed === 0 ? nothing(text) : done(text)
}

async function wipeSubnet(server: ControlledServer4, subnetId: number): Promise<number> {
  let removed = 0
  for (let last: Lease4 | undefined; ; ) {
    const page = await leasesOf(server).find4({by: 'subnet', subnetId}, last?.address, CHUNK)
    const outcomes = await Promise.all(page.map(lease => removeFrom(server, lease)))
    removed += outcomes.filter(gone => gone).length
    if (page.length < CHUNK) return removed
    last = page.at(-1)
  }
}

/** Removes what has become of a lease, as long as it is still of this subnet. */
async function removeFrom(server: ControlledServer4, lease: Lease4): Promise<boolean> {
  let seen: Lease4 | undefined = lease
  for (let tries = 0; tries < TRIES && seen?.subnetId === lease.subnetId; tries++) {
    if ((await remove(server, seen)) === 'ok') return true
    seen = await rowAt(leasesOf(server), lease.address)
  }
  return false
}

/** lease4-resend-ddns: there are no updates to send (facts: server.md §4.3). The lease is not looked for, as in Kea. */
export function resendDdns4(_server: ControlledServer4, given: Arguments): ControlAnswer {
  const args = mapOf(given, 'Parameters missing or are not a map.')
  if (!args.has('ip-address')) throw new CommandError(`'ip-address' parameter is missing.`)
  readAddress(args, text => `'${text}' is not a valid IP address.`)
  throw new CommandError('DDNS updating is not enabled')
}
