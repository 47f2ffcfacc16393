import {execFile, execFileSync} from 'node:child_process'
import {copyFileSync, mkdirSync, mkdtempSync, readdirSync} from 'node:fs'
import {join} from 'node:path'
import type {Target} from '../../src/db/session.ts'
import {emptyDatabase, scratchDirectory, type TestDatabase, withSession} from './databases.ts'

export interface KeaAdminResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

const folder = '/usr/share/kea/scripts/mysql'

/** Runs the real kea-admin against a MySQL database. It does not hand its -P to everything: MYSQL_TCP_PORT does. */
export function keaAdmin(target: Target, command: string, ...words: readonly string[]): Promise<KeaAdminResult> {
  const {host, port, user, password, database} = target
  const login = ['-h', host, '-P', String(port), '-u', user, '-p', password, '-n', database]
  const env = {...process.env, MYSQL_TCP_PORT: String(port)}
  return new Promise((resolve, reject) => {
    execFile('kea-admin', [command, 'mysql', ...login, ...words], {env}, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== 'number') reject(error)
      else resolve({code: error === null ? 0 : Number(error.code), stdout, stderr})
    })
  })
}

/** A database that the real kea-admin initialised. */
export async function keaInitialised(): Promise<TestDatabase> {
  const database = await emptyDatabase('mysql', 'kea')
  const {code, stdout, stderr} = await keaAdmin(database.target, 'db-init')
  if (code !== 0) throw new Error(`kea-admin db-init: ${stdout}${stderr}`)
  return database
}

/** Lets the real kea-admin upgrade a database, with its scripts up to the one named `last`; gives the version it reached. */
export async function keaUpgrade(target: Target, last?: string): Promise<string> {
  const {code, stdout, stderr} = await keaAdmin(target, 'db-upgrade', ...(last === undefined ? [] : ['-d', upTo(last)]))
  const version = /reported after upgrade: (\S+)/.exec(stdout)?.[1]
  if (code !== 0 || version === undefined)
    throw new Error(`kea-admin db-upgrade: ${stdout.slice(-300)}${stderr.slice(-600)}`)
  return version
}

/** A scripts folder for -d that ends early: kea-admin itself knows no version to stop at. */
function upTo(last: string): string {
  const directory = mkdtempSync(join(scratchDirectory(), 'scripts-'))
  mkdirSync(join(directory, 'mysql'))
  const names = readdirSync(folder).filter(name => name.startsWith('upgrade_'))
  const end = names.sort().indexOf(last)
  if (end < 0) throw new Error(`kea-admin has no ${last}`)
  // Every script asks for the version first, which adds up: those before 9.3 are left out for a database that is there.
  const first = last <= upgradeScripts['9.3'] ? 0 : names.indexOf(upgradeScripts['9.4'])
  for (const name of [...names.slice(first, end + 1), 'wipe_data.sh']) {
    copyFileSync(join(folder, name), join(directory, 'mysql', name))
  }
  return directory
}

/** kea-admin's upgrade script that leads to each version of the chain. */
export const upgradeScripts = {
  '9.3': 'upgrade_009.2_to_009.3.sh',
  '9.4': 'upgrade_009.3_to_009.4.sh',
  '9.5': 'upgrade_009.4_to_009.5.sh',
  '9.6': 'upgrade_009.5_to_009.6.sh',
  '10.0': 'upgrade_009.6_to_010.0.sh',
  '11.0': 'upgrade_010_to_011.sh',
  '12.0': 'upgrade_011_to_012.sh',
  '13.0': 'upgrade_012_to_013.sh',
  '14.0': 'upgrade_013_to_014.sh',
} as const

/** Where a database of Kea 0.8 begins: the tables from which kea-admin upgrades to any later version. */
const first = [
  `CREATE TABLE lease4 (
    address INT UNSIGNED NOT NULL PRIMARY KEY, hwaddr VARBINARY(20), client_id VARBINARY(128),
    valid_lifetime INT UNSIGNED, expire TIMESTAMP NULL, subnet_id INT UNSIGNED, fqdn_fwd TINYINT(1),
    fqdn_rev TINYINT(1), hostname VARCHAR(255),
    KEY lease4_by_hwaddr_subnet_id (hwaddr, subnet_id), KEY lease4_by_client_id_subnet_id (client_id, subnet_id)
  ) ENGINE = InnoDB`,
  'CREATE TABLE lease6_types (lease_type TINYINT NOT NULL PRIMARY KEY, name VARCHAR(5)) ENGINE = InnoDB',
  "INSERT INTO lease6_types VALUES (0, 'IA_NA'), (1, 'IA_TA'), (2, 'IA_PD')",
  `CREATE TABLE lease6 (
    address VARCHAR(39) NOT NULL PRIMARY KEY, duid VARBINARY(128), valid_lifetime INT UNSIGNED, expire TIMESTAMP NULL,
    subnet_id INT UNSIGNED, pref_lifetime INT UNSIGNED, lease_type TINYINT, iaid INT UNSIGNED,
    prefix_len TINYINT UNSIGNED, fqdn_fwd TINYINT(1), fqdn_rev TINYINT(1), hostname VARCHAR(255),
    KEY lease6_by_iaid_subnet_id_duid (iaid, subnet_id, duid)
  ) ENGINE = InnoDB`,
  'CREATE TABLE schema_version (version INT NOT NULL PRIMARY KEY, minor INT) ENGINE = InnoDB',
  'INSERT INTO schema_version VALUES (1, 0)',
]

let firstSteps: Promise<string> | undefined

/** A dump of what the real kea-admin makes of Kea's first schema up to 9.3. */
async function dumpOf93(): Promise<string> {
  const database = await emptyDatabase('mysql', 'keaup')
  await withSession(database.target, async session => {
    for (const statement of first) await session.query(statement)
  })
  await keaUpgrade(database.target, upgradeScripts['9.3'])
  const {target} = database
  const words = ['--no-defaults', ...loginOf(target), '--routines', '--triggers', target.database]
  return execFileSync('mariadb-dump', words, {encoding: 'utf8', maxBuffer: 1 << 26})
}

const loginOf = ({host, port, user, password}: Target) => [
  `--host=${host}`,
  `--port=${port}`,
  `--user=${user}`,
  `--password=${password}`,
]

/** A database that the real kea-admin took from Kea's first schema to `version`. */
export async function keaUpgraded(version: keyof typeof upgradeScripts): Promise<TestDatabase> {
  firstSteps ??= dumpOf93()
  const database = await emptyDatabase('mysql', 'keaup')
  const {target} = database
  execFileSync('mariadb', ['--no-defaults', ...loginOf(target), target.database], {input: await firstSteps})
  const reached = version === '9.3' ? version : await keaUpgrade(target, upgradeScripts[version])
  if (reached !== version) throw new Error(`kea-admin stopped at ${reached}`)
  return database
}
