import assert from 'node:assert/strict'
import {test} from 'node:test'
import {keats} from '../support/keats.ts'

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
