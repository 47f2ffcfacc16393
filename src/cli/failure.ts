import type {MigrationError, MigrationErrorKind} from '../db/migrations/migration-error.ts'
import type {DbError, DbErrorKind} from '../db/session.ts'
import {type ExitName, exitCodes} from './exit-codes.ts'

/** An end that a command foresees: what failed on what, what to do next, and the exit code. */
export class Failure extends Error {
  readonly exit: ExitName
  readonly hint: string

  constructor(exit: ExitName, message: string, hint = '', options?: ErrorOptions) {
    super(message, options)
    this.name = 'Failure'
    this.exit = exit
    this.hint = hint
  }

  get code(): number {
    return exitCodes[this.exit].code
  }
}

const ofMigration: Readonly<Record<MigrationErrorKind, ExitName>> = {
  'not-empty': 'notEmpty',
  'not-initialised': 'notInitialised',
  newer: 'newer',
  older: 'failure',
  gap: 'failure',
  broken: 'failure',
  target: 'usage',
  locked: 'locked',
  privilege: 'failure',
  step: 'failure',
  'half-way': 'halfWay',
  interrupted: 'interrupted',
}

/** Where a command has its databases from, which is where their mistakes are mended. */
export type DatabaseSource = 'flags' | 'configuration'

type Hint = string | Readonly<Record<DatabaseSource, string>>

const ofDatabase: Readonly<Record<DbErrorKind, {readonly exit: ExitName; readonly hint: Hint}>> = {
  unreachable: {
    exit: 'unreachable',
    hint: {
      flags: 'check -h, -P and -n, and that the server runs; --wait SECONDS waits for it',
      configuration:
        'check what lease-database and hosts-databases name: a server must run, a file be one that this user may write',
    },
  },
  login: {
    exit: 'unreachable',
    hint: {
      flags: 'check -u, -p and -n, and what the server allows this account',
      configuration: 'check user, password and name in the configuration, and what the server allows this account',
    },
  },
  tls: {
    exit: 'unreachable',
    hint: {
      flags: 'check --trust-anchor, --cert-file, --key-file and --ssl-mode',
      configuration: 'check trust-anchor, cert-file, key-file and ssl-mode of the database in the configuration',
    },
  },
  lost: {exit: 'unreachable', hint: 'the connection broke; run the command again'},
  busy: {exit: 'locked', hint: 'something else holds the database; try again'},
  conflict: {exit: 'failure', hint: ''},
  privilege: {exit: 'failure', hint: 'give this account the right that is named, or use another one'},
  missing: {exit: 'failure', hint: 'the schema lacks something; compare its version with db-version'},
  full: {exit: 'failure', hint: 'make room and run the command again'},
  fatal: {exit: 'failure', hint: ''},
}

const isNamed = <T extends Error>(error: unknown, name: string): error is T =>
  error instanceof Error && error.name === name

/** Any error as a Failure. Errors are told by name: loading their classes would make `--help` slow. */
export function toFailure(error: unknown, source: DatabaseSource = 'configuration'): Failure {
  if (error instanceof Failure) {
    // Thrown while a flag is parsed: the parser has put its own words around the message.
    return error.exit === 'usage' ? new Failure('usage', plain(error.message), error.hint) : error
  }
  if (isNamed<MigrationError>(error, 'MigrationError')) {
    const full = isNamed<DbError>(error.cause, 'DbError') && error.cause.kind === 'lost'
    const exit = full && error.kind === 'step' ? 'unreachable' : ofMigration[error.kind]
    return new Failure(exit, error.message, error.hint, {cause: error})
  }
  if (isNamed(error, 'SchemaMismatch')) return new Failure('mismatch', error.message, '', {cause: error})
  if (isNamed(error, 'AlreadyRunning')) {
    const hint =
      'stop that one first; two servers need configuration files of different names, or a KEA_PIDFILE_DIR each'
    return new Failure('failure', error.message, hint, {cause: error})
  }
  if (isNamed<DbError>(error, 'DbError')) {
    const {exit, hint: words} = ofDatabase[error.kind]
    const hint = typeof words === 'string' ? words : words[source]
    return new Failure(exit, error.message, hint, {cause: error})
  }
  if (isUsage(error)) return new Failure('usage', plain(error.message), 'try --help', {cause: error})
  const message = error instanceof Error ? error.message : String(error)
  return new Failure('failure', message, '', {cause: error})
}

/** oclif's parser marks its errors with the parse that failed, or with exit code 2. */
function isUsage(error: unknown): error is Error {
  if (!(error instanceof Error)) return false
  const {parse, oclif} = error as Error & {parse?: unknown; oclif?: {exit?: number}}
  return parse !== undefined || oclif?.exit === 2
}

/** The parser's message as one line: it adds notes and a pointer to --help, which the hint is for. */
function plain(message: string): string {
  const missing = /^Missing \d+ required args?:\s+(\S+)/.exec(message)?.[1]
  if (missing !== undefined) return `missing ${missing}`
  return message
    .replace(/\s*See more help with --help\s*$/, '')
    .replace(/^(Parsing --\S+|The following errors? occurred:)\s+/, '')
    .trim()
    .replace(/\s*\n\s*/g, '; ')
}

/** `text` without any of the secrets. */
export function redact(text: string, secrets: Iterable<string>): string {
  let clean = text
  for (const secret of secrets) if (secret !== '') clean = clean.replaceAll(secret, '***')
  return clean
}
