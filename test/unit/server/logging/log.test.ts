import assert from 'node:assert/strict'
import {execFileSync, spawn} from 'node:child_process'
import {closeSync, constants, mkdtempSync, openSync, readdirSync, readFileSync, readSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {after, before, test} from 'node:test'
import {fileURLToPath} from 'node:url'
import type {LoggerConfig, LoggerOutput} from '../../../../src/model/config4.ts'
import {createLog, type ServerLog, verboseLoggers} from '../../../../src/server/logging/log.ts'

let directory = ''

before(() => {
  directory = mkdtempSync(join(tmpdir(), 'keats-log-'))
})

after(() => rmSync(directory, {recursive: true, force: true}))

const output = (name: string, more: Partial<LoggerOutput> = {}): LoggerOutput => ({
  output: join(directory, name),
  flush: true,
  maxsize: 0,
  maxver: 1,
  pattern: '%p %c %m%n',
  ...more,
})

const root = (...outputs: LoggerOutput[]): LoggerConfig => ({
  name: 'kea-dhcp4',
  severity: 'INFO',
  debuglevel: 0,
  outputs,
})

function open(loggers: readonly LoggerConfig[], format: 'text' | 'json' = 'text'): ServerLog {
  const process = {pid: 1, threadId: 1, hostname: 'host'}
  return createLog(loggers, {root: 'kea-dhcp4', format, clock: {millis: () => 0}, process, openSyslog: noSyslog})
}

const noSyslog = () => assert.fail('no output is the system log')

const linesOf = (name: string) => readFileSync(join(directory, name), 'utf8').split('\n').slice(0, -1)

const lease = {client: '[hwtype=1 52:54:00:aa:bb:01]', address: '192.0.2.1', lifetime: 60}

test('lines go to every output of their logger, in order, and are there after close', async () => {
  const leases = {name: 'kea-dhcp4.leases', severity: 'INFO', debuglevel: 0, outputs: [output('leases')]} as const
  const log = open([root(output('a'), output('b')), leases])
  for (let i = 0; i < 1000; i++) log.write('DHCP4_STARTING', {version: i, pid: 1})
  log.write('DHCP4_LEASE_ALLOC', lease)
  await log.close()
  assert.equal(linesOf('a').length, 1000)
  assert.deepEqual(linesOf('a'), linesOf('b'))
  assert.match(linesOf('a')[999]!, /version 999/)
  const [line] = linesOf('leases')
  assert.equal(
    line,
    `INFO kea-dhcp4.leases DHCP4_LEASE_ALLOC ${lease.client}: lease 192.0.2.1 has been allocated for 60 seconds`,
  )
})

test('what is off is not written and says so', async () => {
  const log = open([{...root(output('off')), severity: 'WARN'}])
  assert.equal(log.enabled('DHCP4_LEASE_ALLOC'), false)
  assert.equal(log.enabled('DHCP4_INIT_FAIL'), true)
  log.write('DHCP4_LEASE_ALLOC', lease)
  log.write('DHCP4_INIT_FAIL', {reason: 'r'})
  await log.close()
  assert.deepEqual(
    linesOf('off').map(line => line.split(' ')[2]),
    ['DHCP4_INIT_FAIL'],
  )
})

test('an id outside of the table is told, not lost', async () => {
  const log = open([root(output('unknown'))])
  log.write('NO_SUCH_ID', {x: 1})
  await log.close()
  assert.match(linesOf('unknown')[0]!, /^ERROR kea-dhcp4.log LOG_UNKNOWN_MESSAGE NO_SUCH_ID/)
})

test('a file rotates at maxsize and keeps maxver old ones', async () => {
  const log = open([root(output('rotating', {maxsize: 204_800, maxver: 3}))])
  const reason = 'x'.repeat(1000)
  for (let i = 0; i < 2000; i++) {
    log.write('DHCP4_INIT_FAIL', {reason: `${i} ${reason}`})
    if (i % 50 === 0) await new Promise(resolve => setTimeout(resolve, 1))
  }
  await log.close()
  const names = readdirSync(directory)
    .filter(name => name.startsWith('rotating'))
    .sort()
  assert.deepEqual(names, ['rotating', 'rotating.1', 'rotating.2', 'rotating.3'])
  const numbers = ['rotating.3', 'rotating.2', 'rotating.1', 'rotating']
    .flatMap(linesOf)
    .map(line => Number(/start: (\d+)/.exec(line)![1]))
  // Nothing is lost between two files and the newest line is there.
  assert.deepEqual(
    numbers,
    Array.from({length: numbers.length}, (_, i) => 2000 - numbers.length + i),
  )
  for (const name of names) assert.ok(readFileSync(join(directory, name)).length <= 204_800 + 70_000)
})

test('reconfigure opens the new outputs and the old ones get what was written before', async () => {
  const log = open([root(output('first'))])
  log.write('DHCP4_SHUTDOWN')
  log.reconfigure([root(output('second'))])
  log.write('DHCP4_SHUTDOWN')
  log.write('DHCP4_SHUTDOWN')
  await log.close()
  assert.equal(linesOf('first').length, 1)
  assert.equal(linesOf('second').length, 2)
})

test('a file that cannot be opened is refused by name; after reconfigure the former outputs stay', async () => {
  const log = open([root(output('stays'))])
  const bad = [root(output('also'), output('missing/directory'))]
  assert.throws(() => open(bad), /cannot open the log file ".*missing\/directory": ENOENT/)
  assert.throws(() => log.reconfigure(bad), /cannot open the log file/)
  log.write('DHCP4_SHUTDOWN')
  await log.close()
  assert.equal(linesOf('stays').length, 1)
})

test('without flush lines wait for company, but not beyond close', async () => {
  const log = open([root(output('lazy', {flush: false}))])
  log.write('DHCP4_SHUTDOWN')
  await new Promise(resolve => setTimeout(resolve, 50))
  assert.equal(linesOf('lazy').length, 0)
  await log.close()
  assert.equal(linesOf('lazy').length, 1)
})

test('JSON lines parse, whatever the fields hold', async () => {
  const log = open([root(output('json'))], 'json')
  log.write('DHCP4_LEASE_ALLOC', {...lease, client: 'a"\n\u2028'})
  await log.close()
  const [line] = linesOf('json')
  const {id, logger, address, client} = JSON.parse(line!)
  assert.deepEqual(
    {id, logger, address, client},
    {id: 'DHCP4_LEASE_ALLOC', logger: 'kea-dhcp4.leases', address: '192.0.2.1', client: 'a"\n\u2028'},
  )
})

test('-d logs everything to standard output', async () => {
  const [config] = verboseLoggers('kea-dhcp4')
  assert.deepEqual(config, {name: 'kea-dhcp4', severity: 'DEBUG', debuglevel: 99, outputs: []})
  const log = open(verboseLoggers('kea-dhcp4'))
  assert.equal(log.enabled('DHCP4_QUERY_DATA'), true)
  await log.close()
})

test('an output that nobody reads: lines are dropped and counted, memory stays, close ends', async () => {
  const fifo = join(directory, 'fifo')
  execFileSync('mkfifo', [fifo])
  const reader = openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK)
  const program = fileURLToPath(new URL('../../../support/log-flood.js', import.meta.url))
  const writer = openSync(fifo, constants.O_WRONLY)
  const child = spawn(process.execPath, [program], {stdio: ['ignore', writer, 'pipe', 'ipc']})
  closeSync(writer)
  const messages: unknown[] = []
  child.on('message', message => messages.push(message))
  await new Promise(resolve => child.once('message', resolve))
  const flooded = messages[0] as {readonly lines: number; readonly rss: number}
  assert.equal(flooded.lines, 200_000)
  assert.ok(flooded.rss < 250 * 1024 * 1024, `${flooded.rss} bytes resident`)
  child.send('close')
  const code = await new Promise(resolve => child.once('exit', resolve))
  assert.equal(code, 0)
  const buffer = Buffer.alloc(65_536)
  assert.ok(readSync(reader, buffer) > 0)
  closeSync(reader)
})

test('an output that is read again tells how many lines are missing', async () => {
  const program = fileURLToPath(new URL('../../../support/log-flood.js', import.meta.url))
  const child = spawn(process.execPath, [program], {stdio: ['ignore', 'pipe', 'pipe', 'ipc']})
  await new Promise(resolve => child.once('message', resolve))
  let text = ''
  let isTold = false
  child.stdout!.on('data', chunk => {
    text += chunk
    if (isTold || !/LOG_LINES_DROPPED (\d+) lines/.test(text)) return
    isTold = true
    child.send('close')
  })
  const code = await new Promise(resolve => child.once('close', resolve))
  assert.equal(code, 0)
  const missing = Number(/LOG_LINES_DROPPED (\d+) lines/.exec(text)![1])
  const arrived = text.match(/DHCP4_LEASE_ALLOC/g)!.length
  assert.equal(arrived + missing, 200_000)
})
