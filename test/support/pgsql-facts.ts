import {readFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import type {Row} from '../../src/db/session.ts'

/** What a schema consists of: a key names an object by its place, a value says what it is. Names of indexes, constraints and triggers do not count. */
export type Facts = ReadonlyMap<string, string>

type Query = (sql: string) => Promise<readonly Row[]>

export interface FactOptions {
  /** The position of a column in its table counts too. */
  readonly order?: boolean
  /** Language, volatility and rights of functions count too. */
  readonly language?: boolean
}

/** Tables whose rows belong to the schema. */
const lookups = [
  'schema_version',
  'lease_state',
  'lease6_types',
  'lease_hwaddr_source',
  'host_identifier_type',
  'dhcp_option_scope',
  'parameter_data_type',
  'modification',
  'ddns_replace_client_name_types',
  'dhcp4_server',
  'dhcp6_server',
]

const here = "relnamespace = 'public'::regnamespace"

const tables = `
  SELECT 'table ' || relname AS key, 'exists' AS value FROM pg_class WHERE ${here} AND relkind IN ('r', 'p')
  UNION ALL SELECT 'view ' || relname, 'exists' FROM pg_class WHERE ${here} AND relkind IN ('v', 'm')`

const columns = (order: boolean) => `
  SELECT format('column %s.%s', r.relname, a.attname) AS key,
    format('%s %s default %s', format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'not null' ELSE 'null' END,
      CASE WHEN e LIKE 'nextval(%' THEN 'nextval(own sequence)' ELSE coalesce(e, 'None') END)
    || CASE WHEN a.attidentity <> '' THEN ' identity ' || a.attidentity::text ELSE '' END
    || CASE WHEN a.attgenerated <> '' THEN ' generated ' || a.attgenerated::text ELSE '' END
    ${order ? "|| ' position ' || rank() OVER (PARTITION BY r.oid ORDER BY a.attnum)" : ''} AS value
  FROM pg_attribute a JOIN pg_class r ON r.oid = a.attrelid AND r.${here} AND r.relkind IN ('r', 'p')
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    CROSS JOIN LATERAL (SELECT pg_get_expr(d.adbin, d.adrelid) AS e) text
  WHERE a.attnum > 0 AND NOT a.attisdropped`

const names = (numbers: string, relation: string) => `
  (SELECT string_agg(x.attname, ',' ORDER BY k.n) FROM unnest(${numbers}) WITH ORDINALITY k (number, n)
    JOIN pg_attribute x ON x.attrelid = ${relation} AND x.attnum = k.number)`

const rule = (column: string) =>
  `CASE ${column} WHEN 'a' THEN 'no action' WHEN 'r' THEN 'restrict' WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set null' ELSE 'set default' END`

const constraints = `
  SELECT CASE o.contype
      WHEN 'p' THEN 'primary key of ' || r.relname
      WHEN 'u' THEN format('unique %s(%s)', r.relname, mine)
      WHEN 'f' THEN format('foreign key %s(%s) -> %s(%s)', r.relname, mine, f.relname, theirs)
      ELSE format('check %s: %s', r.relname, pg_get_expr(o.conbin, o.conrelid)) END AS key,
    CASE o.contype
      WHEN 'p' THEN mine
      WHEN 'u' THEN 'all rows'
      WHEN 'f' THEN format('on update %s on delete %s match %s', ${rule('o.confupdtype')}, ${rule('o.confdeltype')}, o.confmatchtype)
        || CASE WHEN o.condeferrable THEN ' deferrable' ELSE '' END || CASE WHEN o.condeferred THEN ' deferred' ELSE '' END
      ELSE o.contype::text END AS value
  FROM pg_constraint o JOIN pg_class r ON r.oid = o.conrelid AND r.${here}
    LEFT JOIN pg_class f ON f.oid = o.confrelid
    CROSS JOIN LATERAL (SELECT ${names('o.conkey', 'o.conrelid')} AS mine, ${names('o.confkey', 'o.confrelid')} AS theirs) n
  WHERE o.contype IN ('p', 'u', 'f', 'c', 'x')`

const indexes = `
  SELECT format('%s %s(%s)', CASE WHEN i.indisunique THEN 'unique' ELSE 'index' END, r.relname,
      (SELECT string_agg(pg_get_indexdef(i.indexrelid, n, true)
        || CASE WHEN i.indoption[n - 1] & 1 = 1 THEN ' desc' ELSE '' END, ',' ORDER BY n)
        FROM generate_series(1, i.indnkeyatts) n)) || coalesce(' where ' || p, '') AS key,
    CASE WHEN i.indisunique AND p IS NULL AND m.amname = 'btree' THEN 'all rows' ELSE m.amname END AS value
  FROM pg_index i JOIN pg_class r ON r.oid = i.indrelid AND r.${here}
    JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam
    CROSS JOIN LATERAL (SELECT pg_get_expr(i.indpred, i.indrelid) AS p) predicate
  WHERE NOT EXISTS (SELECT FROM pg_constraint o WHERE o.conindid = i.indexrelid AND o.contype IN ('p', 'u', 'x'))`

const functions = (language: boolean) => `
  SELECT format('%s %s(%s)', CASE p.prokind WHEN 'p' THEN 'procedure' ELSE 'function' END, p.proname,
      oidvectortypes(p.proargtypes)) AS key,
    'returns ' || pg_get_function_result(p.oid)
    ${language ? "|| format(' language %s volatility %s', l.lanname, p.provolatile) || CASE WHEN p.prosecdef THEN ' security definer' ELSE '' END || CASE WHEN p.proisstrict THEN ' strict' ELSE '' END" : ''} AS value
  FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
  WHERE p.pronamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')`

const triggers = `
  SELECT format('trigger on %s %s %s for each %s calls %s', r.relname,
      CASE WHEN g.tgtype & 2 > 0 THEN 'before' WHEN g.tgtype & 64 > 0 THEN 'instead of' ELSE 'after' END, e.word,
      CASE WHEN g.tgtype & 1 > 0 THEN 'row' ELSE 'statement' END, lower(p.proname)) AS key,
    'when ' || coalesce(pg_get_expr(g.tgqual, g.tgrelid), 'None')
    || CASE WHEN g.tgenabled = 'O' THEN '' ELSE ' enabled=' || g.tgenabled::text END AS value
  FROM pg_trigger g JOIN pg_class r ON r.oid = g.tgrelid AND r.${here} JOIN pg_proc p ON p.oid = g.tgfoid
    JOIN (VALUES (4, 'insert'), (8, 'delete'), (16, 'update'), (32, 'truncate')) e (bit, word) ON g.tgtype & e.bit > 0
  WHERE NOT g.tgisinternal`

const sequences = `
  SELECT coalesce(format('sequence owned by %s.%s', r.relname, a.attname), 'sequence ' || s.relname) AS key, 'exists' AS value
  FROM pg_class s
    LEFT JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i') AND d.refclassid = 'pg_class'::regclass
    LEFT JOIN pg_class r ON r.oid = d.refobjid
    LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
  WHERE s.relkind = 'S' AND s.${here}`

const types = `
  SELECT 'type ' || typname AS key, coalesce((SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder)
    FROM pg_enum WHERE enumtypid = t.oid), '') AS value
  FROM pg_type t WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd')`

/** Rows that come with the schema, without their times, which each database has its own. */
const rowsOf = (table: string) => `
  SELECT format('row of ${table}: {%s}', (SELECT string_agg(to_json(key) || ': ' || value, ', ' ORDER BY key)
    FROM jsonb_each(to_jsonb(x)) WHERE key NOT LIKE '%\\_ts')) AS key, 'exists' AS value FROM ${table} x`

/** Reads what the database that `query` asks consists of. */
export async function factsOf(query: Query, options: FactOptions = {}): Promise<Facts> {
  const facts = new Map<string, string>()
  const add = (rows: readonly Row[]) => {
    for (const {key, value} of rows as readonly {key: string; value: string}[]) {
      const known = facts.get(key)
      // Two objects under one key, say an index made twice, are one fact.
      facts.set(key, known === undefined || known === value ? value : [known, value].sort().join(' ; '))
    }
  }
  const {order = false, language = false} = options
  const parts = [tables, columns(order), constraints, indexes, functions(language), triggers, sequences, types]
  for (const part of parts) add(await query(part))
  for (const table of lookups) if (facts.has(`table ${table}`)) add(await query(rowsOf(table)))
  return facts
}

/** The facts of a version as a file of the repository tells them. */
export function storedFacts(version: string): Facts {
  const path = fileURLToPath(new URL(`../../../test/fixtures/schema/pgsql-${version}.facts`, import.meta.url))
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1)
  return new Map(lines.map(line => line.split('\t') as [string, string]))
}

/** One line a difference: '-' only in `a`, '+' only in `b`, '!' in both but not alike. */
export function differences(a: Facts, b: Facts): readonly string[] {
  return [...new Set([...a.keys(), ...b.keys()])].sort().flatMap(key => {
    const [left, right] = [a.get(key), b.get(key)]
    if (left === right) return []
    if (right === undefined) return `- ${key} [${left}]`
    return left === undefined ? `+ ${key} [${right}]` : `! ${key}: [${left}] [${right}]`
  })
}
