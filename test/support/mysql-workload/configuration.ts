/** Times far from those of the sessions, so that a touched row shows which time it took. */
const then = "'2001-02-03 04:05:06'"
const later = "'2011-02-03 04:05:06'"

const memory = 'SELECT @audit_revision_id, @cascade_transaction, @disable_audit'

const revision = (n: number, cascade: string, tag = "'all'") =>
  `CALL createAuditRevisionDHCP${n}('2005-01-01 00:00:00', ${tag}, 'change', ${cascade})`

/** Where an option of each scope belongs: column and value. A wrong owner must do no harm. */
function owners(n: number): readonly (readonly [scope: number, column: string, value: string])[] {
  return [
    [0, 'space', "'dhcp'"],
    [1, `dhcp${n}_subnet_id`, '1'],
    [1, `dhcp${n}_subnet_id`, 'NULL'],
    [2, 'dhcp_client_class', "'foo'"],
    [3, 'host_id', '1'],
    [4, 'shared_network_name', "'net1'"],
    [4, 'shared_network_name', 'NULL'],
    [5, 'pool_id', '51'],
    [5, 'pool_id', '52'],
    [6, n === 6 ? 'pd_pool_id' : 'pool_id', '52'],
    [0, `dhcp${n}_subnet_id`, '2'],
    [1, 'shared_network_name', "'net2'"],
    [5, `dhcp${n}_subnet_id`, '2'],
  ]
}

function options(n: number, first: number): readonly string[] {
  const table = `dhcp${n}_options`
  const rows = owners(n).map(([scope, column, value], i) => ({id: first + i, scope, column, value}))
  return [
    ...rows.map(
      ({id, scope, column, value}) =>
        `INSERT INTO ${table} (option_id, code, scope_id, ${column}, modification_ts) VALUES (${id}, 7, ${scope}, ${value}, ${then})`,
    ),
    `INSERT INTO ${table} (code, scope_id, modification_ts) VALUES (7, 9, ${then})`,
    `INSERT INTO ${table} (code, scope_id, dhcp${n}_subnet_id, modification_ts) VALUES (7, 1, 999, ${then})`,
    `INSERT INTO ${table} (code, scope_id, shared_network_name, modification_ts) VALUES (7, 4, 'no net', ${then})`,
    `INSERT INTO ${table} (code, scope_id, dhcp_client_class, modification_ts) VALUES (7, 2, 'no class', ${then})`,
    `INSERT INTO ${table}_server VALUES (${first}, 1, ${then})`,
    ...rows.map(({id}) => `UPDATE ${table} SET value = 'x', modification_ts = ${later} WHERE option_id = ${id}`),
    `UPDATE ${table} SET persistent = 1 WHERE option_id = ${first + 1}`,
    // From one owner to another: which of the two counts as changed?
    `UPDATE ${table} SET dhcp${n}_subnet_id = 2 WHERE option_id = ${first + 1}`,
    `UPDATE ${table} SET scope_id = 4, dhcp${n}_subnet_id = NULL, shared_network_name = 'net2' WHERE option_id = ${first + 1}`,
    `UPDATE ${table} SET scope_id = 0, shared_network_name = NULL WHERE option_id = ${first + 1}`,
    `UPDATE ${table} SET scope_id = 5, pool_id = 53 WHERE option_id = ${first}`,
  ]
}

/** Every kind of object made, changed and removed, from the leaves to the root. */
function objects(n: number): readonly string[] {
  const t = (name: string) => `dhcp${n}_${name}`
  const [low, high] = n === 4 ? ['167837697', '167837706'] : ["'2001:db8::1'", "'2001:db8::9'"]
  const pool = (id: number, subnet: number) =>
    `INSERT INTO ${t('pool')} (id, start_address, end_address, subnet_id, modification_ts) VALUES (${id}, ${low}, ${high}, ${subnet}, ${then})`
  const pd = (id: number, subnet: number) =>
    `INSERT INTO dhcp6_pd_pool (id, prefix, prefix_length, delegated_prefix_length, subnet_id, modification_ts, excluded_prefix_length) VALUES (${id}, '2001:db8:${id}::', 48, 64, ${subnet}, ${then}, 0)`
  const six = (statements: readonly string[]) => (n === 6 ? statements : [])
  return [
    `INSERT INTO ${t('server')} (tag, description, modification_ts) VALUES ('s1', 'one', ${then}), ('s2', NULL, ${then})`,
    `UPDATE ${t('server')} SET description = 'first' WHERE tag = 's1'`,
    `UPDATE ${t('server')} SET modification_ts = ${later}`,
    `INSERT INTO ${t('server')} (tag, modification_ts) VALUES ('s1', ${then})`,
    `INSERT INTO ${t('client_class')} (name, modification_ts) VALUES ('foo', ${then})`,
    `INSERT INTO ${t('global_parameter')} (name, value, modification_ts, parameter_type) VALUES ('a', '1', ${then}, 0), ('b', 'x', ${then}, 4)`,
    `INSERT INTO ${t('global_parameter')} (name, value, modification_ts, parameter_type) VALUES ('bad', '1', ${then}, 3)`,
    `INSERT INTO ${t('global_parameter_server')} SELECT p.id, 1, ${then} FROM ${t('global_parameter')} p`,
    `UPDATE ${t('global_parameter')} SET value = '2' WHERE name = 'a'`,
    `UPDATE ${t('global_parameter')} SET value = '2' WHERE name = 'a'`,
    `UPDATE ${t('global_parameter_server')} SET modification_ts = ${later}`,
    `INSERT INTO ${t('option_def')} (code, name, space, type, modification_ts, is_array, encapsulate, record_types, user_context) VALUES (200, 'o', 'dhcp', 1, ${then}, 0, '', '[]', '{}'), (201, 'p', 'x', 2, ${then}, 1, 'y', NULL, NULL)`,
    `INSERT INTO ${t('option_def_server')} SELECT d.id, 1, ${then} FROM ${t('option_def')} d`,
    `UPDATE ${t('option_def')} SET name = 'q' WHERE code = 200`,
    `UPDATE ${t('option_def')} SET class_id = (SELECT id FROM ${t('client_class')}) WHERE code = 201`,
    `INSERT INTO ${t('shared_network')} (name, modification_ts, user_context) VALUES ('net1', ${then}, '{}'), ('net2', ${then}, NULL)`,
    `INSERT INTO ${t('shared_network')} (name, modification_ts) VALUES ('net1', ${then})`,
    `INSERT INTO ${t('shared_network_server')} SELECT w.id, 1, ${then} FROM ${t('shared_network')} w`,
    `UPDATE ${t('shared_network')} SET valid_lifetime = 5 WHERE name = 'net1'`,
    `INSERT INTO ${t('subnet')} (subnet_id, subnet_prefix, modification_ts, shared_network_name) VALUES (1, '10.1.0.0/16', ${then}, 'net1'), (2, '10.2.0.0/16', ${then}, NULL), (3, '10.3.0.0/16', ${then}, 'net2')`,
    `INSERT INTO ${t('subnet')} (subnet_id, subnet_prefix, modification_ts) VALUES (1, '10.9.0.0/16', ${then})`,
    `INSERT INTO ${t('subnet')} (subnet_id, subnet_prefix, modification_ts) VALUES (9, '10.1.0.0/16', ${then})`,
    `INSERT INTO ${t('subnet')} (subnet_id, subnet_prefix, modification_ts, shared_network_name) VALUES (9, '10.9.0.0/16', ${then}, 'no net')`,
    `INSERT INTO ${t('subnet_server')} SELECT x.subnet_id, 1, ${then} FROM ${t('subnet')} x`,
    `UPDATE ${t('subnet')} SET valid_lifetime = 7 WHERE subnet_id = 1`,
    `UPDATE ${t('subnet')} SET shared_network_name = 'net2' WHERE subnet_id = 2`,
    ...[pool(51, 1), pool(52, 1), pool(53, 2)],
    `UPDATE ${t('pool')} SET client_class = 'c' WHERE subnet_id = 2`,
    ...six([pd(51, 1), pd(52, 1), pd(53, 2), "UPDATE dhcp6_pd_pool SET client_class = 'c' WHERE subnet_id = 2"]),
    'INSERT INTO hosts (host_id, dhcp_identifier, dhcp_identifier_type, dhcp4_subnet_id, dhcp6_subnet_id) VALUES (1, 0x01, 0, 1, 1)',
    "INSERT INTO ipv6_reservations (address, host_id) VALUES ('2001:db8::1', 1)",
    ...options(n, 100),
    ...[100, 101, 103, 104, 105, 107].map(id => `DELETE FROM ${t('options')} WHERE option_id = ${id}`),
    ...options(n, 200),
    `DELETE FROM ${t('options')} WHERE scope_id = 4`,
    ...options(n, 300),
    `DELETE FROM ${t('client_class')} WHERE name = 'foo'`,
    `DELETE FROM ${t('pool')} WHERE id = 51`,
    `DELETE FROM ${t('pool')} WHERE id = 53`,
    ...six(['DELETE FROM dhcp6_pd_pool WHERE id = 52', 'DELETE FROM dhcp6_pd_pool WHERE id = 53']),
    `UPDATE ${t('subnet')} SET subnet_id = 33 WHERE subnet_id = 3`,
    `DELETE FROM ${t('subnet')} WHERE subnet_id = 33`,
    `DELETE FROM ${t('subnet')} WHERE subnet_id = 2`,
    `UPDATE ${t('shared_network')} SET name = 'renamed' WHERE name = 'net2'`,
    `DELETE FROM ${t('shared_network')} WHERE name IN ('net2', 'renamed')`,
    `DELETE FROM ${t('shared_network')} WHERE name = 'net1'`,
    `DELETE FROM ${t('subnet')} WHERE subnet_id = 1`,
    `DELETE FROM ${t('option_def')}`,
    `DELETE FROM ${t('global_parameter')} WHERE name = 'a'`,
    `DELETE FROM ${t('server')} WHERE tag = 's1'`,
    'DELETE FROM hosts',
    memory,
  ]
}

/** Takes away what a round left, whatever the triggers let through. */
function clear(n: number): readonly string[] {
  const tables = ['options', 'pool', ...(n === 6 ? ['pd_pool'] : []), 'subnet', 'shared_network', 'option_def']
  return [
    revision(n, '1'),
    ...[...tables, 'global_parameter', 'client_class'].map(table => `DELETE FROM dhcp${n}_${table}`),
    `DELETE FROM dhcp${n}_server WHERE id > 1`,
    'DELETE FROM hosts',
  ]
}

/** The audit routines called on their own, with every oddity that they may be given. */
function routines(n: number): readonly string[] {
  const entry = (words: string) => `CALL createAuditEntryDHCP${n}(${words})`
  const option = (scope: string, owner: {subnet?: string; network?: string; pool?: string; pd?: string} = {}) =>
    `CALL createOptionAuditDHCP${n}('update', ${scope}, 7, ${owner.subnet ?? 'NULL'}, NULL, ${owner.network ?? 'NULL'}, ${owner.pool ?? 'NULL'}${n === 6 ? `, ${owner.pd ?? 'NULL'}` : ''}, ${later})`
  return [
    'SET @audit_revision_id = NULL, @cascade_transaction = NULL, @disable_audit = NULL',
    entry("'x', 1, 'create'"),
    ...["'all'", "'nosuch'", 'NULL', "'ALL'"].flatMap(tag =>
      ['0', '1', 'NULL'].flatMap(cascade => [revision(n, cascade, tag), memory, entry("'x', 1, 'create'")]),
    ),
    `CALL createAuditRevisionDHCP${n}(NULL, 'all', NULL, 0)`,
    ...[
      "'x', 2, 'update'",
      "'x', 3, 'delete'",
      "'x', 4, 'nonsense'",
      "'x', NULL, 'create'",
      "NULL, 5, 'create'",
      "'x', 6, NULL",
      "'x', 7, 'CREATE'",
    ].map(entry),
    ...['1', '0', 'NULL', "'0'", "'1'", "'false'", '2', '-1'].flatMap(off => [
      `SET @disable_audit = ${off}`,
      revision(n, '0'),
      memory,
      entry("'y', 1, 'create'"),
    ]),
    'SET @disable_audit = NULL',
    `INSERT INTO dhcp${n}_shared_network (id, name, modification_ts) VALUES (71, 'w', ${then})`,
    `INSERT INTO dhcp${n}_subnet (subnet_id, subnet_prefix, modification_ts) VALUES (71, '71', ${then})`,
    `INSERT INTO dhcp${n}_pool (id, start_address, end_address, subnet_id, modification_ts) VALUES (72, 1, 2, 71, ${then})`,
    ...['0', '1', '2', '3', '4', '5', '6', '7', 'NULL'].flatMap(scope => [
      option(scope),
      option(scope, {subnet: '71', network: "'w'", pool: '72', pd: '72'}),
      option(scope, {subnet: '99', network: "'none'", pool: '99', pd: '99'}),
    ]),
    ...['0', '1', '2', 'NULL', "'x'"].flatMap(cascade => [
      `SET @cascade_transaction = ${cascade}`,
      option('0'),
      option('1', {subnet: '71'}),
    ]),
    'SET @disable_audit = 1, @cascade_transaction = 0',
    option('0'),
    option('1', {subnet: '71'}),
    'SET @disable_audit = NULL',
    ...clear(n),
  ]
}

/** The whole life of a configuration, for every way in which a session may audit. */
function lives(n: number): readonly string[] {
  const sessions = [
    ['SET @audit_revision_id = NULL, @cascade_transaction = NULL, @disable_audit = NULL'],
    ['SET @disable_audit = NULL', revision(n, '0')],
    ['SET @disable_audit = NULL', revision(n, '1', "'nosuch'")],
    ['SET @disable_audit = NULL', revision(n, 'NULL')],
    ['SET @disable_audit = 1, @cascade_transaction = 0'],
    ['SET @disable_audit = 1, @cascade_transaction = 1'],
  ]
  return sessions.flatMap(session => [...session, ...objects(n), 'SET @disable_audit = NULL', ...clear(n)])
}

export const configuration: readonly string[] = [4, 6].flatMap(n => [...routines(n), ...lives(n)])
