import assert from 'node:assert/strict'
import {test} from 'node:test'
import {migratedDatabase} from '../support/databases.ts'
import {keaInitialised} from '../support/kea-pgsql.ts'
import {clientClasses} from '../support/pgsql-workload/classes.ts'
import {configuration} from '../support/pgsql-workload/configuration.ts'
import {leaseLifecycle, leaseLimits, leaseOddities, statFunctions} from '../support/pgsql-workload/leases.ts'
import {helpers, leaseTransfer} from '../support/pgsql-workload/transfer.ts'
import {type Alike, compareEffects} from '../support/sql-pair.ts'

/**
 * Two functions of the real schema fail with errors of their own SQL (42702 to 42704) where they mean to refuse:
 * ours refuses with a message, and where the real check of KNOWN breaks on any class that others depend on, ours checks.
 */
const refusedBetter: Alike = (statement, ours, real) =>
  (/dependency/i.test(statement) && ours === 'error 2F000' && real === 'error 42703') ||
  (/KnownDependencyChange/.test(statement) && ['error 42702', 'error 42704'].includes(real))

const workloads: Readonly<Record<string, readonly string[]>> = {
  'the counters of leases through every change': leaseLifecycle,
  'the counters of odd leases': leaseOddities,
  'the counting functions': statFunctions,
  'the limits': leaseLimits,
  'leases written out and read in': leaseTransfer,
  'helpers and session values': helpers,
  'the IPv4 configuration and its audit': configuration(4),
  'the IPv6 configuration and its audit': configuration(6),
  'IPv4 client classes': clientClasses(4),
  'IPv6 client classes': clientClasses(6),
}

for (const [title, statements] of Object.entries(workloads)) {
  test(`${title}: ${statements.length} statements have the effects they have on the real schema`, async () => {
    const [ours, theirs] = await Promise.all([migratedDatabase('pgsql'), keaInitialised()])
    assert.deepEqual(await compareEffects(ours.target, theirs.target, statements, refusedBetter), [])
  })
}
