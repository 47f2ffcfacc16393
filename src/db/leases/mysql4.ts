import type {Lease4, LeaseState} from '../../model/lease4.ts'
import type {Ipv4} from '../../net-types/ipv4.ts'
import type {LeaseChange4, LeaseFilter4} from '../../ports/lease-store.ts'
import {linkMysql, type MysqlLink} from '../mysql.ts'
import type {Target} from '../session.ts'
import {
  type BackendLimits4,
  type BackendOptions4,
  type LeaseBackend4,
  type Lookup4,
  limitCounts,
  lockTimeout,
  type Refused,
  SIDE_PATIENCE,
} from './backend4.ts'
import {LinkPool} from './link-pool.ts'
import {applyChanges} from './mysql-apply4.ts'
import {findText, type TextIn} from './mysql-find4.ts'
import {hex, number, readRow, SELECTED, text} from './mysql-rows4.ts'

const limits: BackendLimits4 = {
  load: {batch: 128, inFlight: 2},
  commit: {batch: 128, inFlight: 2},
  // The end of a TIMESTAMP. Kea refuses later times too.
  expire: 0x7fffffff,
}

/**
 * Times are exchanged as Unix seconds; in UTC no hour exists twice. READ COMMITTED takes no locks on gaps, which two
 * servers that create leases side by side would wait for. It needs a binary log of rows, if there is one at all.
 */
function setUpFor(answerTimeout: number): string {
  return `SET SESSION time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES', autocommit = 1,
    wait_timeout = 2592000, innodb_lock_wait_timeout = ${lockTimeout(answerTimeout) / 1000}`
}

/**
 * A connection that died without a word must not keep its locks: the counters that it holds are those of every lease of
 * a subnet. MariaDB can end just such transactions; elsewhere the session ends, since idle ones are probed all the time.
 */
async function boundTransactions(link: MysqlLink, answerTimeout: number): Promise<void> {
  const seconds = Math.ceil(answerTimeout / 1000)
  await link
    .change(`SET SESSION idle_transaction_timeout = ${seconds}`)
    .catch(() => link.change(`SET SESSION wait_timeout = ${Math.max(60, 2 * seconds)}`))
}

/** Probing the index for each of hundreds of keys just to plan costs as much as the lookup. Not every server has it. */
const noProbing = 'SET SESSION eq_range_index_dive_limit = 1'
const readCommitted = 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED'

/** FORCE INDEX for the index that begins with each column: their names are not the same in every database. */
interface Hints {
  readonly clientId: string
  readonly hwAddr: string
  readonly expire: string
}

export async function openMysql4(target: Target, options: BackendOptions4): Promise<LeaseBackend4> {
  const opened: MysqlLink[] = []
  const open = async (answerTimeout: number) => {
    const link = await linkMysql(target, {
      setUp: setUpFor(options.answerTimeout),
      answerTimeout,
      idleTimeout: options.answerTimeout,
      onLost: options.onLost,
    })
    opened.push(link)
    return link
  }
  try {
    const side = await open(options.answerTimeout * SIDE_PATIENCE)
    const hints = await readHints(side)
    const textIn = await readTextIn(side)
    const readCommittedAllowed = !(await logsStatements(side))
    const several = async (count: number) => {
      const links: MysqlLink[] = []
      while (links.length < count) links.push(await open(options.answerTimeout))
      return links
    }
    const readers = await several(limits.load.inFlight)
    const writers = await several(limits.commit.inFlight)
    for (const link of [side, ...writers]) await boundTransactions(link, options.answerTimeout)
    if (readCommittedAllowed) for (const link of opened) await link.change(readCommitted)
    for (const link of readers) await link.change(noProbing).catch(() => {})
    return new Mysql4(new LinkPool(readers), new LinkPool(writers), new LinkPool([side]), hints, textIn)
  } catch (error) {
    await Promise.all(opened.map(link => link.close()))
    throw error
  }
}

async function logsStatements(link: MysqlLink): Promise<boolean> {
  const rows = await link.select(`SHOW VARIABLES WHERE Variable_name IN ('log_bin', 'binlog_format')`)
  const settings = new Map(rows.map(([name, value]) => [String(name), String(value)]))
  return settings.get('log_bin') === 'ON' && settings.get('binlog_format') === 'STATEMENT'
}

async function readHints(link: MysqlLink): Promise<Hints> {
  const rows = await link.select(`SELECT COLUMN_NAME, INDEX_NAME FROM information_schema.STATISTICS
    WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'lease4' AND SEQ_IN_INDEX = 1`)
  const first = new Map(rows.map(([column, index]) => [String(column), String(index)]))
  const hint = (column: string) => {
    const name = first.get(column)
    return name === undefined ? '' : `FORCE INDEX (\`${name.replaceAll('`', '``')}\`)`
  }
  return {clientId: hint('client_id'), hwAddr: hint('hwaddr'), expire: hint('expire')}
}

async function readTextIn(link: MysqlLink): Promise<TextIn> {
  const rows = await link.select(`SELECT CHARACTER_SET_NAME FROM information_schema.COLUMNS
    WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'lease4' AND COLUMN_NAME = 'hostname'`)
  return String(rows[0]?.[0]).startsWith('utf8') ? 'utf8mb4' : 'latin1'
}

class Mysql4 implements LeaseBackend4 {
  readonly limits = limits
  readonly #readers: LinkPool<MysqlLink>
  readonly #writers: LinkPool<MysqlLink>
  readonly #side: LinkPool<MysqlLink>
  readonly #hints: Hints
  readonly #textIn: TextIn

  constructor(
    readers: LinkPool<MysqlLink>,
    writers: LinkPool<MysqlLink>,
    side: LinkPool<MysqlLink>,
    hints: Hints,
    textIn: TextIn,
  ) {
    this.#readers = readers
    this.#writers = writers
    this.#side = side
    this.#hints = hints
    this.#textIn = textIn
  }

  async load(lookup: Lookup4): Promise<readonly Lease4[]> {
    const parts: string[] = []
    const part = (hint: string, column: string, values: readonly string[]) => {
      if (values.length === 0) return
      parts.push(
        `(SELECT ${SELECTED} FROM lease4 ${hint} WHERE ${column} IN (${values.join(',')}) LIMIT ${number(lookup.limit)})`,
      )
    }
    part(this.#hints.clientId, 'client_id', lookup.clientIds.map(hex))
    part(this.#hints.hwAddr, 'hwaddr', lookup.hwAddrs.map(hex))
    part('FORCE INDEX (PRIMARY)', 'address', lookup.addresses.map(number))
    if (parts.length === 0) return []
    return (await this.#readers.use(link => link.select(parts.join(' UNION ALL ')))).map(readRow)
  }

  apply(changes: readonly LeaseChange4[]): Promise<Refused> {
    return this.#writers.use(link => applyChanges(link, changes, false))
  }

  applyAll(changes: readonly LeaseChange4[]): Promise<Refused> {
    return this.#writers.use(link => applyChanges(link, changes, true))
  }

  async expired(before: number, limit: number): Promise<readonly Lease4[]> {
    const rows = await this.#side.use(link =>
      link.select(`SELECT ${SELECTED} FROM lease4 ${this.#hints.expire} WHERE state IN (0, 1)
        AND expire < FROM_UNIXTIME(${number(before)}) AND valid_lifetime <> 4294967295
        ORDER BY expire LIMIT ${number(limit)}`),
    )
    return rows.map(readRow)
  }

  deleteReclaimed(before: number, limit: number): Promise<number> {
    return this.#side.use(link =>
      link.change(
        `DELETE FROM lease4 WHERE state = 2 AND expire < FROM_UNIXTIME(${number(before)}) LIMIT ${number(limit)}`,
      ),
    )
  }

  async page(first: Ipv4, last: Ipv4, limit: number) {
    const rows = await this.#side.use(link =>
      link.select(`SELECT address, UNIX_TIMESTAMP(expire), valid_lifetime, state FROM lease4 FORCE INDEX (PRIMARY)
        WHERE address BETWEEN ${number(first)} AND ${number(last)} ORDER BY address LIMIT ${number(limit)}`),
    )
    return rows.map(([address, expire, validLifetime, state]) => ({
      address: address as Ipv4,
      expire: Number(expire),
      validLifetime: validLifetime as number,
      state: state as LeaseState,
    }))
  }

  async find(filter: LeaseFilter4, first: Ipv4, limit: number): Promise<readonly Lease4[]> {
    const rows = await this.#side.use(link => link.select(findText(filter, first, limit, this.#textIn)))
    return rows.map(readRow)
  }

  async counts() {
    const rows = await this.#side.use(link => link.select('SELECT subnet_id, state, leases FROM lease4_stat'))
    return rows.map(([subnetId, state, leases]) => ({
      subnetId: subnetId as number,
      state: state as number,
      leases: Number(leases),
    }))
  }

  async limitCounts(classes: readonly string[], subnetIds: readonly number[]) {
    const table = 'lease4_stat_by_client_class'
    // The name as it was asked for: for the column's collation others are the same.
    const parts = classes.map(name => {
      const literal = `_${this.#textIn} ${text(name)}`
      return `SELECT ${literal}, NULL, leases FROM ${table} WHERE client_class = ${literal}`
    })
    if (subnetIds.length > 0) {
      const ids = subnetIds.map(number).join(',')
      parts.push(`SELECT NULL, subnet_id, leases FROM lease4_stat WHERE state = 0 AND subnet_id IN (${ids})`)
    }
    if (parts.length === 0) return limitCounts([])
    const rows = await this.#side.use(link => link.select(parts.join(' UNION ALL ')))
    return limitCounts(rows.map(([name, subnetId, leases]) => [name, subnetId, leases]))
  }

  async close(): Promise<void> {
    await Promise.all([this.#readers, this.#writers, this.#side].map(pool => pool.close()))
  }
}
