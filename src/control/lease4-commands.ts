import {isLost} from '../ports/lease-store.ts'
import {CommandError} from './arguments.ts'
import type {Command4} from './command.ts'
import {
  getAllLeases4,
  getLease4,
  getLeasePage4,
  getLeasesByClientId4,
  getLeasesByHostname4,
  getLeasesByHwAddress4,
  getLeasesByState4,
} from './lease4-get.ts'
import {addLease4, updateLease4} from './lease4-put.ts'
import {deleteLease4, resendDdns4, wipeLeases4} from './lease4-remove.ts'

/**
 * The commands of Kea's libdhcp_lease_cmds.so for IPv4 (facts: server.md §4.3). They are always there: in Kea the hook is a
 * separate library to load, here it is no extra code, and a client that finds them can rely on them. lease4-write is not
 * one of them, as in Kea 2.2: it writes memfile's CSV, and keats has its leases in a database.
 */
export const leaseCommands4: readonly Command4[] = [
  {name: 'lease4-add', run: addLease4},
  {name: 'lease4-del', run: deleteLease4},
  {name: 'lease4-get', run: getLease4},
  {name: 'lease4-get-all', run: getAllLeases4},
  {name: 'lease4-get-by-client-id', run: getLeasesByClientId4},
  {name: 'lease4-get-by-hostname', run: getLeasesByHostname4},
  {name: 'lease4-get-by-hw-address', run: getLeasesByHwAddress4},
  {name: 'lease4-get-by-state', run: getLeasesByState4},
  {name: 'lease4-get-page', run: getLeasePage4},
  {name: 'lease4-resend-ddns', run: resendDdns4},
  {name: 'lease4-update', run: updateLease4},
  {name: 'lease4-wipe', run: wipeLeases4},
].map(({name, run}): Command4 => ({name, run: whileConnected(run)}))

/** Kea's hook says this without the words that its own commands put before it. */
function whileConnected(run: Command4['run']): Command4['run'] {
  return async (server, args) => {
    try {
      return await run(server, args)
    } catch (error) {
      throw isLost(error) ? new CommandError('no current lease manager is available') : error
    }
  }
}
