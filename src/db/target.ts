import type {DatabaseTls, SqlAccess} from '../model/config4.ts'
import type {Target, TlsFiles} from './session.ts'

/** A day is as good as any longer time that a configuration names, and several times that is still within a timer's reach. */
const LONGEST = 86_400_000

const milliseconds = (seconds: number) => Math.min(seconds * 1000, LONGEST)

/**
 * Where a database of the configuration is, in the terms of sessions. Node reaches neither the
 * SO_RCVTIMEO nor the TCP_USER_TIMEOUT that `read-timeout` and `tcp-user-timeout` set elsewhere: here they are the time in
 * which an answer must come, so a server that lives but computes for longer than that is given up too.
 */
export function targetOf(access: SqlAccess): Target {
  const silence = access.type === 'mysql' ? access.readTimeout : access.tcpUserTimeout
  return {
    backend: access.type === 'mysql' ? 'mysql' : 'pgsql',
    host: access.host,
    port: access.port,
    user: access.user,
    password: access.password,
    database: access.name,
    connectTimeout: milliseconds(access.connectTimeout),
    needsWrites: !access.readonly,
    ...(silence === 0 ? {} : {answerTimeout: milliseconds(silence)}),
    ...(access.writeTimeout === 0 ? {} : {writeTimeout: milliseconds(access.writeTimeout)}),
    ...(access.tls === undefined ? {} : {tls: tlsFiles(access.tls)}),
  }
}

/** A database file, or ':memory:'. `busyWait`: milliseconds that a call may wait for another process's transaction. */
export function sqliteTarget(path: string, busyWait = 0): Target {
  return {backend: 'sqlite', host: '', port: 0, user: '', password: '', database: path, connectTimeout: busyWait}
}

function tlsFiles(tls: DatabaseTls): TlsFiles {
  return Object.fromEntries(Object.entries(tls).filter(([, value]) => value !== undefined))
}
