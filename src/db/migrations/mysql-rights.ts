import type {SqlSession} from '../session.ts'
import {MigrationError} from './migration-error.ts'

/** What the steps need in the database. EXECUTE and ALTER ROUTINE cover routines that another account made. */
export const neededRights = [
  'SELECT',
  'INSERT',
  'UPDATE',
  'DELETE',
  'CREATE',
  'DROP',
  'ALTER',
  'INDEX',
  'REFERENCES',
  'TRIGGER',
  'CREATE ROUTINE',
  'ALTER ROUTINE',
  'EXECUTE',
] as const

interface Grant {
  readonly rights: ReadonlySet<string>
  readonly everywhere: boolean
}

/** Rights of one `SHOW GRANTS` line that hold in `database`; undefined for a line about something else. */
function parseGrant(line: string, database: string): Grant | undefined {
  const match = /^GRANT (.+?) ON (?:TABLE )?(\*|`(?:[^`]|``)+`|"(?:[^"]|"")+"|[\w$\\%]+)\.\* TO /i.exec(line)
  if (match === null) return undefined
  const scope = match[2]!
  if (scope !== '*' && !scopeMatches(scope, database)) return undefined
  const rights = match[1]!.split(',').map(right => right.trim().toUpperCase())
  return {rights: new Set(rights), everywhere: scope === '*'}
}

/** A scope is a pattern: % and _ stand for anything unless a backslash is before them. */
function scopeMatches(scope: string, database: string): boolean {
  const quote = scope[0]!
  const name = quote === '`' || quote === '"' ? scope.slice(1, -1).replaceAll(quote + quote, quote) : scope
  const pattern = name.replace(/\\(.)|([%_])|([^\w])/g, (_, escaped, wildcard, other) => {
    if (wildcard !== undefined) return wildcard === '%' ? '.*' : '.'
    return `\\u{${(escaped ?? other).codePointAt(0)!.toString(16)}}`
  })
  return new RegExp(`^${pattern}$`, 'su').test(database)
}

/** Which of the needed rights no line gives. */
export function missingRights(lines: readonly string[], database: string): readonly string[] {
  const given = lines.flatMap(line => [...(parseGrant(line, database)?.rights ?? [])])
  if (given.includes('ALL PRIVILEGES') || given.includes('ALL')) return []
  return neededRights.filter(right => !given.includes(right))
}

function maySetAside(lines: readonly string[], database: string): boolean {
  return lines.some(line => {
    const grant = parseGrant(line, database)
    return grant?.everywhere === true && ['SUPER', 'ALL', 'ALL PRIVILEGES'].some(right => grant.rights.has(right))
  })
}

async function grantLines(session: SqlSession): Promise<readonly string[]> {
  const texts = (rows: readonly object[]) => rows.map(row => String(Object.values(row)[0]))
  const lines = texts(await session.query('SHOW GRANTS'))
  // MySQL names a role without telling its rights; MariaDB lists those of the active roles and knows no USING.
  const roles =
    session.product.name === 'MySQL' ? lines.flatMap(line => /^GRANT (`.+`@`.+`) TO /.exec(line)?.[1] ?? []) : []
  if (roles.length === 0) return lines
  return texts(await session.query(`SHOW GRANTS FOR CURRENT_USER() USING ${roles.join(', ')}`))
}

/** Rejects, before anything is touched, when the account lacks a right, and names it. */
export async function assertMysqlRights(session: SqlSession): Promise<void> {
  const [row] = await session.query(
    'SELECT DATABASE() AS name, CURRENT_USER() AS account, @@log_bin AS binlog, @@log_bin_trust_function_creators AS trust',
  )
  const database = String(row!['name'])
  const lines = await grantLines(session)
  const missing = missingRights(lines, database)
  const account = String(row!['account'])
    .split('@')
    .map(part => `'${part}'`)
    .join('@')
  if (missing.length > 0) {
    throw new MigrationError(
      'privilege',
      `${account} lacks ${missing.join(', ')} on database ${database}`,
      `grant it: GRANT ${missing.join(', ')} ON \`${database}\`.* TO ${account}; nothing has been changed`,
    )
  }
  if (Number(row!['binlog']) === 1 && Number(row!['trust']) === 0 && !maySetAside(lines, database)) {
    throw new MigrationError(
      'privilege',
      `the server keeps a binary log and lets only accounts with SUPER make functions and triggers; ${account} has none`,
      'set log_bin_trust_function_creators = 1 on the server, or use an account with SUPER; nothing has been changed',
    )
  }
}
