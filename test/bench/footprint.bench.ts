// Memory and start-up: a server with a million leases in each kind of database, and how long --help takes.
// KEATS_BENCH=pgsql,mysql,embedded picks.
import {execFileSync} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {openSession} from '../../src/db/open-session.ts'
import {createSchema} from '../../src/db/schema-check.ts'
import type {Backend, Target} from '../../src/db/session.ts'
import {ended, keats, packageRoot, printed, startKeats} from '../support/keats.ts'
import {fillMillion} from '../support/million4.ts'
import {freePort, startMariadb, startPostgres} from '../support/servers.ts'

const CLIENTS = 20_000

async function databaseOf(backend: Backend, folder: string): Promise<{target: Target; stop: () => Promise<void>}> {
  const place = {user: 'root', password: '', connectTimeout: 10_000}
  if (backend === 'sqlite') {
    const target = {...place, backend, host: '', port: 0, database: join(folder, 'leases.sqlite')}
    return {target, stop: async () => {}}
  }
  const server = await (backend === 'pgsql' ? startPostgres() : startMariadb())
  const target = {...place, backend, host: '127.0.0.1', port: server.port, database: 'million'}
  const session = await openSession({...target, database: backend === 'pgsql' ? 'postgres' : 'mysql'})
  await session.query('CREATE DATABASE million')
  await session.close()
  return {target, stop: () => server.stop()}
}

function configOf({backend, host, port, user, database}: Target): object {
  const type = backend === 'pgsql' ? 'postgresql' : backend
  const pool = {pools: [{pool: '10.0.0.1 - 10.255.255.254'}], relay: {'ip-addresses': ['127.0.0.1']}}
  const loggers = [
    {name: 'kea-dhcp4', severity: 'INFO'},
    {name: 'kea-dhcp4.leases', severity: 'WARN'},
  ]
  return {
    Dhcp4: {
      'interfaces-config': {interfaces: ['lo/127.0.0.1'], 'dhcp-socket-type': 'udp'},
      'lease-database': backend === 'sqlite' ? {type, name: database} : {type, name: database, host, port, user},
      subnet4: [{id: 1, subnet: '10.0.0.0/8', ...pool}],
      loggers,
    },
  }
}

/** Megabytes that a process ever held at once. */
function highWater(pid: number): number {
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1000)
}

async function serve(backend: Backend, folder: string): Promise<void> {
  const {target, stop} = await databaseOf(backend, folder)
  try {
    await createSchema(target)
    const session = await openSession(target)
    await session.query(fillMillion[backend])
    await session.close()
    const file = join(folder, `${backend}.conf`)
    writeFileSync(file, JSON.stringify(configOf(target)))
    const [port, replyPort] = [await freePort(), await freePort()]
    const started = performance.now()
    const child = startKeats(['dhcp4', '-c', file, '-p', `${port}`, '-P', `${replyPort}`])
    const end = ended(child)
    await printed(child, 'DHCP4_STARTED')
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    const before = highWater(child.pid!)
    const ports = ['--port', `${port}`, '--local-port', `${replyPort}`]
    const probe = await keats(['probe', '127.0.0.1', ...ports, '-n', `${CLIENTS}`])
    const after = highWater(child.pid!)
    child.kill('SIGTERM')
    await end
    const leases = probe.stdout.split('\n')[0]
    console.log(`${backend}: started in ${seconds} s with ${before} MB; ${leases}; at most ${after} MB, goal 250`)
  } finally {
    await stop()
  }
}

function timeOf(...words: readonly string[]): string {
  const times = Array.from({length: 7}, () => {
    const started = performance.now()
    execFileSync(process.execPath, words, {stdio: 'ignore'})
    return performance.now() - started
  })
  return `${Math.round(times.sort((a, b) => a - b)[3]!)} ms`
}

const words = process.env['KEATS_BENCH']?.split(',')
console.log(`keats --help: ${timeOf(join(packageRoot, 'bin', 'run.js'), '--help')}; node -e 0: ${timeOf('-e', '0')}`)
for (const backend of ['sqlite', 'pgsql', 'mysql'] as const) {
  if (words?.includes(backend === 'sqlite' ? 'embedded' : backend) === false) continue
  const folder = mkdtempSync(join(tmpdir(), 'keats-footprint-'))
  try {
    await serve(backend, folder)
  } finally {
    rmSync(folder, {recursive: true, force: true})
  }
}
