import {execFile} from 'node:child_process'
import {copyFileSync, mkdirSync, mkdtempSync, readdirSync} from 'node:fs'
import {join} from 'node:path'
import type {Target} from '../../src/db/session.ts'
import {emptyDatabase, scratchDirectory, type TestDatabase, withSession} from './databases.ts'
import {runAll} from './pgsql-chain.ts'

export interface KeaAdminResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

const folder = '/usr/share/kea/scripts'

/** Runs the real kea-admin against a PostgreSQL database. It does not hand its -P to everything: PGPORT does. */
export function keaAdmin(target: Target, command: string, ...words: readonly string[]): Promise<KeaAdminResult> {
  const {host, port, user, password, database} = target
  const login = ['-h', host, '-P', String(port), '-u', user, '-p', password === '' ? 'none' : password, '-n', database]
  const env = {...process.env, PGPORT: String(port), PGHOST: host, PGPASSWORD: password}
  return new Promise((resolve, reject) => {
    execFile('kea-admin', [command, 'pgsql', ...login, ...words], {env}, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== 'number') reject(error)
      else resolve({code: error === null ? 0 : Number(error.code), stdout, stderr})
    })
  })
}

/** A database that the real kea-admin initialised. */
export async function keaInitialised(): Promise<TestDatabase> {
  const database = await emptyDatabase('pgsql', 'kea')
  const {code, stdout, stderr} = await keaAdmin(database.target, 'db-init')
  if (code !== 0) throw new Error(`kea-admin db-init: ${stdout}${stderr}`)
  return database
}

/** Script of kea-admin 2.2.0 that reaches each version. */
const scripts: Readonly<Record<string, string>> = {
  '6.1': 'upgrade_006.0_to_006.1.sh',
  '6.2': 'upgrade_006.1_to_006.2.sh',
  '7.0': 'upgrade_006.2_to_007.0.sh',
  '8.0': 'upgrade_007_to_008.sh',
  '9.0': 'upgrade_008_to_009.sh',
  '10.0': 'upgrade_009_to_010.sh',
  '11.0': 'upgrade_010_to_011.sh',
  '12.0': 'upgrade_011_to_012.sh',
  '13.0': 'upgrade_012_to_013.sh',
}

/** The first schema there was, from which kea-admin can make every later one. facts: schema.md §2.1 */
const schema10 = [
  'CREATE TABLE lease4 (address bigint PRIMARY KEY, hwaddr bytea, client_id bytea, valid_lifetime bigint, expire timestamptz, subnet_id bigint, fqdn_fwd boolean, fqdn_rev boolean, hostname varchar(255))',
  'CREATE INDEX lease4_by_hwaddr_subnet_id ON lease4 (hwaddr, subnet_id)',
  'CREATE INDEX lease4_by_client_id_subnet_id ON lease4 (client_id, subnet_id)',
  'CREATE TABLE lease6 (address varchar(39) PRIMARY KEY, duid bytea, valid_lifetime bigint, expire timestamptz, subnet_id bigint, pref_lifetime bigint, lease_type smallint, iaid integer, prefix_len smallint, fqdn_fwd boolean, fqdn_rev boolean, hostname varchar(255))',
  'CREATE INDEX lease6_by_iaid_subnet_id_duid ON lease6 (iaid, subnet_id, duid)',
  'CREATE TABLE lease6_types (lease_type smallint PRIMARY KEY, name varchar(5))',
  "INSERT INTO lease6_types VALUES (0, 'IA_NA'), (1, 'IA_TA'), (2, 'IA_PD')",
  'CREATE TABLE schema_version (version integer PRIMARY KEY, minor integer)',
  'INSERT INTO schema_version VALUES (1, 0)',
]

/** A database that kea-admin brought from that first schema to `version`. */
export async function keaUpgradedFrom10(version: string): Promise<TestDatabase> {
  const database = await emptyDatabase('pgsql', 'kea')
  await runAll(database.target, schema10)
  await keaUpgrade(database.target, version)
  return database
}

/** Lets the real kea-admin upgrade a database to its newest version, or to the one given; gives the version reached. */
export async function keaUpgrade(target: Target, to?: string): Promise<string> {
  const {code, stdout, stderr} = await keaAdmin(
    target,
    'db-upgrade',
    ...(to === undefined ? [] : ['-d', await folderTo(to, target)]),
  )
  const reached = /reported after upgrade: (\S+)/.exec(stdout)?.[1]
  if (code !== 0 || reached === undefined) throw new Error(`kea-admin db-upgrade: ${stdout}${stderr}`)
  if (to !== undefined && reached !== to) throw new Error(`kea-admin stopped at ${reached}: ${stderr}`)
  return reached
}

/** A scripts folder for -d that ends early: kea-admin itself knows no version to stop at. */
async function folderTo(version: string, target: Target): Promise<string> {
  const directory = mkdtempSync(join(scratchDirectory(), 'scripts-'))
  mkdirSync(join(directory, 'pgsql'))
  const names = readdirSync(join(folder, 'pgsql')).filter(name => name.startsWith('upgrade_'))
  const end = names.sort().indexOf(scripts[version] ?? '')
  if (end < 0) throw new Error(`kea-admin has no script that reaches ${version}`)
  const [row] = await withSession(target, session => session.query('SELECT version, minor FROM schema_version'))
  // Scripts of versions that are behind would only say that they have nothing to do.
  const start = names.indexOf(scripts[`${row?.['version']}.${row?.['minor']}`] ?? '') + 1
  for (const name of names.slice(start, end + 1)) {
    copyFileSync(join(folder, 'pgsql', name), join(directory, 'pgsql', name))
  }
  return directory
}
