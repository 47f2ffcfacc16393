import {isLost, StoreError} from '../ports/lease-store.ts'
import {CommandError, clip} from './arguments.ts'
import type {Command4} from './command.ts'
import {addReservation4, deleteReservation4, updateReservation4} from './reservation4-change.ts'
import {
  getAllReservations4,
  getReservation4,
  getReservationPage4,
  getReservationsByAddress4,
  getReservationsByHostname4,
  getReservationsById4,
} from './reservation4-get.ts'

/**
 * The commands of Kea's libdhcp_host_cmds.so (facts: server.md §4.3), always there as those for leases are. What is not
 * found is result 3, as in newer Kea.
 */
export const reservationCommands4: readonly Command4[] = [
  {name: 'reservation-add', run: addReservation4},
  {name: 'reservation-del', run: deleteReservation4},
  {name: 'reservation-get', run: getReservation4},
  {name: 'reservation-get-all', run: getAllReservations4},
  {name: 'reservation-get-by-address', run: getReservationsByAddress4},
  {name: 'reservation-get-by-hostname', run: getReservationsByHostname4},
  {name: 'reservation-get-by-id', run: getReservationsById4},
  {name: 'reservation-get-page', run: getReservationPage4},
  {name: 'reservation-update', run: updateReservation4},
].map(({name, run}): Command4 => ({name, run: explained(run)}))

function explained(run: Command4['run']): Command4['run'] {
  return async (server, args) => {
    try {
      return await run(server, args)
    } catch (error) {
      if (isLost(error)) throw new CommandError('a hosts database is not connected, try again later')
      throw error instanceof StoreError ? new CommandError(clip(error.message, 1000)) : error
    }
  }
}
