import type {Ipv4} from '../net-types/ipv4.ts'
import type {HostStore, HostWhich4} from '../ports/host-store.ts'
import {StoreError} from '../ports/lease-store.ts'
import {filterOf} from './reservation4-memory.ts'
import type {ControlledServer4} from './server4.ts'

/** Two hosts and more may have one address: who else has it is found out when it is given up by one. */
const ENOUGH = 1

/** Removes what is meant from one database; false = it has none. Its address can be offered at once. */
export async function removeFrom(server: ControlledServer4, store: HostStore, which: HostWhich4): Promise<boolean> {
  const former = await addressIn(store, which)
  const deleted = (await store.delete4(which)) > 0
  if (deleted) await giveUp(server, former)
  return deleted
}

/** The address that what is meant has in a database. */
export async function addressIn(store: HostStore, which: HostWhich4): Promise<Ipv4 | undefined> {
  if ('address' in which) return which.address
  const [found] = await store.find4(filterOf(which), undefined, ENOUGH)
  return found?.host.address
}

/**
 * A reservation of the address is gone: unless another one keeps it, it is offered again. Where that cannot be found out it
 * stays kept back until the free addresses are read again, as what others remove does.
 */
export async function giveUp(server: ControlledServer4, address: Ipv4 | undefined): Promise<void> {
  if (address === undefined) return
  const inConfiguration = () => server.current.config.reservations.some(host => host.address === address)
  try {
    for (const store of server.hosts) {
      const found = await store.find4({by: 'address', address, subnetId: undefined}, undefined, ENOUGH)
      if (found.length > 0) return
    }
  } catch (error) {
    if (error instanceof StoreError) return
    throw error
  }
  if (!inConfiguration()) server.unreserved(address)
}
