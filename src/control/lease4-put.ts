import type {Lease4} from '../model/lease4.ts'
import {formatIpv4} from '../net-types/ipv4.ts'
import type {ControlAnswer} from '../ports/control.ts'
import {type Arguments, CommandError} from './arguments.ts'
import {done} from './command.ts'
import {readLease4} from './lease4-lease.ts'
import {rejection} from './lease4-partner.ts'
import {commit, leasesOf, rowAt, TRIES} from './lease4-store.ts'
import {leaseFlag, mapOf} from './lease4-values.ts'
import type {ControlledServer4} from './server4.ts'

/** lease4-add. A row that is there stands in the way whatever its state: lease4-update replaces it. */
export async function addLease4(server: ControlledServer4, given: Arguments): Promise<ControlAnswer> {
  const args = mapOf(given, 'no parameters specified for the command')
  const lease = readLease4(server, args)
  const outcome = await commit(server, {kind: 'create', lease}, undefined)
  if (outcome === 'conflict') throw new CommandError('IPv4 lease already exists.')
  return done(`Lease for address ${formatIpv4(lease.address)}, subnet-id ${lease.subnetId} added.`)
}

/** lease4-update. The new lease replaces the row as a whole: what it does not say is not kept. */
export async function updateLease4(server: ControlledServer4, given: Arguments): Promise<ControlAnswer> {
  const args = mapOf(given, 'no parameters specified for lease4-update command')
  const lease = readLease4(server, args)
  const forceCreate = leaseFlag(args, 'force-create')
  const failed = `failed to update the lease with address ${formatIpv4(lease.address)}`
  switch (await putLease4(server, lease, forceCreate)) {
    case 'added':
      return done('IPv4 lease added.')
    case 'updated':
      return done('IPv4 lease updated.')
    case 'none':
      throw rejection(args, `${failed}: there is none, and force-create is not set`)
    case 'busy':
      throw rejection(args, `ResourceBusy: ${failed}: others change it at the same time, try again`)
  }
}

/** Puts a lease in the place of its address's row, or with `forceCreate` in an empty one. */
export async function putLease4(
  server: ControlledServer4,
  lease: Lease4,
  forceCreate: boolean,
): Promise<'added' | 'updated' | 'none' | 'busy'> {
  for (let tries = 0; tries < TRIES; tries++) {
    const former = await rowAt(leasesOf(server), lease.address)
    if (former === undefined && !forceCreate) return 'none'
    // Taken up even where it crosses a lease of this server: a Kea that is refused one goes on without its partner for a while.
    server.ha?.yieldTo(lease)
    if (former === undefined) {
      if ((await commit(server, {kind: 'create', lease}, undefined)) === 'ok') return 'added'
    } else {
      const change = {kind: 'update', lease, expected: former.expire} as const
      if ((await commit(server, change, former)) === 'ok') return 'updated'
    }
  }
  return 'busy'
}
