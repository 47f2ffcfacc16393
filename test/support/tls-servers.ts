import {chmodSync, copyFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {openSession} from '../../src/db/open-session.ts'
import type {Target} from '../../src/db/session.ts'
import {type Certificate, ownedBy} from './certificates.ts'
import {scratchDirectory} from './databases.ts'
import {startMariadb, startPostgres, type TestServer} from './servers.ts'

export type ServerBackend = 'pgsql' | 'mysql'

/** A directory of this process's that the accounts of database servers can enter too. */
export function openDirectory(name: string): string {
  chmodSync(scratchDirectory(), 0o755)
  return join(scratchDirectory(), name)
}

export interface TlsServerOptions {
  /** Certificates that clients' ones must come from. PostgreSQL lets nobody in without one then. */
  readonly clientAuthority?: string
  readonly settings?: readonly string[]
}

/** A database server of the test's own that offers TLS. */
export function startTlsServer(
  backend: ServerBackend,
  certificate: Certificate,
  {clientAuthority, settings = []}: TlsServerOptions = {},
): Promise<TestServer> {
  if (backend === 'mysql') {
    const {certFile, keyFile} = ownedBy('mysql', certificate)
    const authority = clientAuthority === undefined ? [] : [`ssl-ca=${clientAuthority}`]
    return startMariadb([`ssl-cert=${certFile}`, `ssl-key=${keyFile}`, ...authority, ...settings])
  }
  const {certFile, keyFile} = ownedBy('postgres', certificate)
  const files = ['ssl=on', `ssl_cert_file=${certFile}`, `ssl_key_file=${keyFile}`]
  if (clientAuthority === undefined) return startPostgres([...files, ...settings])
  const rules = `${certFile}.hba`
  writeFileSync(rules, 'local all all trust\nhostssl all all all trust clientcert=verify-ca\n', {mode: 0o644})
  return startPostgres([...files, `ssl_ca_file=${clientAuthority}`, `hba_file=${rules}`, ...settings])
}

/** From now on the server shows another certificate than the one that it was started with. */
export async function showCertificate(
  backend: ServerBackend,
  server: TestServer,
  started: Certificate,
  next: Certificate,
): Promise<void> {
  const user = backend === 'pgsql' ? 'postgres' : 'mysql'
  copyFileSync(next.certFile, `${started.certFile}.${user}`)
  copyFileSync(next.keyFile, `${started.keyFile}.${user}`)
  const host = backend === 'pgsql' ? server.socketDirectory : join(server.socketDirectory, 'mysqld.sock')
  await runOn({...rootTarget(backend, server), host}, backend === 'pgsql' ? 'SELECT pg_reload_conf()' : 'FLUSH SSL')
}

/** The account that may do everything, at 127.0.0.1. */
export function rootTarget(backend: ServerBackend, server: Pick<TestServer, 'port'>): Target {
  return {
    backend,
    host: '127.0.0.1',
    port: server.port,
    user: 'root',
    password: '',
    database: backend === 'pgsql' ? 'postgres' : 'mysql',
    connectTimeout: 5000,
  }
}

/** Runs statements on a server. */
export async function runOn(target: Target, ...statements: readonly string[]): Promise<void> {
  const session = await openSession(target)
  try {
    for (const statement of statements) await session.query(statement)
  } finally {
    await session.close()
  }
}
