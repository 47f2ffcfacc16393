import assert from 'node:assert/strict'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {test} from 'node:test'
import {readAnswer} from '../../../src/cli/ctl-answer.ts'
import {configuredSocket} from '../../../src/cli/ctl-config.ts'
import {argumentLines} from '../../../src/cli/ctl-report.ts'
import {healthOf} from '../../../src/cli/ctl-status.ts'
import {controlTarget} from '../../../src/cli/ctl-target.ts'
import {commandArguments} from '../../../src/cli/ctl-words.ts'
import type {ControlTarget} from '../../../src/net/control-client.ts'

const unix: ControlTarget = {kind: 'unix', path: '/x'}
const piped = {terminal: false, emphasis: (text: string) => text}
const shown = {terminal: true, emphasis: (text: string) => `<${text}>`}

test('arguments: JSON where it looks like it, text for what is always text', () => {
  const cases: readonly (readonly [readonly string[], unknown])[] = [
    [[], undefined],
    [['subnet-id=1', 'remove=true', 'x=null'], {'subnet-id': 1, remove: true, x: null}],
    [['client-id=11223344', 'hostname=1', 'from=start'], {'client-id': '11223344', hostname: '1', from: 'start'}],
    [['ip-address=192.0.2.1', 'origin=user'], {'ip-address': '192.0.2.1', origin: 'user'}],
    [['subnets=[1, 2]', 'm={"a": "b=c"}', 'duration=-1', 'e='], {subnets: [1, 2], m: {a: 'b=c'}, duration: -1, e: ''}],
    [['x="7"', 'hostname="7"', 'y=007', 'z=1e3'], {x: '7', hostname: '7', y: '007', z: '1e3'}],
  ]
  for (const [words, expected] of cases) assert.deepEqual(commandArguments(undefined, words), expected)
  for (const words of [['word'], ['=x'], ['--flag=x'], ['a=1', 'a=2'], ['a={'], ['a=[1,']]) {
    assert.throws(() => commandArguments(undefined, words), {name: 'Failure', exit: 'usage'}, words.join())
  }
  assert.throws(() => commandArguments('{}', ['a=1']), {exit: 'usage'})
})

test('arguments of a file are read like a configuration, comments and all', () => {
  const directory = mkdtempSync(join(tmpdir(), 'keats-ctl-'))
  const file = join(directory, 'a.json')
  writeFileSync(file, '// why\n{"Dhcp4": {"valid-lifetime": 1 /* s */}}')
  assert.deepEqual(commandArguments(`@${file}`, []), {Dhcp4: {'valid-lifetime': 1}})
  writeFileSync(file, '{"Dhcp4": nothing}')
  assert.throws(() => commandArguments(`@${file}`, []), {exit: 'usage', message: /a\.json:1:11: /})
  assert.throws(() => commandArguments('@/nonexistent', []), {exit: 'usage', message: /nonexistent/})
  rmSync(directory, {recursive: true})
})

test('an answer is found in what came, to the letter, also in the list of HTTP', () => {
  const raw =
    '{ "result": 0,  "arguments": { "total": 18446744073709551616, "small": 9007199254740991, "s": "1234567890123456789" } }'
  for (const text of [raw, ` [ ${raw} ]\n`]) {
    const answer = readAnswer(unix, {status: 200, text})
    assert.equal(answer.raw, raw)
    assert.deepEqual(answer.arguments, {
      total: '18446744073709551616',
      small: 9007199254740991,
      s: '1234567890123456789',
    })
  }
  for (const text of ['', 'hello', '{}', '[]', '{"result": "0"}', `[${raw}, ${raw}]`, '{"result": 0', 'null']) {
    assert.throws(() => readAnswer(unix, {status: 200, text}), {exit: 'failure', message: /gave no answer/}, text)
  }
  assert.throws(() => readAnswer(unix, {status: 401, text: '{"result":401}'}), {exit: 'unreachable'})
})

test('lists are tables: aligned on a terminal, tabs elsewhere', () => {
  const leases = [
    {'valid-lft': 60, 'hw-address': '02:00:00:00:00:01', 'ip-address': '192.0.2.1', state: 0, 'user-context': {a: 1}},
    {'ip-address': '192.0.2.200', hostname: 'a\tb\u001b[1m', state: 7},
  ]
  assert.deepEqual(argumentLines({leases, count: 2}, piped), [
    'ip-address\thw-address\thostname\tstate\tvalid-lft\tuser-context',
    '192.0.2.1\t02:00:00:00:00:01\t\tassigned\t60\t{"a":1}',
    '192.0.2.200\t\ta?b?[1m\t7\t\t',
  ])
  assert.deepEqual(argumentLines({leases, count: 2}, shown), [
    '<ip-address   hw-address         hostname  state     valid-lft  user-context>',
    '192.0.2.1    02:00:00:00:00:01            assigned         60  {"a":1}',
    '192.0.2.200                     a?b?[1m   7',
  ])
  const samples = (value: number) => [
    [value, '2026-11-22 22:13:15.700262'],
    [0, '2026-11-22 22:13:15.700262'],
  ]
  assert.deepEqual(argumentLines({'pkt4-received': samples(3), 'pkt4-ack-sent': samples(2)}, piped), [
    'statistic\tvalue\tsince',
    'pkt4-received\t3\t2026-11-22 22:13:15.700262',
    'pkt4-ack-sent\t2\t2026-11-22 22:13:15.700262',
  ])
  const set = {
    'result-set': {
      columns: ['subnet-id', 'total'],
      rows: [
        [1, 9],
        [22, 8],
      ],
      timestamp: 'now',
    },
  }
  assert.deepEqual(argumentLines(set, shown), ['<subnet-id  total>', '        1      9', '       22      8'])
})

test('reservations are tables of what they say', () => {
  const bare = {
    'boot-file-name': '',
    'client-classes': [],
    hostname: '',
    'next-server': '0.0.0.0',
    'option-data': [],
    'server-hostname': '',
  }
  const dns = {'always-send': false, code: 6, name: 'domain-name-servers', data: '10.0.0.1', space: 'dhcp4'}
  const other = {code: 1, data: 'AB', space: 'vendor-9'}
  const hosts = [
    {...bare, 'hw-address': '02:00:00:00:00:01', 'ip-address': '192.0.2.1'},
    {...bare, 'client-id': '0102', 'client-classes': ['a', 'b'], 'option-data': [dns, other]},
  ]
  assert.deepEqual(argumentLines({hosts, count: 2, next: {from: 7, 'source-index': 1}}, piped), [
    'ip-address\thw-address\tclient-id\tclient-classes\toption-data',
    '192.0.2.1\t02:00:00:00:00:01\t\t\t',
    '\t\t0102\ta, b\tdomain-name-servers=10.0.0.1; vendor-9.1=AB',
    'next  {"from":7,"source-index":1}',
  ])
  assert.deepEqual(argumentLines({...hosts[0], hostname: 'a\u001b'}, piped), [
    'hostname    a?',
    'hw-address  02:00:00:00:00:01',
    'ip-address  192.0.2.1',
  ])
})

test('what is no list is lines: plain members, else JSON', () => {
  assert.deepEqual(argumentLines(['a', 'b\u001b'], piped), ['a', 'b?'])
  assert.deepEqual(argumentLines({hash: 'AB', list: [1, 2], extended: '1\n2'}, piped), [
    'hash      AB',
    'list      1\n          2',
    'extended  1\n          2',
  ])
  const network = {name: 'n', subnet4: [{id: 1}]}
  assert.deepEqual(argumentLines({'shared-networks': [network]}, shown), [JSON.stringify(network, undefined, 2)])
  assert.deepEqual(argumentLines({'shared-networks': [{name: 'n'}]}, shown), ['<name>', 'n'])
  assert.deepEqual(argumentLines({Dhcp4: {a: 'x\u001b'}}, piped), ['{\n  "Dhcp4": {\n    "a": "x\\u001b"\n  }\n}'])
})

test('health: serving needs every part, and each reason is told once', () => {
  const off = (more: object) => ({'dhcp-state': {'globally-disabled': true, ...more}, sockets: {status: 'ready'}})
  const cases: readonly (readonly [unknown, RegExp | undefined])[] = [
    [{sockets: {status: 'ready'}}, undefined],
    [{sockets: {status: 'ready'}, 'dhcp-state': {'globally-disabled': false, reasons: []}}, undefined],
    [off({reasons: ['user']}), /^switched off by the command dhcp-disable$/],
    [
      {...off({reasons: ['db:lease']}), database: {status: 'lost', reason: 'gone'}},
      /^the lease database is lost,gone$/,
    ],
    [off({reasons: ['db:hosts:2']}), /^the hosts database 2 is lost$/],
    [off({'disabled-by-user': true}), /^switched off by the command dhcp-disable$/],
    [off({'disabled-by-local-command': [1000]}), /local command/],
    [off({'disabled-by-remote-command': [1000]}), /remote command/],
    [off({'disabled-by-db-connection': true}), /^a database is lost$/],
    [off({}), /^service is switched off$/],
    [{sockets: {status: 'failed', errors: ['eth0: no', 'eth1: no']}}, /^eth0: no,eth1: no$/],
    [{sockets: {status: 'retrying'}}, /^its sockets are not open \(retrying\)$/],
    // serve-retry-continue: the database is away and service goes on.
    [{'dhcp-state': {'globally-disabled': false}, database: {status: 'lost', reason: 'gone'}}, undefined],
  ]
  for (const [status, expected] of cases) {
    const {serving, reasons} = healthOf(status)
    assert.equal(serving, expected === undefined, JSON.stringify(status))
    if (expected !== undefined) assert.match(reasons.join(), expected)
  }
  const {facts} = healthOf({pid: 7, uptime: 93_784, reload: 0, database: {type: 'mysql', status: 'ready'}})
  assert.deepEqual(facts.slice(0, 4), [
    ['process', '7'],
    ['up', '1 d 2 h'],
    ['configured', '0 s ago'],
    ['database', 'mysql, ready'],
  ])
})

test('the channel of a configuration file: the unix socket first, of any server, with whatever else is in it', () => {
  const directory = mkdtempSync(join(tmpdir(), 'keats-ctl-'))
  const file = join(directory, 'kea.conf')
  const of = (server: object, name = 'Dhcp4') => {
    writeFileSync(file, `# a comment\n${JSON.stringify({[name]: server})}`)
    return configuredSocket(file)
  }
  const http = {'socket-type': 'http', 'socket-address': '0.0.0.0', 'socket-port': 9}
  const socket = {'socket-type': 'unix', 'socket-name': '/run/a'}
  assert.deepEqual(of({'control-socket': socket, unknown: [1]}), {type: 'unix', path: '/run/a', userContext: undefined})
  assert.equal(of({'control-sockets': [http, socket]}, 'Dhcp6').type, 'unix')
  assert.equal(of({'control-sockets': [http]}).type, 'http')
  assert.throws(() => of({x: 1}), {exit: 'failure', message: /opens no control channel/})
  assert.throws(() => of({'control-socket': {'socket-type': 'tcp'}}), {exit: 'failure', message: /kea\.conf:2:/})
  writeFileSync(file, '[]')
  assert.throws(() => configuredSocket(file), {exit: 'failure', message: /expected \{"Dhcp4"/})
  assert.throws(() => configuredSocket(join(directory, 'none')), {exit: 'failure', message: /cannot read/})
  rmSync(directory, {recursive: true})
})

test('which server: one flag, else KEATS_CONTROL; a login never in the URL', async () => {
  const secrets: string[] = []
  const of = (flags: object, env: Record<string, string> = {}) =>
    controlTarget({
      flags: {service: 'dhcp4', ...flags},
      env,
      note: () => {},
      keepSecret: text => secrets.push(text),
    })
  assert.deepEqual(await of({socket: '/a'}, {KEATS_CONTROL: '/b'}), {kind: 'unix', path: '/a'})
  assert.deepEqual(await of({}, {KEATS_CONTROL: '/b'}), {kind: 'unix', path: '/b'})
  const http = await of({user: 'u'}, {KEATS_CONTROL: 'http://h:1/', KEATS_CONTROL_PASSWORD: 'p'})
  assert.ok(http.kind === 'http' && http.url.href === 'http://h:1/')
  assert.deepEqual([http.login, secrets], [{user: 'u', password: 'p'}, ['p']])
  const wrong = (flags: object, message: RegExp) => assert.rejects(of(flags), {exit: 'usage', message})
  await wrong({}, /which server/)
  await wrong({socket: `/${'ä'.repeat(54)}`}, /too long for a socket/)
  await wrong({socket: '/a', url: 'http://h/'}, /three different ways/)
  await wrong({socket: '/a', 'cert-file': 'x'}, /--cert-file means nothing/)
  await wrong({url: 'ftp://h/'}, /http:\/\/HOST/)
  await wrong({url: 'http://u:secret@h/'}, /^(?!.*secret).*show its password/)
  await wrong({url: 'http://h/', 'trust-anchor': 'x'}, /is for TLS/)
  await wrong({url: 'http://h/', 'password-file': 'x'}, /of whom/)
})
