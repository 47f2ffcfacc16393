// A child process that writes 200,000 lines to its standard output in one go and says so; "close" ends it.
import {createLog} from '../../src/server/logging/log.ts'

const log = createLog([], {
  root: 'kea-dhcp4',
  format: 'text',
  clock: {millis: Date.now},
  process: {pid: process.pid, threadId: process.pid, hostname: ''},
  openSyslog: () => {
    throw new Error('no output is the system log')
  },
})
const client = `[hwtype=1 52:54:00:aa:bb:01], cid=[${'01:'.repeat(60)}], tid=0x1`
for (let lifetime = 0; lifetime < 200_000; lifetime++) {
  log.write('DHCP4_LEASE_ALLOC', {client, address: '192.0.2.1', lifetime})
}
process.send?.({lines: 200_000, rss: process.memoryUsage().rss})
process.once('message', () => void log.close().then(() => process.exit(0)))
