import type {DatabaseAccess, DatabaseTls, SqlAccess} from '../model/config4.ts'
import type {Environment} from './environment.ts'
import type {Section} from './section.ts'

const UINT32 = 0xffffffff

/** Kea's own default, so that a memfile server's leases are found where Kea left them (facts: server.md §1.10). */
const KEA_LEASE_FILE = '/var/lib/kea/kea-leases4.csv'

const memfileOnly = ['persist', 'lfc-interval', 'max-row-errors']
const serverOnly = ['host', 'port', 'user', 'password', 'connect-timeout', 'max-reconnect-tries', 'reconnect-wait-time']
const tlsOnly = ['on-fail', 'retry-on-startup', 'trust-anchor', 'cert-file', 'key-file', 'cipher-list']

/** Reads `lease-database`; without it leases go to an embedded SQLite file. */
export function readLeaseDatabase(root: Section, environment: Environment): DatabaseAccess {
  const section = root.map('lease-database', {
    'password-file': undefined,
    'read-timeout': undefined,
    'write-timeout': undefined,
    'tcp-user-timeout': undefined,
    'ssl-mode': undefined,
  })
  const sqlite = `${environment.stateDirectory}/keats-leases4.sqlite`
  if (section === undefined) return {type: 'sqlite', name: sqlite, readonly: false}
  section.required('type')
  const type = section.word('type', ['memfile', 'mysql', 'postgresql', 'sqlite']) ?? 'sqlite'
  const access =
    type === 'mysql' || type === 'postgresql' ? readSql(section, type) : readFileBased(section, type, sqlite)
  section.finish()
  return access
}

function readFileBased(section: Section, type: 'memfile' | 'sqlite', sqlite: string): DatabaseAccess {
  const name = section.string('name') || undefined
  meaningless(section, type, [...serverOnly, ...tlsOnly])
  if (type === 'memfile') {
    meaningless(section, type, ['readonly'])
    return {
      type,
      name: name ?? KEA_LEASE_FILE,
      persist: section.boolean('persist') ?? true,
      lfcInterval: section.integer('lfc-interval', 0, UINT32) ?? 3600,
      maxRowErrors: section.integer('max-row-errors', 0, UINT32) ?? 0,
    }
  }
  meaningless(section, type, memfileOnly)
  return {type, name: name ?? sqlite, readonly: readReadonly(section)}
}

function readSql(section: Section, type: 'mysql' | 'postgresql'): SqlAccess {
  meaningless(section, type, memfileOnly)
  section.required('name')
  const name = section.string('name') ?? ''
  if (section.has('name') && name === '') section.error('name', 'expected the name of a database')
  return {
    type,
    name,
    host: section.string('host') || 'localhost',
    port: section.integer('port', 0, 65535) ?? 0,
    user: section.string('user') ?? '',
    password: section.string('password') ?? '',
    readonly: readReadonly(section),
    connectTimeout: section.integer('connect-timeout', 1, 0x7fffffff) ?? 5,
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

/** Any of its keywords turns TLS on. */
function readTls(section: Section, type: 'mysql' | 'postgresql'): DatabaseTls | undefined {
  if (type === 'postgresql') meaningless(section, type, ['cipher-list'])
  const given = {
    trustAnchor: section.string('trust-anchor') || undefined,
    certFile: section.string('cert-file') || undefined,
    keyFile: section.string('key-file') || undefined,
    cipherList: section.string('cipher-list') || undefined,
  }
  if (Object.values(given).every(value => value === undefined)) return undefined
  if ((given.certFile === undefined) !== (given.keyFile === undefined)) {
    section.error(given.certFile === undefined ? 'key-file' : 'cert-file', 'expected cert-file and key-file together')
  }
  return given
}

function readReadonly(section: Section): boolean {
  if (section.boolean('readonly') === true) section.error('readonly', 'a lease database cannot be read-only')
  return false
}

/** Kea takes every keyword with every type; one that can do nothing is worth a warning, not a refused file. */
function meaningless(section: Section, type: string, keys: readonly string[]): void {
  for (const key of keys) {
    if (section.node(key) !== undefined) section.warn(key, `"${key}" means nothing to a lease database of type ${type}`)
  }
}
