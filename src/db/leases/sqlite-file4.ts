import type {Lease4} from '../../model/lease4.ts'
import type {Ipv4} from '../../net-types/ipv4.ts'
import {linkSqlite, type SqliteLink} from '../sqlite.ts'
import {sqliteTarget} from '../target.ts'
import {COLUMNS, values} from './sqlite-rows4.ts'

/** Milliseconds that a call of the event loop waits for another process's transaction, and with it the whole server. */
const BUSY_WAIT = 100

/** Opens a lease database file, or ':memory:'. Its schema may come later. Throws DbError. */
export function openLeaseFile(path: string): SqliteLink {
  return linkSqlite(sqliteTarget(path, BUSY_WAIT))
}

/** Milliseconds that a commit waits for another process's transaction; only commits wait meanwhile. */
const COMMIT_BUSY_WAIT = 2000
/** A writer whose pages do not fit writes them to the disk twice. */
const WRITER_CACHE_MEGABYTES = 32

/** For a thread that does nothing but write. */
export function openLeaseFileToWrite(path: string): SqliteLink {
  return linkSqlite(sqliteTarget(path, COMMIT_BUSY_WAIT), WRITER_CACHE_MEGABYTES)
}

/** For imports, where the last row of an address wins. */
export function upsert4(link: SqliteLink): {put: (lease: Lease4) => void; remove: (address: Ipv4) => void} {
  const columns = COLUMNS.split(', ')
  const put = link.prepare(
    `INSERT INTO lease4 (${COLUMNS}) VALUES (${columns.map(() => '?').join(', ')}) ON CONFLICT (address) DO UPDATE
     SET ${columns.map(name => `${name} = excluded.${name}`).join(', ')}`,
  )
  const remove = link.prepare('DELETE FROM lease4 WHERE address = ?')
  return {put: lease => void put.run(...values(lease)), remove: address => void remove.run(address)}
}
