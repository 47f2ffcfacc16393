import type {Backend, Target, TlsFiles} from '../db/session.ts'
import {sqliteTarget} from '../db/target.ts'
import {sslModes} from '../model/config4.ts'
import {formatDatabasePlace, parseDatabaseHosts} from '../model/database-hosts.ts'
import type {DatabaseFlags} from './database-flags.ts'
import {extraWords} from './extra.ts'
import {Failure} from './failure.ts'

const known: readonly Backend[] = ['mysql', 'pgsql', 'sqlite']

const isBackend = (word: string): word is Backend => (known as readonly string[]).includes(word)

export function parseBackend(word: string): Backend {
  if (isBackend(word)) return word
  if (word === 'memfile') {
    throw new Failure(
      'usage',
      'invalid backend: memfile is a CSV file, it has no schema to create, show or upgrade',
      'keats servers keep leases in sqlite and import the CSV; known backends: mysql, pgsql, sqlite',
    )
  }
  throw new Failure('usage', `invalid backend: ${word}`, `known backends: ${known.join(', ')}`)
}

const connectTimeout = 10_000

/** Where the flags and the environment say that the database is; `password` is looked up already. */
export function targetOf(backend: Backend, flags: DatabaseFlags, password: string): Target {
  if (backend === 'sqlite') return fileTarget(flags)
  const extra = extraWords(backend, flags.extra ?? [])
  const tls = {...extra.tls, ...tlsOf(backend, flags)}
  checkTls(tls)
  return {
    backend,
    host: checkedHost(extra.host ?? flags.host ?? 'localhost'),
    port: flags.port ?? 0,
    user: flags.user ?? 'keatest',
    password,
    database: flags.name ?? 'keatest',
    connectTimeout,
    ...(Object.keys(tls).length === 0 ? {} : {tls}),
  }
}

/** Each flag that only a server understands. Those of the environment may be there for other commands. */
const serverOnly = [
  'password',
  'ask-password',
  'password-file',
  'ssl-mode',
  'trust-anchor',
  'cert-file',
  'key-file',
  'cipher-list',
] as const

function fileTarget(flags: DatabaseFlags): Target {
  const wrong = serverOnly.find(name => flags[name] !== undefined && flags[name] !== false)
  if (wrong !== undefined) {
    throw new Failure('usage', `--${wrong} means nothing for sqlite, which is a file`, 'name the file with -n FILE')
  }
  extraWords('sqlite', flags.extra ?? [])
  if (flags.name === undefined)
    throw new Failure('usage', 'which file? sqlite has no default', 'name the file with -n FILE')
  // To SQLite these are databases that are gone when the command ends, or other files than the words say.
  if (flags.name === ':memory:' || flags.name.trim() !== flags.name)
    throw new Failure('usage', `"${flags.name}" is no name of a file for sqlite`, 'name the file with -n FILE')
  return sqliteTarget(flags.name, connectTimeout)
}

function checkedHost(host: string): string {
  const hosts = parseDatabaseHosts(host)
  if ('wrong' in hosts)
    throw new Failure('usage', `-h or --host: "${hosts.wrong}" is no name, address or path`, 'try --help')
  return host
}

function tlsOf(backend: Backend, flags: DatabaseFlags): TlsFiles {
  const {'trust-anchor': trustAnchor, 'cert-file': certFile, 'key-file': keyFile, 'cipher-list': cipherList} = flags
  const sslMode = sslModes.find(mode => mode === flags['ssl-mode'])
  if (sslMode !== undefined && backend !== 'pgsql')
    throw new Failure('usage', '--ssl-mode is for pgsql only', 'with --trust-anchor mysql verifies the server')
  return {
    ...(trustAnchor === undefined ? {} : {trustAnchor}),
    ...(certFile === undefined ? {} : {certFile}),
    ...(keyFile === undefined ? {} : {keyFile}),
    ...(cipherList === undefined ? {} : {cipherList}),
    ...(sslMode === undefined ? {} : {sslMode}),
  }
}

/** What the configuration of a server refuses too. */
function checkTls({sslMode, trustAnchor, certFile, keyFile}: TlsFiles): void {
  if (sslMode?.startsWith('verify-') === true && trustAnchor === undefined)
    throw new Failure('usage', `--ssl-mode ${sslMode} needs --trust-anchor`, 'name the certificates to verify with')
  if ((certFile === undefined) !== (keyFile === undefined))
    throw new Failure('usage', '--cert-file and --key-file belong together', 'name both, or none')
}

/** For people: which database an error or a progress line is about. */
export function describeTarget(target: Target): string {
  if (target.backend === 'sqlite') return target.database
  const {host, port} = target
  const one = port !== 0 && !host.includes(',')
  return `database ${target.database} on ${one ? formatDatabasePlace(host, port) : host}`
}
