import assert from 'node:assert/strict'
import {spawnSync} from 'node:child_process'
import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {test} from 'node:test'
import {scratchDirectory} from '../support/databases.ts'
import {keats, packageRoot} from '../support/keats.ts'

test('help, -h and --help are one thing, for keats and for a command', {timeout: 120_000}, async () => {
  const [all, word, short, command, spaced, topic] = await Promise.all(
    [['--help'], ['help'], ['-h'], ['ha', 'status', '--help'], ['help', 'ha', 'status'], ['help', 'ha']].map(words =>
      keats(words),
    ),
  )
  assert.deepEqual([word, short], [all, all])
  assert.deepEqual(spaced, command)
  assert.match(all!.stdout, /db-init +Creates the schema/)
  assert.match(command!.stdout, /USAGE\n {2}\$ keats ha status /)
  assert.match(topic!.stdout, /ha maintenance/)
})

test('a command that there is not is a usage error, with the one that was meant', {timeout: 120_000}, async () => {
  const [near, spaced, far, json] = await Promise.all(
    [
      ['db-int', 'sqlite'],
      ['ha', 'stats'],
      ['help', 'nothing-like-it'],
      ['db-int', '--json'],
    ].map(words => keats(words)),
  )
  assert.deepEqual([near!.code, spaced!.code, far!.code, json!.code], [2, 2, 2, 2])
  assert.match(near!.stderr, /^✖ invalid command: db-int sqlite\n {2}did you mean db-init\? known commands: /)
  assert.match(spaced!.stderr, /did you mean ha status\?/)
  assert.match(far!.stderr, /invalid command: help nothing-like-it\n {2}known commands: /)
  assert.match(JSON.parse(json!.stdout).error.hint, /did you mean db-init\?/)
})

test('an argument that is missing does not come from standard input', {timeout: 120_000}, async () => {
  const ended = await Promise.all(
    [['db-version'], ['config', 'check'], ['probe'], ['ha', 'scopes']].map(words => keats(words, {input: 'sqlite\n'})),
  )
  assert.deepEqual(
    ended.map(({code}) => code),
    [2, 2, 2, 2],
  )
  const [version, check, probe, scopes] = ended
  assert.match(version!.stderr, /missing backend/)
  assert.match(check!.stderr, /missing file/)
  assert.match(probe!.stderr, /name a server/)
  assert.match(scopes!.stderr, /whose clients\?/)
})

test('--help breaks lines where the terminal ends, not where the source does', {timeout: 60_000}, async () => {
  const {stdout} = await keats(['config', 'check', '--help'], {env: {OCLIF_COLUMNS: '80'}})
  const text = stdout.slice(stdout.indexOf('DESCRIPTION'), stdout.indexOf('Exit codes:'))
  const [, , , ...lines] = text.trim().split('\n')
  // A line that is broken early: the first word of the next one would have had room.
  const early = lines
    .slice(0, -1)
    .filter((line, i) => line.length + 1 + lines[i + 1]!.trim().split(' ')[0]!.length < 79)
  assert.deepEqual(early, [])
})

test('nothing of a home directory is loaded: it may be another user’s', {timeout: 60_000}, async () => {
  const home = join(scratchDirectory(), 'home')
  mkdirSync(join(home, 'keats'), {recursive: true})
  writeFileSync(join(home, 'keats', 'package.json'), 'no JSON')
  const {stderr, code} = await keats(['dhcp4', '-W'], {env: {XDG_DATA_HOME: home}})
  assert.deepEqual([stderr, code], ['', 0])
})

test('a user without a name and a home directory may run it', {timeout: 60_000}, async () => {
  assert.equal(process.getuid?.(), 0, 'only root may become another user: run the tests as root')
  const run = [process.execPath, join(packageRoot, 'bin', 'run.js'), '--version']
  const {stdout, stderr} = spawnSync('setpriv', ['--reuid=54321', '--regid=54321', '--clear-groups', ...run], {
    env: {PATH: process.env['PATH']},
    encoding: 'utf8',
  })
  assert.deepEqual([stdout, stderr], [`${(await keats(['--version'])).stdout}`, ''])
})

test('what is wrong with a database of a configuration is mended there, not with flags', {
  timeout: 60_000,
}, async () => {
  const file = join(scratchDirectory(), 'nowhere.conf')
  const told = async (database: object, words: readonly string[]) => {
    writeFileSync(file, JSON.stringify({Dhcp4: {'lease-database': database, subnet4: []}}))
    return keats([...words, file])
  }
  const missing = join(scratchDirectory(), 'missing')
  for (const words of [
    ['dhcp4', '-T'],
    ['config', 'check', '--databases'],
  ]) {
    const sqlite = await told({type: 'sqlite', name: join(missing, 'a.db')}, words)
    assert.match(sqlite.stdout + sqlite.stderr, /\n +check what lease-database and hosts-databases name: /)
    assert.equal(sqlite.code, 3)
    const memfile = await told({type: 'memfile', name: join(missing, 'a.csv')}, words)
    const text = memfile.stdout + memfile.stderr
    assert.ok(text.includes(`cannot keep leases in ${missing}: there is no such directory; make it `), text)
    assert.equal(memfile.code, 1)
  }
})
