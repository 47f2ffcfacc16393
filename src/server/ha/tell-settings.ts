import type {HaSetup} from '../../ha/setup.ts'
import type {Log} from '../../ports/log.ts'
import type {MessageId} from '../messages.ts'

/** What is switched off in a configuration, and easily forgotten when it matters. */
export function tellSettings(log: Log<MessageId>, {own, relationship}: HaSetup): void {
  const {sendLeaseUpdates, syncLeases} = relationship
  const server = own.name
  if (!own.autoFailover) log.write('HA_CONFIG_AUTO_FAILOVER_DISABLED', {server})
  if (!sendLeaseUpdates) log.write('HA_CONFIG_LEASE_UPDATES_DISABLED', {server})
  if (!syncLeases) log.write('HA_CONFIG_LEASE_SYNCING_DISABLED', {server})
  if (sendLeaseUpdates === syncLeases) return
  log.write('HA_CONFIG_LEASE_UPDATES_AND_SYNCING_DIFFER', {server, updates: sendLeaseUpdates, syncing: syncLeases})
}
