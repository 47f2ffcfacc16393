import {checkSchema, createSchema, createSchemaIn, type SchemaCheck} from './schema-check.ts'
import type {SqlSession, Target, TlsFiles} from './session.ts'

/** A server does not run on this schema (exit code 9). The message holds both versions and what to run. */
export class SchemaMismatch extends Error {
  readonly check: SchemaCheck

  constructor(check: SchemaCheck, target: Target) {
    super(explain(check, target))
    this.name = 'SchemaMismatch'
    this.check = check
  }
}

/** The command line that names this database; never its password. */
function flagsOf(target: Target): string {
  if (target.backend === 'sqlite') return `sqlite -n ${target.database}`
  const port = target.port === 0 ? '' : ` -P ${target.port}`
  const user = target.user === '' ? '' : ` -u ${target.user}`
  return `${target.backend} -h ${target.host || 'localhost'}${port}${user} -n ${target.database}${tlsFlags(target.tls)}`
}

function tlsFlags(tls: TlsFiles = {}): string {
  const {sslMode, trustAnchor, certFile, keyFile, cipherList} = tls
  const flags = {'ssl-mode': sslMode, 'trust-anchor': trustAnchor, 'cert-file': certFile, 'key-file': keyFile}
  return Object.entries({...flags, 'cipher-list': cipherList})
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` --${name} ${value}`)
    .join('')
}

function explain(check: SchemaCheck, target: Target): string {
  const place = `the schema of ${target.backend} database ${target.database}`
  switch (check.kind) {
    case 'older':
      return `${place} is ${check.found}, this server needs ${check.required}; run: keats db-upgrade ${flagsOf(target)}`
    case 'newer':
      return `${place} is ${check.found}, newer than ${check.required} that this server needs; run a newer keats`
    case 'empty':
      return `${place} is missing, this server needs ${check.required}; run: keats db-init ${flagsOf(target)}`
    case 'foreign':
    case 'broken':
    case 'ok':
      return `${place} is not usable, this server needs ${check.required}: ${check.why ?? check.kind}`
  }
}

/** Milliseconds for one statement that makes a part of the schema. */
const CREATE_TIMEOUT = 60_000

/**
 * Resolves when the schema is the one that this release needs; creates it in an empty database unless `readonly`.
 * `onCreate` is told before that, with the version.
 */
export async function ensureSchema(
  session: SqlSession,
  target: Target,
  readonly: boolean,
  onCreate?: (version: string) => void,
): Promise<void> {
  const found = await checkSchema(session)
  if (found.kind === 'ok') return
  if (found.kind !== 'empty' || readonly) throw new SchemaMismatch(found, target)
  onCreate?.(found.required)
  // Making a table may take longer than the answer to a question.
  if (target.backend !== 'sqlite') return createSchema({...target, answerTimeout: CREATE_TIMEOUT})
  try {
    await createSchemaIn(session)
  } catch (error) {
    // Another server of the same moment may have made it.
    if ((await checkSchema(session)).kind !== 'ok') throw error
  }
}
