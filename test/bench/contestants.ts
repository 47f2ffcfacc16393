// The servers that a benchmark loads, with one configuration and one kind of database for all of them.
import {type ChildProcess, execFileSync, spawn} from 'node:child_process'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as delay} from 'node:timers/promises'
import {freePort, startMariadb, startPostgres, type TestServer} from '../support/servers.ts'
import {type Best, bestRate} from './perfdhcp.ts'

export type Store = 'pgsql' | 'mysql' | 'embedded'

export interface Contestant {
  readonly name: string
  readonly start: number
  /** Its admin command. */
  readonly admin: readonly string[]
  run(directory: string, port: number, database: string): ChildProcess
}

export function dhcp4(leaseDatabase: object, extra: object): string {
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

export function sql(store: Store, server: TestServer | undefined, database: string): object {
  const type = store === 'pgsql' ? 'postgresql' : 'mysql'
  return {type, name: database, host: '127.0.0.1', port: server!.port, user: 'kea', password: 'kea'}
}

export function kea(store: Store, server: TestServer | undefined, name: string, threads: boolean): Contestant {
  return {
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
  }
}

/** `extra`: what its configuration has besides, given the access of its database. */
export function keats(
  store: Store,
  server: TestServer | undefined,
  name = 'keats',
  extra: (access: object) => object = () => ({}),
): Contestant {
  return {
    name,
    admin: [process.execPath, 'bin/run.js'],
    start: store === 'embedded' ? 5000 : 2500,
    run(directory, port, database) {
      const lease =
        store === 'embedded' ? {type: 'sqlite', name: join(directory, 'leases.sqlite')} : sql(store, server, database)
      const config = join(directory, 'keats.json')
      writeFileSync(config, dhcp4(lease, extra(lease)))
      return spawn(process.execPath, ['bin/run.js', 'dhcp4', '-c', config, '-p', `${port}`, '-P', `${port + 1}`], {
        stdio: ['ignore', 'inherit', 'inherit'],
        env: {...process.env, KEA_PIDFILE_DIR: directory},
      })
    },
  }
}

export function startDatabases(store: Store): Promise<TestServer | undefined> {
  if (store === 'embedded') return Promise.resolve(undefined)
  return store === 'pgsql' ? startPostgres() : startMariadb()
}

let databases = 0

export const wantedStores = (process.env['KEATS_BENCH'] ?? 'pgsql,mysql,embedded').split(',') as Store[]

/** A database of user kea with the schema that each product's own admin command makes. */
export function freshDatabase(store: Store, server: TestServer | undefined, admin: readonly string[]): string {
  const name = `bench${databases++}`
  if (store === 'embedded') return name
  const port = String(server!.port)
  if (store === 'pgsql') {
    const psql = (database: string, text: string) =>
      execFileSync('psql', ['-q', '-h', '127.0.0.1', '-p', port, '-U', 'root', '-d', database, '-c', text])
    const role = `DO $$ BEGIN CREATE ROLE kea LOGIN PASSWORD 'kea'; EXCEPTION WHEN duplicate_object THEN NULL; END $$`
    psql('postgres', role)
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
export async function serve(contestant: Contestant, database: string, report: (line: string) => void): Promise<Best> {
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
