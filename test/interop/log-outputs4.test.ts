import assert from 'node:assert/strict'
import {spawn} from 'node:child_process'
import {mkdtempSync, readdirSync, readFileSync, rmSync, statSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {test} from 'node:test'
import {receiveDatagrams} from '../support/datagram-receiver.ts'
import {PacketPeer4, startKea4} from '../support/kea4.ts'
import {ended, packageRoot, printed, startKeats} from '../support/keats.ts'
import {writeConfig4} from '../support/loopback4.ts'
import {buildQuery4} from '../support/scenarios4/build.ts'
import {freePort} from '../support/servers.ts'

interface Started {
  readonly port: number
  readonly replyPort: number
  stop(): Promise<void>
}

const configured = (loggers: readonly object[]) => ({
  'interfaces-config': {interfaces: ['lo/127.0.0.1'], 'dhcp-socket-type': 'udp'},
  'lease-database': {type: 'memfile', persist: false},
  subnet4: [{id: 1, subnet: '127.0.1.0/24', pools: [{pool: '127.0.1.10 - 127.0.1.200'}]}],
  loggers: [{name: 'kea-dhcp4', severity: 'INFO', output_options: [{output: 'stderr', flush: true}]}, ...loggers],
})

async function startOwn(dhcp4: object, prefix: readonly string[] = []): Promise<Started> {
  const [port, replyPort] = [await freePort(), await freePort()]
  const directory = mkdtempSync(join(tmpdir(), 'keats-outputs-'))
  const words = ['dhcp4', '-c', writeConfig4(dhcp4), '-p', `${port}`, '-P', `${replyPort}`]
  const env = {KEA_PIDFILE_DIR: directory}
  const [first, ...rest] = [...prefix, process.execPath, `${packageRoot}bin/run.js`, ...words]
  const child =
    prefix.length === 0 ? startKeats(words, {env}) : spawn(first!, rest, {env: {...process.env, NO_COLOR: '1', ...env}})
  const end = ended(child)
  await printed(child, 'DHCP4_STARTED')
  const stop = async () => {
    child.kill('SIGTERM')
    await end
    rmSync(directory, {recursive: true, force: true})
  }
  return {port, replyPort, stop}
}

/** So many DISCOVERs, each of which makes a line of about 170 bytes. */
async function discover(server: Started, count: number): Promise<void> {
  const peer = await PacketPeer4.open(server.replyPort, '0.0.0.0')
  for (let client = 1; client <= count; client++) {
    const mac = `02${client.toString(16).padStart(10, '0')}`
    const answer = await peer.exchange(buildQuery4({type: 1, mac, giaddr: '127.0.1.1'}, client, undefined), server.port)
    assert.ok(answer !== undefined, `client ${client} got no answer`)
  }
  await peer.close()
}

test('files rotate as the real Kea’s: which there are, how long they are, which lines are where', async () => {
  const told: (readonly [string, boolean, boolean])[][] = []
  for (const start of [startKea4, startOwn]) {
    const directory = mkdtempSync(join(tmpdir(), 'keats-rotation-'))
    const output = (name: string, maxsize: number, maxver: number) => ({output: join(directory, name), maxsize, maxver})
    const server = await start(
      configured([
        {name: 'kea-dhcp4.leases', severity: 'INFO', output_options: [output('two', 204_800, 2), output('one', 1, 1)]},
        {name: 'kea-dhcp4.packets', severity: 'DEBUG', debuglevel: 45, output_options: [output('none', 0, 3)]},
      ]),
    )
    await discover(server, 3000)
    await server.stop()
    const files = readdirSync(directory).filter(name => !name.endsWith('.lock'))
    const clients = (name: string) =>
      [...readFileSync(join(directory, name), 'utf8').matchAll(/DHCP4_LEASE_ADVERT.*tid=0x([0-9a-f]+)/g)].map(
        ([, tid]) => Number.parseInt(tid!, 16),
      )
    for (const name of ['two', 'one']) {
      const order = files.filter(file => file.startsWith(name)).sort((a, b) => (a > b ? -1 : 1))
      const found = order.flatMap(clients)
      assert.deepEqual(
        found,
        Array.from({length: found.length}, (_, at) => 3000 - found.length + at + 1),
        `${name}: every client once, in order, up to the last`,
      )
    }
    told.push(
      files.sort().map(name => {
        const {size} = statSync(join(directory, name))
        return [name, size > 204_800, size <= 204_800 + 400] as const
      }),
    )
    rmSync(directory, {recursive: true, force: true})
  }
  assert.deepEqual(told[1], told[0])
  assert.deepEqual(
    told[1]!.map(([name]) => name),
    ['none', 'one', 'one.1', 'two', 'two.1', 'two.2'],
  )
})

/** Runs a program where /dev has little more than a system log, which is `socket`. */
function withSystemLog(socket: string): readonly string[] {
  const devices = 'null 3, zero 5, random 8, urandom 9'.split(', ').map(words => words.split(' '))
  const make = devices.map(([name, minor]) => `mknod -m 666 /dev/${name} c 1 ${minor}`)
  const script = ['mount -t tmpfs none /dev', ...make, 'ln -s "$0" /dev/log', 'exec "$@"'].join(' && ')
  return ['unshare', '-m', 'sh', '-c', script, socket]
}

test('the system’s log gets from keats what it gets from the real Kea', async () => {
  const outputs = ['syslog', 'syslog:daemon', 'syslog:LOCAL7', 'syslog:nonsense'].map(output => ({output}))
  const odd = {output: 'syslog:mail', pattern: '%c|%p|%m'}
  const dhcp4 = configured([
    {name: 'kea-dhcp4.leases', severity: 'INFO', output_options: [...outputs, odd]},
    {name: 'kea-dhcp4.bad-packets', severity: 'DEBUG', debuglevel: 50, output_options: [odd]},
  ])
  const starts = [
    (prefix: readonly string[]) => startKea4(dhcp4, {prefix}),
    (prefix: readonly string[]) => startOwn(dhcp4, prefix),
  ]
  const told: string[][] = []
  for (const start of starts) {
    const directory = mkdtempSync(join(tmpdir(), 'keats-system-log-'))
    const socket = join(directory, 'log')
    const daemon = receiveDatagrams(socket)
    const server = await start(withSystemLog(socket))
    await discover(server, 1)
    const peer = await PacketPeer4.open(server.replyPort, '0.0.0.0')
    const query = {type: 3, mac: '020000000001', ask: '127.0.1.10', server: '127.9.9.9'}
    void peer.exchange(buildQuery4({...query, giaddr: '127.0.1.1'}, 2, undefined), server.port)
    const heard: string[] = []
    while (heard.length < 6) heard.push(await daemon.next())
    await peer.close()
    await server.stop()
    told.push([...heard, ...daemon.waiting()].map(shape))
    daemon.close()
    rmSync(directory, {recursive: true, force: true})
  }
  assert.deepEqual(told[1], told[0])
  assert.equal(told[1]!.length, 6)
})

/** A datagram without what differs each time, and without the sentence, which is each server's own. */
function shape(datagram: string): string {
  return datagram
    .replace(/[A-Z][a-z]{2} [ 0-3]\d \d\d:\d\d:\d\d/, 'WHEN')
    .replace(/\.\d+\]/, '.THREAD]')
    .replace(/([A-Z0-9]+_[A-Z0-9_]+) [^\n]*/, '$1 …')
}
