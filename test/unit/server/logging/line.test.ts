import assert from 'node:assert/strict'
import {test} from 'node:test'
import {DEFAULT_PATTERN, parsePattern} from '../../../../src/config/log-pattern.ts'
import type {LoggerConfig, LoggerOutput, LogSeverity} from '../../../../src/model/config4.ts'
import {compileDate} from '../../../../src/server/logging/date-format.ts'
import {formatJson} from '../../../../src/server/logging/json-line.ts'
import {compilePattern, type LogEvent} from '../../../../src/server/logging/line.ts'
import {routeOf, takes} from '../../../../src/server/logging/routes.ts'
import {compileTemplate} from '../../../../src/server/logging/template.ts'

process.env['TZ'] = 'America/New_York'

const facts = {pid: 4711, threadId: 4712, hostname: 'gate.example.org', startedAt: Date.UTC(2026, 10, 22, 17, 3, 33)}

const event: LogEvent = {
  id: 'DHCP4_STARTED',
  severity: 'INFO',
  logger: 'kea-dhcp4.dhcp4',
  text: 'started',
  fields: {version: '1.0'},
  millis: Date.UTC(2026, 10, 22, 17, 3, 33, 7),
}

test('the default line is Kea’s, in local time', () => {
  const line = compilePattern(DEFAULT_PATTERN, facts)(event)
  assert.equal(line, '2026-11-22 12:03:33.007 INFO  [kea-dhcp4.dhcp4/4711.4712] DHCP4_STARTED started\n')
})

const patterns: readonly (readonly [string, string])[] = [
  ['%m%n', 'DHCP4_STARTED started\n'],
  ['[%7p|%-7p|%.2p]', '[   INFO|INFO   |FO]'],
  ['%c %c{1} %c{2} %c{9} %.4c', 'kea-dhcp4.dhcp4 dhcp4 kea-dhcp4.dhcp4 kea-dhcp4.dhcp4 hcp4'],
  ['%d|%d{%H}|%D|%D{%H}', '2026-11-22 17:03:33|17|2026-11-22 12:03:33|12'],
  ['%h %H %i %t %r %x.%%', 'gate gate.example.org 4711 4712 7 .%'],
  ['plain', 'plain'],
  ['', ''],
]

for (const [pattern, expected] of patterns) {
  test(`pattern ${JSON.stringify(pattern)}`, () => assert.equal(compilePattern(pattern, facts)(event), expected))
}

test('a pattern that cannot be met is refused with the reason', () => {
  for (const [pattern, reason] of [
    ['%F', /%F is not supported/],
    ['%k', /%k is not supported/],
    ['100%', /% stands alone/],
    ['%D{%G}', /%G is not supported in a date/],
    ['%D{%}', /not supported in a date/],
    ['%9999p', /width of 9999/],
  ] as const) {
    const result = parsePattern(pattern)
    assert.match(String(result), reason)
    assert.throws(() => compilePattern(pattern, facts), reason)
  }
})

test('dates keep their second and renew it', () => {
  const format = compileDate('%Y-%m-%dT%H:%M:%S.%q %% %Q', false)
  assert.equal(format(Date.UTC(2024, 1, 29, 23, 59, 59, 999)), '2024-02-29T23:59:59.999 % 999.000')
  assert.equal(format(Date.UTC(2024, 1, 29, 23, 59, 59, 1)), '2024-02-29T23:59:59.001 % 001.000')
  assert.equal(format(Date.UTC(2024, 2, 1)), '2024-03-01T00:00:00.000 % 000.000')
})

test('calendar conversions', () => {
  const at = Date.UTC(2024, 11, 31, 4, 5, 6)
  assert.equal(
    compileDate('%y %j %b %B %a %A %e %I %p %s %T %F %R %z', false)(at),
    ['24 366 Dec December Tue Tuesday 31 04 AM 1735617906', '04:05:06 2024-12-31 04:05 +0000'].join(' '),
  )
  assert.equal(compileDate('%F %I %p %z %Z', true)(at), '2024-12-30 11 PM -0500 EST')
  assert.equal(compileDate('%z %Z', true)(Date.UTC(2024, 6, 1)), '-0400 EDT')
})

test('a template fills its fields and keeps a line one line', () => {
  const text = compileTemplate('{client}: lease {address}, {count} {ok} {gone}')
  const fields = {client: 'a\nb\r\u001b[31m\u0085\u2028c', address: '{client}', count: 0, ok: false}
  assert.equal(text(fields), 'a\\u000ab\\u000d\\u001b[31m\\u0085\\u2028c: lease {client}, 0 false (none)')
  assert.equal(text({client: 'x'.repeat(5000)}).length < 2200, true)
})

test('JSON carries the fields, and what is the line’s own cannot be overwritten', () => {
  const line = formatJson(facts)({...event, fields: {version: '1.0', level: 'x', id: 'y'}})
  assert.deepEqual(JSON.parse(line), {
    version: '1.0',
    time: '2026-11-22T17:03:33.007Z',
    level: 'info',
    pid: 4711,
    logger: 'kea-dhcp4.dhcp4',
    id: 'DHCP4_STARTED',
    text: 'started',
  })
  assert.equal(line.endsWith('}\n'), true)
})

const file = (output: string): LoggerOutput => ({output, flush: true, maxsize: 0, maxver: 1, pattern: undefined})

const logger = (
  name: string,
  severity: LogSeverity,
  outputs: readonly string[] = [],
  debuglevel = 0,
): LoggerConfig => ({
  name,
  severity,
  debuglevel,
  outputs: outputs.map(file),
})

const outputsOf = (name: string, loggers: readonly LoggerConfig[]) =>
  routeOf(name, loggers).outputs.map(({output}) => output)

test('a logger without entry inherits; without any, INFO to stdout', () => {
  assert.deepEqual(outputsOf('kea-dhcp4.leases', []), ['stdout'])
  assert.equal(routeOf('kea-dhcp4.leases', []).severity, 'INFO')
  const loggers = [logger('kea-dhcp4', 'WARN', ['a']), logger('kea-dhcp4.leases', 'DEBUG', [], 40)]
  assert.deepEqual(outputsOf('kea-dhcp4.packets', loggers), ['a'])
  assert.equal(routeOf('kea-dhcp4.packets', loggers).severity, 'WARN')
  assert.deepEqual(outputsOf('kea-dhcp4.leases', loggers), ['a'])
  assert.equal(routeOf('kea-dhcp4.leases', loggers).debuglevel, 40)
})

test('entries of one name add up: last severity, all outputs', () => {
  const loggers = [logger('kea-dhcp4', 'INFO', ['a', 'b']), logger('kea-dhcp4', 'ERROR')]
  assert.deepEqual(outputsOf('kea-dhcp4.dhcp4', loggers), ['a', 'b'])
  assert.equal(routeOf('kea-dhcp4.dhcp4', loggers).severity, 'ERROR')
})

test('severity and debug level decide', () => {
  const route = (severity: LogSeverity, debuglevel = 0) => ({severity, debuglevel, outputs: []})
  assert.equal(takes(route('INFO', 99), 'debug', 0), false)
  assert.equal(takes(route('DEBUG', 40), 'debug', 40), true)
  assert.equal(takes(route('DEBUG', 40), 'debug', 41), false)
  assert.equal(takes(route('DEBUG', 0), 'info', 0), true)
  assert.equal(takes(route('WARN'), 'info', 0), false)
  assert.equal(takes(route('WARN'), 'fatal', 0), true)
  assert.equal(takes(route('NONE'), 'fatal', 0), false)
})
