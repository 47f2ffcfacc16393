/** Contexts that a lease may carry: none, without classes, with some, and odd ones that must do no harm. */
const contexts = [
  null,
  '{}',
  '[1]',
  '{"ISC":{"client-classes":[]}}',
  '{"ISC":{"client-classes":["ALL","gold"]}}',
  '{"ISC":{"client-classes":["ALL","silver","gold"]}}',
  '{"ISC":{"client-classes":["gold","gold"]}}',
  '{"ISC":{"client-classes":"gold"}}',
  '{"a":{"ISC":{"client-classes":["hidden"]}}}',
  '{"ISC":[{"client-classes":["hidden"]}]}',
  String.raw`{"ISC":{"client-classes":["sp ace","co,mma","quo\\"te","\\u00fcmlaut",7,null,{"z":1}]}}`,
]

const states = [0, 1, 2]
const text = (value: string | null) => (value === null ? 'NULL' : `'${value}'`)

interface Shape {
  readonly subnet: number
  /** null = an IPv4 lease. */
  readonly type: number | null
  readonly state: number
  readonly context: string | null
}

function insert(address: number, {subnet, type, state, context}: Shape): string {
  return type === null
    ? `INSERT INTO lease4 (address, subnet_id, state, user_context) VALUES (${address}, ${subnet}, ${state}, ${text(context)})`
    : `INSERT INTO lease6 (address, subnet_id, lease_type, state, user_context) VALUES ('2001:db8::${address}', ${subnet}, ${type}, ${state}, ${text(context)})`
}

function update(address: number, {subnet, type, state, context}: Shape): string {
  const [table, more, where] =
    type === null ? ['lease4', '', String(address)] : ['lease6', `, lease_type = ${type}`, `'2001:db8::${address}'`]
  return `UPDATE ${table} SET subnet_id = ${subnet}, state = ${state}${more}, user_context = ${text(context)} WHERE address = ${where}`
}

function remove(address: number, type: number | null): string {
  return type === null
    ? `DELETE FROM lease4 WHERE address = ${address}`
    : `DELETE FROM lease6 WHERE address = '2001:db8::${address}'`
}

/** Every state to every state, with each subnet and type change, under changing contexts; at last all leases go. */
function lifecycle(types: readonly (number | null)[]): readonly string[] {
  const shapes = states.flatMap(state => [1, 2].flatMap(subnet => types.map(type => ({state, subnet, type}))))
  const pairs = shapes.flatMap(from => shapes.map(to => [from, to] as const))
  const changes = pairs.flatMap(([from, to], i) => [
    insert(i, {...from, context: contexts[i % contexts.length]!}),
    update(i, {...to, context: contexts[(i * 7 + Math.floor(i / 11)) % contexts.length]!}),
    ...(i % 3 === 0 ? [remove(i, to.type)] : []),
  ])
  const table = types[0] === null ? 'lease4' : 'lease6'
  return [
    ...changes,
    `UPDATE ${table} SET hostname = 'renewed', expire = '2001-01-01 00:00:00'`,
    `UPDATE ${table} SET state = 2, user_context = NULL WHERE subnet_id = 1`,
    `UPDATE ${table} SET state = 0`,
    `UPDATE ${table} SET user_context = '{"ISC":{"client-classes":["late"]}}'`,
    `UPDATE ${table} SET user_context = '{"ISC":{"client-classes":["LATE"]}}'`,
    `DELETE FROM ${table}_stat WHERE state = 0 AND subnet_id = 2`,
    `DELETE FROM ${table}_stat_by_client_class WHERE client_class = 'gold'`,
    `UPDATE ${table} SET subnet_id = 3 WHERE subnet_id = 2`,
    `UPDATE ${table}_stat SET leases = 0`,
    `UPDATE ${table}_stat_by_client_class SET leases = 0`,
    `UPDATE ${table} SET state = 1 WHERE subnet_id = 3`,
    `DELETE FROM ${table} WHERE subnet_id = 3`,
    `UPDATE ${table}_stat SET leases = NULL WHERE subnet_id = 1`,
    `DELETE FROM ${table}`,
  ]
}

export const leaseLifecycle: readonly string[] = [...lifecycle([null]), ...lifecycle([0, 1, 2])]

/** Every pair of contexts while the state stays, then while it changes. */
export const contextChanges: readonly string[] = [null, 0].flatMap(type =>
  contexts.flatMap((before, i) =>
    contexts.flatMap((after, j) => {
      const address = 1000 + i * contexts.length + j
      const shape = {subnet: 1, type, state: 0}
      return [
        insert(address, {...shape, context: before}),
        update(address, {...shape, context: after}),
        update(address, {...shape, state: 1, context: before}),
        update(address, {...shape, context: after}),
      ]
    }),
  ),
)

/** Columns that may be NULL but are not in a server's row, states that do not exist, statements on many rows. */
export const leaseOddities: readonly string[] = [
  'INSERT INTO lease4 (address, subnet_id, state) VALUES (1, NULL, 0)',
  'INSERT INTO lease4 (address, subnet_id, state) VALUES (1, NULL, 2)',
  'INSERT INTO lease4 (address, subnet_id, state) VALUES (2, 1, NULL)',
  'INSERT INTO lease4 (address, subnet_id, state) VALUES (3, 1, 7)',
  'INSERT INTO lease4 (address, subnet_id) VALUES (3, 1)',
  'INSERT INTO lease4 (address, subnet_id) VALUES (3, 1)',
  'INSERT IGNORE INTO lease4 (address, subnet_id) VALUES (3, 1), (4, 1), (5, 2)',
  'INSERT INTO lease4 (address, subnet_id) VALUES (3, 1), (9, 2) ON DUPLICATE KEY UPDATE state = 1',
  'REPLACE INTO lease4 (address, subnet_id, state) VALUES (3, 4, 0), (10, 4, 1)',
  'UPDATE lease4 SET state = NULL WHERE address = 3',
  'UPDATE lease4 SET state = 1 WHERE address IN (2, 3)',
  'UPDATE lease4 SET subnet_id = NULL WHERE address = 4',
  'UPDATE lease4 SET subnet_id = 5 WHERE address = 1',
  'UPDATE lease4 SET address = address + 100',
  'UPDATE lease4 SET state = 9',
  'DELETE FROM lease4 WHERE subnet_id IS NULL',
  'DELETE FROM lease4',
  'INSERT INTO lease6 (address, subnet_id, lease_type, state) VALUES (1, NULL, 0, 0)',
  'INSERT INTO lease6 (address, subnet_id, lease_type, state) VALUES (1, 1, NULL, 0)',
  'INSERT INTO lease6 (address, subnet_id, lease_type, state) VALUES (1, NULL, NULL, 2)',
  'INSERT INTO lease6 (address, subnet_id, lease_type, state) VALUES (2, 1, 3, 0)',
  'INSERT INTO lease6 (address, subnet_id, lease_type, state) VALUES (2, 1, 2, NULL), (3, 1, 2, 0)',
  'UPDATE lease6 SET state = 1',
  'UPDATE lease6 SET lease_type = NULL WHERE address = 3',
  'UPDATE lease6 SET lease_type = 1 WHERE address = 3',
  'DELETE FROM lease6',
]

const context = '\'{"ISC":{"client-classes":["a","b"]}}\''

/** The counting routines called on their own. */
export const leaseRoutines: readonly string[] = [
  ...['0, 5', '1, 5', '2, 5', 'NULL, 5', '0, NULL'].flatMap(words => [
    `CALL lease4_AINS_lease4_stat(${words})`,
    `CALL lease6_AINS_lease6_stat(${words}, 0)`,
    `CALL lease6_AINS_lease6_stat(${words}, 2)`,
  ]),
  'CALL lease6_AINS_lease6_stat(0, 5, NULL)',
  ...['0, 5, 0, 5', '0, 5, 1, 5', '1, 5, 0, 6', '0, 6, 2, 6', '2, 6, 1, 6', '0, 5, NULL, 5', '0, 5, 1, NULL'].map(
    words => `CALL lease4_AUPD_lease4_stat(${words})`,
  ),
  ...['0, 5, 0, 0, 5, 0', '0, 5, 0, 1, 5, 0', '1, 5, 0, 0, 6, 2', '0, 6, 2, 0, 6, 1', '2, 6, 1, 1, 6, 1'].map(
    words => `CALL lease6_AUPD_lease6_stat(${words})`,
  ),
  ...['0, 5', '1, 5', '2, 5', '1, NULL', '0, 77'].flatMap(words => [
    `CALL lease4_ADEL_lease4_stat(${words})`,
    `CALL lease6_ADEL_lease6_stat(${words}, 0)`,
  ]),
  ...['0', '1', 'NULL'].flatMap(state =>
    [context, "'{}'", 'NULL'].flatMap(words => [
      `CALL lease4_AINS_lease4_stat_by_client_class(${state}, ${words})`,
      `CALL lease6_AINS_lease6_stat_by_client_class(${state}, ${words}, 2)`,
      `CALL lease4_AUPD_lease4_stat_by_client_class(0, ${context}, ${state}, ${words})`,
      `CALL lease6_AUPD_lease6_stat_by_client_class(0, ${context}, 0, ${state}, ${words}, 2)`,
      `CALL lease4_ADEL_lease4_stat_by_client_class(${state}, ${words})`,
      `CALL lease6_ADEL_lease6_stat_by_client_class(${state}, ${words}, 2)`,
    ]),
  ),
  `CALL lease6_AINS_lease6_stat_by_client_class(0, ${context}, 7)`,
]

const limit = (limits: string) => `'{"ISC":{"limits":${limits}}}'`
const klass = (name: string, rest: string) => `{"name":"${name}"${rest}}`
const asked = [
  'NULL',
  "'{}'",
  "'[]'",
  `'{"limits":{"subnet":{"id":1,"address-limit":1}}}'`,
  limit('[]'),
  ...[1, 2, 3, 9].flatMap(id =>
    [0, 1, 5, 6, 7, 8].flatMap(most => [
      limit(`{"subnet":{"id":${id},"address-limit":${most}}}`),
      limit(`{"subnet":{"id":${id},"prefix-limit":${most}}}`),
      limit(`{"subnet":{"id":${id},"address-limit":${most},"prefix-limit":${most + 1}}}`),
    ]),
  ),
  limit('{"subnet":{"id":1}}'),
  limit('{"subnet":{"address-limit":1}}'),
  ...['a', 'b', 'unknown'].flatMap(name =>
    [0, 1, 2, 3, 4].flatMap(most => [
      limit(`{"client-classes":[${klass(name, `,"address-limit":${most}`)}]}`),
      limit(`{"client-classes":[${klass(name, `,"prefix-limit":${most}`)}]}`),
      limit(
        `{"client-classes":[${klass(name, `,"address-limit":9,"prefix-limit":${most}`)},${klass('b', ',"address-limit":1')}]}`,
      ),
      limit(
        `{"client-classes":[${klass(name, `,"address-limit":${most}`)}],"subnet":{"id":1,"address-limit":${most}}}`,
      ),
    ]),
  ),
  limit(`{"client-classes":[${klass('a', '')},${klass('b', '')}]}`),
  limit(`{"client-classes":[{"address-limit":1}]}`),
  limit(`{"client-classes":${klass('a', ',"address-limit":1')}}`),
  limit(`{"client-classes":[${klass(String.raw`c\\"q`, ',"address-limit":1')}]}`),
  limit(`{"client-classes":[${klass('a', ',"address-limit":1.5')}]}`),
]

/** Limits under, at and over the counters, of classes and subnets, for addresses and prefixes. */
export const limits: readonly string[] = [
  'INSERT INTO lease4_stat VALUES (1, 0, 5), (1, 1, 100), (2, 0, 3), (3, 0, NULL)',
  `INSERT INTO lease4_stat_by_client_class VALUES ('a', 2), ('b', 0), ('c"q', 5)`,
  'INSERT INTO lease6_stat VALUES (1, 0, 0, 5), (1, 2, 0, 7), (1, 1, 0, 4), (1, 0, 1, 90)',
  "INSERT INTO lease6_stat_by_client_class VALUES ('a', 0, 2), ('a', 2, 3), ('b', 0, 1)",
  ...asked.flatMap(words => [`SELECT checkLease4Limits(${words})`, `SELECT checkLease6Limits(${words})`]),
]
