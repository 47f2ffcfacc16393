import assert from 'node:assert/strict'
import {existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {test} from 'node:test'
import {
  backends,
  emptyDatabase,
  flagsOf,
  migratedDatabase,
  scratchDirectory,
  type TestDatabase,
} from '../support/databases.ts'
import {ended, keats, printed, startKeats} from '../support/keats.ts'
import {
  counters,
  emptiedDatabase,
  header4,
  header6,
  leaseFile,
  more6,
  newFile,
  odd4,
  odd6,
} from '../support/lease-files.ts'

const run = (database: TestDatabase, command: string, ...words: readonly string[]) =>
  keats([command, database.backend, ...database.flags, ...words])

async function dump(database: TestDatabase, flag: string): Promise<string[]> {
  const file = newFile()
  const {code, stderr} = await run(database, 'lease-dump', flag, '-o', file)
  assert.equal(code, 0, stderr)
  return readFileSync(file, 'latin1').trimEnd().split('\n')
}

const hex = (n: number) => (n & 255).toString(16).padStart(2, '0')

const row = (n: number, more = '0,') =>
  `10.${n >> 16}.${(n >> 8) & 255}.${n & 255},02:00:00:${hex(n >> 16)}:${hex(n >> 8)}:${hex(n)},,3600,1893456000,${1 + (n % 3)},0,0,h${n},${more}`

for (const backend of backends) {
  test(`${backend}: what is loaded is dumped, in every state and of both families`, async () => {
    const database = await emptiedDatabase(backend)
    for (const [flag, header, rows] of [
      ['-4', header4, odd4],
      ['-6', header6, [...odd6, ...more6]],
    ] as const) {
      const {code, stderr} = await run(database, 'lease-upload', flag, '-i', leaseFile(header, ...[...rows].reverse()))
      assert.equal(code, 0, stderr)
      assert.deepEqual((await dump(database, flag)).sort(), [header, ...rows].sort())
    }
  })

  test(`${backend}: all or nothing, and the line that is in the way is named`, async () => {
    const database = await emptiedDatabase(backend)
    const many = Array.from({length: 2500}, (_, n) => row(n))
    assert.equal((await run(database, 'lease-upload', '-4', '-i', leaseFile(header4, row(2100)))).code, 0)
    const {code, stderr} = await run(database, 'lease-upload', '-4', '-i', leaseFile(header4, ...many))
    assert.equal(code, 1)
    assert.match(stderr, /line 2102: 10\.0\.8\.52: the address is leased already\n\s+nothing has been loaded/)
    assert.deepEqual(await dump(database, '-4'), [header4, row(2100)])
    assert.deepEqual(await counters(database), ['lease4_stat [["leases",1],["state",0],["subnet_id",1]]'])
  })

  test(`${backend}: many leases are counted as few are`, async () => {
    // MySQL's own trigger takes the bytes for Latin-1.
    const other = backend === 'mysql' ? 'two' : 'tü'
    const bytes = Buffer.from(other).toString('latin1')
    const context = `0,{ "ISC": { "client-classes": [ "one"&#x2c "${bytes}" ] } }`
    const rows = Array.from({length: 3000}, (_, n) => row(n, ['0,', '1,', '2,', context][n % 4]))
    const database = await emptiedDatabase(backend)
    const {code, stderr} = await run(database, 'lease-upload', '-4', '-i', leaseFile(header4, ...rows))
    assert.equal(code, 0, stderr)
    const counted = await counters(database)
    assert.deepEqual(
      counted.filter(line => line.includes('class')),
      ['one', other].map(name => `lease4_stat_by_client_class [["client_class","${name}"],["leases",750]]`),
    )
    // What comes later is counted by the trigger again.
    assert.equal((await run(database, 'lease-upload', '-4', '-i', leaseFile(header4, row(9999)))).code, 0)
    assert.notDeepEqual(await counters(database), counted)
    const before = await counters(database)
    await database.sql('UPDATE lease4_stat SET leases = 7')
    const recount = await run(database, 'stats-recount', '--json')
    assert.deepEqual(JSON.parse(recount.stdout).counters, {lease4_stat: 6, lease6_stat: 0})
    assert.deepEqual(await counters(database), before)
  })

  test(`${backend}: a database without the schema ends with 4`, async () => {
    const database = await emptyDatabase(backend)
    // An SQLite file that is empty, rather than none.
    await database.sql('SELECT 1')
    for (const words of [
      ['lease-dump', '-4', '-o', newFile()],
      ['lease-upload', '-4', '-i', leaseFile(header4, row(1))],
      ['stats-recount'],
    ]) {
      const {code, stderr} = await run(database, words[0]!, ...words.slice(1))
      assert.equal(code, 4, stderr)
    }
  })
}

test('a broken file: line, column, what was expected; nothing is loaded', async () => {
  const database = await emptiedDatabase('sqlite')
  const good = row(1)
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [[header4], /CSV file has no leases/],
    [['address,hw', '1,2'], /line 1, column hwaddr: expected here, found "hw"/],
    [[header4, good, '1,2,3'], /line 3: expected 11 columns as the header has, found 3/],
    [[header4, `${good}{"a":1,"b":2}`], /line 2: expected 11 columns[\s\S]*a comma inside a value is written &#x2c/],
    [[header4, good.replace('10.0.0.1', '10.0.0.256')], /line 2, column address: expected an IPv4 address/],
    [[header4, good.replace('02:00', 'xx:00')], /line 2, column hwaddr: expected up to 20 bytes as hexadecimal/],
    [
      [header4, good.replace('3600', '-1')],
      /line 2, column valid_lifetime: expected a whole number from 0 to 4294967295/,
    ],
    [[header4, good.replace('1893456000', 'soon')], /line 2, column expire: expected Unix seconds, found "soon"/],
    [[header4, row(1, '5,')], /line 2, column state: expected a whole number from 0 to 2, found "5"/],
    [[header4, row(1, '0,{ "a": ')], /line 2, column user_context: expected a JSON map/],
    [[header4, row(1, '0,[1]')], /line 2, column user_context: expected a JSON map/],
    [[header4, `x${'y'.repeat(1_100_000)}`], /line 2[\s\S]*(longer|columns)/],
  ]
  for (const [lines, message] of cases) {
    const {code, stderr, stdout} = await run(database, 'lease-upload', '-4', '-i', leaseFile(...lines))
    assert.equal(code, 1, stderr)
    assert.match(stderr, message)
    assert.doesNotMatch(stdout, /Successfully/)
  }
  const none = await run(database, 'lease-upload', '-4', '-i', '/nowhere/x.csv')
  assert.equal(none.code, 1)
  assert.match(none.stderr, /\/nowhere\/x\.csv: no such file/)
  assert.deepEqual(await dump(database, '-4'), [header4])
})

test('the last line of an address counts, lifetime 0 takes it out, files of every version are read', async () => {
  const database = await emptiedDatabase('sqlite')
  const short = header4.split(',').slice(0, 9).join(',')
  const nine = (n: number, name: string, lifetime = 3600) => `10.0.0.${n},02:00,,${lifetime},1893456000,1,0,0,${name}`
  const lines = [short, nine(1, 'one'), nine(2, 'two'), nine(1, 'ONE-again'), nine(2, 'two', 0), '']
  const run1 = await run(database, 'lease-upload', '-4', '-i', leaseFile(...lines))
  assert.equal(run1.code, 0, run1.stderr)
  assert.match(
    run1.stdout,
    /Looking at 6 lines of CSV in [\s\S]*Reduced to 2 lines[\s\S]*Successfully updated table lease4\./,
  )
  const newest = `${row(3)},7`
  const dos = leaseFile(`${header4},pool_id\r`, `${newest}\r`)
  assert.equal((await run(database, 'lease-upload', '-4', '-i', dos)).code, 0)
  assert.deepEqual(await dump(database, '-4'), [header4, `${nine(1, 'one-again')},0,`, row(3)])
})

test('words that make no sense end with 2', async () => {
  const file = leaseFile(header4, row(1))
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [['lease-dump', 'sqlite', '-n', 'x', '-o', 'y'], /lease-dump: lease type \( -4 or -6 \) needs to be specified/],
    [['lease-dump', 'sqlite', '-n', 'x', '-4'], /you must specify an output file for lease-dump/],
    [['lease-dump', 'sqlite', '-n', 'x', '-4', '-6', '-o', 'y'], /--ipv6/],
    [['lease-upload', 'sqlite', '-n', 'x', '-4'], /you must specify an input file with -i or --input for lease-upload/],
    [['lease-upload', 'sqlite', '-n', 'x', '-i', file], /lease type \( -4 or -6 \) needs to be specified/],
    [
      ['lease-upload', 'sqlite', '-n', 'x', '-6', '-i', file, '--from', 'dnsmasq', '--subnet', '192.0.2.0/24=1'],
      /IPv4 only/,
    ],
    [['lease-upload', 'sqlite', '-n', 'x', '-4', '-i', file, '--from', 'dnsmasq'], /--from needs --subnet/],
    [['lease-upload', 'sqlite', '-n', 'x', '-4', '-i', file, '--from', 'x'], /--from/],
    [
      ['lease-upload', 'sqlite', '-n', 'x', '-4', '-i', file, '--from', 'dnsmasq', '--subnet', '192.0.2.1/24=1'],
      /--subnet wants/,
    ],
    [['stats-recount', 'memfile'], /invalid backend: memfile/],
  ]
  for (const [words, message] of cases) {
    const {code, stderr} = await keats(words)
    assert.equal(code, 2, stderr)
    assert.match(stderr, message)
  }
})

test('a file that is there: the question, no without a terminal, -y; a failed dump leaves it as it was', async () => {
  const database = await emptiedDatabase('sqlite')
  const file = leaseFile('precious')
  const refused = await run(database, 'lease-dump', '-4', '-o', file)
  assert.equal(refused.code, 1)
  assert.match(
    refused.stderr,
    /exists and will be overwritten\.\nDo you wish to continue\? \(y\/N\)\n[\s\S]*Assuming no/,
  )
  assert.match(refused.stderr, /lease-dump aborted by user\./)
  assert.equal(readFileSync(file, 'utf8'), 'precious\n')
  const link = newFile()
  symlinkSync(file, link)
  const forced = await run(database, 'lease-dump', '-4', '-o', link, '-y')
  assert.equal(forced.code, 0, forced.stderr)
  assert.equal(forced.stdout, `Removing file ${link}...\nlease4 successfully dumped to ${link}\n`)
  assert.equal(readFileSync(file, 'utf8'), `${header4}\n`)
  assert.ok(lstatSync(link).isSymbolicLink())
  const folder = join(scratchDirectory(), 'a-folder')
  mkdirSync(folder)
  assert.match((await run(database, 'lease-dump', '-4', '-o', folder, '-y')).stderr, /is no file/)
  assert.match(
    (await run(database, 'lease-dump', '-4', '-o', '/nowhere/x')).stderr,
    /cannot write \/nowhere\/x: ENOENT/,
  )
})

test('a dump that fails half-way leaves nothing of itself', async () => {
  const database = await migratedDatabase('sqlite')
  await database.sql(
    "INSERT INTO lease6 VALUES (zeroblob(16), NULL, 1, 1, 1, 1, 0, 1, 128, 0, 0, '', NULL, NULL, NULL, 0, NULL)",
  )
  await database.sql('ALTER TABLE lease6 RENAME COLUMN hwtype TO other')
  const file = newFile()
  writeFileSync(file, 'precious')
  const {code, stderr} = await run(database, 'lease-dump', '-6', '-o', file, '-y')
  assert.equal(code, 1, stderr)
  assert.equal(readFileSync(file, 'utf8'), 'precious')
  assert.ok(!existsSync(`${file}.partial`))
})

test('50,000 leases come back as they went in', async () => {
  const database = await emptiedDatabase('sqlite')
  const rows = Array.from({length: 50_000}, (_, n) => row(n))
  const upload = await run(database, 'lease-upload', '-4', '-i', leaseFile(header4, ...rows))
  assert.equal(upload.code, 0, upload.stderr)
  assert.deepEqual(await dump(database, '-4'), [header4, ...rows])
})

test('stopped half-way, nothing is loaded and nothing is left', async () => {
  const database = await emptiedDatabase('sqlite')
  const file = leaseFile(header4, Array.from({length: 200_000}, (_, n) => row(n)).join('\n'))
  const child = startKeats(['lease-upload', 'sqlite', ...database.flags, '-4', '-i', file])
  const end = ended(child)
  // It is in its transaction, or about to be.
  await printed(child, 'Reduced to')
  child.kill('SIGINT')
  const {code, stderr} = await end
  assert.equal(code, 130, stderr)
  assert.match(stderr, /nothing has been loaded/)
  assert.deepEqual(await dump(database, '-4'), [header4])
})

test('pgsql: an account that owns no table loads with the trigger on', async () => {
  const database = await migratedDatabase('pgsql')
  const user = `keats_f${process.pid}`
  await database.sql(`CREATE USER ${user}`)
  try {
    await database.sql(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${user}`)
    const rows = Array.from({length: 1200}, (_, n) => row(n))
    const words = flagsOf({...database.target, user})
    const {code, stderr} = await keats(['lease-upload', 'pgsql', ...words, '-4', '-i', leaseFile(header4, ...rows)])
    assert.equal(code, 0, stderr)
    assert.deepEqual(
      await counters(database),
      [1, 2, 3].map(id => `lease4_stat [["leases",400],["state",0],["subnet_id",${id}]]`),
    )
  } finally {
    await database.sql(`DROP OWNED BY ${user}`)
    await database.sql(`DROP USER ${user}`)
  }
})
