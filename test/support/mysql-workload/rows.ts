const ts = "'2001-02-03 04:05:06'"
const modes = ['NULL', '0', '1', '2', '3']

/** Networks and subnets with each reservation mode, and what belongs to them. */
function configured(n: number): readonly string[] {
  const t = (name: string) => `dhcp${n}_${name}`
  const six = (statements: readonly string[]) => (n === 6 ? statements : [])
  return [
    `INSERT INTO ${t('server')} (id, tag, description, modification_ts) VALUES (2, 'server1', 'sample', ${ts}), (3, 'server2', NULL, ${ts})`,
    `INSERT INTO ${t('audit_revision')} VALUES (1, ${ts}, 'initial', 1), (2, ${ts}, NULL, NULL)`,
    `INSERT INTO ${t('audit')} VALUES (1, '${t('subnet')}', 1, 0, 1), (2, 'dhcp_other', 7, 2, 2)`,
    `INSERT INTO ${t('global_parameter')} (id, name, value, modification_ts, parameter_type) VALUES (1, 'valid-lifetime', '3600', ${ts}, 0), (2, 'boot-file-name', '', ${ts}, 4)`,
    `INSERT INTO ${t('global_parameter_server')} VALUES (1, 1, ${ts}), (2, 2, ${ts})`,
    `INSERT INTO ${t('option_def')} (id, code, name, space, type, modification_ts, is_array, encapsulate, record_types, user_context) VALUES (1, 200, 'foo', 'dhcp${n}', 1, ${ts}, 0, '', NULL, '{"a":1}'), (2, 201, 'bar', 'x', 9, ${ts}, 1, 'y', '[1,2]', NULL)`,
    `INSERT INTO ${t('option_def_server')} VALUES (1, 1, ${ts}), (2, 3, ${ts})`,
    ...modes.flatMap((mode, i) => [
      `INSERT INTO ${t('shared_network')} (id, name, modification_ts, reservation_mode, t1_percent, relay, valid_lifetime) VALUES (${i + 1}, 'net${i}', ${ts}, ${mode}, 0.5, '["10.0.0.1"]', 70)`,
      `INSERT INTO ${t('subnet')} (subnet_id, subnet_prefix, modification_ts, reservation_mode, shared_network_name, user_context) VALUES (${i + 1}, 'prefix${i}', ${ts}, ${mode}, 'net${i}', '{"b":[]}')`,
    ]),
    `INSERT INTO ${t('shared_network_server')} VALUES (1, 1, ${ts}), (2, 2, ${ts})`,
    `INSERT INTO ${t('subnet_server')} VALUES (1, 1, ${ts}), (2, 2, ${ts})`,
    `INSERT INTO ${t('pool')} (id, start_address, end_address, subnet_id, modification_ts, client_class) VALUES (1, 1, 2, 1, ${ts}, 'c'), (2, 3, 4, 2, ${ts}, NULL)`,
    ...six([
      `INSERT INTO dhcp6_pd_pool (id, prefix, prefix_length, delegated_prefix_length, subnet_id, modification_ts, excluded_prefix, excluded_prefix_length) VALUES (1, '2001:db8::', 48, 64, 1, ${ts}, NULL, 0), (2, '2001:db8:1::', 48, 64, 2, ${ts}, '2001:db8:1::', 72)`,
      "UPDATE dhcp6_subnet SET interface_id = 'eth0', modification_ts = modification_ts WHERE subnet_id = 1",
      "UPDATE dhcp6_shared_network SET interface_id = 'eth1' WHERE id = 1",
    ]),
    `INSERT INTO ${t('options')} (option_id, code, value, formatted_value, space, persistent, dhcp_client_class, dhcp${n}_subnet_id, host_id, scope_id, user_context, shared_network_name, pool_id, modification_ts) VALUES
      (1, 3, 0x0a000001, NULL, 'dhcp${n}', 1, NULL, NULL, NULL, 0, NULL, NULL, NULL, ${ts}),
      (2, 6, NULL, '10.0.0.2', 'dhcp${n}', 0, 'nowhere', 1, NULL, 1, '{}', NULL, NULL, ${ts}),
      (3, 6, NULL, '10.0.0.3', 'dhcp${n}', 0, 'nowhere', NULL, NULL, 0, NULL, NULL, NULL, ${ts}),
      (4, 15, NULL, 'example.org', 'dhcp${n}', 0, NULL, NULL, 1, 3, NULL, NULL, NULL, ${ts}),
      (5, 15, NULL, 'example.net', 'dhcp${n}', 0, '', NULL, NULL, 4, NULL, 'net1', NULL, ${ts}),
      (6, 15, NULL, 'example.com', 'dhcp${n}', 0, NULL, NULL, NULL, 5, NULL, NULL, 1, ${ts})`,
    `INSERT INTO ${t('options_server')} VALUES (1, 1, ${ts}), (2, 2, ${ts})`,
  ]
}

/** Rows for every table of 9.3, with each value that a later step changes. */
export const rowsOf93: readonly string[] = [
  'SET @disable_audit = 1, @cascade_transaction = 1, time_zone = "+00:00"',
  "INSERT INTO hosts (host_id, dhcp_identifier, dhcp_identifier_type, dhcp4_subnet_id, dhcp6_subnet_id, ipv4_address, hostname, dhcp4_client_classes, user_context, auth_key) VALUES (1, 0x010203, 0, 1, 1, 167772162, 'Host1', 'gold', '{}', 'key'), (2, 0x010203, 0, 2, NULL, 167772162, NULL, NULL, NULL, NULL), (3, 0x00, 4, NULL, 2, NULL, '', '', '', '')",
  "INSERT INTO ipv6_reservations (reservation_id, address, prefix_len, type, dhcp6_iaid, host_id) VALUES (1, '2001:db8::1', 128, 0, 7, 1), (2, '2001:db8:1::', 64, 2, NULL, 3)",
  `INSERT INTO logs (timestamp, address, log) VALUES (${ts}, '10.0.0.1', 'first'), (${ts}, NULL, 'second'), (${ts}, '2001:db8::1', 'third')`,
  ...configured(4),
  ...configured(6),
  `INSERT INTO lease4 VALUES (167772161, 0x0102, 0xff, 3600, ${ts}, 1, 1, 0, 'a.example.org', 0, NULL), (167772162, NULL, NULL, 0, NULL, 1, NULL, NULL, NULL, 1, ''), (167772163, "", "", 4294967295, ${ts}, 2, 0, 0, '', 2, '{"ISC":{"client-classes":["gold"]}}'), (167772164, 0x01, NULL, 60, ${ts}, 2, 0, 0, 'b', 0, '{"ISC":{"client-classes":["gold"]}}')`,
  `INSERT INTO lease6 VALUES ('2001:db8::1', 0x0102, 3600, ${ts}, 1, 1800, 0, 7, 128, 1, 0, 'a.example.org', 0x0a, 1, 2, 0, NULL), ('2001:db8:1::', 0x00, 3600, ${ts}, 2, 1800, 2, 8, 64, 0, 0, '', NULL, NULL, NULL, 1, '{}')`,
]
