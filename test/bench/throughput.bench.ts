// Highest rate of 4-way exchanges that complete, keats beside the real Kea, in one run on one machine.
// Every database has its product's default durability; pool 10.0.0.0/8; every exchange is a new client.
// KEATS_BENCH=pgsql,mysql,embedded picks, KEATS_BENCH_ROUNDS repeats.
import {type ChildProcess, execFileSync, spawn} from 'node:child_process'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as delay} from 'node:timers/promises'
import {freePort, startMariadb, startPostgres, type TestServer} from '../support/servers.ts'
import {type Best, bestRate} from './perfdhcp.ts'

type Store = 'pgsql' | 'mysql' | 'embedded'

interface Contestant {
  readonly name: string
  readonly start: number
  /** Its admin command. */
  readonly admin: readonly string[]
  run(directory: string, port: number, database: string): ChildProcess
}

function dhcp4(leaseDatabase: object, extra: object): string {
  return JSON.stringify({
    Dhcp4: {
      'interfaces-config': {interfaces: ['lo/127.0.0.1'], 'dhcp-socket-type': 'udp'},
      'lease-database': leaseDatabase,
      'valid-lifetime': 4000,
      loggers: [{name: 'kea-dhcp4', severity: 'WARN', output_options: [{output: 'stderr'}]}],
      subnet4: [
        {
          subnet: '10.0.0.0/8',
          id: 1,
          pools: [{pool: '10.0.0.1 - 10.255.255.254'}],
          relay: {'ip-addresses': ['127.0.0.1']},
          'option-data': [{name: 'routers', data: '10.0.0.1'}],
        },
      ],
      ...extra,
    },
  })
}

function sql(store: Store, server: TestServer | undefined, database: string): object {
  const type = store === 'pgsql' ? 'postgresql' : 'mysql'
  return {type, name: database, host: '127.0.0.1', port: server!.port, user: 'kea', password: 'kea'}
}

function contestants(store: Store, server: TestServer | undefined): Contestant[] {
  const kea = (name: string, threads: boolean): Contestant => ({
    name,
    admin: ['/usr/sbin/kea-admin'],
    start: store === 'embedded' ? 3000 : 400,
    run(directory, port, database) {
      const lease =
        store === 'embedded'
          ? {type: 'memfile', name: join(directory, 'leases.csv'), 'lfc-interval': 0}
          : sql(store, server, database)
      const config = join(directory, 'kea.json')
      writeFileSync(config, dhcp4(lease, {'multi-threading': {'enable-multi-threading': threads}}))
      return spawn('/usr/sbin/kea-dhcp4', ['-c', config, '-p', `${port}`, '-P', `${port + 1}`], {
        stdio: ['ignore', 'inherit', 'inherit'],
        env: {...process.env, KEA_PIDFILE_DIR: directory, KEA_LOCKFILE_DIR: 'none'},
      })
    },
  })
  const keats: Contestant = {
    name: 'keats',
    admin: [process.execPath, 'bin/run.js'],
    start: store === 'embedded' ? 5000 : 2500,
    run(directory, port, database) {
      const lease =
        store === 'embedded' ? {type: 'sqlite', name: join(directory, 'leases.sqlite')} : sql(store, server, database)
      const config = join(directory, 'keats.json')
      writeFileSync(config, dhcp4(lease, {}))
      return spawn(process.execPath, ['bin/run.js', 'dhcp4', '-c', config, '-p', `${port}`, '-P', `${port + 1}`], {
        stdio: ['ignore', 'inherit', 'inherit'],
        env: {...process.env, KEA_PIDFILE_DIR: directory},
      })
    },
  }
  return [kea('Kea, one thread', false), kea('Kea, threads', true), keats]
}

let databases = 0

/** A database of user kea with the schema that each product's own admin command makes. */
function freshDatabase(store: Store, server: TestServer | undefined, admin: readonly string[]): string {
  const name = `bench${databases++}`
  if (store === 'embedded') return name
  const port = String(server!.port)
  if (store === 'pgsql') {
    const psql = (database: string, text: string) =>
      execFileSync('psql', ['-q', '-h', '127.0.0.1', '-p', port, '-U', 'root', '-d', database, '-c', text])
    if (databases === 1) psql('postgres', "CREATE ROLE kea LOGIN PASSWORD 'kea'")
    psql('postgres', `CREATE DATABASE ${name} OWNER kea`)
  } else {
    const text = `CREATE DATABASE ${name}; CREATE USER IF NOT EXISTS kea@'127.0.0.1' IDENTIFIED BY 'kea'; GRANT ALL ON ${name}.* TO kea@'127.0.0.1'; SET GLOBAL log_bin_trust_function_creators = 1`
    execFileSync('mariadb', ['--no-defaults', `--socket=${server!.socketDirectory}/mysqld.sock`, '-uroot', '-e', text])
  }
  const words = ['db-init', store, '-h', '127.0.0.1', '-P', port, '-u', 'kea', '-p', 'kea', '-n', name]
  const [command, ...first] = admin
  execFileSync(command!, [...first, ...words], {
    stdio: ['ignore', 'ignore', 'ignore'],
    env: {...process.env, PGPORT: port, MYSQL_TCP_PORT: port},
  })
  return name
}

/** Two free ports side by side: server, and where Kea's -P option would send to directly connected clients. */
async function serve(contestant: Contestant, database: string, report: (line: string) => void): Promise<Best> {
  const directory = mkdtempSync(join(tmpdir(), 'keats-bench-'))
  const port = await freePort()
  const child = contestant.run(directory, port, database)
  try {
    await delay(2500)
    if (child.exitCode !== null) throw new Error(`${contestant.name} ended with ${child.exitCode}`)
    const best = await bestRate(port, port + 1, contestant.start, trial =>
      report(
        `  ${contestant.name}: asked ${trial.rate}/s, completed ${(trial.completed * 100).toFixed(2)}%${trial.sent ? '' : ' (perfdhcp behind)'}`,
      ),
    )
    const rss = /VmHWM:\s+(\d+)/.exec(execFileSync('cat', [`/proc/${child.pid}/status`], {encoding: 'utf8'}))?.[1]
    report(`  ${contestant.name}: best ${best.rate}/s, resident at most ${Math.round(Number(rss) / 1024)} MB`)
    return best
  } finally {
    const ended = new Promise(resolve => child.once('exit', resolve))
    child.kill('SIGTERM')
    await ended
    rmSync(directory, {recursive: true, force: true})
  }
}

const wanted = (process.env['KEATS_BENCH'] ?? 'pgsql,mysql,embedded').split(',') as Store[]
const rounds = Number(process.env['KEATS_BENCH_ROUNDS'] ?? 1)
const goal: Record<Store, number> = {pgsql: 6, mysql: 6, embedded: 1.5}
const lines: string[] = []

for (const store of wanted) {
  for (let round = 0; round < rounds; round++) {
    const rates: Record<string, Best> = {}
    for (const index of [0, 1, 2]) {
      const server = store === 'pgsql' ? await startPostgres() : store === 'mysql' ? await startMariadb() : undefined
      databases = 0
      try {
        const contestant = contestants(store, server)[index]!
        console.log(`${store}: ${contestant.name}`)
        rates[contestant.name] = await serve(contestant, freshDatabase(store, server, contestant.admin), console.log)
      } finally {
        await server?.stop()
      }
    }
    const kea = Math.max(rates['Kea, one thread']!.rate, rates['Kea, threads']!.rate)
    const keats = rates['keats']!
    const note = keats.clientBound ? ' (perfdhcp was the limit)' : ''
    lines.push(
      `${store.padEnd(9)} Kea ${rates['Kea, one thread']!.rate}/s one thread, ${rates['Kea, threads']!.rate}/s threads; keats ${keats.rate}/s; ratio ${(keats.rate / kea).toFixed(2)}, goal ${goal[store]}${note}`,
    )
  }
}
console.log(lines.join('\n'))
