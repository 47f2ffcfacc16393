import assert from 'node:assert/strict'
import {execFileSync} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {test} from 'node:test'
import {chainOf} from '../../src/db/migrations/chain.ts'
import {formatVersion} from '../../src/db/migrations/version.ts'
import {backends, emptyDatabase, migratedDatabase, scratchDirectory} from '../support/databases.ts'
import {keats, packageRoot} from '../support/keats.ts'
import {copyPackage} from '../support/package-copy.ts'
import {assertSameDump, dumpOf} from '../support/schema-dump.ts'

for (const backend of backends) {
  const steps = chainOf(backend)
  const first = formatVersion(steps[0]!.version)
  const head = formatVersion(steps.at(-1)!.version)

  test(`${backend}: init, version, upgrade, each with kea-admin's lines`, async () => {
    const database = await emptyDatabase(backend)
    const init = await keats(['db-init', backend, ...database.flags])
    assert.equal(init.code, 0, init.stderr)
    assert.deepEqual(init.stdout.split('\n'), [
      'Checking if there is a database initialized already...',
      `Database version reported after initialization: ${head}`,
      '',
    ])
    const version = await keats(['db-version', backend, ...database.flags])
    assert.deepEqual([version.code, version.stdout, version.stderr], [0, `${head}\n`, ''])
    const upgrade = await keats(['db-upgrade', backend, ...database.flags])
    assert.equal(upgrade.code, 0, upgrade.stderr)
    assert.deepEqual(upgrade.stdout.split('\n'), [
      `Database version reported before upgrade: ${head}`,
      `Nothing to do: the schema is at ${head} already.`,
      `Database version reported after upgrade: ${head}`,
      '',
    ])
    const again = await keats(['db-init', backend, ...database.flags])
    assert.equal(again.code, 5)
    assert.match(again.stderr, /expected an empty database.*schema_version/)
    const needed = await keats(['db-init', backend, ...database.flags, '--if-needed'])
    assert.equal(needed.code, 0, needed.stderr)
  })

  test(`${backend}: one JSON document on stdout, of success and of failure`, async () => {
    const database = await emptyDatabase(backend)
    const run = async (words: readonly string[]) => {
      const {code, stdout, stderr} = await keats([...words, ...database.flags, '--json'])
      assert.equal(stderr, '')
      return {code, document: JSON.parse(stdout)}
    }
    const missing = await run(['db-version', backend])
    assert.equal(missing.code, backend === 'sqlite' ? 3 : 4)
    assert.equal(missing.document.error.code, missing.code)
    const init = await run(['db-init', backend, '--to', first])
    assert.deepEqual([init.code, init.document.created, init.document.version], [0, true, first])
    const pending = steps.slice(1).map(step => step.file)
    const version = await run(['db-version', backend])
    assert.deepEqual(version.document.pending, pending)
    assert.deepEqual([version.document.version, version.document.required], [first, head])
    assert.match(version.document.server.name, {pgsql: /PostgreSQL/, mysql: /MariaDB|MySQL/, sqlite: /SQLite/}[backend])
    const dry = await run(['db-upgrade', backend, '--dry-run'])
    assert.deepEqual(
      dry.document.steps.map((step: {file: string}) => step.file),
      pending,
    )
    const upgrade = await run(['db-upgrade', backend])
    assert.deepEqual([upgrade.document.from, upgrade.document.to, upgrade.document.applied], [first, head, pending])
  })

  test(`${backend}: upgraded step by step equals fresh`, async () => {
    const [fresh, stepwise] = await Promise.all([migratedDatabase(backend), migratedDatabase(backend, first)])
    for (const step of steps.slice(1)) {
      const run = await keats(['db-upgrade', backend, ...stepwise.flags, '--to', formatVersion(step.version)])
      assert.equal(run.code, 0, run.stderr)
    }
    await assertSameDump(stepwise, fresh)
  })

  test(`${backend}: a dry run prints the SQL and leaves everything as it was`, async () => {
    const database = await migratedDatabase(backend, first)
    const before = await dumpOf(database)
    const {code, stdout, stderr} = await keats(['db-upgrade', backend, ...database.flags, '--dry-run'])
    assert.equal(code, 0, stderr)
    for (const step of steps.slice(1)) {
      assert.ok(stdout.includes(`-- ${step.file}: ${step.title}`), step.file)
      for (const {sql} of step.statements) assert.ok(stdout.includes(sql))
    }
    assert.equal(await dumpOf(database), before)
  })
}

test('a flag beats the environment, and a bare -p without a terminal means an empty password', async () => {
  const database = await migratedDatabase('pgsql')
  const {host, port, user, database: name} = database.target
  const env = {KEATS_DB_HOST: host, KEATS_DB_PORT: String(port), KEATS_DB_USER: user, KEATS_DB_NAME: name}
  const plain = await keats(['db-version', 'pgsql'], {env})
  assert.equal(plain.code, 0, plain.stderr)
  const beaten = await keats(['db-version', 'pgsql', '-n', name], {env: {...env, KEATS_DB_NAME: 'nowhere'}})
  assert.equal(beaten.code, 0, beaten.stderr)
  const kea = await keats(['db-version', 'pgsql'], {env: {...env, KEA_ADMIN_DB_PASSWORD: 'x'}})
  assert.match(kea.stderr, /Using the value of KEA_ADMIN_DB_PASSWORD for authentication/)
  assert.equal(kea.stdout, plain.stdout)
  const bare = await keats(['db-version', 'pgsql', '-p', '-n', name], {env})
  assert.equal(bare.code, 0, bare.stderr)
  assert.match(bare.stderr, /Non-interactive tty detected. Assuming empty password./)
})

test('-v and --version print the bare version, --help the exit codes, -d is ignored aloud', async () => {
  const {version} = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'))
  for (const word of ['-v', '--version']) assert.equal((await keats([word])).stdout, `${version}\n`)
  for (const command of ['db-init', 'db-version', 'db-upgrade']) {
    const {stdout} = await keats([command, '--help'])
    for (const part of ['EXAMPLES', 'Exit codes:', '3  database unreachable', '-h, --host']) {
      assert.ok(stdout.includes(part), `${command} --help lacks ${part}`)
    }
  }
  const file = join(scratchDirectory(), 'ignored.db')
  const ignored = await keats(['db-init', 'sqlite', '-n', file, '-d', '/anywhere'])
  assert.equal(ignored.code, 0)
  assert.match(ignored.stderr, /-d\/--directory is ignored/)
})

test('oclif.manifest.json is what the commands say', () => {
  const copy = copyPackage()
  copy.edit('oclif.manifest.json', () => '')
  const oclif = join(packageRoot, 'node_modules', '.bin', 'oclif')
  execFileSync(process.execPath, [oclif, 'manifest'], {cwd: copy.directory, stdio: 'pipe'})
  const read = (directory: string) => JSON.parse(readFileSync(join(directory, 'oclif.manifest.json'), 'utf8'))
  const committed = read(packageRoot)
  assert.deepEqual(read(copy.directory), committed, 'run npm run build and commit oclif.manifest.json')
  const names = Object.keys(committed.commands)
  assert.deepEqual(names, [...names].sort(), 'the order does not depend on the machine that builds it')
})
