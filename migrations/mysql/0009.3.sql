-- Leases and their statistics, hosts, options and the configuration backend: the schema of Kea 1.8.

-- What the servers write: leases, and how many of each state a subnet has.

CREATE TABLE IF NOT EXISTS schema_version (
  version INT NOT NULL,
  minor INT,
  PRIMARY KEY (version)
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS lease_state (
  state INT UNSIGNED NOT NULL,
  name VARCHAR(64) NOT NULL,
  PRIMARY KEY (state)
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS lease6_types (
  lease_type TINYINT NOT NULL,
  name VARCHAR(5),
  PRIMARY KEY (lease_type)
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS lease_hwaddr_source (
  hwaddr_source INT UNSIGNED NOT NULL DEFAULT 0,
  name VARCHAR(40),
  PRIMARY KEY (hwaddr_source)
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS lease4 (
  address INT UNSIGNED NOT NULL,
  hwaddr VARBINARY(20),
  client_id VARBINARY(128),
  valid_lifetime INT UNSIGNED,
  expire TIMESTAMP NULL DEFAULT NULL,
  subnet_id INT UNSIGNED,
  fqdn_fwd TINYINT(1),
  fqdn_rev TINYINT(1),
  hostname VARCHAR(255),
  state INT UNSIGNED DEFAULT 0,
  user_context TEXT,
  PRIMARY KEY (address),
  KEY lease4_by_client_id_subnet_id (client_id, subnet_id),
  KEY lease4_by_hostname (hostname),
  KEY lease4_by_hwaddr_subnet_id (hwaddr, subnet_id),
  KEY lease4_by_state_expire (state, expire),
  KEY lease4_by_subnet_id (subnet_id),
  CONSTRAINT fk_lease4_state FOREIGN KEY (state) REFERENCES lease_state (state)
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS lease6 (
  address VARCHAR(39) NOT NULL,
  duid VARBINARY(128),
  valid_lifetime INT UNSIGNED,
  expire TIMESTAMP NULL DEFAULT NULL,
  subnet_id INT UNSIGNED,
  pref_lifetime INT UNSIGNED,
  lease_type TINYINT,
  iaid INT UNSIGNED,
  prefix_len TINYINT UNSIGNED,
  fqdn_fwd TINYINT(1),
  fqdn_rev TINYINT(1),
  hostname VARCHAR(255),
  hwaddr VARBINARY(20),
  hwtype SMALLINT UNSIGNED,
  hwaddr_source INT UNSIGNED,
  state INT UNSIGNED DEFAULT 0,
  user_context TEXT,
  PRIMARY KEY (address),
  KEY fk_lease6_hwaddr_source (hwaddr_source),
  KEY fk_lease6_type (lease_type),
  KEY lease6_by_duid_iaid_subnet_id (duid, iaid, subnet_id),
  KEY lease6_by_hostname (hostname),
  KEY lease6_by_state_expire (state, expire),
  KEY lease6_by_subnet_id_lease_type (subnet_id, lease_type),
  CONSTRAINT fk_lease6_hwaddr_source FOREIGN KEY (hwaddr_source) REFERENCES lease_hwaddr_source (hwaddr_source),
  CONSTRAINT fk_lease6_state FOREIGN KEY (state) REFERENCES lease_state (state),
  CONSTRAINT fk_lease6_type FOREIGN KEY (lease_type) REFERENCES lease6_types (lease_type)
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS lease4_stat (
  subnet_id INT UNSIGNED NOT NULL,
  state INT UNSIGNED NOT NULL,
  leases BIGINT,
  PRIMARY KEY (subnet_id, state)
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS lease6_stat (
  subnet_id INT UNSIGNED NOT NULL,
  lease_type INT UNSIGNED NOT NULL,
  state INT UNSIGNED NOT NULL,
  leases BIGINT,
  PRIMARY KEY (subnet_id, lease_type, state)
) ENGINE = InnoDB;;

INSERT IGNORE INTO lease_state (state, name) VALUES
  (0, 'default'), (1, 'declined'), (2, 'expired-reclaimed');;

INSERT IGNORE INTO lease6_types (lease_type, name) VALUES (0, 'IA_NA'), (1, 'IA_TA'), (2, 'IA_PD');;

INSERT IGNORE INTO lease_hwaddr_source (hwaddr_source, name) VALUES
  (0, 'HWADDR_SOURCE_UNKNOWN'),
  (1, 'HWADDR_SOURCE_RAW'),
  (2, 'HWADDR_SOURCE_IPV6_LINK_LOCAL'),
  (4, 'HWADDR_SOURCE_DUID'),
  (8, 'HWADDR_SOURCE_CLIENT_ADDR_RELAY_OPTION'),
  (16, 'HWADDR_SOURCE_REMOTE_ID'),
  (32, 'HWADDR_SOURCE_SUBSCRIBER_ID'),
  (64, 'HWADDR_SOURCE_DOCSIS_CMTS'),
  (128, 'HWADDR_SOURCE_DOCSIS_MODEM');;

-- Host reservations. Their options share tables with those of the configuration backend, further down.

CREATE TABLE IF NOT EXISTS dhcp_option_scope (
  scope_id TINYINT UNSIGNED NOT NULL,
  scope_name VARCHAR(32),
  PRIMARY KEY (scope_id)
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS host_identifier_type (
  type TINYINT NOT NULL,
  name VARCHAR(32),
  PRIMARY KEY (type)
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS hosts (
  host_id INT UNSIGNED NOT NULL AUTO_INCREMENT,
  dhcp_identifier VARBINARY(128) NOT NULL,
  dhcp_identifier_type TINYINT NOT NULL,
  dhcp4_subnet_id INT UNSIGNED,
  dhcp6_subnet_id INT UNSIGNED,
  ipv4_address INT UNSIGNED,
  hostname VARCHAR(255),
  dhcp4_client_classes VARCHAR(255),
  dhcp6_client_classes VARCHAR(255),
  dhcp4_next_server INT UNSIGNED,
  dhcp4_server_hostname VARCHAR(64),
  dhcp4_boot_file_name VARCHAR(128),
  user_context TEXT,
  auth_key VARCHAR(32),
  PRIMARY KEY (host_id),
  UNIQUE KEY key_dhcp4_identifier_subnet_id (dhcp_identifier, dhcp_identifier_type, dhcp4_subnet_id),
  UNIQUE KEY key_dhcp4_ipv4_address_subnet_id (ipv4_address, dhcp4_subnet_id),
  UNIQUE KEY key_dhcp6_identifier_subnet_id (dhcp_identifier, dhcp_identifier_type, dhcp6_subnet_id),
  KEY fk_host_identifier_type (dhcp_identifier_type),
  KEY hosts_by_hostname (hostname),
  CONSTRAINT fk_host_identifier_type FOREIGN KEY (dhcp_identifier_type) REFERENCES host_identifier_type (type)
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS ipv6_reservations (
  reservation_id INT UNSIGNED NOT NULL AUTO_INCREMENT,
  address VARCHAR(39) NOT NULL,
  prefix_len TINYINT UNSIGNED NOT NULL DEFAULT 128,
  type TINYINT UNSIGNED NOT NULL DEFAULT 0,
  dhcp6_iaid INT UNSIGNED,
  host_id INT UNSIGNED NOT NULL,
  PRIMARY KEY (reservation_id),
  UNIQUE KEY key_dhcp6_address_prefix_len (address, prefix_len),
  KEY fk_ipv6_reservations_host_idx (host_id),
  CONSTRAINT fk_ipv6_reservations_Host FOREIGN KEY (host_id) REFERENCES hosts (host_id)
    ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE = InnoDB;;

INSERT IGNORE INTO dhcp_option_scope (scope_id, scope_name) VALUES
  (0, 'global'), (1, 'subnet'), (2, 'client-class'), (3, 'host'), (4, 'shared-network'), (5, 'pool'), (6, 'pd-pool');;

INSERT IGNORE INTO host_identifier_type (type, name) VALUES
  (0, 'hw-address'), (1, 'duid'), (2, 'circuit-id'), (3, 'client-id'), (4, 'flex-id');;

-- The legal log, and the words that the configuration backend uses.

CREATE TABLE IF NOT EXISTS logs (
  timestamp TIMESTAMP NULL DEFAULT CURRENT_TIMESTAMP,
  address VARCHAR(43),
  log TEXT NOT NULL,
  KEY timestamp_index (timestamp)
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS modification (
  id TINYINT NOT NULL,
  modification_type VARCHAR(32) NOT NULL,
  PRIMARY KEY (id)
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS parameter_data_type (
  id TINYINT UNSIGNED NOT NULL,
  name VARCHAR(32) NOT NULL,
  PRIMARY KEY (id)
) ENGINE = InnoDB;;

INSERT IGNORE INTO modification (id, modification_type) VALUES (0, 'create'), (1, 'update'), (2, 'delete');;

INSERT IGNORE INTO parameter_data_type (id, name) VALUES (0, 'integer'), (1, 'real'), (2, 'boolean'), (4, 'string');;

-- The configuration backend of DHCPv4. Server 1 stands for all servers.

CREATE TABLE IF NOT EXISTS dhcp4_server (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  tag VARCHAR(64) NOT NULL,
  description TEXT,
  modification_ts TIMESTAMP NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY dhcp4_server_tag_UNIQUE (tag),
  KEY key_dhcp4_server_modification_ts (modification_ts)
) ENGINE = InnoDB;;

INSERT IGNORE INTO dhcp4_server (id, tag, description, modification_ts) VALUES
  (1, 'all', 'special type: all servers', CURRENT_TIMESTAMP);;

CREATE TABLE IF NOT EXISTS dhcp4_audit_revision (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  modification_ts TIMESTAMP NOT NULL,
  log_message TEXT,
  server_id BIGINT UNSIGNED,
  PRIMARY KEY (id),
  KEY key_dhcp4_audit_revision_by_modification_ts (modification_ts)
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS dhcp4_audit (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  object_type VARCHAR(256) NOT NULL,
  object_id BIGINT UNSIGNED NOT NULL,
  modification_type TINYINT(1) NOT NULL,
  revision_id BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (id),
  KEY fk_dhcp4_audit_modification_type (modification_type),
  KEY fk_dhcp4_audit_revision (revision_id),
  CONSTRAINT fk_dhcp4_audit_modification_type FOREIGN KEY (modification_type) REFERENCES modification (id)
    ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT fk_dhcp4_audit_revision FOREIGN KEY (revision_id) REFERENCES dhcp4_audit_revision (id)
    ON DELETE NO ACTION ON UPDATE CASCADE
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS dhcp4_global_parameter (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  name VARCHAR(128) NOT NULL,
  value LONGTEXT NOT NULL,
  modification_ts TIMESTAMP NOT NULL,
  parameter_type TINYINT UNSIGNED NOT NULL,
  PRIMARY KEY (id),
  KEY fk_dhcp4_global_parameter_type (parameter_type),
  KEY key_dhcp4_global_parameter_modification_ts (modification_ts),
  KEY key_dhcp4_global_parameter_name (name),
  CONSTRAINT fk_dhcp4_global_parameter_type FOREIGN KEY (parameter_type) REFERENCES parameter_data_type (id)
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS dhcp4_global_parameter_server (
  parameter_id BIGINT UNSIGNED NOT NULL,
  server_id BIGINT UNSIGNED NOT NULL,
  modification_ts TIMESTAMP NOT NULL,
  PRIMARY KEY (parameter_id, server_id),
  KEY fk_dhcp4_global_parameter_server_server_id (server_id),
  KEY key_dhcp4_global_parameter_server (modification_ts),
  CONSTRAINT fk_dhcp4_global_parameter_server_parameter_id FOREIGN KEY (parameter_id)
    REFERENCES dhcp4_global_parameter (id)
    ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT fk_dhcp4_global_parameter_server_server_id FOREIGN KEY (server_id) REFERENCES dhcp4_server (id)
    ON DELETE CASCADE ON UPDATE NO ACTION
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS dhcp4_option_def (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  code SMALLINT UNSIGNED NOT NULL,
  name VARCHAR(128) NOT NULL,
  space VARCHAR(128) NOT NULL,
  type TINYINT UNSIGNED NOT NULL,
  modification_ts TIMESTAMP NOT NULL,
  is_array TINYINT(1) NOT NULL,
  encapsulate VARCHAR(128) NOT NULL,
  record_types VARCHAR(512),
  user_context LONGTEXT,
  PRIMARY KEY (id),
  KEY key_dhcp4_option_def_code_space (code, space),
  KEY key_dhcp4_option_def_modification_ts (modification_ts)
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS dhcp4_option_def_server (
  option_def_id BIGINT UNSIGNED NOT NULL,
  server_id BIGINT UNSIGNED NOT NULL,
  modification_ts TIMESTAMP NOT NULL,
  PRIMARY KEY (option_def_id, server_id),
  KEY fk_dhcp4_option_def_server_server_id_idx (server_id),
  KEY key_dhcp4_option_def_server_modification_ts (modification_ts),
  CONSTRAINT fk_dhcp4_option_def_server_option_def_id FOREIGN KEY (option_def_id) REFERENCES dhcp4_option_def (id)
    ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT fk_dhcp4_option_def_server_server_id FOREIGN KEY (server_id) REFERENCES dhcp4_server (id)
    ON DELETE CASCADE ON UPDATE NO ACTION
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS dhcp4_shared_network (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  name VARCHAR(128) NOT NULL,
  client_class VARCHAR(128),
  interface VARCHAR(128),
  match_client_id TINYINT(1),
  modification_ts TIMESTAMP NOT NULL,
  rebind_timer INT,
  relay LONGTEXT,
  renew_timer INT,
  require_client_classes LONGTEXT,
  reservation_mode TINYINT,
  user_context LONGTEXT,
  valid_lifetime INT,
  authoritative TINYINT(1),
  calculate_tee_times TINYINT(1),
  t1_percent FLOAT,
  t2_percent FLOAT,
  boot_file_name VARCHAR(512),
  next_server INT UNSIGNED,
  server_hostname VARCHAR(512),
  min_valid_lifetime INT,
  max_valid_lifetime INT,
  ddns_send_updates TINYINT(1),
  ddns_override_no_update TINYINT(1),
  ddns_override_client_update TINYINT(1),
  ddns_replace_client_name TINYINT,
  ddns_generated_prefix VARCHAR(255),
  ddns_qualifying_suffix VARCHAR(255),
  PRIMARY KEY (id),
  UNIQUE KEY name_UNIQUE (name),
  KEY key_dhcp4_shared_network_modification_ts (modification_ts)
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS dhcp4_shared_network_server (
  shared_network_id BIGINT UNSIGNED NOT NULL,
  server_id BIGINT UNSIGNED NOT NULL,
  modification_ts TIMESTAMP NOT NULL,
  PRIMARY KEY (shared_network_id, server_id),
  KEY fk_dhcp4_shared_network_server_server_id (server_id),
  KEY key_dhcp4_shared_network_server_modification_ts (modification_ts),
  CONSTRAINT fk_dhcp4_shared_network_server_server_id FOREIGN KEY (server_id) REFERENCES dhcp4_server (id)
    ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT fk_dhcp4_shared_network_server_shared_network_id FOREIGN KEY (shared_network_id)
    REFERENCES dhcp4_shared_network (id)
    ON DELETE CASCADE ON UPDATE NO ACTION
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS dhcp4_subnet (
  subnet_id INT UNSIGNED NOT NULL,
  subnet_prefix VARCHAR(32) NOT NULL,
  `4o6_interface` VARCHAR(128),
  `4o6_interface_id` VARCHAR(128),
  `4o6_subnet` VARCHAR(64),
  boot_file_name VARCHAR(512),
  client_class VARCHAR(128),
  interface VARCHAR(128),
  match_client_id TINYINT(1),
  modification_ts TIMESTAMP NOT NULL,
  next_server INT UNSIGNED,
  rebind_timer INT,
  relay LONGTEXT,
  renew_timer INT,
  require_client_classes LONGTEXT,
  reservation_mode TINYINT,
  server_hostname VARCHAR(512),
  shared_network_name VARCHAR(128),
  user_context LONGTEXT,
  valid_lifetime INT,
  authoritative TINYINT(1),
  calculate_tee_times TINYINT(1),
  t1_percent FLOAT,
  t2_percent FLOAT,
  min_valid_lifetime INT,
  max_valid_lifetime INT,
  ddns_send_updates TINYINT(1),
  ddns_override_no_update TINYINT(1),
  ddns_override_client_update TINYINT(1),
  ddns_replace_client_name TINYINT,
  ddns_generated_prefix VARCHAR(255),
  ddns_qualifying_suffix VARCHAR(255),
  PRIMARY KEY (subnet_id),
  UNIQUE KEY subnet4_subnet_prefix (subnet_prefix),
  KEY fk_dhcp4_subnet_shared_network (shared_network_name),
  KEY key_dhcp4_subnet_modification_ts (modification_ts),
  CONSTRAINT fk_dhcp4_subnet_shared_network FOREIGN KEY (shared_network_name) REFERENCES dhcp4_shared_network (name)
    ON DELETE SET NULL ON UPDATE NO ACTION
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS dhcp4_subnet_server (
  subnet_id INT UNSIGNED NOT NULL,
  server_id BIGINT UNSIGNED NOT NULL,
  modification_ts TIMESTAMP NOT NULL,
  PRIMARY KEY (subnet_id, server_id),
  KEY fk_dhcp4_subnet_server_server_id_idx (server_id),
  KEY key_dhcp4_subnet_server_modification_ts (modification_ts),
  CONSTRAINT fk_dhcp4_subnet_server_server_id FOREIGN KEY (server_id) REFERENCES dhcp4_server (id)
    ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT fk_dhcp4_subnet_server_subnet_id FOREIGN KEY (subnet_id) REFERENCES dhcp4_subnet (subnet_id)
    ON DELETE CASCADE ON UPDATE CASCADE
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS dhcp4_pool (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  start_address INT UNSIGNED NOT NULL,
  end_address INT UNSIGNED NOT NULL,
  subnet_id INT UNSIGNED NOT NULL,
  modification_ts TIMESTAMP NOT NULL,
  client_class VARCHAR(128),
  require_client_classes LONGTEXT,
  user_context LONGTEXT,
  PRIMARY KEY (id),
  KEY fk_dhcp4_pool_subnet_id (subnet_id),
  KEY key_dhcp4_pool_modification_ts (modification_ts),
  CONSTRAINT fk_dhcp4_pool_subnet_id FOREIGN KEY (subnet_id) REFERENCES dhcp4_subnet (subnet_id)
    ON DELETE NO ACTION ON UPDATE CASCADE
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS dhcp4_options (
  option_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  code TINYINT UNSIGNED NOT NULL,
  value BLOB,
  formatted_value TEXT,
  space VARCHAR(128),
  persistent TINYINT(1) NOT NULL DEFAULT 0,
  dhcp_client_class VARCHAR(128),
  dhcp4_subnet_id INT UNSIGNED,
  host_id INT UNSIGNED,
  scope_id TINYINT UNSIGNED NOT NULL,
  user_context TEXT,
  shared_network_name VARCHAR(128),
  pool_id BIGINT UNSIGNED,
  modification_ts TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (option_id),
  UNIQUE KEY option_id_UNIQUE (option_id),
  KEY fk_dhcp4_options_pool (pool_id),
  KEY fk_dhcp4_options_shared_network (shared_network_name),
  KEY fk_dhcp4_options_subnet (dhcp4_subnet_id),
  KEY fk_dhcp4_option_scope (scope_id),
  KEY fk_options_host1_idx (host_id),
  CONSTRAINT fk_dhcp4_options_pool FOREIGN KEY (pool_id) REFERENCES dhcp4_pool (id)
    ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT fk_dhcp4_options_shared_network FOREIGN KEY (shared_network_name) REFERENCES dhcp4_shared_network (name)
    ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT fk_dhcp4_options_subnet FOREIGN KEY (dhcp4_subnet_id) REFERENCES dhcp4_subnet (subnet_id)
    ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT fk_dhcp4_option_scope FOREIGN KEY (scope_id) REFERENCES dhcp_option_scope (scope_id),
  CONSTRAINT fk_options_host1 FOREIGN KEY (host_id) REFERENCES hosts (host_id)
    ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS dhcp4_options_server (
  option_id BIGINT UNSIGNED NOT NULL,
  server_id BIGINT UNSIGNED NOT NULL,
  modification_ts TIMESTAMP NOT NULL,
  PRIMARY KEY (option_id, server_id),
  KEY fk_dhcp4_options_server_server_id (server_id),
  KEY key_dhcp4_options_server_modification_ts (modification_ts),
  CONSTRAINT fk_dhcp4_options_server_option_id FOREIGN KEY (option_id) REFERENCES dhcp4_options (option_id)
    ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT fk_dhcp4_options_server_server_id FOREIGN KEY (server_id) REFERENCES dhcp4_server (id)
    ON DELETE CASCADE ON UPDATE NO ACTION
) ENGINE = InnoDB;;

-- The configuration backend of DHCPv6. Server 1 stands for all servers.

CREATE TABLE IF NOT EXISTS dhcp6_server (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  tag VARCHAR(64) NOT NULL,
  description TEXT,
  modification_ts TIMESTAMP NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY dhcp6_server_tag_UNIQUE (tag),
  KEY key_dhcp6_server_modification_ts (modification_ts)
) ENGINE = InnoDB;;

INSERT IGNORE INTO dhcp6_server (id, tag, description, modification_ts) VALUES
  (1, 'all', 'special type: all servers', CURRENT_TIMESTAMP);;

CREATE TABLE IF NOT EXISTS dhcp6_audit_revision (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  modification_ts TIMESTAMP NOT NULL,
  log_message TEXT,
  server_id BIGINT UNSIGNED,
  PRIMARY KEY (id),
  KEY key_dhcp6_audit_revision_by_modification_ts (modification_ts)
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS dhcp6_audit (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  object_type VARCHAR(256) NOT NULL,
  object_id BIGINT UNSIGNED NOT NULL,
  modification_type TINYINT(1) NOT NULL,
  revision_id BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (id),
  KEY fk_dhcp6_audit_modification_type (modification_type),
  KEY fk_dhcp6_audit_revision (revision_id),
  CONSTRAINT fk_dhcp6_audit_modification_type FOREIGN KEY (modification_type) REFERENCES modification (id)
    ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT fk_dhcp6_audit_revision FOREIGN KEY (revision_id) REFERENCES dhcp6_audit_revision (id)
    ON DELETE NO ACTION ON UPDATE CASCADE
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS dhcp6_global_parameter (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  name VARCHAR(128) NOT NULL,
  value LONGTEXT NOT NULL,
  modification_ts TIMESTAMP NOT NULL,
  parameter_type TINYINT UNSIGNED NOT NULL,
  PRIMARY KEY (id),
  KEY fk_dhcp6_global_parameter_type (parameter_type),
  KEY key_dhcp6_global_parameter_modification_ts (modification_ts),
  KEY key_dhcp6_global_parameter_name (name),
  CONSTRAINT fk_dhcp6_global_parameter_type FOREIGN KEY (parameter_type) REFERENCES parameter_data_type (id)
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS dhcp6_global_parameter_server (
  parameter_id BIGINT UNSIGNED NOT NULL,
  server_id BIGINT UNSIGNED NOT NULL,
  modification_ts TIMESTAMP NOT NULL,
  PRIMARY KEY (parameter_id, server_id),
  KEY fk_dhcp6_global_parameter_server_server_id (server_id),
  KEY key_dhcp6_global_parameter_server (modification_ts),
  CONSTRAINT fk_dhcp6_global_parameter_server_parameter_id FOREIGN KEY (parameter_id)
    REFERENCES dhcp6_global_parameter (id)
    ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT fk_dhcp6_global_parameter_server_server_id FOREIGN KEY (server_id) REFERENCES dhcp6_server (id)
    ON DELETE CASCADE ON UPDATE NO ACTION
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS dhcp6_option_def (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  code SMALLINT UNSIGNED NOT NULL,
  name VARCHAR(128) NOT NULL,
  space VARCHAR(128) NOT NULL,
  type TINYINT UNSIGNED NOT NULL,
  modification_ts TIMESTAMP NOT NULL,
  is_array TINYINT(1) NOT NULL,
  encapsulate VARCHAR(128) NOT NULL,
  record_types VARCHAR(512),
  user_context LONGTEXT,
  PRIMARY KEY (id),
  KEY key_dhcp6_option_def_code_space (code, space),
  KEY key_dhcp6_option_def_modification_ts (modification_ts)
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS dhcp6_option_def_server (
  option_def_id BIGINT UNSIGNED NOT NULL,
  server_id BIGINT UNSIGNED NOT NULL,
  modification_ts TIMESTAMP NOT NULL,
  PRIMARY KEY (option_def_id, server_id),
  KEY fk_dhcp6_option_def_server_server_id_idx (server_id),
  KEY key_dhcp6_option_def_server_modification_ts (modification_ts),
  CONSTRAINT fk_dhcp6_option_def_server_option_def_id FOREIGN KEY (option_def_id) REFERENCES dhcp6_option_def (id)
    ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT fk_dhcp6_option_def_server_server_id FOREIGN KEY (server_id) REFERENCES dhcp6_server (id)
    ON DELETE CASCADE ON UPDATE NO ACTION
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS dhcp6_shared_network (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  name VARCHAR(128) NOT NULL,
  client_class VARCHAR(128),
  interface VARCHAR(128),
  modification_ts TIMESTAMP NOT NULL,
  preferred_lifetime INT,
  rapid_commit TINYINT(1),
  rebind_timer INT,
  relay LONGTEXT,
  renew_timer INT,
  require_client_classes LONGTEXT,
  reservation_mode TINYINT,
  user_context LONGTEXT,
  valid_lifetime INT,
  calculate_tee_times TINYINT(1),
  t1_percent FLOAT,
  t2_percent FLOAT,
  interface_id VARCHAR(128),
  min_preferred_lifetime INT,
  max_preferred_lifetime INT,
  min_valid_lifetime INT,
  max_valid_lifetime INT,
  ddns_send_updates TINYINT(1),
  ddns_override_no_update TINYINT(1),
  ddns_override_client_update TINYINT(1),
  ddns_replace_client_name TINYINT,
  ddns_generated_prefix VARCHAR(255),
  ddns_qualifying_suffix VARCHAR(255),
  PRIMARY KEY (id),
  UNIQUE KEY name_UNIQUE (name),
  KEY key_dhcp6_shared_network_modification_ts (modification_ts)
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS dhcp6_shared_network_server (
  shared_network_id BIGINT UNSIGNED NOT NULL,
  server_id BIGINT UNSIGNED NOT NULL,
  modification_ts TIMESTAMP NOT NULL,
  PRIMARY KEY (shared_network_id, server_id),
  KEY fk_dhcp6_shared_network_server_server_id_idx (server_id),
  KEY key_dhcp6_shared_network_server_modification_ts (modification_ts),
  CONSTRAINT fk_dhcp6_shared_network_server_server_id FOREIGN KEY (server_id) REFERENCES dhcp6_server (id)
    ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT fk_dhcp6_shared_network_server_shared_network_id FOREIGN KEY (shared_network_id)
    REFERENCES dhcp6_shared_network (id)
    ON DELETE CASCADE ON UPDATE NO ACTION
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS dhcp6_subnet (
  subnet_id INT UNSIGNED NOT NULL,
  subnet_prefix VARCHAR(64) NOT NULL,
  client_class VARCHAR(128),
  interface VARCHAR(128),
  modification_ts TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  preferred_lifetime INT,
  rapid_commit TINYINT(1),
  rebind_timer INT,
  relay LONGTEXT,
  renew_timer INT,
  require_client_classes LONGTEXT,
  reservation_mode TINYINT,
  shared_network_name VARCHAR(128),
  user_context LONGTEXT,
  valid_lifetime INT,
  calculate_tee_times TINYINT(1),
  t1_percent FLOAT,
  t2_percent FLOAT,
  interface_id VARCHAR(128),
  min_preferred_lifetime INT,
  max_preferred_lifetime INT,
  min_valid_lifetime INT,
  max_valid_lifetime INT,
  ddns_send_updates TINYINT(1),
  ddns_override_no_update TINYINT(1),
  ddns_override_client_update TINYINT(1),
  ddns_replace_client_name TINYINT,
  ddns_generated_prefix VARCHAR(255),
  ddns_qualifying_suffix VARCHAR(255),
  PRIMARY KEY (subnet_id),
  UNIQUE KEY subnet6_subnet_prefix (subnet_prefix),
  KEY fk_dhcp6_subnet_shared_network (shared_network_name),
  KEY key_dhcp6_subnet_modification_ts (modification_ts),
  CONSTRAINT fk_dhcp6_subnet_shared_network FOREIGN KEY (shared_network_name) REFERENCES dhcp6_shared_network (name)
    ON DELETE SET NULL ON UPDATE NO ACTION
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS dhcp6_subnet_server (
  subnet_id INT UNSIGNED NOT NULL,
  server_id BIGINT UNSIGNED NOT NULL,
  modification_ts TIMESTAMP NOT NULL,
  PRIMARY KEY (subnet_id, server_id),
  KEY fk_dhcp6_subnet_server_server_id (server_id),
  KEY key_dhcp6_subnet_server_modification_ts (modification_ts),
  CONSTRAINT fk_dhcp6_subnet_server_server_id FOREIGN KEY (server_id) REFERENCES dhcp6_server (id)
    ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT fk_dhcp6_subnet_server_subnet_id FOREIGN KEY (subnet_id) REFERENCES dhcp6_subnet (subnet_id)
    ON DELETE CASCADE ON UPDATE CASCADE
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS dhcp6_pool (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  start_address VARCHAR(45) NOT NULL,
  end_address VARCHAR(45) NOT NULL,
  subnet_id INT UNSIGNED NOT NULL,
  modification_ts TIMESTAMP NOT NULL,
  client_class VARCHAR(128),
  require_client_classes LONGTEXT,
  user_context LONGTEXT,
  PRIMARY KEY (id),
  KEY fk_dhcp6_pool_subnet_id (subnet_id),
  KEY key_dhcp6_pool_modification_ts (modification_ts),
  CONSTRAINT fk_dhcp6_pool_subnet_id FOREIGN KEY (subnet_id) REFERENCES dhcp6_subnet (subnet_id)
    ON DELETE NO ACTION ON UPDATE CASCADE
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS dhcp6_pd_pool (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  prefix VARCHAR(45) NOT NULL,
  prefix_length TINYINT NOT NULL,
  delegated_prefix_length TINYINT NOT NULL,
  subnet_id INT UNSIGNED NOT NULL,
  modification_ts TIMESTAMP NOT NULL,
  excluded_prefix VARCHAR(45),
  excluded_prefix_length TINYINT NOT NULL,
  client_class VARCHAR(128),
  require_client_classes LONGTEXT,
  user_context LONGTEXT,
  PRIMARY KEY (id),
  KEY fk_dhcp6_pd_pool_subnet_id (subnet_id),
  KEY key_dhcp6_pd_pool_modification_ts (modification_ts),
  CONSTRAINT fk_dhcp6_pd_pool_subnet_id FOREIGN KEY (subnet_id) REFERENCES dhcp6_subnet (subnet_id)
    ON DELETE NO ACTION ON UPDATE CASCADE
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS dhcp6_options (
  option_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  code SMALLINT UNSIGNED NOT NULL,
  value BLOB,
  formatted_value TEXT,
  space VARCHAR(128),
  persistent TINYINT(1) NOT NULL DEFAULT 0,
  dhcp_client_class VARCHAR(128),
  dhcp6_subnet_id INT UNSIGNED,
  host_id INT UNSIGNED,
  scope_id TINYINT UNSIGNED NOT NULL,
  user_context TEXT,
  shared_network_name VARCHAR(128),
  pool_id BIGINT UNSIGNED,
  pd_pool_id BIGINT UNSIGNED,
  modification_ts TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (option_id),
  UNIQUE KEY option_id_UNIQUE (option_id),
  KEY fk_dhcp6_options_pd_pool (pd_pool_id),
  KEY fk_dhcp6_options_pool (pool_id),
  KEY fk_dhcp6_options_shared_network (shared_network_name),
  KEY fk_dhcp6_options_subnet (dhcp6_subnet_id),
  KEY fk_dhcp6_option_scope (scope_id),
  KEY fk_options_host1_idx (host_id),
  CONSTRAINT fk_dhcp6_options_pd_pool FOREIGN KEY (pd_pool_id) REFERENCES dhcp6_pd_pool (id)
    ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT fk_dhcp6_options_pool FOREIGN KEY (pool_id) REFERENCES dhcp6_pool (id)
    ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT fk_dhcp6_options_shared_network FOREIGN KEY (shared_network_name) REFERENCES dhcp6_shared_network (name)
    ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT fk_dhcp6_options_subnet FOREIGN KEY (dhcp6_subnet_id) REFERENCES dhcp6_subnet (subnet_id)
    ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT fk_dhcp6_option_scope FOREIGN KEY (scope_id) REFERENCES dhcp_option_scope (scope_id),
  CONSTRAINT fk_options_host10 FOREIGN KEY (host_id) REFERENCES hosts (host_id)
    ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS dhcp6_options_server (
  option_id BIGINT UNSIGNED NOT NULL,
  server_id BIGINT UNSIGNED NOT NULL,
  modification_ts TIMESTAMP NOT NULL,
  PRIMARY KEY (option_id, server_id),
  KEY fk_dhcp6_options_server_server_id_idx (server_id),
  KEY key_dhcp6_options_server_modification_ts (modification_ts),
  CONSTRAINT fk_dhcp6_options_server_option_id FOREIGN KEY (option_id) REFERENCES dhcp6_options (option_id)
    ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT fk_dhcp6_options_server_server_id FOREIGN KEY (server_id) REFERENCES dhcp6_server (id)
    ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE = InnoDB;;

-- The lease dump of kea-admin: a header line, then rows in the same order.

DROP PROCEDURE IF EXISTS lease4DumpHeader;;
CREATE PROCEDURE lease4DumpHeader()
  SELECT 'address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_context' AS header;;

DROP PROCEDURE IF EXISTS lease4DumpData;;
CREATE PROCEDURE lease4DumpData()
  SELECT
    INET_NTOA(l.address) AS address,
    COALESCE(HEX(l.hwaddr), '') AS hwaddr,
    COALESCE(HEX(l.client_id), '') AS client_id,
    l.valid_lifetime,
    l.expire,
    l.subnet_id,
    l.fqdn_fwd,
    l.fqdn_rev,
    l.hostname,
    s.name AS state,
    COALESCE(l.user_context, '') AS user_context
  FROM lease4 AS l
  LEFT JOIN lease_state AS s ON s.state = l.state
  ORDER BY l.address;;

DROP PROCEDURE IF EXISTS lease6DumpHeader;;
CREATE PROCEDURE lease6DumpHeader()
  SELECT CONCAT(
    'address,duid,valid_lifetime,expire,subnet_id,pref_lifetime,lease_type,iaid,prefix_len,fqdn_fwd,fqdn_rev,hostname,',
    'hwaddr,hwtype,hwaddr_source,state,user_context'
  ) AS header;;

DROP PROCEDURE IF EXISTS lease6DumpData;;
CREATE PROCEDURE lease6DumpData()
  SELECT
    l.address,
    COALESCE(HEX(l.duid), '') AS duid,
    l.valid_lifetime,
    l.expire,
    l.subnet_id,
    l.pref_lifetime,
    COALESCE(t.name, '') AS lease_type,
    l.iaid,
    l.prefix_len,
    l.fqdn_fwd,
    l.fqdn_rev,
    l.hostname,
    COALESCE(HEX(l.hwaddr), '') AS hwaddr,
    COALESCE(l.hwtype, '') AS hwtype,
    COALESCE(h.name, '') AS hwaddr_source,
    COALESCE(s.name, '') AS state,
    COALESCE(l.user_context, '') AS user_context
  FROM lease6 AS l
  LEFT JOIN lease6_types AS t ON t.lease_type = l.lease_type
  LEFT JOIN lease_hwaddr_source AS h ON h.hwaddr_source = l.hwaddr_source
  LEFT JOIN lease_state AS s ON s.state = l.state
  ORDER BY l.address;;

-- Lease statistics: assigned and declined leases (states 0 and 1) are counted, and no counter goes below 0.

DROP TRIGGER IF EXISTS stat_lease4_insert;;
CREATE TRIGGER stat_lease4_insert AFTER INSERT ON lease4 FOR EACH ROW
  IF NEW.state IN (0, 1) THEN
    INSERT INTO lease4_stat (subnet_id, state, leases) VALUES (NEW.subnet_id, NEW.state, 1)
      ON DUPLICATE KEY UPDATE leases = leases + 1;
  END IF;;

DROP TRIGGER IF EXISTS stat_lease4_update;;
CREATE TRIGGER stat_lease4_update AFTER UPDATE ON lease4 FOR EACH ROW
  IF NEW.subnet_id <> OLD.subnet_id OR NEW.state <> OLD.state THEN
    IF OLD.state IN (0, 1) THEN
      UPDATE lease4_stat SET leases = IF(leases > 0, leases - 1, 0)
        WHERE subnet_id = OLD.subnet_id AND state = OLD.state;
    END IF;
    IF NEW.state IN (0, 1) THEN
      INSERT INTO lease4_stat (subnet_id, state, leases) VALUES (NEW.subnet_id, NEW.state, 1)
        ON DUPLICATE KEY UPDATE leases = leases + 1;
    END IF;
  END IF;;

DROP TRIGGER IF EXISTS stat_lease4_delete;;
CREATE TRIGGER stat_lease4_delete AFTER DELETE ON lease4 FOR EACH ROW
  IF OLD.state IN (0, 1) THEN
    UPDATE lease4_stat SET leases = IF(leases > 0, leases - 1, 0)
      WHERE subnet_id = OLD.subnet_id AND state = OLD.state;
  END IF;;

DROP TRIGGER IF EXISTS stat_lease6_insert;;
CREATE TRIGGER stat_lease6_insert AFTER INSERT ON lease6 FOR EACH ROW
  IF NEW.state IN (0, 1) THEN
    INSERT INTO lease6_stat (subnet_id, lease_type, state, leases) VALUES (NEW.subnet_id, NEW.lease_type, NEW.state, 1)
      ON DUPLICATE KEY UPDATE leases = leases + 1;
  END IF;;

DROP TRIGGER IF EXISTS stat_lease6_update;;
CREATE TRIGGER stat_lease6_update AFTER UPDATE ON lease6 FOR EACH ROW
  IF NEW.subnet_id <> OLD.subnet_id OR NEW.lease_type <> OLD.lease_type OR NEW.state <> OLD.state THEN
    IF OLD.state IN (0, 1) THEN
      UPDATE lease6_stat SET leases = IF(leases > 0, leases - 1, 0)
        WHERE subnet_id = OLD.subnet_id AND lease_type = OLD.lease_type AND state = OLD.state;
    END IF;
    IF NEW.state IN (0, 1) THEN
      INSERT INTO lease6_stat (subnet_id, lease_type, state, leases) VALUES (NEW.subnet_id, NEW.lease_type, NEW.state, 1)
        ON DUPLICATE KEY UPDATE leases = leases + 1;
    END IF;
  END IF;;

DROP TRIGGER IF EXISTS stat_lease6_delete;;
CREATE TRIGGER stat_lease6_delete AFTER DELETE ON lease6 FOR EACH ROW
  IF OLD.state IN (0, 1) THEN
    UPDATE lease6_stat SET leases = IF(leases > 0, leases - 1, 0)
      WHERE subnet_id = OLD.subnet_id AND lease_type = OLD.lease_type AND state = OLD.state;
  END IF;;

-- What belongs to a host goes with it.

DROP TRIGGER IF EXISTS host_BDEL;;
CREATE TRIGGER host_BDEL BEFORE DELETE ON hosts FOR EACH ROW
BEGIN
  DELETE FROM ipv6_reservations WHERE host_id = OLD.host_id;
  DELETE FROM dhcp4_options WHERE host_id = OLD.host_id;
  DELETE FROM dhcp6_options WHERE host_id = OLD.host_id;
END;;

-- Audit of DHCPv4 configuration. A session first makes a revision, whose id and cascade flag stay in session variables;
-- the changes that follow are entered under it. With @disable_audit set nothing is entered.
-- A cascading change is one of an object together with what belongs to it, so it is entered for the object alone.

DROP PROCEDURE IF EXISTS createAuditRevisionDHCP4;;
CREATE PROCEDURE createAuditRevisionDHCP4(
  IN audit_ts TIMESTAMP,
  IN server_tag VARCHAR(256),
  IN audit_log_message TEXT,
  IN cascade_transaction TINYINT(1)
)
BEGIN
  IF COALESCE(@disable_audit, 0) = 0 THEN
    INSERT INTO dhcp4_audit_revision (modification_ts, log_message, server_id)
      VALUES (audit_ts, audit_log_message, (SELECT s.id FROM dhcp4_server AS s WHERE s.tag = server_tag));
    SET @audit_revision_id = LAST_INSERT_ID();
    SET @cascade_transaction = cascade_transaction;
  END IF;
END;;

DROP PROCEDURE IF EXISTS createAuditEntryDHCP4;;
CREATE PROCEDURE createAuditEntryDHCP4(
  IN object_type_val VARCHAR(256),
  IN object_id_val BIGINT UNSIGNED,
  IN modification_type_val VARCHAR(32)
)
BEGIN
  IF COALESCE(@disable_audit, 0) = 0 THEN
    INSERT INTO dhcp4_audit (object_type, object_id, modification_type, revision_id) VALUES (
      object_type_val,
      object_id_val,
      (SELECT m.id FROM modification AS m WHERE m.modification_type = modification_type_val),
      @audit_revision_id
    );
  END IF;
END;;

-- Options have no entries of their own, but for global ones: the owner counts as changed. Its trigger makes the entry.
DROP PROCEDURE IF EXISTS createOptionAuditDHCP4;;
CREATE PROCEDURE createOptionAuditDHCP4(
  IN modification_type VARCHAR(32),
  IN scope_id TINYINT UNSIGNED,
  IN option_id BIGINT UNSIGNED,
  IN subnet_id INT UNSIGNED,
  IN host_id INT UNSIGNED,
  IN network_name VARCHAR(128),
  IN pool_id BIGINT,
  IN modification_ts TIMESTAMP
)
BEGIN
  IF COALESCE(@cascade_transaction, 0) = 0 THEN
    CASE scope_id
      WHEN 0 THEN
        CALL createAuditEntryDHCP4('dhcp4_options', option_id, modification_type);
      WHEN 1 THEN
        UPDATE dhcp4_subnet AS s SET s.modification_ts = modification_ts WHERE s.subnet_id = subnet_id;
      WHEN 4 THEN
        UPDATE dhcp4_shared_network AS n SET n.modification_ts = modification_ts WHERE n.name = network_name;
      WHEN 5 THEN
        UPDATE dhcp4_subnet AS s SET s.modification_ts = modification_ts
          WHERE s.subnet_id = (SELECT p.subnet_id FROM dhcp4_pool AS p WHERE p.id = pool_id);
      ELSE BEGIN END;
    END CASE;
  END IF;
END;;

DROP TRIGGER IF EXISTS dhcp4_server_AINS;;
CREATE TRIGGER dhcp4_server_AINS AFTER INSERT ON dhcp4_server FOR EACH ROW
  CALL createAuditEntryDHCP4('dhcp4_server', NEW.id, 'create');;

DROP TRIGGER IF EXISTS dhcp4_server_AUPD;;
CREATE TRIGGER dhcp4_server_AUPD AFTER UPDATE ON dhcp4_server FOR EACH ROW
  CALL createAuditEntryDHCP4('dhcp4_server', NEW.id, 'update');;

DROP TRIGGER IF EXISTS dhcp4_server_ADEL;;
CREATE TRIGGER dhcp4_server_ADEL AFTER DELETE ON dhcp4_server FOR EACH ROW
  CALL createAuditEntryDHCP4('dhcp4_server', OLD.id, 'delete');;

DROP TRIGGER IF EXISTS dhcp4_global_parameter_AINS;;
CREATE TRIGGER dhcp4_global_parameter_AINS AFTER INSERT ON dhcp4_global_parameter FOR EACH ROW
  CALL createAuditEntryDHCP4('dhcp4_global_parameter', NEW.id, 'create');;

DROP TRIGGER IF EXISTS dhcp4_global_parameter_AUPD;;
CREATE TRIGGER dhcp4_global_parameter_AUPD AFTER UPDATE ON dhcp4_global_parameter FOR EACH ROW
  CALL createAuditEntryDHCP4('dhcp4_global_parameter', NEW.id, 'update');;

DROP TRIGGER IF EXISTS dhcp4_global_parameter_ADEL;;
CREATE TRIGGER dhcp4_global_parameter_ADEL AFTER DELETE ON dhcp4_global_parameter FOR EACH ROW
  CALL createAuditEntryDHCP4('dhcp4_global_parameter', OLD.id, 'delete');;

DROP TRIGGER IF EXISTS dhcp4_option_def_AINS;;
CREATE TRIGGER dhcp4_option_def_AINS AFTER INSERT ON dhcp4_option_def FOR EACH ROW
  CALL createAuditEntryDHCP4('dhcp4_option_def', NEW.id, 'create');;

DROP TRIGGER IF EXISTS dhcp4_option_def_AUPD;;
CREATE TRIGGER dhcp4_option_def_AUPD AFTER UPDATE ON dhcp4_option_def FOR EACH ROW
  CALL createAuditEntryDHCP4('dhcp4_option_def', NEW.id, 'update');;

DROP TRIGGER IF EXISTS dhcp4_option_def_ADEL;;
CREATE TRIGGER dhcp4_option_def_ADEL AFTER DELETE ON dhcp4_option_def FOR EACH ROW
  CALL createAuditEntryDHCP4('dhcp4_option_def', OLD.id, 'delete');;

DROP TRIGGER IF EXISTS dhcp4_shared_network_AINS;;
CREATE TRIGGER dhcp4_shared_network_AINS AFTER INSERT ON dhcp4_shared_network FOR EACH ROW
  CALL createAuditEntryDHCP4('dhcp4_shared_network', NEW.id, 'create');;

DROP TRIGGER IF EXISTS dhcp4_shared_network_AUPD;;
CREATE TRIGGER dhcp4_shared_network_AUPD AFTER UPDATE ON dhcp4_shared_network FOR EACH ROW
  CALL createAuditEntryDHCP4('dhcp4_shared_network', NEW.id, 'update');;

DROP TRIGGER IF EXISTS dhcp4_shared_network_BDEL;;
CREATE TRIGGER dhcp4_shared_network_BDEL BEFORE DELETE ON dhcp4_shared_network FOR EACH ROW
BEGIN
  CALL createAuditEntryDHCP4('dhcp4_shared_network', OLD.id, 'delete');
  DELETE FROM dhcp4_options WHERE shared_network_name = OLD.name;
END;;

DROP TRIGGER IF EXISTS dhcp4_subnet_AINS;;
CREATE TRIGGER dhcp4_subnet_AINS AFTER INSERT ON dhcp4_subnet FOR EACH ROW
  CALL createAuditEntryDHCP4('dhcp4_subnet', NEW.subnet_id, 'create');;

DROP TRIGGER IF EXISTS dhcp4_subnet_AUPD;;
CREATE TRIGGER dhcp4_subnet_AUPD AFTER UPDATE ON dhcp4_subnet FOR EACH ROW
  CALL createAuditEntryDHCP4('dhcp4_subnet', NEW.subnet_id, 'update');;

DROP TRIGGER IF EXISTS dhcp4_subnet_BDEL;;
CREATE TRIGGER dhcp4_subnet_BDEL BEFORE DELETE ON dhcp4_subnet FOR EACH ROW
BEGIN
  CALL createAuditEntryDHCP4('dhcp4_subnet', OLD.subnet_id, 'delete');
  DELETE FROM dhcp4_pool WHERE subnet_id = OLD.subnet_id;
  DELETE FROM dhcp4_options WHERE dhcp4_subnet_id = OLD.subnet_id;
END;;

DROP TRIGGER IF EXISTS dhcp4_pool_BDEL;;
CREATE TRIGGER dhcp4_pool_BDEL BEFORE DELETE ON dhcp4_pool FOR EACH ROW
  DELETE FROM dhcp4_options WHERE scope_id = 5 AND pool_id = OLD.id;;

DROP TRIGGER IF EXISTS dhcp4_options_AINS;;
CREATE TRIGGER dhcp4_options_AINS AFTER INSERT ON dhcp4_options FOR EACH ROW
  CALL createOptionAuditDHCP4(
    'create', NEW.scope_id, NEW.option_id, NEW.dhcp4_subnet_id,
    NEW.host_id, NEW.shared_network_name, NEW.pool_id, NEW.modification_ts
  );;

DROP TRIGGER IF EXISTS dhcp4_options_AUPD;;
CREATE TRIGGER dhcp4_options_AUPD AFTER UPDATE ON dhcp4_options FOR EACH ROW
  CALL createOptionAuditDHCP4(
    'update', NEW.scope_id, NEW.option_id, NEW.dhcp4_subnet_id,
    NEW.host_id, NEW.shared_network_name, NEW.pool_id, NEW.modification_ts
  );;

DROP TRIGGER IF EXISTS dhcp4_options_ADEL;;
CREATE TRIGGER dhcp4_options_ADEL AFTER DELETE ON dhcp4_options FOR EACH ROW
  CALL createOptionAuditDHCP4(
    'delete', OLD.scope_id, OLD.option_id, OLD.dhcp4_subnet_id,
    OLD.host_id, OLD.shared_network_name, OLD.pool_id, NOW()
  );;

-- Audit of DHCPv6 configuration. A session first makes a revision, whose id and cascade flag stay in session variables;
-- the changes that follow are entered under it. With @disable_audit set nothing is entered.
-- A cascading change is one of an object together with what belongs to it, so it is entered for the object alone.

DROP PROCEDURE IF EXISTS createAuditRevisionDHCP6;;
CREATE PROCEDURE createAuditRevisionDHCP6(
  IN audit_ts TIMESTAMP,
  IN server_tag VARCHAR(256),
  IN audit_log_message TEXT,
  IN cascade_transaction TINYINT(1)
)
BEGIN
  IF COALESCE(@disable_audit, 0) = 0 THEN
    INSERT INTO dhcp6_audit_revision (modification_ts, log_message, server_id)
      VALUES (audit_ts, audit_log_message, (SELECT s.id FROM dhcp6_server AS s WHERE s.tag = server_tag));
    SET @audit_revision_id = LAST_INSERT_ID();
    SET @cascade_transaction = cascade_transaction;
  END IF;
END;;

DROP PROCEDURE IF EXISTS createAuditEntryDHCP6;;
CREATE PROCEDURE createAuditEntryDHCP6(
  IN object_type_val VARCHAR(256),
  IN object_id_val BIGINT UNSIGNED,
  IN modification_type_val VARCHAR(32)
)
BEGIN
  IF COALESCE(@disable_audit, 0) = 0 THEN
    INSERT INTO dhcp6_audit (object_type, object_id, modification_type, revision_id) VALUES (
      object_type_val,
      object_id_val,
      (SELECT m.id FROM modification AS m WHERE m.modification_type = modification_type_val),
      @audit_revision_id
    );
  END IF;
END;;

-- Options have no entries of their own, but for global ones: the owner counts as changed. Its trigger makes the entry.
DROP PROCEDURE IF EXISTS createOptionAuditDHCP6;;
CREATE PROCEDURE createOptionAuditDHCP6(
  IN modification_type VARCHAR(32),
  IN scope_id TINYINT UNSIGNED,
  IN option_id BIGINT UNSIGNED,
  IN subnet_id INT UNSIGNED,
  IN host_id INT UNSIGNED,
  IN network_name VARCHAR(128),
  IN pool_id BIGINT,
  IN pd_pool_id BIGINT,
  IN modification_ts TIMESTAMP
)
BEGIN
  IF COALESCE(@cascade_transaction, 0) = 0 THEN
    CASE scope_id
      WHEN 0 THEN
        CALL createAuditEntryDHCP6('dhcp6_options', option_id, modification_type);
      WHEN 1 THEN
        UPDATE dhcp6_subnet AS s SET s.modification_ts = modification_ts WHERE s.subnet_id = subnet_id;
      WHEN 4 THEN
        UPDATE dhcp6_shared_network AS n SET n.modification_ts = modification_ts WHERE n.name = network_name;
      WHEN 5 THEN
        UPDATE dhcp6_subnet AS s SET s.modification_ts = modification_ts
          WHERE s.subnet_id = (SELECT p.subnet_id FROM dhcp6_pool AS p WHERE p.id = pool_id);
      WHEN 6 THEN
        UPDATE dhcp6_subnet AS s SET s.modification_ts = modification_ts
          WHERE s.subnet_id = (SELECT p.subnet_id FROM dhcp6_pd_pool AS p WHERE p.id = pd_pool_id);
      ELSE BEGIN END;
    END CASE;
  END IF;
END;;

DROP TRIGGER IF EXISTS dhcp6_server_AINS;;
CREATE TRIGGER dhcp6_server_AINS AFTER INSERT ON dhcp6_server FOR EACH ROW
  CALL createAuditEntryDHCP6('dhcp6_server', NEW.id, 'create');;

DROP TRIGGER IF EXISTS dhcp6_server_AUPD;;
CREATE TRIGGER dhcp6_server_AUPD AFTER UPDATE ON dhcp6_server FOR EACH ROW
  CALL createAuditEntryDHCP6('dhcp6_server', NEW.id, 'update');;

DROP TRIGGER IF EXISTS dhcp6_server_ADEL;;
CREATE TRIGGER dhcp6_server_ADEL AFTER DELETE ON dhcp6_server FOR EACH ROW
  CALL createAuditEntryDHCP6('dhcp6_server', OLD.id, 'delete');;

DROP TRIGGER IF EXISTS dhcp6_global_parameter_AINS;;
CREATE TRIGGER dhcp6_global_parameter_AINS AFTER INSERT ON dhcp6_global_parameter FOR EACH ROW
  CALL createAuditEntryDHCP6('dhcp6_global_parameter', NEW.id, 'create');;

DROP TRIGGER IF EXISTS dhcp6_global_parameter_AUPD;;
CREATE TRIGGER dhcp6_global_parameter_AUPD AFTER UPDATE ON dhcp6_global_parameter FOR EACH ROW
  CALL createAuditEntryDHCP6('dhcp6_global_parameter', NEW.id, 'update');;

DROP TRIGGER IF EXISTS dhcp6_global_parameter_ADEL;;
CREATE TRIGGER dhcp6_global_parameter_ADEL AFTER DELETE ON dhcp6_global_parameter FOR EACH ROW
  CALL createAuditEntryDHCP6('dhcp6_global_parameter', OLD.id, 'delete');;

DROP TRIGGER IF EXISTS dhcp6_option_def_AINS;;
CREATE TRIGGER dhcp6_option_def_AINS AFTER INSERT ON dhcp6_option_def FOR EACH ROW
  CALL createAuditEntryDHCP6('dhcp6_option_def', NEW.id, 'create');;

DROP TRIGGER IF EXISTS dhcp6_option_def_AUPD;;
CREATE TRIGGER dhcp6_option_def_AUPD AFTER UPDATE ON dhcp6_option_def FOR EACH ROW
  CALL createAuditEntryDHCP6('dhcp6_option_def', NEW.id, 'update');;

DROP TRIGGER IF EXISTS dhcp6_option_def_ADEL;;
CREATE TRIGGER dhcp6_option_def_ADEL AFTER DELETE ON dhcp6_option_def FOR EACH ROW
  CALL createAuditEntryDHCP6('dhcp6_option_def', OLD.id, 'delete');;

DROP TRIGGER IF EXISTS dhcp6_shared_network_AINS;;
CREATE TRIGGER dhcp6_shared_network_AINS AFTER INSERT ON dhcp6_shared_network FOR EACH ROW
  CALL createAuditEntryDHCP6('dhcp6_shared_network', NEW.id, 'create');;

DROP TRIGGER IF EXISTS dhcp6_shared_network_AUPD;;
CREATE TRIGGER dhcp6_shared_network_AUPD AFTER UPDATE ON dhcp6_shared_network FOR EACH ROW
  CALL createAuditEntryDHCP6('dhcp6_shared_network', NEW.id, 'update');;

DROP TRIGGER IF EXISTS dhcp6_shared_network_BDEL;;
CREATE TRIGGER dhcp6_shared_network_BDEL BEFORE DELETE ON dhcp6_shared_network FOR EACH ROW
BEGIN
  CALL createAuditEntryDHCP6('dhcp6_shared_network', OLD.id, 'delete');
  DELETE FROM dhcp6_options WHERE shared_network_name = OLD.name;
END;;

DROP TRIGGER IF EXISTS dhcp6_subnet_AINS;;
CREATE TRIGGER dhcp6_subnet_AINS AFTER INSERT ON dhcp6_subnet FOR EACH ROW
  CALL createAuditEntryDHCP6('dhcp6_subnet', NEW.subnet_id, 'create');;

DROP TRIGGER IF EXISTS dhcp6_subnet_AUPD;;
CREATE TRIGGER dhcp6_subnet_AUPD AFTER UPDATE ON dhcp6_subnet FOR EACH ROW
  CALL createAuditEntryDHCP6('dhcp6_subnet', NEW.subnet_id, 'update');;

DROP TRIGGER IF EXISTS dhcp6_subnet_BDEL;;
CREATE TRIGGER dhcp6_subnet_BDEL BEFORE DELETE ON dhcp6_subnet FOR EACH ROW
BEGIN
  CALL createAuditEntryDHCP6('dhcp6_subnet', OLD.subnet_id, 'delete');
  DELETE FROM dhcp6_pool WHERE subnet_id = OLD.subnet_id;
  DELETE FROM dhcp6_pd_pool WHERE subnet_id = OLD.subnet_id;
  DELETE FROM dhcp6_options WHERE dhcp6_subnet_id = OLD.subnet_id;
END;;

DROP TRIGGER IF EXISTS dhcp6_pool_BDEL;;
CREATE TRIGGER dhcp6_pool_BDEL BEFORE DELETE ON dhcp6_pool FOR EACH ROW
  DELETE FROM dhcp6_options WHERE scope_id = 5 AND pool_id = OLD.id;;

DROP TRIGGER IF EXISTS dhcp6_pd_pool_BDEL;;
CREATE TRIGGER dhcp6_pd_pool_BDEL BEFORE DELETE ON dhcp6_pd_pool FOR EACH ROW
  DELETE FROM dhcp6_options WHERE scope_id = 6 AND pd_pool_id = OLD.id;;

DROP TRIGGER IF EXISTS dhcp6_options_AINS;;
CREATE TRIGGER dhcp6_options_AINS AFTER INSERT ON dhcp6_options FOR EACH ROW
  CALL createOptionAuditDHCP6(
    'create', NEW.scope_id, NEW.option_id, NEW.dhcp6_subnet_id,
    NEW.host_id, NEW.shared_network_name, NEW.pool_id, NEW.pd_pool_id, NEW.modification_ts
  );;

DROP TRIGGER IF EXISTS dhcp6_options_AUPD;;
CREATE TRIGGER dhcp6_options_AUPD AFTER UPDATE ON dhcp6_options FOR EACH ROW
  CALL createOptionAuditDHCP6(
    'update', NEW.scope_id, NEW.option_id, NEW.dhcp6_subnet_id,
    NEW.host_id, NEW.shared_network_name, NEW.pool_id, NEW.pd_pool_id, NEW.modification_ts
  );;

DROP TRIGGER IF EXISTS dhcp6_options_ADEL;;
CREATE TRIGGER dhcp6_options_ADEL AFTER DELETE ON dhcp6_options FOR EACH ROW
  CALL createOptionAuditDHCP6(
    'delete', OLD.scope_id, OLD.option_id, OLD.dhcp6_subnet_id,
    OLD.host_id, OLD.shared_network_name, OLD.pool_id, OLD.pd_pool_id, NOW()
  );;
