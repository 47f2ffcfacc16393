import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import type {Backend} from '../../src/db/session.ts'
import {migratedDatabase, scratchDirectory, type TestDatabase} from './databases.ts'
import {keaAdmin as keaAdminMysql} from './kea-mysql.ts'
import {type KeaAdminResult, keaAdmin as keaAdminPgsql} from './kea-pgsql.ts'

export const header4 =
  'address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_context'
export const header6 =
  'address,duid,valid_lifetime,expire,subnet_id,pref_lifetime,lease_type,iaid,prefix_len,fqdn_fwd,fqdn_rev,hostname,hwaddr,state,user_context,hwtype,hwaddr_source'

/** Every state, lifetimes without end, lacking identifiers, commas and other characters of files, in order. */
export const odd4 = [
  '0.0.0.1,0a,00,1,1,4294967295,1,1,q"u\'o&te,0,{"x":"&#x2c;"}',
  '192.0.2.1,01:02:03:04:05:06,01:ff,3600,1893456000,1,1,0,a&#x2cb,0,{ "a": 1&#x2c "b": [ 1&#x2c 2 ] }',
  '192.0.2.2,,,4294967295,1893456000,2,0,1,,1,',
  '192.0.2.3,02:00:00:00:00:03,,3600,1893456000,1,0,0,$home %s <b> ;--,2,',
  '255.255.255.255,0a,01:02,1,2147483647,7,1,1,tail.,0,{ "ISC": { "client-classes": [ "one"&#x2c "two" ] } }',
]

export const odd6 = [
  '2001:db8:1::,00:01:02,3600,1893456000,1,1800,2,5,56,1,0,,0a:0b:0c:0d:0e:10,1,{ "b": "x" },1,16',
  '2001:db8::1,00:01,7200,1893456000,1,1800,0,7,128,1,1,six.example.org,0a:0b:0c,0,{ "ISC": { "client-classes": [ "one" ] } },1,2',
  '2001:db8:ffff::1,00:01:03,3600,1893456000,2,1800,0,2147483647,128,0,1,h&#x2c6,0a:0b,2,,1,0',
]

/** What Kea's own loader refuses or changes: no hardware address, an identity association in the upper half, no end. */
export const more6 = [
  '2001:db8:2::1,00:01:04,3600,1893456000,1,1800,0,5,128,1,0,,,0,,,',
  '2001:db8:2::2,00:01:05,3600,1893456000,1,1800,1,4294967294,128,1,0,,,1,,,',
  '2001:db8:2::3,00:01:06,4294967295,1893456000,1,1800,0,5,128,1,0,,0a,0,,1,0',
]

let counter = 0

export function newFile(name = 'leases.csv'): string {
  return join(scratchDirectory(), `${++counter}-${name}`)
}

/** A file of these lines. */
export function leaseFile(...lines: readonly string[]): string {
  const file = newFile()
  writeFileSync(file, lines.map(line => `${line}\n`).join(''), 'latin1')
  return file
}

/** The real kea-admin on this database. */
export function keaAdmin(
  database: TestDatabase,
  command: string,
  ...words: readonly string[]
): Promise<KeaAdminResult> {
  const run = database.backend === 'mysql' ? keaAdminMysql : keaAdminPgsql
  return run(database.target, command, ...words)
}

/** Counters by subnet and by class of both families, as lines. */
export async function counters(database: TestDatabase): Promise<string[]> {
  const tables = ['lease4_stat', 'lease6_stat', 'lease4_stat_by_client_class', 'lease6_stat_by_client_class']
  const lines: string[] = []
  for (const table of tables) {
    const rows = await database.sql(`SELECT * FROM ${table}`)
    const shown = rows.map(
      row =>
        `${table} ${JSON.stringify(
          Object.entries(row)
            .sort()
            .map(([name, value]) => [name, Number.isNaN(Number(value)) ? value : Number(value)]),
        )}`,
    )
    lines.push(...shown.filter(line => !line.includes('["leases",0]')).sort())
  }
  return lines
}

export const keaBackends: readonly Backend[] = ['pgsql', 'mysql']

/** Takes away all leases and counters. */
export async function clearLeases(database: TestDatabase): Promise<void> {
  for (const family of [4, 6]) {
    for (const rest of ['', '_stat', '_stat_by_client_class']) await database.sql(`DELETE FROM lease${family}${rest}`)
  }
}

const shared = new Map<Backend, Promise<TestDatabase>>()

/** A database of this process that holds no leases: made once, for making one takes long. */
export async function emptiedDatabase(backend: Backend): Promise<TestDatabase> {
  if (!shared.has(backend)) shared.set(backend, migratedDatabase(backend, undefined, 'files'))
  const database = await shared.get(backend)!
  await clearLeases(database)
  return database
}
