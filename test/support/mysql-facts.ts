import {readFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import type {Row, SqlSession} from '../../src/db/session.ts'

/**
 * What a MySQL schema holds, one fact a key: `column t.c`, `index t(a,b)`, `foreign key t(c) -> u(d)`, `trigger on t after
 * insert`, `row of t: {…}` for the lookup tables … The value tells the rest: type, rules, result.
 */
export type Facts = ReadonlyMap<string, string>

const lookups =
  'schema_version lease_state lease6_types lease_hwaddr_source host_identifier_type dhcp_option_scope parameter_data_type modification dhcp4_server dhcp6_server'
    .split(' ')
    .sort()

class Collector {
  readonly facts = new Map<string, string>()

  /** Two objects under one key, say two foreign keys between the same columns, are one fact with both values. */
  add(key: string, value: string): void {
    const known = this.facts.get(key)
    this.facts.set(key, known === undefined || known === value ? value : [known, value].sort().join(' ; '))
  }
}

const plainType = (type: string) =>
  type.includes('tinyint(1)') ? type : type.replace(/\b(tinyint|smallint|mediumint|int|bigint)\(\d+\)/g, '$1')

const text = (row: Row, column: string) => (row[column] === null ? undefined : String(row[column]))

function plainDefault(value: string | undefined): string {
  if (value === undefined || value.toUpperCase() === 'NULL') return 'None'
  return value.replace(/^'(.*)'$/, '$1').replace(/current_timestamp(\(\))?/i, 'current_timestamp')
}

/** Groups rows by what `key` makes of them, in the order of their first appearance. */
function grouped(rows: readonly Row[], key: (row: Row) => string): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const name = key(row)
    groups.set(name, [...(groups.get(name) ?? []), row])
  }
  return groups
}

async function readTables(session: SqlSession, found: Collector): Promise<readonly string[]> {
  const rows = await session.query(
    'SELECT TABLE_NAME AS t, TABLE_TYPE AS kind, ENGINE AS engine FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()',
  )
  for (const row of rows) {
    found.add(`${row['kind'] === 'BASE TABLE' ? 'table' : 'view'} ${row['t']}`, `engine ${row['engine']}`)
  }
  return rows.map(row => String(row['t']))
}

async function readColumns(session: SqlSession, found: Collector, full: boolean): Promise<void> {
  const rows = await session.query(
    `SELECT TABLE_NAME AS t, COLUMN_NAME AS c, COLUMN_TYPE AS type, IS_NULLABLE AS nullable, COLUMN_DEFAULT AS standard,
       EXTRA AS extra, CHARACTER_SET_NAME AS charset, COLLATION_NAME AS collation, ORDINAL_POSITION AS position
     FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE()`,
  )
  for (const row of rows) {
    const extra = (text(row, 'extra') ?? '')
      .toLowerCase()
      .replace('default_generated', '')
      .replace(/current_timestamp(\(\))?/, 'current_timestamp')
      .trim()
    const words = [
      plainType(String(row['type'])),
      row['nullable'] === 'YES' ? 'null' : 'not null',
      `default ${plainDefault(text(row, 'standard'))}`,
    ]
    if (extra !== '') words.push(extra)
    if (full) words.push(`position ${row['position']}`, `charset ${row['charset']} ${row['collation']}`)
    found.add(`column ${row['t']}.${row['c']}`, words.join(' '))
  }
}

async function readIndexes(session: SqlSession, found: Collector, full: boolean): Promise<void> {
  const rows = await session.query(
    `SELECT TABLE_NAME AS t, INDEX_NAME AS i, NON_UNIQUE AS plain, COLUMN_NAME AS c, INDEX_TYPE AS type
     FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX`,
  )
  for (const parts of grouped(rows, row => `${row['t']} ${row['i']}`).values()) {
    const {t, i, plain, type} = parts[0]!
    const columns = parts.map(part => part['c']).join(',')
    if (i === 'PRIMARY') found.add(`primary key of ${t}`, columns)
    else {
      const named = full ? ` named ${i}` : ''
      found.add(`${Number(plain) === 0 ? 'unique' : 'index'} ${t}(${columns})`, String(type).toLowerCase() + named)
    }
  }
}

// MySQL treats RESTRICT and NO ACTION alike.
const rule = (value: unknown) => (value === 'RESTRICT' ? 'no action' : String(value).toLowerCase())

async function readForeignKeys(session: SqlSession, found: Collector, full: boolean): Promise<void> {
  // Joined here: the server takes its time for a join of the two.
  const columns = await session.query(
    `SELECT TABLE_NAME AS t, CONSTRAINT_NAME AS name, COLUMN_NAME AS c, REFERENCED_TABLE_NAME AS other,
       REFERENCED_COLUMN_NAME AS theirs FROM information_schema.KEY_COLUMN_USAGE
     WHERE TABLE_SCHEMA = DATABASE() AND REFERENCED_TABLE_NAME IS NOT NULL ORDER BY ORDINAL_POSITION`,
  )
  const rules = await session.query(
    `SELECT TABLE_NAME AS t, CONSTRAINT_NAME AS name, UPDATE_RULE AS up, DELETE_RULE AS del
     FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = DATABASE()`,
  )
  const key = (row: Row) => `${row['t']} ${row['name']}`
  const ruleOf = new Map(rules.map(row => [key(row), row]))
  for (const [constraint, parts] of grouped(columns, key)) {
    const {t, name, other} = parts[0]!
    const {up, del} = ruleOf.get(constraint)!
    const [mine, theirs] = [parts.map(part => part['c']).join(','), parts.map(part => part['theirs']).join(',')]
    const named = full ? ` named ${name}` : ''
    found.add(
      `foreign key ${t}(${mine}) -> ${other}(${theirs})`,
      `on update ${rule(up)} on delete ${rule(del)}${named}`,
    )
  }
}

async function readRoutines(session: SqlSession, found: Collector, full: boolean): Promise<void> {
  const parameters = await session.query(
    `SELECT SPECIFIC_NAME AS routine, ORDINAL_POSITION AS place, PARAMETER_MODE AS mode, PARAMETER_NAME AS name, DTD_IDENTIFIER AS type
     FROM information_schema.PARAMETERS WHERE SPECIFIC_SCHEMA = DATABASE() ORDER BY SPECIFIC_NAME, ORDINAL_POSITION`,
  )
  const routines = await session.query(
    `SELECT ROUTINE_NAME AS name, ROUTINE_TYPE AS kind, SECURITY_TYPE AS rights, IS_DETERMINISTIC AS fixed, SQL_DATA_ACCESS AS access
     FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE()`,
  )
  for (const {name, kind, rights, fixed, access} of routines) {
    const all = parameters.filter(parameter => parameter['routine'] === name)
    const taken = all.filter(parameter => Number(parameter['place']) > 0)
    const result = all.find(parameter => Number(parameter['place']) === 0)
    const types = taken.map(({mode, type}) => (mode === 'IN' ? '' : `${mode} `) + plainType(String(type)))
    const gives = result === undefined ? 'procedure' : `returns ${plainType(String(result['type']))}`
    const names = taken.map(parameter => parameter['name']).join(',')
    const more = full ? ` security ${rights} deterministic ${fixed} ${access} parameters ${names}` : ''
    found.add(`${String(kind).toLowerCase()} ${name}(${types.join(',')})`, gives + more)
  }
}

async function readTriggers(session: SqlSession, found: Collector, full: boolean): Promise<void> {
  const rows = await session.query(
    `SELECT EVENT_OBJECT_TABLE AS t, ACTION_TIMING AS timing, EVENT_MANIPULATION AS event, TRIGGER_NAME AS name
     FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()`,
  )
  const key = (row: Row) =>
    `trigger on ${row['t']} ${String(row['timing']).toLowerCase()} ${String(row['event']).toLowerCase()}`
  for (const [name, parts] of grouped(rows, key)) {
    found.add(name, full ? parts.map(part => part['name']).join(',') : String(parts.length))
  }
}

async function readLookupRows(session: SqlSession, found: Collector, tables: readonly string[]): Promise<void> {
  for (const table of lookups.filter(name => tables.includes(name))) {
    for (const row of await session.query(`SELECT * FROM ${table}`)) {
      const pairs = Object.keys(row)
        .filter(column => !column.endsWith('_ts'))
        .sort()
        .map(column => `"${column}": ${row[column] === null ? 'null' : JSON.stringify(String(row[column]))}`)
      found.add(`row of ${table}: {${pairs.join(', ')}}`, 'exists')
    }
  }
}

/** Reads the facts. `full` adds positions, character sets, names of keys and parameters, rights of routines. */
export async function readFacts(session: SqlSession, full = false): Promise<Facts> {
  const found = new Collector()
  const tables = await readTables(session, found)
  await readColumns(session, found, full)
  await readIndexes(session, found, full)
  await readForeignKeys(session, found, full)
  await readRoutines(session, found, full)
  await readTriggers(session, found, full)
  await readLookupRows(session, found, tables)
  return found.facts
}

/** The facts that differ: `-` only left, `+` only right, `!` in both with another value. */
export function differences(left: Facts, right: Facts): readonly string[] {
  const keys = [...new Set([...left.keys(), ...right.keys()])].sort()
  return keys.flatMap(key => {
    const [a, b] = [left.get(key), right.get(key)]
    if (a === b) return []
    if (b === undefined) return [`- ${key} [${a}]`]
    return a === undefined ? [`+ ${key} [${b}]`] : [`! ${key}: [${a}] [${b}]`]
  })
}

const fixtures = fileURLToPath(new URL('../../../test/fixtures/schema/', import.meta.url))

/**
 * The facts of every version that the chain passes, by version. mysql-9.3.facts holds those of 9.3 one a line, key and
 * value apart by a tab; mysql-steps.facts what each later version changes: a line `= 9.4`, then `+ fact` and `- fact`.
 */
export function expectedFacts(): ReadonlyMap<string, Facts> {
  const read = (name: string) =>
    readFileSync(fixtures + name, 'utf8')
      .trimEnd()
      .split('\n')
  const split = (line: string) => line.split('\t') as [string, string]
  let facts = new Map(read('mysql-9.3.facts').map(split))
  let version = '9.3'
  const all = new Map<string, Facts>()
  for (const line of read('mysql-steps.facts')) {
    const rest = line.slice(2)
    if (line.startsWith('=')) {
      all.set(version, facts)
      facts = new Map(facts)
      version = rest
    } else if (line.startsWith('+')) facts.set(...split(rest))
    else facts.delete(split(rest)[0])
  }
  return all.set(version, facts)
}
