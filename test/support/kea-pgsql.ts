import {execFile} from 'node:child_process'
import {copyFileSync, mkdirSync, mkdtempSync, readdirSync} from 'node:fs'
import {join} from 'node:path'
import type {Target} from '../../src/db/session.ts'
import {emptyDatabase, scratchDirectory, type TestDatabase} from './databases.ts'

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

/** Lets the real kea-admin upgrade a database with its scripts up to the one named `last`; gives the version it reached. */
export async function keaUpgrade(target: Target, last?: string): Promise<string> {
  const {code, stdout, stderr} = await keaAdmin(target, 'db-upgrade', ...(last === undefined ? [] : ['-d', upTo(last)]))
  const version = /reported after upgrade: (\S+)/.exec(stdout)?.[1]
  if (code !== 0 || version === undefined) throw new Error(`kea-admin db-upgrade: ${stdout}${stderr}`)
  return version
}

/** A scripts folder for -d that ends early: kea-admin itself knows no version to stop at. */
function upTo(last: string): string {
  const directory = mkdtempSync(join(scratchDirectory(), 'scripts-'))
  mkdirSync(join(directory, 'pgsql'))
  const names = readdirSync(join(folder, 'pgsql')).filter(name => name.startsWith('upgrade_'))
  const end = names.sort().indexOf(last)
  if (end < 0) throw new Error(`kea-admin has no ${last}`)
  for (const name of names.slice(0, end + 1)) {
    copyFileSync(join(folder, 'pgsql', name), join(directory, 'pgsql', name))
  }
  return directory
}
