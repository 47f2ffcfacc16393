/** Contexts that a lease may carry: none, without classes, with some, and odd ones that must do no harm. */
const contexts = [
  null,
  '',
  '{}',
  '[1]',
  '{"ISC":{"client-classes":[]}}',
  '{"ISC":{"client-classes":["ALL","gold"]}}',
  '{"ISC":{"client-classes":["ALL","silver","gold"]}}',
  '{"ISC":{"client-classes":["gold","gold"]}}',
  '{"a":{"ISC":{"client-classes":["hidden"]}}}',
  '{"ISC":{"client-classes":["sp ace","co,mma","ümlaut",7,null]}}',
]

const states = [0, 1, 2]
const text = (value: string | number | null) =>
  value === null ? 'NULL' : typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`

interface Shape {
  readonly subnet: number
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

/** Every state to every state, with each context and subnet and type change at least once; at last all leases go. */
function lifecycle(types: readonly (number | null)[]): readonly string[] {
  const shapes = states.flatMap(state =>
    [1, 2].flatMap(
      subnet => types.map(type => ({state, subnet, type})) as {state: number; subnet: number; type: number | null}[],
    ),
  )
  const pairs = shapes.flatMap(from => shapes.map(to => [from, to] as const))
  const changes = pairs.flatMap(([from, to], i) => {
    const [a, b] = [contexts[i % contexts.length]!, contexts[(i * 7 + 3) % contexts.length]!]
    return [
      insert(i, {...from, context: a}),
      update(i, {...to, context: b}),
      ...(i % 3 === 0 ? [remove(i, to.type)] : []),
    ]
  })
  const table = types[0] === null ? 'lease4' : 'lease6'
  return [
    ...changes,
    `UPDATE ${table} SET hostname = 'renewed', expire = '2001-01-01 00:00:00+00'`,
    `UPDATE ${table} SET state = 2, user_context = NULL WHERE subnet_id = 1`,
    `UPDATE ${table} SET state = 0`,
    `DELETE FROM ${table}_stat WHERE state = 0 AND subnet_id = 2`,
    `UPDATE ${table} SET subnet_id = 3 WHERE subnet_id = 2`,
    `UPDATE ${table}_stat SET leases = 0`,
    `UPDATE ${table}_stat_by_client_class SET leases = 0`,
    `DELETE FROM ${table} WHERE subnet_id = 3`,
    `DELETE FROM ${table}`,
  ]
}

export const leaseLifecycle: readonly string[] = [...lifecycle([null]), ...lifecycle([0, 1, 2])]

/** Columns that may be NULL but are not in a server's row, and states that do not exist. */
export const leaseOddities: readonly string[] = [
  'INSERT INTO lease4 (address, subnet_id, state) VALUES (1, NULL, 0)',
  'INSERT INTO lease4 (address, subnet_id, state) VALUES (1, NULL, 2)',
  'UPDATE lease4 SET state = 0',
  'UPDATE lease4 SET subnet_id = 5',
  'UPDATE lease4 SET state = 1',
  'UPDATE lease4 SET subnet_id = NULL',
  'DELETE FROM lease4',
  'INSERT INTO lease4 (address, subnet_id, state) VALUES (2, 5, NULL)',
  'UPDATE lease4 SET state = 0 WHERE address = 2',
  'UPDATE lease4 SET state = NULL WHERE address = 2',
  'DELETE FROM lease4',
  'INSERT INTO lease4 (address, subnet_id, state) VALUES (3, 5, 3)',
  "INSERT INTO lease4 (address, subnet_id, user_context) VALUES (4, 5, 'no json')",
  `INSERT INTO lease4 (address, subnet_id, user_context) VALUES (4, 5, '{"ISC":{"client-classes":"no list"}}')`,
  `INSERT INTO lease4 (address, subnet_id, user_context) VALUES (4, 5, '{"ISC":{"client-classes":["${'x'.repeat(129)}"]}}')`,
  "INSERT INTO lease6 (address, subnet_id, lease_type, state) VALUES ('1', 5, NULL, 0)",
  "INSERT INTO lease6 (address, subnet_id, lease_type, state) VALUES ('1', NULL, 0, 0)",
  "INSERT INTO lease6 (address, subnet_id, lease_type, state) VALUES ('1', 5, 3, 0)",
  "INSERT INTO lease6 (address, subnet_id, lease_type, state) VALUES ('1', 5, 0, NULL)",
  "UPDATE lease6 SET state = 0 WHERE address = '1'",
  "UPDATE lease6 SET state = NULL WHERE address = '1'",
  'DELETE FROM lease6',
]

/** The counting functions as they are, without a lease: others may call them. */
export const statFunctions: readonly string[] = [4, 6].flatMap(n => {
  const type = n === 6 ? ', 0::smallint' : ''
  const other = n === 6 ? ', 2::smallint' : ''
  const gold = `'{"ISC":{"client-classes":["gold"]}}'`
  const call = (name: string, values: string) => `SELECT lease${n}_${name}(${values})`
  return [
    call(`AINS_lease${n}_stat`, `0, 9${type}`),
    call(`AINS_lease${n}_stat`, `1, 9${type}`),
    call(`AINS_lease${n}_stat`, `2, 9${type}`),
    call(`AINS_lease${n}_stat`, `NULL, 9${type}`),
    call(`AINS_lease${n}_stat`, `0, NULL${type}`),
    call(`AUPD_lease${n}_stat`, `0, 9${type}, 1, 9${other}`),
    call(`AUPD_lease${n}_stat`, `0, 9${type}, 0, 9${type}`),
    call(`AUPD_lease${n}_stat`, `1, 9${type}, 2, 9${type}`),
    call(`ADEL_lease${n}_stat`, `0, 9${type}`),
    call(`ADEL_lease${n}_stat`, `0, 9${type}`),
    call(`ADEL_lease${n}_stat`, `1, 77${type}`),
    call(`AINS_lease${n}_stat_by_client_class`, `0, ${gold}${type}`),
    call(`AINS_lease${n}_stat_by_client_class`, `1, ${gold}${type}`),
    call(`AINS_lease${n}_stat_by_client_class`, `0, NULL${type}`),
    call(`AINS_lease${n}_stat_by_client_class`, `0, ''${type}`),
    call(`AUPD_lease${n}_stat_by_client_class`, `0, ${gold}${type}, 0, '{}'${other}`),
    call(`AUPD_lease${n}_stat_by_client_class`, `1, ${gold}${type}, 0, ${gold}${other}`),
    call(`ADEL_lease${n}_stat_by_client_class`, `0, ${gold}${other}`),
    call(`ADEL_lease${n}_stat_by_client_class`, `0, ${gold}${other}`),
    call(`ADEL_lease${n}_stat_by_client_class`, `0, NULL${other}`),
  ]
})

const limits = [
  '{}',
  '{"client-classes":[]}',
  '{"client-classes":[{"name":"gold","address-limit":3}]}',
  '{"client-classes":[{"name":"gold","address-limit":2}]}',
  '{"client-classes":[{"name":"gold","address-limit":0}]}',
  '{"client-classes":[{"name":"gold"}]}',
  '{"client-classes":[{"name":"none","address-limit":0}]}',
  '{"client-classes":[{"name":"none","address-limit":1,"prefix-limit":0}]}',
  '{"client-classes":[{"name":"gold","prefix-limit":1}]}',
  '{"client-classes":[{"name":"gold","prefix-limit":2}]}',
  '{"client-classes":[{"name":"gold","address-limit":1,"prefix-limit":1}]}',
  '{"client-classes":[{"name":"gold","address-limit":9},{"name":"silver","address-limit":1}]}',
  '{"client-classes":[{"name":"gold","address-limit":9,"prefix-limit":9}],"subnet":{"id":1,"address-limit":1}}',
  '{"client-classes":[{"name":"gold","address-limit":1}],"subnet":{"id":1,"address-limit":1}}',
  '{"client-classes":[{"address-limit":0}]}',
  '{"client-classes":[{"address-limit":1}]}',
  '{"client-classes":{"name":"gold","address-limit":1}}',
  '{"client-classes":"gold"}',
  '{"client-classes":null}',
  '{"client-classes":[3,"x",null]}',
  '{"client-classes":[{"name":"gold","address-limit":"x"}]}',
  '{"subnet":{"id":1,"address-limit":4}}',
  '{"subnet":{"id":1,"address-limit":3}}',
  '{"subnet":{"id":1,"address-limit":2}}',
  '{"subnet":{"id":1,"prefix-limit":1}}',
  '{"subnet":{"id":1,"address-limit":9,"prefix-limit":1}}',
  '{"subnet":{"id":1,"prefix-limit":2}}',
  '{"subnet":{"id":1}}',
  '{"subnet":{"id":77,"address-limit":0}}',
  '{"subnet":{"address-limit":0}}',
  '{"subnet":{"id":"x","address-limit":1}}',
  '{"subnet":{"id":1,"address-limit":1.5}}',
  'null',
]

const gold = `'{"ISC":{"client-classes":["gold"]}}'`

export const leaseLimits: readonly string[] = [
  `INSERT INTO lease4 (address, subnet_id, user_context) VALUES (1, 1, ${gold}), (2, 1, ${gold}), (3, 1, '{"ISC":{"client-classes":["silver"]}}')`,
  `INSERT INTO lease4 (address, subnet_id, state, user_context) VALUES (4, 1, 1, ${gold}), (5, 1, 2, ${gold})`,
  `INSERT INTO lease6 (address, subnet_id, lease_type, user_context) VALUES ('1', 1, 0, ${gold}), ('2', 1, 0, ${gold}), ('3', 1, 2, ${gold}), ('4', 1, 1, ${gold})`,
  ...[4, 6].flatMap(n => [
    ...['NULL', "''", "'no json'", "'[]'", "'3'", `'{"ISC":1}'`, `'{"ISC":[]}'`].map(
      value => `SELECT checkLease${n}Limits(${value})`,
    ),
    ...limits.map(limit => `SELECT checkLease${n}Limits('{"ISC":{"limits":${limit}}}')`),
  ]),
  'DELETE FROM lease4',
  'DELETE FROM lease6',
]
