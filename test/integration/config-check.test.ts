import assert from 'node:assert/strict'
import {chmodSync, readdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {test} from 'node:test'
import {checkConfig4} from '../../src/cli/config-check.ts'
import {migratedDatabase, scratchDirectory} from '../support/databases.ts'
import {keats} from '../support/keats.ts'
import {soundConfig4} from '../support/lint-cases4.ts'
import {freePort} from '../support/servers.ts'

const examples = '/usr/share/doc/kea/examples/kea4'
let files = 0

/** Loopback is the one interface that every machine has. */
const sound = {...soundConfig4, 'interfaces-config': {interfaces: ['lo']}}

function written(dhcp4: object | string, mode = 0o600): string {
  const file = join(scratchDirectory(), `checked-${++files}.conf`)
  writeFileSync(file, typeof dhcp4 === 'string' ? dhcp4 : JSON.stringify({Dhcp4: dhcp4}, undefined, 2))
  chmodSync(file, mode)
  return file
}

const check = (file: string, ...flags: string[]) => keats(['config', 'check', file, ...flags])

test('a script that is not there is an error as for dhcp4 -t, unless the file is for another machine', async () => {
  const hook = {library: 'libdhcp_run_script.so', parameters: {name: '/no/such/script', sync: false}}
  const file = written({...sound, 'hooks-libraries': [hook]})
  const here = await check(file)
  assert.equal(here.code, 1)
  assert.match(here.stdout, /there is no such file/)
  assert.equal((await check(file, '--elsewhere')).code, 0)
})

test('clean, warnings, errors: what is printed, and the exit code', async () => {
  const [clean, doubtful, wrong] = [
    written(sound),
    written({...sound, 'valid-lifetime': 5}),
    written({...sound, 'valid-lifetime': 'x', subnet4: 5}),
  ]
  const [a, b, c, strict, none] = await Promise.all([
    check(clean, '--strict'),
    check(doubtful),
    check(wrong),
    check(doubtful, '--strict'),
    check('/nowhere/x.conf'),
  ])
  assert.deepEqual([a.code, a.stdout], [0, `${clean}: configuration is valid, nothing to remark\n`], a.stderr)
  assert.equal(b.code, 0)
  assert.match(
    b.stdout,
    /:\d+:\d+: warning: Dhcp4\.valid-lifetime: .+ \[lifetime-short\]\n {4}.+\n.+ valid, 1 warning\n$/,
  )
  assert.equal(c.code, 1)
  assert.match(
    c.stdout,
    /error: Dhcp4\.valid-lifetime: expected an integer[\s\S]+error: Dhcp4\.subnet4: expected a list/,
  )
  assert.match(c.stdout, /configuration would fail, 2 errors\n$/)
  assert.equal(strict.code, 1)
  assert.equal(none.code, 1)
  assert.match(none.stderr, /cannot read configuration file/)
})

test('a rule that is ignored finds nothing; one that does not exist is a mistake', async () => {
  const file = written({...sound, 'valid-lifetime': 5})
  const [ignored, unknown] = await Promise.all([
    check(file, '--strict', '--ignore', 'lifetime-short', '--ignore', 'pool-edge'),
    check(file, '--ignore', 'lifetime-shrot'),
  ])
  assert.deepEqual([ignored.code, ignored.stdout], [0, `${file}: configuration is valid, nothing to remark\n`])
  assert.equal(unknown.code, 2)
  assert.match(unknown.stderr, /no rule "lifetime-shrot"[\s\S]+did you mean lifetime-short\?/)
})

test('--json: one document with every finding', async () => {
  const file = written({...sound, 'valid-lifetime': 5})
  const {code, stdout} = await check(file, '--json')
  assert.equal(code, 0)
  const {findings, ...report} = JSON.parse(stdout) as {findings: Record<string, unknown>[]}
  assert.deepEqual(report, {file, valid: true, counts: {error: 0, warning: 1, hint: 0}, more: {}})
  const {message, remedy, line, column, ...rest} = findings[0]!
  assert.deepEqual(rest, {severity: 'warning', rule: 'lifetime-short', file, path: 'Dhcp4.valid-lifetime'})
  assert.deepEqual(
    [typeof message, typeof remedy, typeof line, typeof column],
    ['string', 'string', 'number', 'number'],
  )
})

test('a text that is no JSON, or says something else, is an error with its place', async () => {
  for (const [text, says] of [
    ['{"Dhcp4": {', /:1:12: error: .*end of the text/],
    ['[]', /error: expected \{"Dhcp4"/],
    ['{"Dhcp6": {}}', /error: Dhcp6: "Dhcp6" is not a keyword here/],
  ] as const) {
    const {code, stdout} = await check(written(text))
    assert.equal(code, 1)
    assert.match(stdout, says)
  }
})

test('names from the file do nothing to a terminal', async () => {
  const guarded = {...sound.subnet4[0]!, 'client-class': 'a\u001b[2Jb\u202e'}
  const {stdout} = await check(written({...sound, subnet4: [guarded]}))
  assert.match(stdout, /there is no class "a\?\[2Jb\?"/)
})

test('a password that everybody can read is told of, and not repeated', async () => {
  const database = {type: 'mysql', name: 'x', user: 'x', password: 'hunter2-secret', 'reconnect-wait-time': 1}
  const dhcp4 = {...sound, 'lease-database': {...database, 'max-reconnect-tries': 1}}
  const [open, closed] = await Promise.all([check(written(dhcp4, 0o644)), check(written(dhcp4, 0o640))])
  assert.match(open.stdout, /Dhcp4\.lease-database\.password: everybody .+ \[password-readable\]\n {4}chmod o-r /)
  assert.doesNotMatch(open.stdout, /hunter2/)
  assert.match(closed.stdout, /nothing to remark/)
})

test('--databases connects: unreachable is 3, another schema 9, with the rest of the findings', async () => {
  const database = await migratedDatabase('pgsql')
  const {host, port, user, database: name} = database.target
  const access = {type: 'postgresql', host, port, user, name, 'max-reconnect-tries': 1, 'reconnect-wait-time': 1}
  const doubtful = {...sound, 'valid-lifetime': 5}
  const gone = written({...doubtful, 'lease-database': {...access, host: '127.0.0.1', port: await freePort()}})
  const there = written({...doubtful, 'lease-database': access})
  const [unreachable, offline, fine] = await Promise.all([
    check(gone, '--databases'),
    check(gone),
    check(there, '--databases'),
  ])
  assert.deepEqual([unreachable.code, offline.code, fine.code], [3, 0, 0], unreachable.stdout + fine.stdout)
  assert.match(unreachable.stdout, /error: .+ \[database\][\s\S]+\[lifetime-short\][\s\S]+1 error, 1 warning/)
  assert.match(fine.stdout, /valid, 1 warning/)
  await database.sql('UPDATE schema_version SET version = 99')
  const newer = await check(there, '--databases')
  assert.equal(newer.code, 9, newer.stdout)
  assert.match(newer.stdout, /99\.0/)
})

test('no rule calls an example of the Kea package wrong', async () => {
  const names = readdirSync(examples).filter(name => name.endsWith('.json'))
  assert.ok(names.length >= 20)
  for (const name of names) {
    const file = join(examples, name)
    const found = await checkConfig4(file, {elsewhere: true, strict: false, ignore: [], checkDatabases: undefined})
    const errors = found.findings.filter(({severity, rule}) => severity === 'error' && rule !== 'configuration')
    assert.deepEqual(errors, [], name)
  }
})

test('10,000 subnets with 100,000 reservations', async () => {
  const subnet4 = Array.from({length: 10_000}, (_, index) => {
    const prefix = `10.${index >> 8}.${index & 255}`
    const hex = (value: number) => value.toString(16).padStart(2, '0')
    const reservations = Array.from({length: 10}, (_, host) => ({
      'hw-address': `02:00:${hex(index >> 8)}:${hex(index & 255)}:00:${hex(host)}`,
      'ip-address': `${prefix}.${200 + host}`,
      hostname: `host-${index}-${host}`,
    }))
    const pools = [{pool: `${prefix}.0-${prefix}.199`, 'client-class': `class-${index % 500}`}]
    return {id: index + 1, subnet: `${prefix}.0/24`, pools, reservations}
  })
  const classes = Array.from({length: 400}, (_, index) => ({
    name: `class-${index}`,
    test: 'member("KNOWN")'.replaceAll('"', "'"),
  }))
  const file = written({...sound, 'client-classes': classes, subnet4})
  const before = process.cpuUsage()
  const found = await checkConfig4(file, {elsewhere: true, strict: false, ignore: [], checkDatabases: undefined})
  // Seconds of the processor's time; minutes where a rule compares everything with everything.
  assert.ok(process.cpuUsage(before).user < 90_000_000)
  assert.equal(found.valid, true)
  assert.deepEqual(found.more['pool-edge'], 9950)
  assert.deepEqual(found.more['class-unknown'], 1950)
})
