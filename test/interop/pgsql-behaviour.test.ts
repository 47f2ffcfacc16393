import assert from 'node:assert/strict'
import {test} from 'node:test'
import {migratedDatabase} from '../support/databases.ts'
import {keaInitialised, keaUpgradedFrom10} from '../support/kea-pgsql.ts'
import {upgradeTo} from '../support/pgsql-chain.ts'
import {clientClasses} from '../support/pgsql-workload/classes.ts'
import {configuration} from '../support/pgsql-workload/configuration.ts'
import {leaseLifecycle, leaseLimits, leaseOddities, statFunctions} from '../support/pgsql-workload/leases.ts'
import {rowsOf61} from '../support/pgsql-workload/rows-6.1.ts'
import {dumps, helpers, leaseTransfer} from '../support/pgsql-workload/transfer.ts'
import {type Alike, compareEffects} from '../support/sql-pair.ts'

/**
 * Two functions of the real schema fail with errors of their own SQL (42702 to 42704) where they mean to refuse:
 * ours refuses with a message, and where the real check of KNOWN breaks on any class that others depend on, ours checks.
 */
const refusedBetter: Alike = (statement, ours, real) =>
  (/dependency/i.test(statement) && ours === 'error 2F000' && real === 'error 42703') ||
  (/KnownDependencyChange/.test(statement) && ['error 42702', 'error 42704'].includes(real))

/** Statements, and the tables that each of them may touch. */
const workloads: Readonly<Record<string, readonly [readonly string[], RegExp]>> = {
  'the counters of leases through every change': [leaseLifecycle, /^lease/],
  'the counters of odd leases': [leaseOddities, /^lease/],
  'the counting functions': [statFunctions, /^lease/],
  'the limits': [leaseLimits, /^lease/],
  'leases written out and read in': [leaseTransfer, /^lease/],
  'helpers and session values': [helpers, /^lease/],
  'the IPv4 configuration and its audit': [configuration(4), /^(dhcp4|hosts)/],
  'the IPv6 configuration and its audit': [configuration(6), /^(dhcp6|hosts)/],
  'IPv4 client classes': [clientClasses(4), /^dhcp4_(audit|client|option_def|server)/],
  'IPv6 client classes': [clientClasses(6), /^dhcp6_(audit|client|option_def|server)/],
}

for (const [title, [statements, watch]] of Object.entries(workloads)) {
  test(`${title}: ${statements.length} statements have the effects they have on the real schema`, async () => {
    const [ours, theirs] = await Promise.all([migratedDatabase('pgsql'), keaInitialised()])
    assert.deepEqual(await compareEffects(ours.target, theirs.target, statements, watch, refusedBetter), [])
  })
}

test('6.1 counts and dumps leases as the real 6.1', async () => {
  const [ours, theirs] = await Promise.all([migratedDatabase('pgsql', '6.1'), keaUpgradedFrom10('6.1')])
  const statements = [...leaseLifecycle, ...leaseOddities, ...rowsOf61, ...dumps]
  assert.deepEqual(await compareEffects(ours.target, theirs.target, statements, /^lease/), [])
})

test('what kea-admin left at 7.0, broken for IPv6 options, works as the real 13.0 after our upgrade', async () => {
  const [ours, theirs] = await Promise.all([keaUpgradedFrom10('7.0'), keaInitialised()])
  await upgradeTo(ours.target)
  const statements = [...configuration(6), ...clientClasses(4), ...leaseLimits]
  assert.deepEqual(
    await compareEffects(ours.target, theirs.target, statements, /^(dhcp|hosts|lease)/, refusedBetter),
    [],
  )
})
