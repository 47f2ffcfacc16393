import type {Target, TlsFiles} from '../db/session.ts'
import {sslModeOf} from '../db/tls.ts'
import {runProgram} from './run-program.ts'

export interface DumpCommand {
  readonly program: string
  readonly words: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/** pg_dump gets the password and the TLS files by environment. */
export function postgresDump(target: Target, file: string): DumpCommand {
  const {host, port, user, password, database, tls} = target
  const words = ['--no-password', `--host=${host}`, `--username=${user}`, `--file=${file}`]
  if (port !== 0) words.push(`--port=${port}`)
  const env: Record<string, string> = {PGPASSWORD: password}
  if (tls !== undefined) env['PGSSLMODE'] = sslModeOf(tls)
  if (tls?.trustAnchor !== undefined) env['PGSSLROOTCERT'] = tls.trustAnchor
  if (tls?.certFile !== undefined) env['PGSSLCERT'] = tls.certFile
  if (tls?.keyFile !== undefined) env['PGSSLKEY'] = tls.keyFile
  return {program: 'pg_dump', words: [...words, `--dbname=${quoteConninfo(database)}`], env}
}

/** A name with = in it would be taken for a connection string. */
function quoteConninfo(database: string): string {
  return `dbname='${database.replace(/[\\']/g, '\\$&')}'`
}

/** mariadb-dump for MariaDB, mysqldump for MySQL; either when only one is installed. */
export async function mysqlDump(target: Target, product: string, options: string, file: string): Promise<DumpCommand> {
  const names = product === 'MariaDB' ? ['mariadb-dump', 'mysqldump'] : ['mysqldump', 'mariadb-dump']
  for (const program of names) {
    const help = await runProgram(program, ['--help'], {}, undefined).catch(() => undefined)
    if (help === undefined) continue
    const words = [`--defaults-file=${options}`, '--single-transaction', '--routines', '--triggers', '--hex-blob']
    // Only MySQL's own program knows these; left on, the first asks MariaDB for what it lacks, the second needs SUPER to restore.
    if (help.stdout.includes('--column-statistics')) words.push('--column-statistics=0')
    if (help.stdout.includes('--set-gtid-purged')) words.push('--set-gtid-purged=OFF')
    if (help.stdout.includes('--no-tablespaces')) words.push('--no-tablespaces')
    return {program, words: [...words, `--result-file=${file}`, '--', target.database], env: {}}
  }
  throw new Error(`${names.join(' or ')} is not installed`)
}

/** An option file of the mysql programs. */
export function mysqlOptionFile(target: Target): string {
  const socket = target.host.startsWith('/')
  const lines = ['[client]', `user=${quoted(target.user)}`, `password=${quoted(target.password)}`]
  lines.push(socket ? `socket=${quoted(target.host)}` : `host=${quoted(target.host)}`)
  if (!socket && target.port !== 0) lines.push(`port=${target.port}`)
  // The programs take localhost for the Unix socket even where a port is given.
  if (!socket && (target.host !== 'localhost' || target.port !== 0)) lines.push('protocol=TCP')
  return `${[...lines, ...tlsLines(target.tls)].join('\n')}\n`
}

function tlsLines(tls: TlsFiles | undefined): string[] {
  const {trustAnchor, certFile, keyFile, cipherList} = tls ?? {}
  const pairs = {'ssl-ca': trustAnchor, 'ssl-cert': certFile, 'ssl-key': keyFile, 'ssl-cipher': cipherList}
  return Object.entries(pairs).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${quoted(value)}`]))
}

const escapes: Readonly<Record<string, string>> = {'\\': '\\\\', '"': '\\"', '\n': '\\n', '\r': '\\r', '\t': '\\t'}

function quoted(text: string): string {
  return `"${text.replace(/[\\"\n\r\t]/g, found => escapes[found]!)}"`
}
