import {leaseState} from '../../model/lease4.ts'
import {DbError, type SqlSession} from '../session.ts'
import type {PlacedRow} from './gathered.ts'
import {type Family, indexOf, tableOf} from './layout.ts'

/** Counts what is inserted while the trigger that does so is off. */
export interface Counters {
  count(page: readonly PlacedRow[]): void
  /** Adds the counts to the tables and turns the trigger on again. */
  store(): Promise<void>
}

/** From here on the trigger's time matters. */
const MANY = 1000

/**
 * Turns the counting trigger off for this transaction. Each of its updates leaves a dead version of the same few rows,
 * and all of them are walked by the next one until the commit: 40,000 leases take half a minute, and a million days.
 * undefined where it stays on: few leases, another backend, an account that does not own the table, or triggers that are
 * not Kea's.
 */
export async function withoutCounting(
  session: SqlSession,
  family: Family,
  leases: number,
): Promise<Counters | undefined> {
  if (session.backend !== 'pgsql' || leases < MANY) return undefined
  const table = tableOf(family)
  const trigger = `${table}_ains`
  const triggers = await session.query(
    `SELECT tgname::text AS name, tgenabled::text AS enabled FROM pg_trigger
     WHERE tgrelid = '${table}'::regclass AND NOT tgisinternal AND tgtype & 4 <> 0`,
  )
  if (triggers.length !== 1 || triggers[0]!['name'] !== trigger || triggers[0]!['enabled'] !== 'O') return undefined
  if (!(await permitted(session, `ALTER TABLE ${table} DISABLE TRIGGER ${trigger}`))) return undefined
  const tally = new Tally(family)
  return {
    count: page => {
      for (const {row} of page) tally.add(row)
    },
    store: async () => {
      await tally.store(session)
      await session.query(`ALTER TABLE ${table} ENABLE TRIGGER ${trigger}`)
    },
  }
}

async function permitted(session: SqlSession, statement: string): Promise<boolean> {
  await session.query('SAVEPOINT keats_trigger')
  try {
    await session.query(statement)
    return true
  } catch (error) {
    if (!(error instanceof DbError && error.kind === 'privilege')) throw error
    await session.query('ROLLBACK TO SAVEPOINT keats_trigger')
    return false
  }
}

/** What the trigger would have counted: states 0 and 1 by subnet, state 0 by client class (facts: schema.md §3.4). */
class Tally {
  readonly #family: Family
  readonly #at: {readonly subnet: number; readonly state: number; readonly type: number; readonly context: number}
  readonly #subnets = new Map<string, number>()
  readonly #classes = new Map<string, number>()

  constructor(family: Family) {
    this.#family = family
    const [subnet, state, type, context] = ['subnet_id', 'state', 'lease_type', 'user_context'].map(name =>
      indexOf(family, name),
    ) as [number, number, number, number]
    this.#at = {subnet, state, type, context}
  }

  add(row: PlacedRow['row']): void {
    const state = row[this.#at.state] as number
    if (state > leaseState.declined) return
    const type = this.#family === 6 ? [row[this.#at.type]] : []
    increase(this.#subnets, [row[this.#at.subnet], ...type, state])
    if (state !== leaseState.assigned) return
    for (const name of classesOf(row[this.#at.context] as string | null)) increase(this.#classes, [name, ...type])
  }

  async store(session: SqlSession): Promise<void> {
    const type = this.#family === 6 ? ['lease_type'] : []
    const table = `${tableOf(this.#family)}_stat`
    await addCounts(session, table, ['subnet_id', ...type, 'state'], this.#subnets)
    await addCounts(session, `${table}_by_client_class`, ['client_class', ...type], this.#classes)
  }
}

function increase(counts: Map<string, number>, key: readonly unknown[]): void {
  const text = JSON.stringify(key)
  counts.set(text, (counts.get(text) ?? 0) + 1)
}

async function addCounts(
  session: SqlSession,
  table: string,
  key: readonly string[],
  counts: ReadonlyMap<string, number>,
): Promise<void> {
  if (counts.size === 0) return
  const keys = [...counts.keys()].map(text => JSON.parse(text) as (string | number)[])
  const arrays = [...key.map((_, index) => keys.map(each => each[index]!)), [...counts.values()]]
  const types = [...key.map(name => (name === 'client_class' ? 'text[]' : 'bigint[]')), 'bigint[]']
  await session.query(
    `INSERT INTO ${table} AS t (${key.join(', ')}, leases)
     SELECT * FROM unnest(${types.map((type, index) => `$${index + 1}::${type}`).join(', ')})
     ON CONFLICT (${key.join(', ')}) DO UPDATE SET leases = t.leases + excluded.leases`,
    arrays,
  )
}

/** Names in ISC.client-classes of a user context. */
function classesOf(context: string | null): readonly string[] {
  if (context === null || !context.includes('client-classes')) return []
  const {ISC} = JSON.parse(Buffer.from(context, 'latin1').toString('utf8')) as {ISC?: {'client-classes'?: unknown}}
  const names = ISC?.['client-classes']
  return Array.isArray(names) ? names.filter(name => typeof name === 'string') : []
}
