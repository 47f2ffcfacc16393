import {placedHa4} from '../ha4.ts'
import type {LintRule4} from '../rule.ts'
import {placedMap} from '../subject4.ts'

/** A database on another machine may be the partner's too. */
export const haDatabase: LintRule4 = {
  name: 'ha-database',
  severity: 'hint',
  check(subject, tell) {
    const ha = placedHa4(subject)
    const section = placedMap(subject.root, 'lease-database')
    const {leaseDatabase} = subject.config
    if (ha === undefined || section === undefined || !ha.relationship.sendLeaseUpdates) return
    if (!('host' in leaseDatabase) || leaseDatabase.host.split(',').every(isHere)) return
    const message = 'if the partner uses this very database, every lease is written twice'
    tell(section, 'host', message, 'set send-lease-updates and sync-leases to false if the servers share it')
  },
}

function isHere(text: string): boolean {
  const host = text.trim()
  return host === '' || host === 'localhost' || host === '::1' || host.startsWith('127.') || host.startsWith('/')
}
