-- Host reservations and the kinds of identifier and option scope.

CREATE TABLE host_identifier_type (
  type INTEGER PRIMARY KEY,
  name TEXT NOT NULL
) STRICT;;

INSERT INTO host_identifier_type (type, name) VALUES
  (0, 'hw-address'), (1, 'duid'), (2, 'circuit-id'), (3, 'client-id'), (4, 'flex-id');;

CREATE TABLE dhcp_option_scope (
  scope_id INTEGER PRIMARY KEY,
  scope_name TEXT NOT NULL
) STRICT;;

INSERT INTO dhcp_option_scope (scope_id, scope_name) VALUES
  (0, 'global'), (1, 'subnet'), (2, 'client-class'), (3, 'host'), (4, 'shared-network'), (5, 'pool'), (6, 'pd-pool');;

CREATE TABLE hosts (
  host_id INTEGER PRIMARY KEY AUTOINCREMENT,
  dhcp_identifier BLOB NOT NULL,
  dhcp_identifier_type INTEGER NOT NULL REFERENCES host_identifier_type (type),
  dhcp4_subnet_id INTEGER,
  dhcp6_subnet_id INTEGER,
  ipv4_address INTEGER CHECK (ipv4_address BETWEEN 0 AND 4294967295),
  hostname TEXT,
  dhcp4_client_classes TEXT,
  dhcp6_client_classes TEXT,
  dhcp4_next_server INTEGER,
  dhcp4_server_hostname TEXT,
  dhcp4_boot_file_name TEXT,
  user_context TEXT,
  auth_key TEXT
) STRICT;;

-- One reservation for an identifier in a subnet; a host may be of one family only.
CREATE UNIQUE INDEX hosts_by_identifier4 ON hosts (dhcp_identifier, dhcp_identifier_type, dhcp4_subnet_id)
  WHERE dhcp4_subnet_id IS NOT NULL;;
CREATE UNIQUE INDEX hosts_by_identifier6 ON hosts (dhcp_identifier, dhcp_identifier_type, dhcp6_subnet_id)
  WHERE dhcp6_subnet_id IS NOT NULL;;
CREATE INDEX hosts_by_address ON hosts (ipv4_address, dhcp4_subnet_id) WHERE ipv4_address IS NOT NULL;;
CREATE INDEX hosts_by_identifier ON hosts (dhcp_identifier, dhcp_identifier_type);;
CREATE INDEX hosts_by_hostname ON hosts (lower(hostname)) WHERE hostname <> '';;

CREATE TABLE ipv6_reservations (
  reservation_id INTEGER PRIMARY KEY AUTOINCREMENT,
  address BLOB NOT NULL CHECK (length(address) = 16),
  prefix_len INTEGER NOT NULL DEFAULT 128,
  type INTEGER NOT NULL DEFAULT 0,
  dhcp6_iaid INTEGER,
  host_id INTEGER NOT NULL REFERENCES hosts (host_id) ON DELETE CASCADE
) STRICT;;

CREATE INDEX ipv6_reservations_by_address ON ipv6_reservations (address, prefix_len);;
CREATE INDEX ipv6_reservations_by_host ON ipv6_reservations (host_id);;
