import assert from 'node:assert/strict'
import {spawn} from 'node:child_process'
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {hostname, tmpdir} from 'node:os'
import {join} from 'node:path'
import {test} from 'node:test'
import {DEFAULT_PATTERN} from '../../src/config/log-pattern.ts'
import {compilePattern, type LogEvent} from '../../src/server/logging/line.ts'
import {messages} from '../../src/server/messages.ts'
import {freePort} from '../support/servers.ts'

// The zone is Kea's too: local time must come out the same.
process.env['TZ'] = 'America/New_York'

const pattern =
  '%D{%y %j %b %B %a %A %e %I %p %Z %z %T %F %R %s %q %Y-%m-%d %H:%M:%S} %D %d{%H:%M:%S.%q} ' +
  '[%-6p|%7p|%.2p|%20c|%-25c|%.8c|%c{1}|%c{2}] %i %t %h %% %x| %m%n'

const line = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}) (\S+) +\[(\S+)\/(\d+)\.(\d+)\] (\S+) (.*)$/

interface Parsed {
  readonly event: LogEvent
  readonly pid: number
  readonly threadId: number
}

/** Starts the real server on a configuration with two log files, lets it come up and ends it. */
async function linesOfKea(): Promise<{plain: string[]; patterned: string[]; pid: number}> {
  const directory = mkdtempSync(join(tmpdir(), 'keats-log-lines-'))
  const [plain, patterned] = [join(directory, 'plain.log'), join(directory, 'patterned.log')]
  const outputs = [{output: plain}, {output: patterned, pattern}]
  const dhcp4 = {
    'interfaces-config': {interfaces: []},
    'lease-database': {type: 'memfile', persist: false},
    subnet4: [{subnet: '192.0.2.0/24', id: 1}],
    loggers: [{name: 'kea-dhcp4', severity: 'INFO', output_options: outputs}],
  }
  const file = join(directory, 'kea.conf')
  writeFileSync(file, JSON.stringify({Dhcp4: dhcp4}))
  const child = spawn('kea-dhcp4', ['-c', file, '-p', String(await freePort())], {
    stdio: 'ignore',
    env: {...process.env, KEA_PIDFILE_DIR: directory, KEA_LOCKFILE_DIR: 'none'},
  })
  const read = (name: string) => (existsSync(name) ? readFileSync(name, 'utf8').split('\n').slice(0, -1) : [])
  try {
    for (let waited = 0; waited < 60_000; waited += 50) {
      await new Promise(resolve => setTimeout(resolve, 50))
      if (read(plain).some(text => text.includes('DHCP4_STARTED'))) break
    }
    child.kill('SIGTERM')
    await new Promise(resolve => child.once('exit', resolve))
    return {plain: read(plain), patterned: read(patterned), pid: child.pid!}
  } finally {
    child.kill('SIGKILL')
    rmSync(directory, {recursive: true, force: true})
  }
}

function parse(text: string): Parsed {
  const match = line.exec(text)
  assert.ok(match !== null, text)
  const [, time, severity, logger, pid, threadId, id, rest] = match
  const millis = new Date(time!.replace(' ', 'T')).getTime()
  const event = {id: id!, severity: severity!, logger: logger!, text: rest!, fields: {}, millis}
  return {event, pid: Number(pid), threadId: Number(threadId)}
}

test('lines have the form of the real kea-dhcp4, in the default pattern and in another', async () => {
  const kea = await linesOfKea()
  assert.ok(kea.plain.length >= 4)
  assert.equal(kea.patterned.length, kea.plain.length)
  kea.plain.forEach((text, index) => {
    const {event, pid, threadId} = parse(text)
    assert.equal(pid, kea.pid)
    const facts = {pid, threadId, hostname: hostname(), startedAt: 0}
    assert.equal(compilePattern(DEFAULT_PATTERN, facts)(event), `${text}\n`)
    assert.equal(compilePattern(pattern, facts)(event), `${kea.patterned[index]}\n`)
  })
})

test('messages that both know have the same severity and logger', async () => {
  const {plain} = await linesOfKea()
  const events = plain.map(text => parse(text).event)
  const shared = events.filter(({id}) => Object.hasOwn(messages, id))
  assert.ok(shared.length >= 4, shared.map(({id}) => id).join())
  for (const {id, severity, logger} of shared) {
    const [ours, child] = messages[id as keyof typeof messages]
    assert.deepEqual([ours.toUpperCase(), `kea-dhcp4.${child}`], [severity, logger], id)
  }
})
