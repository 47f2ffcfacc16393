import assert from 'node:assert/strict'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {after, before, test} from 'node:test'
import type {LoggerConfig} from '../../../../src/model/config4.ts'
import {UnixDatagrams} from '../../../../src/net/unix-datagram.ts'
import {createLog} from '../../../../src/server/logging/log.ts'
import {receiveDatagrams} from '../../../support/datagram-receiver.ts'

let directory = ''

before(() => {
  directory = mkdtempSync(join(tmpdir(), 'keats-syslog-'))
})

after(() => rmSync(directory, {recursive: true, force: true}))

const plain = {flush: true, maxsize: 0, maxver: 1, pattern: undefined}
const output = (name: string, pattern?: string) => ({...plain, output: name, pattern})

/** 2026-03-05 07:08:09 local time. */
const moment = new Date(2026, 2, 5, 7, 8, 9).getTime()

function open(path: string, outputs: LoggerConfig['outputs']) {
  return createLog([{name: 'kea-dhcp4', severity: 'DEBUG', debuglevel: 99, outputs}], {
    root: 'kea-dhcp4',
    format: 'text',
    clock: {millis: () => moment},
    process: {pid: 7, threadId: 8, hostname: 'host'},
    openSyslog: () => new UnixDatagrams(path),
  })
}

test('severity and facility make the priority; the line is Kea’s', async () => {
  const path = join(directory, 'log')
  const daemon = receiveDatagrams(path)
  const log = open(path, [output('syslog'), output('syslog:DAEMON', '%p %m'), output('syslog:nothing', '%p')])
  log.write('DHCP4_INIT_FAIL', {reason: 'r'})
  log.write('DHCP4_SHUTDOWN')
  log.write('DHCP4_PACKET_DROP_0004', {client: 'c'})
  await log.close()
  assert.deepEqual(daemon.waiting(), [
    '<131>Mar  5 07:08:09 kea-dhcp4: ERROR [kea-dhcp4.dhcp4.8] DHCP4_INIT_FAIL server cannot start: r\n',
    '<27>Mar  5 07:08:09 kea-dhcp4: ERROR DHCP4_INIT_FAIL server cannot start: r',
    '<11>Mar  5 07:08:09 kea-dhcp4: ERROR',
    '<134>Mar  5 07:08:09 kea-dhcp4: INFO  [kea-dhcp4.dhcp4.8] DHCP4_SHUTDOWN server shutdown\n',
    '<30>Mar  5 07:08:09 kea-dhcp4: INFO DHCP4_SHUTDOWN server shutdown',
    '<14>Mar  5 07:08:09 kea-dhcp4: INFO',
    '<135>Mar  5 07:08:09 kea-dhcp4: DEBUG [kea-dhcp4.bad-packets.8] DHCP4_PACKET_DROP_0004 c: no message type option\n',
    '<31>Mar  5 07:08:09 kea-dhcp4: DEBUG DHCP4_PACKET_DROP_0004 c: no message type option',
    '<15>Mar  5 07:08:09 kea-dhcp4: DEBUG',
  ])
  daemon.close()
})

test('a daemon that is not there is told once to the other outputs, and how many lines it missed when it is back', async () => {
  const path = join(directory, 'away')
  const other = join(directory, 'other')
  const [missing, there] = [receiveDatagrams(other), () => missing.waiting()]
  const sockets = [path, other]
  const log = createLog(
    [
      {
        name: 'kea-dhcp4',
        severity: 'INFO',
        debuglevel: 0,
        outputs: [output('syslog', '%m'), output('syslog:user', '%m')],
      },
    ],
    {
      root: 'kea-dhcp4',
      format: 'text',
      clock: {millis: () => moment},
      process: {pid: 7, threadId: 8, hostname: 'host'},
      openSyslog: () => new UnixDatagrams(sockets.shift()!),
    },
  )
  for (let line = 0; line < 5; line++) log.write('DHCP4_SHUTDOWN')
  const away = there().filter(line => line.includes('LOG_SYSLOG_AWAY'))
  assert.equal(away.length, 1)
  assert.match(away[0]!, /lines for syslog are lost: .*ENOENT/)
  const daemon = receiveDatagrams(path)
  log.write('DHCP4_SHUTDOWN')
  await log.close()
  // The five, and the line that told of the first.
  const [first, second] = daemon.waiting().map(line => line.slice(line.indexOf(': ') + 2))
  assert.match(first!, /^DHCP4_SHUTDOWN/)
  assert.match(second!, /^LOG_LINES_DROPPED 6 lines were lost/)
  daemon.close()
  missing.close()
})

test('a daemon that does not keep up gets everything in order, within a bound, and never holds the server', async () => {
  const path = join(directory, 'slow')
  const daemon = receiveDatagrams(path)
  const log = open(path, [output('syslog', '%m')])
  const started = performance.now()
  for (let line = 0; line < 5000; line++) log.write('DHCP4_INIT_FAIL', {reason: line})
  assert.ok(performance.now() - started < 5000)
  const seen: string[] = []
  while (seen.length < 5000) seen.push(await daemon.next())
  assert.deepEqual(
    seen.map(line => Number(/start: (\d+)/.exec(line)![1])),
    Array.from({length: 5000}, (_, line) => line),
  )
  // 20 MB that nobody takes: 4 MB wait, and an end that is not waited for.
  for (let line = 0; line < 10_000; line++) log.write('DHCP4_INIT_FAIL', {reason: 'x'.repeat(2000)})
  await log.close()
  daemon.close()
})
