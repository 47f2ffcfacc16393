/** At least two rows in every table that a 6.1 database fills by itself or through its servers. */
export const rowsOf61: readonly string[] = [
  `INSERT INTO lease4 (address, hwaddr, client_id, valid_lifetime, expire, subnet_id, fqdn_fwd, fqdn_rev, hostname, state, user_context) VALUES
     (167772161, '\\x010203040506', '\\x01010203040506', 3600, '2030-01-01 00:00:00+00', 1, true, false, 'one.example', 0, '{"ISC":{"client-classes":["gold"]}}'),
     (167772162, '\\x', NULL, 4294967295, '2030-01-01 00:00:00.5+00', 1, false, false, '', 1, NULL),
     (4294967295, NULL, '\\xff', 0, NULL, 4294967295, NULL, NULL, NULL, 2, ''),
     (0, NULL, NULL, NULL, '1970-01-01 00:00:00+00', NULL, NULL, NULL, 'ÜMLAUT', 2, '{"a": 1}')`,
  `INSERT INTO lease6 (address, duid, valid_lifetime, expire, subnet_id, pref_lifetime, lease_type, iaid, prefix_len, fqdn_fwd, fqdn_rev, hostname, state, hwaddr, hwtype, hwaddr_source, user_context) VALUES
     ('2001:db8::1', '\\x00010203', 3600, '2030-01-01 00:00:00+00', 1, 1800, 0, 7, 128, true, true, 'one.example', 0, '\\x0102', 1, 2, '{"ISC":{"client-classes":["gold"]}}'),
     ('2001:db8:1::', '\\x00010203', 3600, '2030-01-01 00:00:00+00', 1, 1800, 2, -7, 56, false, false, '', 0, NULL, NULL, NULL, NULL),
     ('2001:db8::2', NULL, NULL, NULL, 2, NULL, 1, NULL, NULL, NULL, NULL, NULL, 1, '\\x', -1, 128, '')`,
  `INSERT INTO hosts (dhcp_identifier, dhcp_identifier_type, dhcp4_subnet_id, dhcp6_subnet_id, ipv4_address, hostname, dhcp4_client_classes, dhcp6_client_classes, dhcp4_next_server, dhcp4_server_hostname, dhcp4_boot_file_name, user_context, auth_key) VALUES
     ('\\x01', 0, 1, 2, 167772165, 'host.example', 'a,b', 'c', 167772163, 'boot.example', '/boot', '{"x": 1}', '0123456789abcdef0123456789abcdef'),
     ('\\x01', 0, 2, 1, 167772165, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
     ('\\x02', 4, 0, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
     ('\\x03', 1, NULL, 0, NULL, 'six.example', NULL, NULL, NULL, NULL, NULL, NULL, NULL)`,
  `INSERT INTO ipv6_reservations (address, prefix_len, type, dhcp6_iaid, host_id) VALUES
     ('2001:db8::5', 128, 0, 7, 1), ('2001:db8:5::', 56, 2, NULL, 4)`,
  `INSERT INTO dhcp4_options (code, value, formatted_value, space, persistent, dhcp_client_class, dhcp4_subnet_id, host_id, scope_id, user_context) VALUES
     (3, '\\x0a000001', NULL, 'dhcp4', true, NULL, NULL, 1, 3, '{"why": "host"}'),
     (6, NULL, '10.0.0.2', 'dhcp4', false, 'gold', NULL, 2, 3, NULL),
     (15, NULL, 'example', 'dhcp4', false, NULL, NULL, NULL, 0, NULL),
     (43, NULL, NULL, NULL, false, 'gold', NULL, NULL, 2, NULL)`,
  `INSERT INTO dhcp6_options (code, value, formatted_value, space, persistent, dhcp_client_class, dhcp6_subnet_id, host_id, scope_id, user_context) VALUES
     (23, '\\x20010db8000000000000000000000001', NULL, 'dhcp6', true, NULL, NULL, 4, 3, '{"why": "host"}'),
     (65535, NULL, 'x', 'vendor-1', false, 'gold', NULL, NULL, 0, NULL)`,
  "INSERT INTO logs (timestamp, address, log) VALUES ('2020-01-01 00:00:00+00', '10.0.0.1', 'given'), ('2020-01-02 00:00:00+00', NULL, 'taken')",
]
