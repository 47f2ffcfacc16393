import assert from 'node:assert/strict'
import {chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {test} from 'node:test'
import {scratchDirectory} from '../support/databases.ts'
import {receiveDatagrams} from '../support/datagram-receiver.ts'
import {keaCommand} from '../support/kea-control.ts'
import {ended, keats, packageRoot, printed, startKeats} from '../support/keats.ts'
import {loopbackConfig4, writeConfig4} from '../support/loopback4.ts'
import {Lab} from '../support/netns.ts'
import {freePort} from '../support/servers.ts'

const inMemory = {type: 'sqlite', name: ':memory:', readonly: false} as const

test('a service manager is told of start, reload, loss of service and end', {timeout: 300_000}, async () => {
  const name = `@keats-test-supervised-${process.pid}`
  const receiver = receiveDatagrams(name)
  const socket = join(scratchDirectory(), 'supervised.sock')
  const channel = {'control-socket': {'socket-type': 'unix', 'socket-name': socket}}
  const config = loopbackConfig4(inMemory, channel)
  const file = writeConfig4(config)
  const env = {NOTIFY_SOCKET: name, WATCHDOG_USEC: '200000'}
  const child = startKeats(['dhcp4', '-c', file, '-p', `${await freePort()}`], {env})
  const end = ended(child)
  const next = async (words: RegExp) => {
    const end = performance.now() + 15_000
    let told = await receiver.next()
    while (told === 'WATCHDOG=1' && performance.now() < end) told = await receiver.next()
    assert.match(told, words)
  }
  try {
    await next(/^READY=1\nSTATUS=serving$/)
    assert.equal(await receiver.next(), 'WATCHDOG=1')
    assert.equal((await keaCommand(socket, 'status-get')).result, 0)
    child.kill('SIGHUP')
    await next(/^RELOADING=1\nMONOTONIC_USEC=\d+$/)
    await next(/^READY=1\nSTATUS=serving$/)
    // Refused: the former configuration goes on, and the manager must not wait for an end of the reload.
    writeFileSync(file, JSON.stringify({Dhcp4: {...config, nonsense: 1}}))
    child.kill('SIGHUP')
    await next(/^RELOADING=1/)
    await next(/^READY=1\nSTATUS=serving$/)
    await keaCommand(socket, 'dhcp-disable')
    await next(/^STATUS=not serving: user$/)
    await keaCommand(socket, 'dhcp-enable')
    await next(/^STATUS=serving$/)
    child.kill('SIGTERM')
    await next(/^STOPPING=1$/)
    assert.equal((await end).code, 0)
  } finally {
    child.kill('SIGKILL')
    receiver.close()
  }
})

test('a server whose database is away is not ready, also when it waits for it', {timeout: 300_000}, async () => {
  const name = `@keats-test-waiting-${process.pid}`
  const receiver = receiveDatagrams(name)
  const database = {
    type: 'postgresql',
    name: 'none',
    host: '127.0.0.1',
    port: await freePort(),
    user: 'u',
    password: 'p',
    'retry-on-startup': true,
    'max-reconnect-tries': 1000,
    'reconnect-wait-time': 100,
  }
  const file = writeConfig4({...loopbackConfig4(inMemory), 'lease-database': database})
  const child = startKeats(['dhcp4', '-c', file, '-p', `${await freePort()}`], {env: {NOTIFY_SOCKET: name}})
  const end = ended(child)
  assert.equal(await receiver.next(), 'STATUS=not serving: db:lease')
  await keats(['dhcp4', '-v'])
  child.kill('SIGTERM')
  await end
  assert.ok(receiver.waiting().every(told => !told.startsWith('READY')))
  receiver.close()
})

test('one server a configuration: the second is refused, of two at once one wins', {timeout: 300_000}, async () => {
  const directory = join(scratchDirectory(), 'pids')
  mkdirSync(directory)
  const file = writeConfig4(loopbackConfig4(inMemory))
  const pidFile = join(directory, `${file.replace(/^.*\//, '').replace(/\.conf$/, '')}.kea-dhcp4.pid`)
  writeFileSync(pidFile, '4194303\n')
  const start = async () => {
    const child = startKeats(['dhcp4', '-c', file, '-p', `${await freePort()}`], {env: {KEA_PIDFILE_DIR: directory}})
    const end = ended(child)
    const serves = printed(child, 'STARTED').then(
      () => true,
      () => false,
    )
    return {child, end, serves}
  }
  const log = {loggers: [{name: 'kea-dhcp4', severity: 'INFO'}]}
  writeFileSync(file, JSON.stringify({Dhcp4: {...loopbackConfig4(inMemory), ...log}}))
  const both = await Promise.all([start(), start()])
  const serving = await Promise.all(both.map(({serves}) => serves))
  assert.deepEqual([...serving].sort(), [false, true])
  const winner = both[serving.indexOf(true)]!
  const loser = await both[serving.indexOf(false)]!.end
  assert.equal(loser.code, 1)
  assert.match(loser.stdout, /FATAL .*DHCP4_ALREADY_RUNNING/)
  assert.match(loser.stderr, new RegExp(`process ${winner.child.pid}, PID file ${pidFile}\n.*KEA_PIDFILE_DIR`))
  assert.equal(readFileSync(pidFile, 'utf8'), `${winner.child.pid}\n`)
  // A check of the file is no server.
  assert.equal((await keats(['dhcp4', '-t', file], {env: {KEA_PIDFILE_DIR: directory}})).code, 0)
  winner.child.kill('SIGTERM')
  assert.equal((await winner.end).code, 0)
  assert.equal(existsSync(pidFile), false)
  const nowhere = await keats(['dhcp4', '-c', file], {env: {KEA_PIDFILE_DIR: join(directory, 'none')}})
  assert.equal(nowhere.code, 1)
  assert.match(nowhere.stderr, /PID file .*none/)
})

/** `setpriv` words for a user with these capabilities and no other right. */
function withCapabilities(...names: readonly string[]): string[] {
  const set = names.map(name => `+${name}`).join(',') || '-all'
  const ids = ['--reuid=65534', '--regid=65534', '--clear-groups']
  return ['setpriv', ...ids, `--inh-caps=${set}`, `--ambient-caps=${set}`, `--bounding-set=-all,${set}`, '--']
}

test('not as root: two capabilities are enough, and each that is missing is named', {timeout: 300_000}, async () => {
  const lab = new Lab()
  const directory = mkdtempSync(join(tmpdir(), 'keats-capabilities-'))
  try {
    const [server, client] = [lab.namespace('server'), lab.namespace('client')]
    lab.cable(server, 'eth0', client, 'eth0')
    server.address('eth0', '10.9.0.1/24')
    const subnet = {id: 1, subnet: '10.9.0.0/24', pools: [{pool: '10.9.0.100 - 10.9.0.200'}]}
    const dhcp4 = {
      'interfaces-config': {interfaces: ['eth0']},
      'lease-database': {type: 'memfile', persist: false},
      subnet4: [subnet],
    }
    // Readable for the other user, unlike the directory of the tests.
    chmodSync(directory, 0o755)
    const file = join(directory, 'dhcp4.conf')
    writeFileSync(file, JSON.stringify({Dhcp4: dhcp4}))
    const launch = (...capabilities: string[]) => {
      const words = [process.execPath, join(packageRoot, 'bin/run.js'), 'dhcp4', '-c', file]
      return lab.keep(server.start([...withCapabilities(...capabilities), ...words], {HOME: '/'}))
    }
    const both = launch('net_bind_service', 'net_raw')
    await both.until('starting', () => both.output.includes('DHCP4_STARTED'))
    assert.doesNotMatch(both.output, /capability/)
    const probe = ['probe', '--interface', 'eth0', '--json', '--release']
    const answer = client.run(process.execPath, join(packageRoot, 'bin/run.js'), ...probe)
    assert.match(JSON.parse(answer).address, /^10\.9\.0\.1\d\d$/)
    await both.stop()
    const noRaw = launch('net_bind_service')
    await noRaw.until('starting', () => noRaw.output.includes('DHCP4_STARTED'))
    assert.match(noRaw.output, /WARN .*DHCP4_NO_RAW_SOCKET .*eth0 .*CAP_NET_RAW: AmbientCapabilities=CAP_NET_RAW/)
    await noRaw.stop()
    const none = await launch('net_raw').finish()
    assert.match(none, /port 67 .*not permitted; .*CAP_NET_BIND_SERVICE: .*--cap-add NET_BIND_SERVICE/)
  } finally {
    await lab.close()
    rmSync(directory, {recursive: true})
  }
})
