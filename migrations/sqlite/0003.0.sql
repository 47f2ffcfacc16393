-- The configuration backend: servers, networks, subnets, pools, options, classes and parameters of both families.

CREATE TABLE ddns_replace_client_name_types (
  type INTEGER PRIMARY KEY,
  name TEXT NOT NULL
) STRICT;;

INSERT INTO ddns_replace_client_name_types (type, name) VALUES
  (0, 'RCM_NEVER'), (1, 'RCM_ALWAYS'), (2, 'RCM_WHEN_PRESENT'), (3, 'RCM_WHEN_NOT_PRESENT');;

-- There is no type 3.
CREATE TABLE parameter_data_type (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL
) STRICT;;

INSERT INTO parameter_data_type (id, name) VALUES (0, 'integer'), (1, 'real'), (2, 'boolean'), (4, 'string');;

-- DHCPv4
CREATE TABLE dhcp4_server (
  id INTEGER PRIMARY KEY,
  tag TEXT NOT NULL UNIQUE,
  description TEXT,
  modification_ts INTEGER NOT NULL DEFAULT (unixepoch())
) STRICT;;

INSERT INTO dhcp4_server (id, tag, description) VALUES (1, 'all', 'special type: all servers');;

CREATE TABLE dhcp4_global_parameter (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  modification_ts INTEGER NOT NULL DEFAULT (unixepoch()),
  parameter_type INTEGER NOT NULL REFERENCES parameter_data_type (id)
) STRICT;;

CREATE INDEX dhcp4_global_parameter_by_name ON dhcp4_global_parameter (name);;
CREATE INDEX dhcp4_global_parameter_by_time ON dhcp4_global_parameter (modification_ts);;

CREATE TABLE dhcp4_global_parameter_server (
  parameter_id INTEGER NOT NULL REFERENCES dhcp4_global_parameter (id) ON UPDATE CASCADE ON DELETE CASCADE,
  server_id INTEGER NOT NULL REFERENCES dhcp4_server (id) ON DELETE CASCADE,
  modification_ts INTEGER NOT NULL DEFAULT (unixepoch()),
  PRIMARY KEY (parameter_id, server_id)
) STRICT, WITHOUT ROWID;;

CREATE INDEX dhcp4_global_parameter_server_by_server ON dhcp4_global_parameter_server (server_id);;
CREATE INDEX dhcp4_global_parameter_server_by_time ON dhcp4_global_parameter_server (modification_ts);;

CREATE TABLE dhcp4_shared_network (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  client_class TEXT,
  interface TEXT,
  modification_ts INTEGER NOT NULL DEFAULT (unixepoch()),
  relay TEXT,
  require_client_classes TEXT,
  user_context TEXT,
  match_client_id INTEGER,
  authoritative INTEGER,
  boot_file_name TEXT,
  next_server INTEGER,
  server_hostname TEXT,
  renew_timer INTEGER,
  rebind_timer INTEGER,
  calculate_tee_times INTEGER,
  t1_percent REAL,
  t2_percent REAL,
  valid_lifetime INTEGER,
  min_valid_lifetime INTEGER,
  max_valid_lifetime INTEGER,
  ddns_send_updates INTEGER,
  ddns_override_no_update INTEGER,
  ddns_override_client_update INTEGER,
  ddns_replace_client_name INTEGER REFERENCES ddns_replace_client_name_types (type),
  ddns_generated_prefix TEXT,
  ddns_qualifying_suffix TEXT,
  reservations_global INTEGER,
  reservations_in_subnet INTEGER,
  reservations_out_of_pool INTEGER,
  cache_threshold REAL,
  cache_max_age INTEGER
) STRICT;;

CREATE INDEX dhcp4_shared_network_by_time ON dhcp4_shared_network (modification_ts);;

CREATE TABLE dhcp4_shared_network_server (
  shared_network_id INTEGER NOT NULL REFERENCES dhcp4_shared_network (id) ON UPDATE CASCADE ON DELETE CASCADE,
  server_id INTEGER NOT NULL REFERENCES dhcp4_server (id) ON DELETE CASCADE,
  modification_ts INTEGER NOT NULL DEFAULT (unixepoch()),
  PRIMARY KEY (shared_network_id, server_id)
) STRICT, WITHOUT ROWID;;

CREATE INDEX dhcp4_shared_network_server_by_server ON dhcp4_shared_network_server (server_id);;
CREATE INDEX dhcp4_shared_network_server_by_time ON dhcp4_shared_network_server (modification_ts);;

CREATE TABLE dhcp4_subnet (
  subnet_id INTEGER PRIMARY KEY,
  subnet_prefix TEXT NOT NULL UNIQUE,
  shared_network_name TEXT REFERENCES dhcp4_shared_network (name) ON UPDATE CASCADE ON DELETE SET NULL,
  interface_4o6 TEXT,
  interface_id_4o6 TEXT,
  subnet_4o6 TEXT,
  client_class TEXT,
  interface TEXT,
  modification_ts INTEGER NOT NULL DEFAULT (unixepoch()),
  relay TEXT,
  require_client_classes TEXT,
  user_context TEXT,
  match_client_id INTEGER,
  authoritative INTEGER,
  boot_file_name TEXT,
  next_server INTEGER,
  server_hostname TEXT,
  renew_timer INTEGER,
  rebind_timer INTEGER,
  calculate_tee_times INTEGER,
  t1_percent REAL,
  t2_percent REAL,
  valid_lifetime INTEGER,
  min_valid_lifetime INTEGER,
  max_valid_lifetime INTEGER,
  ddns_send_updates INTEGER,
  ddns_override_no_update INTEGER,
  ddns_override_client_update INTEGER,
  ddns_replace_client_name INTEGER REFERENCES ddns_replace_client_name_types (type),
  ddns_generated_prefix TEXT,
  ddns_qualifying_suffix TEXT,
  reservations_global INTEGER,
  reservations_in_subnet INTEGER,
  reservations_out_of_pool INTEGER,
  cache_threshold REAL,
  cache_max_age INTEGER
) STRICT;;

CREATE INDEX dhcp4_subnet_by_network ON dhcp4_subnet (shared_network_name);;
CREATE INDEX dhcp4_subnet_by_time ON dhcp4_subnet (modification_ts);;

CREATE TABLE dhcp4_subnet_server (
  subnet_id INTEGER NOT NULL REFERENCES dhcp4_subnet (subnet_id) ON UPDATE CASCADE ON DELETE CASCADE,
  server_id INTEGER NOT NULL REFERENCES dhcp4_server (id) ON DELETE CASCADE,
  modification_ts INTEGER NOT NULL DEFAULT (unixepoch()),
  PRIMARY KEY (subnet_id, server_id)
) STRICT, WITHOUT ROWID;;

CREATE INDEX dhcp4_subnet_server_by_server ON dhcp4_subnet_server (server_id);;
CREATE INDEX dhcp4_subnet_server_by_time ON dhcp4_subnet_server (modification_ts);;

CREATE TABLE dhcp4_pool (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  start_address INTEGER NOT NULL,
  end_address INTEGER NOT NULL,
  subnet_id INTEGER NOT NULL REFERENCES dhcp4_subnet (subnet_id) ON UPDATE CASCADE ON DELETE CASCADE,
  modification_ts INTEGER NOT NULL DEFAULT (unixepoch()),
  client_class TEXT,
  require_client_classes TEXT,
  user_context TEXT
) STRICT;;

CREATE INDEX dhcp4_pool_by_subnet ON dhcp4_pool (subnet_id);;
CREATE INDEX dhcp4_pool_by_time ON dhcp4_pool (modification_ts);;

CREATE TABLE dhcp4_client_class (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  test TEXT,
  next_server INTEGER,
  server_hostname TEXT,
  boot_file_name TEXT,
  only_if_required INTEGER NOT NULL DEFAULT 0,
  valid_lifetime INTEGER,
  min_valid_lifetime INTEGER,
  max_valid_lifetime INTEGER,
  depend_on_known_directly INTEGER NOT NULL DEFAULT 0,
  follow_class_name TEXT,
  modification_ts INTEGER NOT NULL DEFAULT (unixepoch()),
  user_context TEXT
) STRICT;;

CREATE INDEX dhcp4_client_class_by_time ON dhcp4_client_class (modification_ts);;

CREATE TABLE dhcp4_client_class_server (
  class_id INTEGER NOT NULL REFERENCES dhcp4_client_class (id) ON UPDATE CASCADE ON DELETE CASCADE,
  server_id INTEGER NOT NULL REFERENCES dhcp4_server (id) ON DELETE CASCADE,
  modification_ts INTEGER NOT NULL DEFAULT (unixepoch()),
  PRIMARY KEY (class_id, server_id)
) STRICT, WITHOUT ROWID;;

CREATE INDEX dhcp4_client_class_server_by_server ON dhcp4_client_class_server (server_id);;
CREATE INDEX dhcp4_client_class_server_by_time ON dhcp4_client_class_server (modification_ts);;

CREATE TABLE dhcp4_client_class_dependency (
  class_id INTEGER NOT NULL REFERENCES dhcp4_client_class (id) ON DELETE CASCADE,
  dependency_id INTEGER NOT NULL REFERENCES dhcp4_client_class (id),
  PRIMARY KEY (class_id, dependency_id)
) STRICT, WITHOUT ROWID;;

CREATE INDEX dhcp4_client_class_dependency_by_other ON dhcp4_client_class_dependency (dependency_id);;

CREATE TABLE dhcp4_client_class_order (
  class_id INTEGER PRIMARY KEY REFERENCES dhcp4_client_class (id) ON DELETE CASCADE,
  order_index INTEGER NOT NULL,
  depend_on_known_indirectly INTEGER NOT NULL DEFAULT 0
) STRICT;;

CREATE INDEX dhcp4_client_class_order_by_index ON dhcp4_client_class_order (order_index);;

CREATE TABLE dhcp4_option_def (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  code INTEGER NOT NULL,
  name TEXT NOT NULL,
  space TEXT NOT NULL,
  type INTEGER NOT NULL,
  modification_ts INTEGER NOT NULL DEFAULT (unixepoch()),
  is_array INTEGER NOT NULL,
  encapsulate TEXT NOT NULL,
  record_types TEXT,
  user_context TEXT,
  class_id INTEGER REFERENCES dhcp4_client_class (id) ON UPDATE CASCADE ON DELETE CASCADE
) STRICT;;

CREATE INDEX dhcp4_option_def_by_code ON dhcp4_option_def (code, space);;
CREATE INDEX dhcp4_option_def_by_class ON dhcp4_option_def (class_id) WHERE class_id IS NOT NULL;;
CREATE INDEX dhcp4_option_def_by_time ON dhcp4_option_def (modification_ts);;

CREATE TABLE dhcp4_option_def_server (
  option_def_id INTEGER NOT NULL REFERENCES dhcp4_option_def (id) ON UPDATE CASCADE ON DELETE CASCADE,
  server_id INTEGER NOT NULL REFERENCES dhcp4_server (id) ON DELETE CASCADE,
  modification_ts INTEGER NOT NULL DEFAULT (unixepoch()),
  PRIMARY KEY (option_def_id, server_id)
) STRICT, WITHOUT ROWID;;

CREATE INDEX dhcp4_option_def_server_by_server ON dhcp4_option_def_server (server_id);;
CREATE INDEX dhcp4_option_def_server_by_time ON dhcp4_option_def_server (modification_ts);;

CREATE TABLE dhcp4_options (
  option_id INTEGER PRIMARY KEY AUTOINCREMENT,
  code INTEGER NOT NULL,
  value BLOB,
  formatted_value TEXT,
  space TEXT,
  persistent INTEGER NOT NULL DEFAULT 0,
  dhcp_client_class TEXT REFERENCES dhcp4_client_class (name) ON UPDATE CASCADE ON DELETE CASCADE,
  dhcp4_subnet_id INTEGER REFERENCES dhcp4_subnet (subnet_id) ON UPDATE CASCADE ON DELETE CASCADE,
  host_id INTEGER REFERENCES hosts (host_id) ON DELETE CASCADE,
  scope_id INTEGER NOT NULL REFERENCES dhcp_option_scope (scope_id),
  user_context TEXT,
  shared_network_name TEXT REFERENCES dhcp4_shared_network (name) ON UPDATE CASCADE ON DELETE CASCADE,
  pool_id INTEGER REFERENCES dhcp4_pool (id) ON UPDATE CASCADE ON DELETE CASCADE,
  modification_ts INTEGER NOT NULL DEFAULT (unixepoch())
) STRICT;;

CREATE INDEX dhcp4_options_by_class ON dhcp4_options (dhcp_client_class) WHERE dhcp_client_class IS NOT NULL;;
CREATE INDEX dhcp4_options_by_subnet ON dhcp4_options (dhcp4_subnet_id) WHERE dhcp4_subnet_id IS NOT NULL;;
CREATE INDEX dhcp4_options_by_host ON dhcp4_options (host_id) WHERE host_id IS NOT NULL;;
CREATE INDEX dhcp4_options_by_network ON dhcp4_options (shared_network_name) WHERE shared_network_name IS NOT NULL;;
CREATE INDEX dhcp4_options_by_pool ON dhcp4_options (pool_id) WHERE pool_id IS NOT NULL;;
CREATE INDEX dhcp4_options_by_scope ON dhcp4_options (scope_id);;

CREATE TABLE dhcp4_options_server (
  option_id INTEGER NOT NULL REFERENCES dhcp4_options (option_id) ON UPDATE CASCADE ON DELETE CASCADE,
  server_id INTEGER NOT NULL REFERENCES dhcp4_server (id) ON DELETE CASCADE,
  modification_ts INTEGER NOT NULL DEFAULT (unixepoch()),
  PRIMARY KEY (option_id, server_id)
) STRICT, WITHOUT ROWID;;

CREATE INDEX dhcp4_options_server_by_server ON dhcp4_options_server (server_id);;
CREATE INDEX dhcp4_options_server_by_time ON dhcp4_options_server (modification_ts);;

-- DHCPv6
CREATE TABLE dhcp6_server (
  id INTEGER PRIMARY KEY,
  tag TEXT NOT NULL UNIQUE,
  description TEXT,
  modification_ts INTEGER NOT NULL DEFAULT (unixepoch())
) STRICT;;

INSERT INTO dhcp6_server (id, tag, description) VALUES (1, 'all', 'special type: all servers');;

CREATE TABLE dhcp6_global_parameter (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  modification_ts INTEGER NOT NULL DEFAULT (unixepoch()),
  parameter_type INTEGER NOT NULL REFERENCES parameter_data_type (id)
) STRICT;;

CREATE INDEX dhcp6_global_parameter_by_name ON dhcp6_global_parameter (name);;
CREATE INDEX dhcp6_global_parameter_by_time ON dhcp6_global_parameter (modification_ts);;

CREATE TABLE dhcp6_global_parameter_server (
  parameter_id INTEGER NOT NULL REFERENCES dhcp6_global_parameter (id) ON UPDATE CASCADE ON DELETE CASCADE,
  server_id INTEGER NOT NULL REFERENCES dhcp6_server (id) ON DELETE CASCADE,
  modification_ts INTEGER NOT NULL DEFAULT (unixepoch()),
  PRIMARY KEY (parameter_id, server_id)
) STRICT, WITHOUT ROWID;;

CREATE INDEX dhcp6_global_parameter_server_by_server ON dhcp6_global_parameter_server (server_id);;
CREATE INDEX dhcp6_global_parameter_server_by_time ON dhcp6_global_parameter_server (modification_ts);;

CREATE TABLE dhcp6_shared_network (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  client_class TEXT,
  interface TEXT,
  modification_ts INTEGER NOT NULL DEFAULT (unixepoch()),
  relay TEXT,
  require_client_classes TEXT,
  user_context TEXT,
  rapid_commit INTEGER,
  interface_id BLOB,
  renew_timer INTEGER,
  rebind_timer INTEGER,
  calculate_tee_times INTEGER,
  t1_percent REAL,
  t2_percent REAL,
  valid_lifetime INTEGER,
  min_valid_lifetime INTEGER,
  max_valid_lifetime INTEGER,
  preferred_lifetime INTEGER,
  min_preferred_lifetime INTEGER,
  max_preferred_lifetime INTEGER,
  ddns_send_updates INTEGER,
  ddns_override_no_update INTEGER,
  ddns_override_client_update INTEGER,
  ddns_replace_client_name INTEGER REFERENCES ddns_replace_client_name_types (type),
  ddns_generated_prefix TEXT,
  ddns_qualifying_suffix TEXT,
  reservations_global INTEGER,
  reservations_in_subnet INTEGER,
  reservations_out_of_pool INTEGER,
  cache_threshold REAL,
  cache_max_age INTEGER
) STRICT;;

CREATE INDEX dhcp6_shared_network_by_time ON dhcp6_shared_network (modification_ts);;

CREATE TABLE dhcp6_shared_network_server (
  shared_network_id INTEGER NOT NULL REFERENCES dhcp6_shared_network (id) ON UPDATE CASCADE ON DELETE CASCADE,
  server_id INTEGER NOT NULL REFERENCES dhcp6_server (id) ON DELETE CASCADE,
  modification_ts INTEGER NOT NULL DEFAULT (unixepoch()),
  PRIMARY KEY (shared_network_id, server_id)
) STRICT, WITHOUT ROWID;;

CREATE INDEX dhcp6_shared_network_server_by_server ON dhcp6_shared_network_server (server_id);;
CREATE INDEX dhcp6_shared_network_server_by_time ON dhcp6_shared_network_server (modification_ts);;

CREATE TABLE dhcp6_subnet (
  subnet_id INTEGER PRIMARY KEY,
  subnet_prefix TEXT NOT NULL UNIQUE,
  shared_network_name TEXT REFERENCES dhcp6_shared_network (name) ON UPDATE CASCADE ON DELETE SET NULL,
  client_class TEXT,
  interface TEXT,
  modification_ts INTEGER NOT NULL DEFAULT (unixepoch()),
  relay TEXT,
  require_client_classes TEXT,
  user_context TEXT,
  rapid_commit INTEGER,
  interface_id BLOB,
  renew_timer INTEGER,
  rebind_timer INTEGER,
  calculate_tee_times INTEGER,
  t1_percent REAL,
  t2_percent REAL,
  valid_lifetime INTEGER,
  min_valid_lifetime INTEGER,
  max_valid_lifetime INTEGER,
  preferred_lifetime INTEGER,
  min_preferred_lifetime INTEGER,
  max_preferred_lifetime INTEGER,
  ddns_send_updates INTEGER,
  ddns_override_no_update INTEGER,
  ddns_override_client_update INTEGER,
  ddns_replace_client_name INTEGER REFERENCES ddns_replace_client_name_types (type),
  ddns_generated_prefix TEXT,
  ddns_qualifying_suffix TEXT,
  reservations_global INTEGER,
  reservations_in_subnet INTEGER,
  reservations_out_of_pool INTEGER,
  cache_threshold REAL,
  cache_max_age INTEGER
) STRICT;;

CREATE INDEX dhcp6_subnet_by_network ON dhcp6_subnet (shared_network_name);;
CREATE INDEX dhcp6_subnet_by_time ON dhcp6_subnet (modification_ts);;

CREATE TABLE dhcp6_subnet_server (
  subnet_id INTEGER NOT NULL REFERENCES dhcp6_subnet (subnet_id) ON UPDATE CASCADE ON DELETE CASCADE,
  server_id INTEGER NOT NULL REFERENCES dhcp6_server (id) ON DELETE CASCADE,
  modification_ts INTEGER NOT NULL DEFAULT (unixepoch()),
  PRIMARY KEY (subnet_id, server_id)
) STRICT, WITHOUT ROWID;;

CREATE INDEX dhcp6_subnet_server_by_server ON dhcp6_subnet_server (server_id);;
CREATE INDEX dhcp6_subnet_server_by_time ON dhcp6_subnet_server (modification_ts);;

CREATE TABLE dhcp6_pool (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  start_address BLOB NOT NULL,
  end_address BLOB NOT NULL,
  subnet_id INTEGER NOT NULL REFERENCES dhcp6_subnet (subnet_id) ON UPDATE CASCADE ON DELETE CASCADE,
  modification_ts INTEGER NOT NULL DEFAULT (unixepoch()),
  client_class TEXT,
  require_client_classes TEXT,
  user_context TEXT
) STRICT;;

CREATE INDEX dhcp6_pool_by_subnet ON dhcp6_pool (subnet_id);;
CREATE INDEX dhcp6_pool_by_time ON dhcp6_pool (modification_ts);;

CREATE TABLE dhcp6_pd_pool (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  prefix BLOB NOT NULL CHECK (length(prefix) = 16),
  prefix_length INTEGER NOT NULL,
  delegated_prefix_length INTEGER NOT NULL,
  subnet_id INTEGER NOT NULL REFERENCES dhcp6_subnet (subnet_id) ON UPDATE CASCADE ON DELETE CASCADE,
  modification_ts INTEGER NOT NULL DEFAULT (unixepoch()),
  excluded_prefix BLOB CHECK (length(excluded_prefix) = 16),
  excluded_prefix_length INTEGER NOT NULL,
  client_class TEXT,
  require_client_classes TEXT,
  user_context TEXT
) STRICT;;

CREATE INDEX dhcp6_pd_pool_by_subnet ON dhcp6_pd_pool (subnet_id);;
CREATE INDEX dhcp6_pd_pool_by_time ON dhcp6_pd_pool (modification_ts);;

CREATE TABLE dhcp6_client_class (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  test TEXT,
  only_if_required INTEGER NOT NULL DEFAULT 0,
  valid_lifetime INTEGER,
  min_valid_lifetime INTEGER,
  max_valid_lifetime INTEGER,
  preferred_lifetime INTEGER,
  min_preferred_lifetime INTEGER,
  max_preferred_lifetime INTEGER,
  depend_on_known_directly INTEGER NOT NULL DEFAULT 0,
  follow_class_name TEXT,
  modification_ts INTEGER NOT NULL DEFAULT (unixepoch()),
  user_context TEXT
) STRICT;;

CREATE INDEX dhcp6_client_class_by_time ON dhcp6_client_class (modification_ts);;

CREATE TABLE dhcp6_client_class_server (
  class_id INTEGER NOT NULL REFERENCES dhcp6_client_class (id) ON UPDATE CASCADE ON DELETE CASCADE,
  server_id INTEGER NOT NULL REFERENCES dhcp6_server (id) ON DELETE CASCADE,
  modification_ts INTEGER NOT NULL DEFAULT (unixepoch()),
  PRIMARY KEY (class_id, server_id)
) STRICT, WITHOUT ROWID;;

CREATE INDEX dhcp6_client_class_server_by_server ON dhcp6_client_class_server (server_id);;
CREATE INDEX dhcp6_client_class_server_by_time ON dhcp6_client_class_server (modification_ts);;

CREATE TABLE dhcp6_client_class_dependency (
  class_id INTEGER NOT NULL REFERENCES dhcp6_client_class (id) ON DELETE CASCADE,
  dependency_id INTEGER NOT NULL REFERENCES dhcp6_client_class (id),
  PRIMARY KEY (class_id, dependency_id)
) STRICT, WITHOUT ROWID;;

CREATE INDEX dhcp6_client_class_dependency_by_other ON dhcp6_client_class_dependency (dependency_id);;

CREATE TABLE dhcp6_client_class_order (
  class_id INTEGER PRIMARY KEY REFERENCES dhcp6_client_class (id) ON DELETE CASCADE,
  order_index INTEGER NOT NULL,
  depend_on_known_indirectly INTEGER NOT NULL DEFAULT 0
) STRICT;;

CREATE INDEX dhcp6_client_class_order_by_index ON dhcp6_client_class_order (order_index);;

CREATE TABLE dhcp6_option_def (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  code INTEGER NOT NULL,
  name TEXT NOT NULL,
  space TEXT NOT NULL,
  type INTEGER NOT NULL,
  modification_ts INTEGER NOT NULL DEFAULT (unixepoch()),
  is_array INTEGER NOT NULL,
  encapsulate TEXT NOT NULL,
  record_types TEXT,
  user_context TEXT,
  class_id INTEGER REFERENCES dhcp6_client_class (id) ON UPDATE CASCADE ON DELETE CASCADE
) STRICT;;

CREATE INDEX dhcp6_option_def_by_code ON dhcp6_option_def (code, space);;
CREATE INDEX dhcp6_option_def_by_class ON dhcp6_option_def (class_id) WHERE class_id IS NOT NULL;;
CREATE INDEX dhcp6_option_def_by_time ON dhcp6_option_def (modification_ts);;

CREATE TABLE dhcp6_option_def_server (
  option_def_id INTEGER NOT NULL REFERENCES dhcp6_option_def (id) ON UPDATE CASCADE ON DELETE CASCADE,
  server_id INTEGER NOT NULL REFERENCES dhcp6_server (id) ON DELETE CASCADE,
  modification_ts INTEGER NOT NULL DEFAULT (unixepoch()),
  PRIMARY KEY (option_def_id, server_id)
) STRICT, WITHOUT ROWID;;

CREATE INDEX dhcp6_option_def_server_by_server ON dhcp6_option_def_server (server_id);;
CREATE INDEX dhcp6_option_def_server_by_time ON dhcp6_option_def_server (modification_ts);;

CREATE TABLE dhcp6_options (
  option_id INTEGER PRIMARY KEY AUTOINCREMENT,
  code INTEGER NOT NULL,
  value BLOB,
  formatted_value TEXT,
  space TEXT,
  persistent INTEGER NOT NULL DEFAULT 0,
  dhcp_client_class TEXT REFERENCES dhcp6_client_class (name) ON UPDATE CASCADE ON DELETE CASCADE,
  dhcp6_subnet_id INTEGER REFERENCES dhcp6_subnet (subnet_id) ON UPDATE CASCADE ON DELETE CASCADE,
  host_id INTEGER REFERENCES hosts (host_id) ON DELETE CASCADE,
  scope_id INTEGER NOT NULL REFERENCES dhcp_option_scope (scope_id),
  user_context TEXT,
  shared_network_name TEXT REFERENCES dhcp6_shared_network (name) ON UPDATE CASCADE ON DELETE CASCADE,
  pool_id INTEGER REFERENCES dhcp6_pool (id) ON UPDATE CASCADE ON DELETE CASCADE,
  pd_pool_id INTEGER REFERENCES dhcp6_pd_pool (id) ON UPDATE CASCADE ON DELETE CASCADE,
  modification_ts INTEGER NOT NULL DEFAULT (unixepoch())
) STRICT;;

CREATE INDEX dhcp6_options_by_class ON dhcp6_options (dhcp_client_class) WHERE dhcp_client_class IS NOT NULL;;
CREATE INDEX dhcp6_options_by_subnet ON dhcp6_options (dhcp6_subnet_id) WHERE dhcp6_subnet_id IS NOT NULL;;
CREATE INDEX dhcp6_options_by_host ON dhcp6_options (host_id) WHERE host_id IS NOT NULL;;
CREATE INDEX dhcp6_options_by_network ON dhcp6_options (shared_network_name) WHERE shared_network_name IS NOT NULL;;
CREATE INDEX dhcp6_options_by_pool ON dhcp6_options (pool_id) WHERE pool_id IS NOT NULL;;
CREATE INDEX dhcp6_options_by_pd_pool ON dhcp6_options (pd_pool_id) WHERE pd_pool_id IS NOT NULL;;
CREATE INDEX dhcp6_options_by_scope ON dhcp6_options (scope_id);;

CREATE TABLE dhcp6_options_server (
  option_id INTEGER NOT NULL REFERENCES dhcp6_options (option_id) ON UPDATE CASCADE ON DELETE CASCADE,
  server_id INTEGER NOT NULL REFERENCES dhcp6_server (id) ON DELETE CASCADE,
  modification_ts INTEGER NOT NULL DEFAULT (unixepoch()),
  PRIMARY KEY (option_id, server_id)
) STRICT, WITHOUT ROWID;;

CREATE INDEX dhcp6_options_server_by_server ON dhcp6_options_server (server_id);;
CREATE INDEX dhcp6_options_server_by_time ON dhcp6_options_server (modification_ts);;
