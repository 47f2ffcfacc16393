import assert from 'node:assert/strict'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {test} from 'node:test'
import {rewriteBarePassword} from '../../../src/cli/database-flags.ts'
import {mysqlOptionFile, postgresDump} from '../../../src/cli/dump-command.ts'
import {extraWords} from '../../../src/cli/extra.ts'
import {Failure, redact, toFailure} from '../../../src/cli/failure.ts'
import {findPassword} from '../../../src/cli/password.ts'
import {MigrationError} from '../../../src/db/migrations/migration-error.ts'
import {DbError, type Target} from '../../../src/db/session.ts'

test('-p without a value asks, with one takes it', () => {
  const words = new Set(['-n', '--name', '--json', '-p', '--password'])
  const cases: readonly (readonly [string, string])[] = [
    ['pgsql -p', 'pgsql --ask-password'],
    ['pgsql -p -n kea', 'pgsql --ask-password -n kea'],
    ['pgsql --password --name=kea', 'pgsql --ask-password --name=kea'],
    ['pgsql -p secret -n kea', 'pgsql -p secret -n kea'],
    ['pgsql -p -secret', 'pgsql -p -secret'],
    ['pgsql --password=-n', 'pgsql --password=-n'],
  ]
  for (const [given, expected] of cases) assert.equal(rewriteBarePassword(given.split(' '), words).join(' '), expected)
})

test('where the password comes from: flag, file, environment, kea-admin default', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'keats-words-'))
  const file = join(directory, 'secret')
  writeFileSync(file, 'from file\nsecond line\n')
  const env = {KEATS_DB_PASSWORD: 'from env', KEATS_DB_PASSWORD_FILE: file, KEA_ADMIN_DB_PASSWORD: 'from kea'}
  const lines: string[] = []
  const find = (flags: object, some: readonly (keyof typeof env)[]) =>
    findPassword({
      flags,
      env: Object.fromEntries(some.map(name => [name, env[name]])),
      ask: async () => 'typed',
      note: line => lines.push(line),
    })
  assert.equal(await find({'ask-password': true}, ['KEATS_DB_PASSWORD']), 'typed')
  assert.equal(await find({password: ''}, ['KEATS_DB_PASSWORD']), '')
  assert.equal(await find({password: 'given', 'password-file': file}, ['KEATS_DB_PASSWORD']), 'given')
  assert.equal(await find({'password-file': file}, ['KEATS_DB_PASSWORD']), 'from file')
  assert.equal(await find({}, ['KEATS_DB_PASSWORD', 'KEATS_DB_PASSWORD_FILE', 'KEA_ADMIN_DB_PASSWORD']), 'from env')
  assert.equal(await find({}, ['KEATS_DB_PASSWORD_FILE', 'KEA_ADMIN_DB_PASSWORD']), 'from file')
  assert.deepEqual(lines, [])
  assert.equal(await find({}, ['KEA_ADMIN_DB_PASSWORD']), 'from kea')
  assert.deepEqual(lines, ['Using the value of KEA_ADMIN_DB_PASSWORD for authentication...'])
  assert.equal(await find({}, []), 'keatest')
  rmSync(directory, {recursive: true})
})

test('-x: connection words of mysql are taken, everything else is refused by name', () => {
  assert.deepEqual(extraWords('mysql', ['--socket=/run/my.sock --ssl-ca=/ca.pem', '--ssl-cipher=AES']), {
    host: '/run/my.sock',
    tls: {trustAnchor: '/ca.pem', cipherList: 'AES'},
  })
  assert.deepEqual(extraWords('pgsql', ['', ' ']), {tls: {}})
  for (const [backend, word] of [
    ['mysql', '--verbose'],
    ['pgsql', '--ssl-ca=/ca.pem'],
    ['sqlite', 'x'],
  ] as const) {
    assert.throws(
      () => extraWords(backend, [word]),
      error => error instanceof Failure && error.code === 2 && error.message.includes(word),
    )
  }
})

const target: Target = {
  backend: 'mysql',
  host: 'db.example.org',
  port: 3307,
  user: 'kea',
  password: 'a "quoted" \\ one\n#!',
  database: "it's=kea",
  connectTimeout: 1000,
}

test('dump programs get the password by environment or file, never as a word', () => {
  const {words, env} = postgresDump({...target, backend: 'pgsql'}, '/tmp/x.sql')
  assert.equal(env['PGPASSWORD'], target.password)
  assert.ok(!words.some(word => word.includes('quoted')))
  assert.ok(words.includes("--dbname=dbname='it\\'s=kea'"))
  const options = mysqlOptionFile(target)
  assert.match(options, /^password="a \\"quoted\\" \\\\ one\\n#!"$/m)
  assert.match(options, /^port=3307$/m)
  assert.match(mysqlOptionFile({...target, host: '/run/my.sock'}), /^socket="\/run\/my\.sock"$/m)
})

test('errors become exit codes by kind', () => {
  const codes: readonly (readonly [Error, number])[] = [
    [new DbError('unreachable', 'ECONNREFUSED', 'x'), 3],
    [new DbError('login', '28P01', 'x'), 3],
    [new DbError('privilege', '42501', 'x'), 1],
    [new DbError('busy', 'SQLITE_BUSY', 'x'), 7],
    [new DbError('full', 'SQLITE_FULL', 'x'), 1],
    [new MigrationError('not-initialised', 'x', ''), 4],
    [new MigrationError('not-empty', 'x', ''), 5],
    [new MigrationError('newer', 'x', ''), 6],
    [new MigrationError('older', 'x', ''), 1],
    [new MigrationError('locked', 'x', ''), 7],
    [new MigrationError('half-way', 'x', ''), 8],
    [new MigrationError('target', 'x', ''), 2],
    [new MigrationError('interrupted', 'x', ''), 130],
    [new MigrationError('step', 'x', '', {cause: new DbError('lost', '57P01', 'x')}), 3],
    [new Error('x'), 1],
  ]
  for (const [error, code] of codes) assert.equal(toFailure(error).code, code, `${error.name} ${JSON.stringify(error)}`)
})

test('secrets are blotted out', () => {
  assert.equal(redact('login of kea with s3cret: s3cret', ['s3cret', '']), 'login of kea with ***: ***')
})
