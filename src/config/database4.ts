import {
  type DatabaseAccess,
  type DatabaseTls,
  type SqlAccess,
  type SqliteAccess,
  type SslMode,
  sslModes,
} from '../model/config4.ts'
import {parseDatabaseHosts} from '../model/database-hosts.ts'
import type {Environment} from './environment.ts'
import {exclusive, readSecret} from './secret-file.ts'
import type {Section} from './section.ts'

const UINT32 = 0xffffffff

/** Kea's own default, so that a memfile server's leases are found where Kea left them (facts: server.md §1.10). */
const KEA_LEASE_FILE = '/var/lib/kea/kea-leases4.csv'

const memfileOnly = ['persist', 'lfc-interval', 'max-row-errors']
const passwords = ['password', 'password-file']
const serverOnly = [
  'host',
  'port',
  'user',
  ...passwords,
  'connect-timeout',
  'max-reconnect-tries',
  'reconnect-wait-time',
]
const tlsOnly = ['on-fail', 'retry-on-startup', 'trust-anchor', 'cert-file', 'key-file', 'cipher-list']

/** A database that can hold reservations. */
export type HostsAccess = SqlAccess | SqliteAccess

/** What a database is for: not every type and keyword serves every purpose. */
type Purpose = 'lease' | 'hosts'

/** Reads `lease-database`; without it leases go to an embedded SQLite file. */
export function readLeaseDatabase(root: Section, environment: Environment): DatabaseAccess {
  const section = root.map('lease-database')
  const sqlite = `${environment.stateDirectory}/keats-leases4.sqlite`
  if (section === undefined) return {type: 'sqlite', name: sqlite, readonly: false}
  section.required('type')
  const type = section.word('type', ['memfile', 'mysql', 'postgresql', 'sqlite']) ?? 'sqlite'
  const access = type === 'memfile' ? readMemfile(section) : readTables(section, type, 'lease', sqlite, environment)
  section.finish()
  return access
}

/**
 * Reads `hosts-database` and `hosts-databases`, in this order (facts: server.md §1.1). SQLite is keats' own; a memfile,
 * which Kea takes here and then does not know, is refused.
 */
export function readHostsDatabases(root: Section, environment: Environment): readonly HostsAccess[] {
  const single = root.map('hosts-database')
  const sections = [...(single === undefined ? [] : [single]), ...root.maps('hosts-databases')]
  return sections.flatMap(section => {
    section.required('type')
    const type = section.word('type', ['mysql', 'postgresql', 'sqlite'])
    const sqlite = `${environment.stateDirectory}/keats-hosts.sqlite`
    const access = readTables(section, type ?? 'sqlite', 'hosts', sqlite, environment)
    section.finish()
    return type === undefined ? [] : [access]
  })
}

function readTables(
  section: Section,
  type: HostsAccess['type'],
  purpose: Purpose,
  sqlite: string,
  environment: Environment,
): HostsAccess {
  return type === 'sqlite' ? readSqlite(section, purpose, sqlite) : readSql(section, type, purpose, environment)
}

function readMemfile(section: Section): DatabaseAccess {
  const type = 'memfile'
  const name = section.string('name') || KEA_LEASE_FILE
  meaningless(section, type, 'lease', [...serverOnly, ...tlsOnly, 'readonly'])
  readTimeouts(section, type)
  readSslMode(section, type)
  return {
    type,
    name,
    persist: section.boolean('persist') ?? true,
    lfcInterval: section.integer('lfc-interval', 0, UINT32) ?? 3600,
    maxRowErrors: section.integer('max-row-errors', 0, UINT32) ?? 0,
  }
}

function readSqlite(section: Section, purpose: Purpose, usual: string): SqliteAccess {
  const type = 'sqlite'
  const name = section.string('name') || usual
  meaningless(section, type, purpose, [...serverOnly, ...tlsOnly, ...memfileOnly])
  readTimeouts(section, type)
  readSslMode(section, type)
  return {type, name, readonly: readReadonly(section, purpose)}
}

function readSql(section: Section, type: SqlAccess['type'], purpose: Purpose, environment: Environment): SqlAccess {
  meaningless(section, type, purpose, memfileOnly)
  section.required('name')
  const name = section.string('name') ?? ''
  if (section.has('name') && name === '') section.error('name', 'expected the name of a database')
  return {
    type,
    name,
    host: readHost(section),
    port: section.integer('port', 0, 65535) ?? 0,
    user: section.string('user') ?? '',
    password: readPassword(section, environment),
    readonly: readReadonly(section, purpose),
    connectTimeout: section.integer('connect-timeout', 1, 0x7fffffff) ?? 5,
    ...readTimeouts(section, type),
    recovery: {
      maxReconnectTries: section.integer('max-reconnect-tries', 0, UINT32) ?? 0,
      reconnectWaitTime: section.integer('reconnect-wait-time', 0, UINT32) ?? 0,
      onFail:
        section.word('on-fail', ['stop-retry-exit', 'serve-retry-exit', 'serve-retry-continue']) ?? 'stop-retry-exit',
      retryOnStartup: section.boolean('retry-on-startup') ?? false,
    },
    tls: readTls(section, type),
  }
}

/** Newer Kea's `password-file` keeps the password out of the configuration and of what config-get prints. */
function readPassword(section: Section, environment: Environment): string {
  exclusive(section, 'password', 'password-file')
  const secret = readSecret(section, 'password-file', '', environment)
  return section.string('password') ?? secret ?? ''
}

function readHost(section: Section): string {
  const text = section.string('host') || 'localhost'
  const hosts = parseDatabaseHosts(text)
  if ('wrong' in hosts)
    section.error('host', `expected names, addresses or socket paths with commas between them, found "${hosts.wrong}"`)
  return text
}

/** Each belongs to one product; 0 asks for nothing and so is taken with any (facts: server.md §1.2). */
function readTimeouts(section: Section, type: string) {
  const read = (key: string, product: SqlAccess['type']): number => {
    const seconds = section.integer(key, 0, UINT32) ?? 0
    if (seconds > 0 && type !== product)
      section.error(key, `only a database of type ${product} takes "${key}", this one is of type ${type}`)
    return seconds
  }
  return {
    readTimeout: read('read-timeout', 'mysql'),
    writeTimeout: read('write-timeout', 'mysql'),
    tcpUserTimeout: read('tcp-user-timeout', 'postgresql'),
  }
}

function readSslMode(section: Section, type: string): SslMode | undefined {
  const mode = section.word('ssl-mode', sslModes)
  if (mode !== undefined && type !== 'postgresql')
    section.error('ssl-mode', `only a database of type postgresql takes "ssl-mode", this one is of type ${type}`)
  return mode
}

/** Any of its keywords turns TLS on. */
function readTls(section: Section, type: SqlAccess['type']): DatabaseTls | undefined {
  const given = {
    trustAnchor: section.string('trust-anchor') || undefined,
    certFile: section.string('cert-file') || undefined,
    keyFile: section.string('key-file') || undefined,
    cipherList: section.string('cipher-list') || undefined,
    sslMode: readSslMode(section, type),
  }
  if (Object.values(given).every(value => value === undefined)) return undefined
  if ((given.certFile === undefined) !== (given.keyFile === undefined)) {
    section.error(given.certFile === undefined ? 'key-file' : 'cert-file', 'expected cert-file and key-file together')
  }
  if (given.sslMode?.startsWith('verify-') === true && given.trustAnchor === undefined)
    section.error('ssl-mode', `${given.sslMode} verifies with the certificates of a trust-anchor, and there is none`)
  return given
}

function readReadonly(section: Section, purpose: Purpose): boolean {
  const readonly = section.boolean('readonly') ?? false
  if (readonly && purpose === 'lease') section.error('readonly', 'a lease database cannot be read-only')
  return readonly
}

/** Kea takes every keyword with every type; one that can do nothing is worth a warning, not a refused file. */
function meaningless(section: Section, type: string, purpose: Purpose, keys: readonly string[]): void {
  for (const key of keys) {
    if (section.node(key) === undefined) continue
    section.warn(key, `"${key}" means nothing to a ${purpose} database of type ${type}`)
  }
}
