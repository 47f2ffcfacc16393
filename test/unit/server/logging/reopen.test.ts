import assert from 'node:assert/strict'
import {mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {after, before, test} from 'node:test'
import type {LoggerConfig, LoggerOutput} from '../../../../src/model/config4.ts'
import {createLog} from '../../../../src/server/logging/log.ts'

let directory = ''

before(() => {
  directory = mkdtempSync(join(tmpdir(), 'keats-reopen-'))
})

after(() => rmSync(directory, {recursive: true, force: true}))

const path = (name: string) => join(directory, name)

function to(name: string, more: Partial<LoggerOutput> = {}): readonly LoggerConfig[] {
  const output = {output: path(name), flush: true, maxsize: 0, maxver: 1, pattern: '%m%n', ...more}
  return [{name: 'kea-dhcp4', severity: 'INFO', debuglevel: 0, outputs: [output]}]
}

function open(loggers: readonly LoggerConfig[]) {
  const process = {pid: 1, threadId: 1, hostname: 'host'}
  const openSyslog = () => assert.fail('no output is the system log')
  return createLog(loggers, {root: 'kea-dhcp4', format: 'text', clock: {millis: () => 0}, process, openSyslog})
}

const numbers = (name: string) =>
  [...readFileSync(path(name), 'utf8').matchAll(/start: (\d+)/g)].map(([, number]) => Number(number))

const descriptors = () => readdirSync('/proc/self/fd').length

test('a file that someone has moved away is begun anew at the next configuration, and no line is lost or turned round', async () => {
  const log = open(to('moved'))
  for (let line = 0; line < 3000; line++) {
    log.write('DHCP4_INIT_FAIL', {reason: line})
    if (line % 1000 !== 500) continue
    // Some lines are on their way, some wait.
    if (line === 1500) await new Promise(resolve => setTimeout(resolve, 20))
    renameSync(path('moved'), path(`moved-${line}`))
    log.reconfigure(to('moved'))
  }
  await log.close()
  const all = ['moved-500', 'moved-1500', 'moved-2500', 'moved'].flatMap(numbers)
  assert.deepEqual(
    all,
    Array.from({length: 3000}, (_, line) => line),
  )
  assert.ok(statSync(path('moved')).size > 0)
})

test('limits of a new configuration hold for a file that is already open', async () => {
  const log = open(to('limits'))
  const write = async (lines: number) => {
    for (let line = 0; line < lines; line++) log.write('DHCP4_INIT_FAIL', {reason: 'x'.repeat(1000)})
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  await write(400)
  log.reconfigure(to('limits', {maxsize: 204_800, maxver: 2}))
  await write(1000)
  await log.close()
  const files = readdirSync(directory).filter(name => name.startsWith('limits'))
  assert.deepEqual(files.sort(), ['limits', 'limits.1', 'limits.2'])
})

test('a thousand reconfigurations leave no descriptor open, refused ones neither', async () => {
  const log = open(to('many'))
  log.write('DHCP4_SHUTDOWN')
  const before = descriptors()
  const bad = [...to('many'), {...to('none/here')[0]!, name: 'kea-dhcp4.leases'}]
  for (let turn = 0; turn < 1000; turn++) {
    log.reconfigure(to('many'))
    assert.throws(() => log.reconfigure(bad))
    log.write('DHCP4_SHUTDOWN')
  }
  // What is closed is gone a little later.
  for (let tries = 0; descriptors() > before + 1 && tries < 400; tries++)
    await new Promise(resolve => setTimeout(resolve, 50))
  assert.ok(descriptors() <= before + 1, `${before} descriptors became ${descriptors()}`)
  await log.close()
  assert.equal(readFileSync(path('many'), 'utf8').split('\n').length, 1002)
})
