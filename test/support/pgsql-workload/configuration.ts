/** Times far from now, so that a touched row shows which time it took. */
const then = "'2001-02-03 04:05:06+00'"
const later = "'2011-02-03 04:05:06+00'"

const revision = (n: number, cascade: string, tag = "'all'") =>
  `SELECT createAuditRevisionDHCP${n}('2005-01-01 00:00:00+00', ${tag}, 'change', ${cascade})`

const newSession = [
  "SELECT set_session_value('kea.disable_audit', false)",
  "SELECT set_session_value('kea.audit_revision_id', NULL::bigint)",
  "SELECT set_session_value('kea.cascade_transaction', false)",
]

/** One of each kind of object, changed once, and some that the keys refuse. */
function creation(n: number): readonly string[] {
  const t = (name: string) => `dhcp${n}_${name}`
  return [
    `INSERT INTO ${t('server')} (tag, description, modification_ts) VALUES ('s1', 'one', ${then}), ('s2', NULL, ${then})`,
    `UPDATE ${t('server')} SET description = 'first' WHERE tag = 's1'`,
    `UPDATE ${t('server')} SET modification_ts = ${later}`,
    `INSERT INTO ${t('global_parameter')} (name, value, modification_ts, parameter_type) VALUES ('a', '1', ${then}, 0), ('b', 'x', ${then}, 4)`,
    `INSERT INTO ${t('global_parameter')} (name, value, modification_ts, parameter_type) VALUES ('bad', '1', ${then}, 3)`,
    `INSERT INTO ${t('global_parameter_server')} SELECT p.id, s.id, ${then} FROM ${t('global_parameter')} p, ${t('server')} s WHERE s.tag = 's1'`,
    `UPDATE ${t('global_parameter')} SET value = '2' WHERE name = 'a'`,
    `UPDATE ${t('global_parameter_server')} SET modification_ts = ${later}`,
    `INSERT INTO ${t('option_def')} (code, name, space, type, modification_ts, is_array, encapsulate, record_types, user_context)
       VALUES (200, 'o', 'dhcp${n}', 1, ${then}, false, '', '[]', '{"a":1}'), (201, 'p', 'x', 2, ${then}, true, 'y', NULL, NULL)`,
    `INSERT INTO ${t('option_def_server')} SELECT d.id, s.id, ${then} FROM ${t('option_def')} d, ${t('server')} s WHERE s.tag = 's1'`,
    `UPDATE ${t('option_def')} SET name = 'q' WHERE code = 200`,
    `INSERT INTO ${t('shared_network')} (name, modification_ts, ddns_replace_client_name, user_context) VALUES ('net1', ${then}, 2, '{}'), ('net2', ${then}, NULL, NULL)`,
    `INSERT INTO ${t('shared_network')} (name, modification_ts, ddns_replace_client_name) VALUES ('bad', ${then}, 9)`,
    `INSERT INTO ${t('shared_network')} (name, modification_ts) VALUES ('net1', ${then})`,
    `INSERT INTO ${t('shared_network_server')} SELECT w.id, s.id, ${then} FROM ${t('shared_network')} w, ${t('server')} s WHERE s.tag = 's1'`,
    `UPDATE ${t('shared_network')} SET valid_lifetime = 5 WHERE name = 'net1'`,
    `INSERT INTO ${t('subnet')} (subnet_id, subnet_prefix, modification_ts, shared_network_name) VALUES
       (1, '10.1.0.0/16', ${then}, 'net1'), (2, '10.2.0.0/16', ${then}, NULL), (3, '10.3.0.0/16', ${then}, 'net2')`,
    `INSERT INTO ${t('subnet')} (subnet_id, subnet_prefix, modification_ts) VALUES (1, '10.9.0.0/16', ${then})`,
    `INSERT INTO ${t('subnet')} (subnet_id, subnet_prefix, modification_ts) VALUES (9, '10.1.0.0/16', ${then})`,
    `INSERT INTO ${t('subnet')} (subnet_id, subnet_prefix, modification_ts, shared_network_name) VALUES (9, '10.9.0.0/16', ${then}, 'no net')`,
    `INSERT INTO ${t('subnet_server')} SELECT x.subnet_id, s.id, ${then} FROM ${t('subnet')} x, ${t('server')} s WHERE s.tag = 's1'`,
    `UPDATE ${t('subnet')} SET valid_lifetime = 7 WHERE subnet_id = 1`,
    `UPDATE ${t('subnet')} SET shared_network_name = 'net2' WHERE subnet_id = 2`,
    `INSERT INTO ${t('pool')} (start_address, end_address, subnet_id, modification_ts) VALUES
       ('10.1.0.1', '10.1.0.9', 1, ${then}), ('10.1.1.1', '10.1.1.9', 1, ${then}), ('10.2.0.1', '10.2.0.9', 2, ${then})`,
    `UPDATE ${t('pool')} SET client_class = 'c' WHERE subnet_id = 2`,
    ...(n === 6
      ? [
          `INSERT INTO dhcp6_pd_pool (prefix, prefix_length, delegated_prefix_length, subnet_id, modification_ts, excluded_prefix_length) VALUES
             ('2001:db8:1::', 48, 64, 1, ${then}, 0), ('2001:db8:2::', 48, 64, 2, ${then}, 0)`,
          `UPDATE dhcp6_pd_pool SET client_class = 'c' WHERE subnet_id = 2`,
        ]
      : []),
    ...options(n),
  ]
}

/** From the leaves to the root and the other way round. */
function deletion(n: number): readonly string[] {
  const t = (name: string) => `dhcp${n}_${name}`
  const optionSubnet = t('subnet_id')
  return [
    `DELETE FROM ${t('options')} WHERE scope_id = 0 AND code = 11`,
    `DELETE FROM ${t('options')} WHERE scope_id = 1 AND code = 13`,
    `DELETE FROM ${t('options')} WHERE scope_id = 4 AND code = 17`,
    `DELETE FROM ${t('options')} WHERE scope_id = 5 AND code = 19`,
    `DELETE FROM ${t('options')} WHERE scope_id IN (2, 3) AND code IN (15, 16)`,
    ...(n === 6
      ? [
          `DELETE FROM ${t('options')} WHERE scope_id = 6 AND code = 21`,
          'DELETE FROM dhcp6_pd_pool WHERE subnet_id = 2',
        ]
      : []),
    `DELETE FROM ${t('pool')} WHERE subnet_id = 2`,
    `DELETE FROM ${t('pool')} WHERE start_address = '10.1.0.1'`,
    `UPDATE ${t('subnet')} SET subnet_id = 33 WHERE subnet_id = 3`,
    `DELETE FROM ${t('subnet')} WHERE subnet_id = 33`,
    `DELETE FROM ${t('subnet')} WHERE subnet_id = 2`,
    `UPDATE ${t('shared_network')} SET name = 'renamed' WHERE name = 'net1'`,
    `DELETE FROM ${t('shared_network')} WHERE name = 'net2'`,
    `DELETE FROM ${t('shared_network')} WHERE name = 'net1'`,
    `DELETE FROM ${t('subnet')} WHERE subnet_id = 1`,
    `DELETE FROM ${t('option_def')}`,
    `DELETE FROM ${t('global_parameter')} WHERE name = 'a'`,
    `DELETE FROM ${t('server')} WHERE tag = 's1'`,
    `DELETE FROM hosts`,
    `DELETE FROM ${t('options')} WHERE ${optionSubnet} IS NOT NULL`,
    `DELETE FROM ${t('options')}`,
    `DELETE FROM ${t('global_parameter')}`,
    `DELETE FROM ${t('pool')}`,
    ...(n === 6 ? ['DELETE FROM dhcp6_pd_pool'] : []),
    `DELETE FROM ${t('subnet')}`,
    `DELETE FROM ${t('shared_network')}`,
    `DELETE FROM ${t('server')} WHERE tag <> 'all'`,
  ]
}

function option(n: number, code: number, scope: number, owner: string, value: string): string {
  const [column, select] = owner === '' ? ['', ''] : [`, ${owner}`, `, ${value}`]
  return `INSERT INTO dhcp${n}_options (code, value, space, scope_id, modification_ts${column}) SELECT ${code}, '\\x01', 'dhcp${n}', ${scope}, ${then}${select}`
}

/** Options of every scope: twice each, so that one can change and one go. */
function options(n: number): readonly string[] {
  const subnet = `dhcp${n}_subnet_id`
  const pool = `(SELECT min(id) FROM dhcp${n}_pool WHERE subnet_id = 1)`
  const pdPool = '(SELECT min(id) FROM dhcp6_pd_pool WHERE subnet_id = 1)'
  const host = '(SELECT min(host_id) FROM hosts)'
  const scopes: readonly (readonly [number, number, string, string])[] = [
    [10, 0, '', ''],
    [12, 1, subnet, '1'],
    [14, 2, 'dhcp_client_class', "'c'"],
    [16, 3, 'host_id', host],
    [17, 4, 'shared_network_name', "'net1'"],
    [19, 5, 'pool_id', pool],
    ...(n === 6 ? ([[21, 6, 'pd_pool_id', pdPool]] as const) : []),
  ]
  return [
    `INSERT INTO hosts (dhcp_identifier, dhcp_identifier_type, ${subnet}) VALUES ('\\x01', 0, 1)`,
    ...scopes.flatMap(([code, scope, owner, value]) => [
      option(n, code, scope, owner, value),
      option(n, code + 1, scope, owner, value),
      `UPDATE dhcp${n}_options SET value = '\\x02', modification_ts = ${later} WHERE code = ${code} AND scope_id = ${scope}`,
      `INSERT INTO dhcp${n}_options_server SELECT o.option_id, s.id, ${then} FROM dhcp${n}_options o, dhcp${n}_server s WHERE o.code = ${code} AND o.scope_id = ${scope} AND s.tag = 's1'`,
    ]),
    option(n, 30, 7, '', ''),
    option(n, 31, 1, subnet, '999'),
    option(n, 31, 1, '', ''),
    option(n, 32, 5, 'pool_id', '999999'),
    option(n, 33, 4, 'shared_network_name', "'no net'"),
    option(n, 34, 0, subnet, '1'),
    `INSERT INTO dhcp${n}_options (code, scope_id) VALUES (35, 0)`,
    `UPDATE dhcp${n}_options SET scope_id = 1, ${subnet} = 2 WHERE code = 35`,
    `DELETE FROM dhcp${n}_options WHERE code = 35`,
  ]
}

const objects = (n: number) => [...creation(n), ...deletion(n)]

/** A configuration with rows in every table, options included only for IPv4: kea-admin's own upgrades break those of IPv6. */
export const filledConfiguration = (n: number): readonly string[] => [revision(n, 'false'), ...creation(n)]

/** The whole configuration life under each way to audit. */
export function configuration(n: number): readonly string[] {
  return [
    // Without a revision, configuration cannot change.
    ...objects(n).slice(0, 12),
    ...newSession,
    revision(n, 'false'),
    ...objects(n),
    revision(n, 'true', "'nosuch'"),
    ...objects(n),
    revision(n, 'NULL', 'NULL'),
    ...objects(n).slice(0, 60),
    revision(n, 'false', "'s1'"),
    ...objects(n).slice(60),
    "SELECT set_session_value('kea.disable_audit', true)",
    revision(n, 'false'),
    ...objects(n),
    ...newSession,
    `SELECT createAuditEntryDHCP${n}('thing', 7, 'create')`,
    revision(n, 'false'),
    ...[
      "'thing', 7, 'create'",
      "'thing', 8, 'update'",
      "'thing', 9, 'delete'",
      "'thing', 9, 'burn'",
      "NULL, 9, 'delete'",
      "'thing', NULL, 'delete'",
      "'thing', 1, NULL",
    ].map(values => `SELECT createAuditEntryDHCP${n}(${values})`),
    `SELECT createAuditRevisionDHCP${n}(NULL, 'all', 'x', false)`,
    `SELECT createAuditRevisionDHCP${n}('2005-01-01 00:00:00+00', 'all', NULL, false)`,
    `UPDATE dhcp${n}_audit_revision SET log_message = 'other' WHERE id = 1`,
    `DELETE FROM dhcp${n}_audit_revision WHERE id = 1`,
    `DELETE FROM dhcp${n}_audit`,
    `DELETE FROM dhcp${n}_audit_revision WHERE id = 1`,
    ...optionAudit(n),
  ]
}

/** The option audit as a call of its own. */
function optionAudit(n: number): readonly string[] {
  const call = (scope: string, ids: string) => {
    const all = n === 6 ? ids : ids.replace(/, [^,]+$/, '')
    return `SELECT createOptionAuditDHCP${n}('update', ${scope}, 77, ${all}, ${later})`
  }
  return [
    `INSERT INTO dhcp${n}_shared_network (name, modification_ts) VALUES ('net', ${then})`,
    `INSERT INTO dhcp${n}_subnet (subnet_id, subnet_prefix, modification_ts) VALUES (50, '10.5.0.0/16', ${then})`,
    `INSERT INTO dhcp${n}_pool (id, start_address, end_address, subnet_id, modification_ts) VALUES (5000, '10.5.0.1', '10.5.0.9', 50, ${then})`,
    ...['0', '1', '2', '3', '4', '5', '6', '7', 'NULL'].flatMap(scope => [
      call(scope === 'NULL' ? 'NULL' : `${scope}::smallint`, "50, 1, 'net', 5000, 1"),
      call(scope === 'NULL' ? 'NULL' : `${scope}::smallint`, 'NULL, NULL, NULL, NULL, NULL'),
      call(scope === 'NULL' ? 'NULL' : `${scope}::smallint`, "51, 1, 'nonet', 5001, 1"),
    ]),
    `DELETE FROM dhcp${n}_pool`,
    `DELETE FROM dhcp${n}_subnet`,
    `DELETE FROM dhcp${n}_shared_network`,
  ]
}
