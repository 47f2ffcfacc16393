// A server of high availability fetches the million leases of its partner, both keats, with each kind of database: seconds,
// memory, and how long the event loops go without a turn at most. KEATS_BENCH=pgsql,mysql,embedded picks; embedded alone if unset.
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as delay} from 'node:timers/promises'
import {fileURLToPath} from 'node:url'
import {openSession} from '../../src/db/open-session.ts'
import {createSchema} from '../../src/db/schema-check.ts'
import type {Backend, Target} from '../../src/db/session.ts'
import {keaCommand} from '../support/kea-control.ts'
import {ended, printed, startKeats} from '../support/keats.ts'
import {fillMillion, MILLION} from '../support/million4.ts'
import {freePort, startMariadb, startPostgres} from '../support/servers.ts'

const monitor = fileURLToPath(new URL('../support/loop-delay.js', import.meta.url))

async function databasesOf(backend: Backend, folder: string) {
  const place = {user: 'root', password: '', connectTimeout: 10_000}
  if (backend === 'sqlite') {
    const target = (name: string): Target => ({...place, backend, host: '', port: 0, database: join(folder, name)})
    return {targets: [target('one.sqlite'), target('two.sqlite')], stop: async () => {}}
  }
  const server = await (backend === 'pgsql' ? startPostgres() : startMariadb())
  const target = (database: string): Target => ({...place, backend, host: '127.0.0.1', port: server.port, database})
  const session = await openSession(target(backend === 'pgsql' ? 'postgres' : 'mysql'))
  for (const name of ['one', 'two']) await session.query(`CREATE DATABASE ${name}`)
  await session.close()
  return {targets: [target('one'), target('two')], stop: () => server.stop()}
}

interface Side {
  readonly index: number
  readonly folder: string
  readonly target: Target
  readonly urls: readonly string[]
}

function configOf({index, folder, target: {backend, host, port, user, database}, urls}: Side): object {
  const type = backend === 'pgsql' ? 'postgresql' : backend
  const peers = urls.map((url, at) => ({name: `server${at + 1}`, url, role: at === 0 ? 'primary' : 'standby'}))
  const threads = {'enable-multi-threading': true, 'http-dedicated-listener': true}
  const relationship = {
    'this-server-name': `server${index + 1}`,
    mode: 'hot-standby',
    'heartbeat-delay': 500,
    'multi-threading': threads,
    peers,
  }
  return {
    Dhcp4: {
      'interfaces-config': {interfaces: []},
      'control-socket': {'socket-type': 'unix', 'socket-name': join(folder, `${index}.sock`)},
      'lease-database': backend === 'sqlite' ? {type, name: database} : {type, name: database, host, port, user},
      'hooks-libraries': [
        {library: 'libdhcp_lease_cmds.so'},
        {library: 'libdhcp_ha.so', parameters: {'high-availability': [relationship]}},
      ],
      'multi-threading': {'enable-multi-threading': true},
      subnet4: [{id: 1, subnet: '10.0.0.0/8', pools: [{pool: '10.0.0.1 - 10.255.255.254'}]}],
      loggers: [{name: 'kea-dhcp4', severity: 'INFO'}],
    },
  }
}

function serve(side: Side) {
  const file = join(side.folder, `${side.index}.conf`)
  writeFileSync(file, JSON.stringify(configOf(side)))
  const delays = join(side.folder, `${side.index}.delay`)
  const env = {NODE_OPTIONS: `--import=${monitor}`, LOOP_DELAY_FILE: delays}
  const child = startKeats(['dhcp4', '-c', file], {env})
  const end = ended(child)
  return {child, end, longest: () => readFileSync(delays, 'utf8').split(' ')}
}

const stretch = ([computed, away]: readonly string[]) => `without a turn ${computed} ms computed, ${away} ms in all`

/** Megabytes that a process ever held at once. */
function highWater(pid: number): number {
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1000)
}

/** Until the partner has fetched in its turn, and both serve. */
async function normal(socket: string): Promise<void> {
  for (;;) {
    const {arguments: heartbeat} = await keaCommand(socket, 'ha-heartbeat')
    if ((heartbeat as {state: string}).state === 'hot-standby') return
    await delay(200)
  }
}

async function synchronize(backend: Backend, folder: string): Promise<void> {
  const {targets, stop} = await databasesOf(backend, folder)
  const urls = [`http://127.0.0.1:${await freePort()}/`, `http://127.0.0.1:${await freePort()}/`]
  try {
    for (const target of targets) await createSchema(target)
    const session = await openSession(targets[1]!)
    await session.query(fillMillion[backend])
    await session.close()
    const partner = serve({index: 1, folder, target: targets[1]!, urls})
    await printed(partner.child, 'DHCP4_STARTED')
    const own = serve({index: 0, folder, target: targets[0]!, urls})
    await printed(own.child, 'HA_SYNC_START')
    for (const {child} of [partner, own]) child.kill('SIGUSR2')
    const started = performance.now()
    await printed(own.child, 'HA_SYNC_SUCCESSFUL')
    const seconds = (performance.now() - started) / 1000
    const [mine, theirs] = [highWater(own.child.pid!), highWater(partner.child.pid!)]
    const socket = join(folder, '0.sock')
    await normal(socket)
    const again = performance.now()
    const answer = await keaCommand(socket, 'ha-sync', {'server-name': 'server2'})
    if (answer.result !== 0) throw new Error(answer.text)
    const second = (performance.now() - again) / 1000
    for (const {child} of [own, partner]) child.kill('SIGTERM')
    const said = await Promise.all([own.end, partner.end])
    const line = /HA_SYNC_SUCCESSFUL.*/.exec(said[0].stdout + said[0].stderr)?.[0] ?? ''
    if (!line.includes(`${MILLION} in`)) throw new Error(line)
    const rate = Math.round(MILLION / seconds)
    console.log(
      `${backend}: ${MILLION} leases in ${seconds.toFixed(1)} s (${rate}/s), again without news in ${second.toFixed(1)} s; ` +
        `at most ${mine} MB here and ${theirs} MB at the partner; ` +
        `${stretch(own.longest())} here, ${stretch(partner.longest())} at the partner`,
    )
  } finally {
    await stop()
  }
}

const words = process.env['KEATS_BENCH']?.split(',') ?? ['embedded']
for (const backend of ['sqlite', 'pgsql', 'mysql'] as const) {
  if (!words.includes(backend === 'sqlite' ? 'embedded' : backend)) continue
  const folder = mkdtempSync(join(tmpdir(), 'keats-ha-sync-'))
  try {
    await synchronize(backend, folder)
  } finally {
    rmSync(folder, {recursive: true, force: true})
  }
}
