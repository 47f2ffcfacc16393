import type {HostFilter4, ReservedAddress4} from '../../ports/host-store.ts'
import {type BackendOptions4, lockTimeout, SIDE_PATIENCE} from '../leases/backend4.ts'
import {LinkPool} from '../leases/link-pool.ts'
import {number} from '../leases/mysql-rows4.ts'
import {linkMysql, type MysqlLink} from '../mysql.ts'
import type {Target} from '../session.ts'
import type {HostBackend4, HostLookup4, HostRow4, HostSteps4} from './backend4.ts'
import * as sql from './mysql-sql4.ts'
import {type Cells, readReserved, readRow, reservedAfter} from './rows4.ts'

const limits = {batch: 128, inFlight: 2}

const cells: Cells = {
  number: value => (value === null ? undefined : Number(value)),
  text: value => (Buffer.isBuffer(value) ? value.toString('utf8') : ''),
  hex: value => (Buffer.isBuffer(value) ? value.toString('hex') : ''),
  flag: value => Number(value) === 1,
}

function readRows(rows: readonly (readonly unknown[])[]): readonly HostRow4[] {
  return rows.map(row => readRow(row, cells)).filter(row => row !== undefined)
}

/** REPEATABLE READ, because there a locking read also locks the place of a row that is missing. */
const setUpFor = (answerTimeout: number) => `SET SESSION sql_mode = 'STRICT_ALL_TABLES', autocommit = 1,
  wait_timeout = 2592000, innodb_lock_wait_timeout = ${lockTimeout(answerTimeout) / 1000};
  SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ`

export async function openMysqlHosts(target: Target, options: BackendOptions4): Promise<HostBackend4> {
  const opened: MysqlLink[] = []
  const open = async (patience: number) => {
    const {answerTimeout, onLost} = options
    const times = {answerTimeout: answerTimeout * patience, idleTimeout: answerTimeout}
    const link = await linkMysql(target, {setUp: setUpFor(answerTimeout), onLost, ...times})
    opened.push(link)
    return link
  }
  try {
    const side = await open(SIDE_PATIENCE)
    const hints = await readHints(side)
    const readers: MysqlLink[] = []
    while (readers.length < limits.inFlight) readers.push(await open(1))
    // However many keys are asked for, the plan is made by probing the index for each: a table that was filled a moment ago
    // has statistics of an empty one, by which the server would walk over all of it. Not every server has this variable.
    for (const link of readers) await link.change('SET SESSION eq_range_index_dive_limit = 0').catch(() => {})
    return new MysqlHosts(new LinkPool(readers), new LinkPool([side]), hints)
  } catch (error) {
    await Promise.all(opened.map(link => link.close()))
    throw error
  }
}

/** Names of indexes are not the same in every database. */
async function readHints(link: MysqlLink): Promise<sql.Hints> {
  const rows = await link.select(`SELECT COLUMN_NAME, INDEX_NAME FROM information_schema.STATISTICS
    WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'hosts' AND SEQ_IN_INDEX = 1`)
  const first = new Map(rows.map(([column, index]) => [String(column), String(index)]))
  const hint = (column: string) => {
    const name = first.get(column)
    return name === undefined ? '' : `FORCE INDEX (\`${name.replaceAll('`', '``')}\`)`
  }
  return {
    identifier: hint('dhcp_identifier'),
    address: hint('ipv4_address'),
    hostname: hint('hostname'),
    tablesOfValues: await takesTables(link),
  }
}

async function takesTables(link: MysqlLink): Promise<boolean> {
  const [row] = await link.select('SELECT VERSION()')
  const version = String(row?.[0])
  const [major = 0, minor = 0] = version
    .replace(/^5\.5\.5-/, '')
    .split('.')
    .map(Number)
  return /mariadb/i.test(version) && (major > 10 || (major === 10 && minor >= 3))
}

class MysqlHosts implements HostBackend4 {
  readonly limits = limits
  readonly #readers: LinkPool<MysqlLink>
  readonly #side: LinkPool<MysqlLink>
  readonly #hints: sql.Hints

  constructor(readers: LinkPool<MysqlLink>, side: LinkPool<MysqlLink>, hints: sql.Hints) {
    this.#readers = readers
    this.#side = side
    this.#hints = hints
  }

  async load(lookup: HostLookup4): Promise<readonly HostRow4[]> {
    const text = sql.loadText(lookup, this.#hints)
    return text === undefined ? [] : readRows(await this.#readers.use(link => link.select(text)))
  }

  async find(filter: HostFilter4, after: number, limit: number): Promise<readonly HostRow4[]> {
    const text = sql.findText(filter, after, limit, this.#hints)
    return readRows(await this.#side.use(link => link.select(text)))
  }

  async reserved(after: number, limit: number): Promise<readonly ReservedAddress4[]> {
    return readReserved(await this.#side.use(link => link.select(reservedAfter(number(after), number(limit)))))
  }

  write<T>(work: (steps: HostSteps4) => Promise<T>, keep: (answer: T) => boolean): Promise<T> {
    return this.#side.use(async link => {
      try {
        await link.change('START TRANSACTION')
        const answer = await work(stepsOn(link))
        await link.change(keep(answer) ? 'COMMIT' : 'ROLLBACK')
        return answer
      } catch (error) {
        await link.change('ROLLBACK').catch(() => {})
        throw error
      }
    })
  }

  async close(): Promise<void> {
    await Promise.all([this.#readers.close(), this.#side.close()])
  }
}

function stepsOn(link: MysqlLink): HostSteps4 {
  const ids = async (text: string) => (await link.select(text)).map(([id]) => Number(id))
  return {
    insert: async host => {
      await link.change(sql.insertText(host))
      return (await ids('SELECT LAST_INSERT_ID()'))[0]!
    },
    update: async host => {
      const [id] = await ids(sql.lockText({subnetId: host.subnetId!, identifier: host.identifier}))
      if (id !== undefined) await link.change(sql.updateText(host, id))
      return id
    },
    isTaken: async (address, subnetId, but) => (await ids(sql.takenText(address, subnetId, but))).length > 0,
    removeOptions: async id => void (await link.change(sql.removeOptionsText(id))),
    insertOptions: async (id, options) => void (await link.change(sql.insertOptionsText(id, options))),
    remove: async which => {
      const those = await ids(sql.lockText(which))
      if (those.length === 0) return 0
      await link.change(sql.removeBelongingsText(those))
      return link.change(sql.removeHostsText(those))
    },
  }
}
