import assert from 'node:assert/strict'
import {type ChildProcess, spawn} from 'node:child_process'
import {once} from 'node:events'
import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {test} from 'node:test'
import {setTimeout as delay} from 'node:timers/promises'
import {
  emptyDatabase,
  flagsOf,
  migratedDatabase,
  onServer,
  scratchDirectory,
  serverTarget,
} from '../support/databases.ts'
import {ended, packageRoot, startKeats} from '../support/keats.ts'

const quote = (word: string) => `'${word.replaceAll("'", "'\\''")}'`

/** Runs the command on a terminal of its own, which a `script` of util-linux gives; answers a reader of what it shows. */
function onTerminal(words: readonly string[], columns: number, env: Readonly<Record<string, string>> = {}) {
  const command = [process.execPath, join(packageRoot, 'bin', 'run.js'), ...words].map(quote).join(' ')
  // With CI set nothing spins, and rightly so: here the terminal alone is to decide.
  const {CI: _, ...rest} = process.env
  const child: ChildProcess = spawn('script', ['-qec', `stty cols ${columns}; exec ${command}`, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {...rest, TERM: 'xterm', ...env},
  })
  let shown = ''
  child.stdout!.on('data', chunk => {
    shown += String(chunk)
  })
  const until = async (text: string) => {
    while (!shown.includes(text)) {
      assert.equal(child.exitCode, null, `ended without showing ${text}: ${shown}`)
      await delay(20)
    }
  }
  const end = async () => {
    const [code] = await once(child, 'close')
    return {code, shown}
  }
  return {child, until, end}
}

const esc = '\u001b'

test('on a terminal -p asks, and what is typed is not shown', async () => {
  const user = `keats_t${process.pid}`
  await onServer('mysql', `CREATE USER ${user}@'%' IDENTIFIED BY 'open sesame'`)
  const words = flagsOf({...(await serverTarget('mysql', 'information_schema')), user}).filter(
    (_, index, all) => all[index] !== '-p' && all[index - 1] !== '-p',
  )
  const run = onTerminal(['db-version', 'mysql', ...words, '-p'], 100)
  await run.until('Password: ')
  run.child.stdin!.write('open sesamx\u007fe\r')
  const {code, shown} = await run.end()
  assert.equal(code, 4, shown)
  assert.ok(!shown.includes('sesam'))
  const stopped = onTerminal(['db-version', 'mysql', ...words, '-p'], 100)
  await stopped.until('Password: ')
  stopped.child.stdin!.write('\u0003')
  assert.equal((await stopped.end()).code, 130)
  await onServer('mysql', `DROP USER ${user}`)
})

test('a spinner on a terminal, no colours with NO_COLOR, no spinner where the terminal has no width', async () => {
  const show = async (columns: number, env: Readonly<Record<string, string>>) => {
    const database = await emptyDatabase('sqlite', 'terminal')
    const {code, shown} = await onTerminal(['db-init', 'sqlite', ...database.flags], columns, env).end()
    assert.equal(code, 0, shown)
    return shown
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a terminal is told.
  const colour = /\u001b\[3\dm/
  assert.match(await show(100, {NO_COLOR: ''}), colour)
  const plain = await show(100, {NO_COLOR: '1'})
  assert.ok(plain.includes(`${esc}[?25l`))
  assert.doesNotMatch(plain, colour)
  assert.ok(!(await show(0, {NO_COLOR: '1'})).includes(esc))
  // What else is coloured: an error, and what is found in a configuration.
  const file = join(scratchDirectory(), 'colours.conf')
  writeFileSync(file, '{"Dhcp4": {"subnet4": []}}')
  for (const words of [
    ['dhcp4', '-c', '/nowhere'],
    ['config', 'check', file],
    ['explain', 'dhcp4', '-c', file, '--mac', '02:00:00:00:00:01', '--giaddr', '192.0.2.1'],
  ]) {
    assert.match((await onTerminal(words, 100, {NO_COLOR: ''}).end()).shown, colour)
    assert.ok(!(await onTerminal(words, 100, {NO_COLOR: '1'}).end()).shown.includes(esc))
  }
})

test('a password on the command line leaves the process list', async () => {
  const child = startKeats(['db-version', 'pgsql', '-h', '127.0.0.1', '-P', '1', '-p', 'open sesame', '--wait', '30'])
  const end = ended(child)
  await once(child.stderr!, 'data')
  assert.doesNotMatch(readFileSync(`/proc/${child.pid}/cmdline`, 'latin1'), /sesame/)
  child.kill('SIGTERM')
  const {stdout, stderr} = await end
  assert.doesNotMatch(`${stdout}${stderr}`, /sesame/)
})

test('on a terminal lease-dump asks before it overwrites: y alone is yes; a bar shows how far it is', async () => {
  const database = await migratedDatabase('sqlite', undefined, 'terminal')
  const file = join(scratchDirectory(), 'asked.csv')
  const words = ['lease-dump', 'sqlite', ...database.flags, '-4', '-o', file]
  for (const [answer, wanted] of [
    ['n', 1],
    ['Y', 1],
    ['', 1],
    ['y', 0],
    ['\u0003', 130],
  ] as const) {
    writeFileSync(file, 'precious')
    const run = onTerminal(words, 100)
    await run.until('Do you wish to continue? (y/N)')
    run.child.stdin!.write(`${answer}\r`)
    const {code, shown} = await run.end()
    assert.equal(code, wanted, shown)
    assert.equal(readFileSync(file, 'utf8') === 'precious', wanted !== 0)
    if (wanted === 1) assert.match(shown, /lease-dump aborted by user\./)
  }
  const rows = Array.from({length: 3000}, (_, n) => `(${n}, x'0a', 1, 1, 1)`)
  await database.sql(
    `INSERT INTO lease4 (address, hwaddr, valid_lifetime, expire, subnet_id) VALUES ${rows.join(', ')}`,
  )
  const {code, shown} = await onTerminal([...words, '-y'], 100, {NO_COLOR: '1'}).end()
  assert.equal(code, 0, shown)
  assert.match(shown, /dumping lease4[\s\S]*✔ 3000 leases/)
})
