-- The configuration backend: servers, networks, subnets, pools, options, classes, and an audit of their changes.

CREATE TABLE modification (
  id smallint PRIMARY KEY,
  modification_type varchar(32) NOT NULL
);;
INSERT INTO modification (id, modification_type) VALUES (0, 'create'), (1, 'update'), (2, 'delete');;

CREATE TABLE parameter_data_type (
  id smallint PRIMARY KEY,
  name varchar(32) NOT NULL
);;
INSERT INTO parameter_data_type (id, name) VALUES (0, 'integer'), (1, 'real'), (2, 'boolean'), (4, 'string');;

CREATE TABLE ddns_replace_client_name_types (
  type bigint PRIMARY KEY,
  name varchar(32)
);;
INSERT INTO ddns_replace_client_name_types (type, name) VALUES
  (0, 'RCM_NEVER'), (1, 'RCM_ALWAYS'), (2, 'RCM_WHEN_PRESENT'), (3, 'RCM_WHEN_NOT_PRESENT');;

CREATE TABLE dhcp6_server (
  id serial PRIMARY KEY,
  tag varchar(64) NOT NULL,
  description text,
  modification_ts timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT dhcp6_server_tag_key UNIQUE (tag)
);;
CREATE INDEX dhcp6_server_idx1 ON dhcp6_server (modification_ts);;
CREATE UNIQUE INDEX dhcp6_server_idx2 ON dhcp6_server (tag);;
CREATE INDEX dhcp4_server_modification_ts ON dhcp6_server (modification_ts);;
INSERT INTO dhcp6_server (tag, description, modification_ts) VALUES
  ('all', 'special type: all servers', CURRENT_TIMESTAMP);;

CREATE TABLE dhcp6_global_parameter (
  id serial PRIMARY KEY,
  name varchar(128) NOT NULL,
  value text NOT NULL,
  modification_ts timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  parameter_type smallint NOT NULL,
  CONSTRAINT fk_dhcp6_global_parameter_type FOREIGN KEY (parameter_type) REFERENCES parameter_data_type(id)
);;
CREATE INDEX key_dhcp6_global_parameter_idx1 ON dhcp6_global_parameter (modification_ts);;
CREATE INDEX key_dhcp6_global_parameter_idx2 ON dhcp6_global_parameter (name);;

CREATE TABLE dhcp6_global_parameter_server (
  parameter_id bigint NOT NULL,
  server_id bigint NOT NULL,
  modification_ts timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (parameter_id, server_id),
  CONSTRAINT fk_dhcp6_global_parameter_server_parameter_id FOREIGN KEY (parameter_id)
    REFERENCES dhcp6_global_parameter(id) ON DELETE CASCADE,
  CONSTRAINT fk_dhcp6_global_parameter_server_server_id FOREIGN KEY (server_id)
    REFERENCES dhcp6_server(id) ON DELETE CASCADE
);;
CREATE INDEX key_dhcp6_global_parameter_server_idx1 ON dhcp6_global_parameter_server (modification_ts);;

CREATE TABLE dhcp6_client_class (
  id serial PRIMARY KEY,
  name varchar(128) NOT NULL,
  test text,
  only_if_required boolean NOT NULL DEFAULT false,
  valid_lifetime bigint,
  min_valid_lifetime bigint,
  max_valid_lifetime bigint,
  depend_on_known_directly boolean NOT NULL DEFAULT false,
  follow_class_name varchar(128) DEFAULT NULL,
  modification_ts timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT dhcp6_client_class_name_key UNIQUE (name)
);;
CREATE INDEX key_dhcp6_client_class_modification_ts ON dhcp6_client_class (modification_ts);;

CREATE TABLE dhcp6_client_class_server (
  class_id bigint NOT NULL,
  server_id bigint NOT NULL,
  modification_ts timestamptz,
  PRIMARY KEY (class_id, server_id),
  CONSTRAINT fk_dhcp6_client_class_class_id FOREIGN KEY (class_id)
    REFERENCES dhcp6_client_class(id) ON DELETE CASCADE,
  CONSTRAINT fk_dhcp6_client_class_server_id FOREIGN KEY (server_id) REFERENCES dhcp6_server(id)
);;
CREATE INDEX fk_dhcp6_client_class_server_id ON dhcp6_client_class_server (server_id);;

CREATE TABLE dhcp6_client_class_order (
  class_id bigint PRIMARY KEY,
  order_index bigint NOT NULL,
  depend_on_known_indirectly boolean NOT NULL DEFAULT false,
  CONSTRAINT fk_dhcp6_client_class_order_class_id FOREIGN KEY (class_id)
    REFERENCES dhcp6_client_class(id) ON DELETE CASCADE
);;
CREATE INDEX key_dhcp6_client_class_order_index ON dhcp6_client_class_order (order_index);;

CREATE TABLE dhcp6_client_class_dependency (
  class_id bigint PRIMARY KEY,
  dependency_id bigint NOT NULL,
  CONSTRAINT dhcp6_client_class_class_id FOREIGN KEY (class_id) REFERENCES dhcp6_client_class(id) ON DELETE CASCADE,
  CONSTRAINT dhcp6_client_class_dependency_id FOREIGN KEY (dependency_id) REFERENCES dhcp6_client_class(id)
);;
CREATE INDEX dhcp6_client_class_dependency_id_idx ON dhcp6_client_class_dependency (dependency_id);;

CREATE TABLE dhcp6_shared_network (
  id serial PRIMARY KEY,
  name varchar(128) NOT NULL,
  client_class varchar(128) DEFAULT NULL,
  interface varchar(128) DEFAULT NULL,
  modification_ts timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  preferred_lifetime bigint,
  rapid_commit boolean,
  rebind_timer bigint,
  relay text,
  renew_timer bigint,
  require_client_classes text,
  user_context json,
  valid_lifetime bigint,
  calculate_tee_times boolean,
  t1_percent double precision,
  t2_percent double precision,
  interface_id bytea,
  min_preferred_lifetime bigint,
  max_preferred_lifetime bigint,
  min_valid_lifetime bigint,
  max_valid_lifetime bigint,
  ddns_send_updates boolean,
  ddns_override_no_update boolean,
  ddns_override_client_update boolean,
  ddns_replace_client_name bigint,
  ddns_generated_prefix varchar(255) DEFAULT NULL,
  ddns_qualifying_suffix varchar(255) DEFAULT NULL,
  reservations_global boolean,
  reservations_in_subnet boolean,
  reservations_out_of_pool boolean,
  cache_threshold double precision,
  cache_max_age bigint,
  CONSTRAINT dhcp6_shared_network_name_key UNIQUE (name),
  CONSTRAINT fk_ddns_replace_client_name FOREIGN KEY (ddns_replace_client_name)
    REFERENCES ddns_replace_client_name_types(type)
);;
CREATE INDEX dhcp6_shared_network_idx1 ON dhcp6_shared_network (name);;

CREATE TABLE dhcp6_shared_network_server (
  shared_network_id bigint NOT NULL,
  server_id bigint NOT NULL,
  modification_ts timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (shared_network_id, server_id),
  CONSTRAINT fk_dhcp6_shared_network_server_server_id FOREIGN KEY (server_id)
    REFERENCES dhcp6_server(id) ON DELETE CASCADE,
  CONSTRAINT fk_dhcp6_shared_network_server_shared_network_id FOREIGN KEY (shared_network_id)
    REFERENCES dhcp6_shared_network(id) ON DELETE CASCADE
);;
CREATE INDEX dhcp6_shared_network_server_idx1 ON dhcp6_shared_network_server (modification_ts);;
CREATE INDEX dhcp6_shared_network_server_idx2 ON dhcp6_shared_network_server (server_id);;

CREATE TABLE dhcp6_subnet (
  subnet_id bigint PRIMARY KEY,
  subnet_prefix varchar(64) NOT NULL,
  client_class varchar(128) DEFAULT NULL,
  interface varchar(128) DEFAULT NULL,
  modification_ts timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  preferred_lifetime bigint,
  rapid_commit boolean,
  rebind_timer bigint,
  relay text,
  renew_timer bigint,
  require_client_classes text,
  shared_network_name varchar(128) DEFAULT NULL,
  user_context json,
  valid_lifetime bigint,
  calculate_tee_times boolean,
  t1_percent double precision,
  t2_percent double precision,
  interface_id bytea,
  min_preferred_lifetime bigint,
  max_preferred_lifetime bigint,
  min_valid_lifetime bigint,
  max_valid_lifetime bigint,
  ddns_send_updates boolean,
  ddns_override_no_update boolean,
  ddns_override_client_update boolean,
  ddns_replace_client_name bigint,
  ddns_generated_prefix varchar(255) DEFAULT NULL,
  ddns_qualifying_suffix varchar(255) DEFAULT NULL,
  reservations_global boolean,
  reservations_in_subnet boolean,
  reservations_out_of_pool boolean,
  cache_threshold double precision,
  cache_max_age bigint,
  CONSTRAINT dhcp6_subnet_subnet_prefix_key UNIQUE (subnet_prefix),
  CONSTRAINT fk_dhcp6_subnet_shared_network FOREIGN KEY (shared_network_name)
    REFERENCES dhcp6_shared_network(name) ON DELETE SET NULL,
  CONSTRAINT fk_ddns_replace_client_name FOREIGN KEY (ddns_replace_client_name)
    REFERENCES ddns_replace_client_name_types(type)
);;
CREATE INDEX dhcp6_subnet_idx1 ON dhcp6_subnet (modification_ts);;
CREATE INDEX dhcp6_subnet_idx2 ON dhcp6_subnet (shared_network_name);;

CREATE TABLE dhcp6_subnet_server (
  subnet_id bigint NOT NULL,
  server_id bigint NOT NULL,
  modification_ts timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (subnet_id, server_id),
  CONSTRAINT fk_dhcp6_subnet_server_server_id FOREIGN KEY (server_id) REFERENCES dhcp6_server(id),
  CONSTRAINT fk_dhcp6_subnet_server_subnet_id FOREIGN KEY (subnet_id)
    REFERENCES dhcp6_subnet(subnet_id) ON DELETE CASCADE
);;
CREATE INDEX dhcp6_subnet_server_idx1 ON dhcp6_subnet_server (server_id);;
CREATE INDEX dhcp6_subnet_server_idx2 ON dhcp6_subnet_server (modification_ts);;

CREATE TABLE dhcp6_pool (
  id serial PRIMARY KEY,
  start_address inet NOT NULL,
  end_address inet NOT NULL,
  subnet_id bigint NOT NULL,
  modification_ts timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  client_class varchar(128) DEFAULT NULL,
  require_client_classes text,
  user_context json,
  CONSTRAINT fk_dhcp6_pool_subnet_id FOREIGN KEY (subnet_id) REFERENCES dhcp6_subnet(subnet_id)
);;
CREATE INDEX dhcp6_pool_idx1 ON dhcp6_pool (modification_ts);;
CREATE INDEX dhcp6_pool_idx2 ON dhcp6_pool (subnet_id);;

CREATE TABLE dhcp6_pd_pool (
  id serial PRIMARY KEY,
  prefix varchar(45) NOT NULL,
  prefix_length smallint NOT NULL,
  delegated_prefix_length smallint NOT NULL,
  subnet_id bigint NOT NULL,
  modification_ts timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  excluded_prefix varchar(45) DEFAULT NULL,
  excluded_prefix_length smallint NOT NULL,
  client_class varchar(128) DEFAULT NULL,
  require_client_classes text,
  user_context json,
  CONSTRAINT fk_dhcp6_pd_pool_subnet_id FOREIGN KEY (subnet_id) REFERENCES dhcp6_subnet(subnet_id)
);;
CREATE INDEX dhcp6_pd_pool_idx1 ON dhcp6_pd_pool (modification_ts);;
CREATE INDEX dhcp6_pd_pool_idx2 ON dhcp6_pd_pool (subnet_id);;

CREATE TABLE dhcp6_option_def (
  id serial PRIMARY KEY,
  code smallint NOT NULL,
  name varchar(128) NOT NULL,
  space varchar(128) NOT NULL,
  type smallint NOT NULL,
  modification_ts timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  is_array boolean NOT NULL,
  encapsulate varchar(128) NOT NULL,
  record_types varchar,
  user_context json
);;
CREATE INDEX dhcp6_option_def_idx1 ON dhcp6_option_def (modification_ts);;
CREATE INDEX dhcp6_option_def_idx2 ON dhcp6_option_def (code, space);;

CREATE TABLE dhcp6_option_def_server (
  option_def_id bigint NOT NULL,
  server_id bigint NOT NULL,
  modification_ts timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (option_def_id, server_id),
  CONSTRAINT dhcp6_option_def_server_option_def_id_fkey FOREIGN KEY (option_def_id)
    REFERENCES dhcp6_option_def(id) ON DELETE CASCADE,
  CONSTRAINT dhcp6_option_def_server_server_id_fkey FOREIGN KEY (server_id)
    REFERENCES dhcp6_server(id) ON DELETE CASCADE
);;

ALTER TABLE dhcp6_options
  ADD COLUMN shared_network_name varchar(128) DEFAULT NULL,
  ADD COLUMN pool_id bigint,
  ADD COLUMN pd_pool_id bigint,
  ADD COLUMN modification_ts timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  ADD CONSTRAINT fk_dhcp6_options_pd_pool FOREIGN KEY (pd_pool_id)
    REFERENCES dhcp6_pd_pool(id) ON UPDATE CASCADE ON DELETE CASCADE,
  ADD CONSTRAINT fk_dhcp6_options_pool FOREIGN KEY (pool_id)
    REFERENCES dhcp6_pool(id) ON UPDATE CASCADE ON DELETE CASCADE,
  ADD CONSTRAINT fk_dhcp6_options_shared_network FOREIGN KEY (shared_network_name)
    REFERENCES dhcp6_shared_network(name) ON UPDATE CASCADE ON DELETE CASCADE;;

CREATE TABLE dhcp6_options_server (
  option_id bigint NOT NULL,
  server_id bigint NOT NULL,
  modification_ts timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (option_id, server_id),
  CONSTRAINT fk_dhcp6_options_server_option_id FOREIGN KEY (option_id)
    REFERENCES dhcp6_options(option_id) ON DELETE CASCADE,
  CONSTRAINT fk_dhcp6_options_server_server_id FOREIGN KEY (server_id) REFERENCES dhcp6_server(id) ON DELETE CASCADE
);;
CREATE INDEX dhcp6_options_server_idx1 ON dhcp6_options_server (server_id);;
CREATE INDEX dhcp6_options_server_idx2 ON dhcp6_options_server (modification_ts);;

CREATE TABLE dhcp6_audit_revision (
  id serial PRIMARY KEY,
  modification_ts timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  log_message text,
  server_id bigint
);;

CREATE TABLE dhcp6_audit (
  id serial,
  object_type varchar(256) NOT NULL,
  object_id bigint NOT NULL,
  modification_type smallint NOT NULL,
  revision_id bigint NOT NULL,
  CONSTRAINT dhcp6_audit_id_key UNIQUE (id),
  CONSTRAINT fk_dhcp6_audit_modification_type FOREIGN KEY (modification_type) REFERENCES modification(id),
  CONSTRAINT fk_dhcp6_audit_revision FOREIGN KEY (revision_id) REFERENCES dhcp6_audit_revision(id) ON UPDATE CASCADE
);;
CREATE INDEX dhcp6_audit_idx1 ON dhcp6_audit (modification_type);;
CREATE INDEX dhcp6_audit_idx2 ON dhcp6_audit (revision_id);;

CREATE TABLE dhcp4_server (
  id serial PRIMARY KEY,
  tag varchar(64) NOT NULL,
  description text,
  modification_ts timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT dhcp4_server_tag_key UNIQUE (tag)
);;
INSERT INTO dhcp4_server (tag, description, modification_ts) VALUES
  ('all', 'special type: all servers', CURRENT_TIMESTAMP);;

CREATE TABLE dhcp4_global_parameter (
  id serial PRIMARY KEY,
  name varchar(128) NOT NULL,
  value text NOT NULL,
  modification_ts timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  parameter_type smallint NOT NULL,
  CONSTRAINT fk_dhcp6_global_parameter_type FOREIGN KEY (parameter_type) REFERENCES parameter_data_type(id)
);;
CREATE INDEX dhcp4_global_parameter_idx1 ON dhcp4_global_parameter (modification_ts);;
CREATE INDEX dhcp4_global_parameter_idx2 ON dhcp4_global_parameter (name);;

CREATE TABLE dhcp4_global_parameter_server (
  parameter_id bigint NOT NULL,
  server_id bigint NOT NULL,
  modification_ts timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (parameter_id, server_id),
  CONSTRAINT fk_dhcp4_global_parameter_server_parameter_id FOREIGN KEY (parameter_id)
    REFERENCES dhcp4_global_parameter(id) ON DELETE CASCADE,
  CONSTRAINT fk_dhcp4_global_parameter_server_server_id FOREIGN KEY (server_id)
    REFERENCES dhcp4_server(id) ON DELETE CASCADE
);;
CREATE INDEX key_dhcp4_global_parameter_idx1 ON dhcp4_global_parameter_server (modification_ts);;

CREATE TABLE dhcp4_client_class (
  id serial PRIMARY KEY,
  name varchar(128) NOT NULL,
  test text,
  next_server inet,
  server_hostname varchar(128) DEFAULT NULL,
  boot_file_name varchar(512) DEFAULT NULL,
  only_if_required boolean NOT NULL DEFAULT false,
  valid_lifetime bigint,
  min_valid_lifetime bigint,
  max_valid_lifetime bigint,
  depend_on_known_directly boolean NOT NULL DEFAULT false,
  follow_class_name varchar(128) DEFAULT NULL,
  modification_ts timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT dhcp4_client_class_name_key UNIQUE (name)
);;
CREATE INDEX key_dhcp4_client_class_modification_ts ON dhcp4_client_class (modification_ts);;

CREATE TABLE dhcp4_client_class_server (
  class_id bigint NOT NULL,
  server_id bigint NOT NULL,
  modification_ts timestamptz,
  PRIMARY KEY (class_id, server_id),
  CONSTRAINT fk_dhcp4_client_class_class_id FOREIGN KEY (class_id)
    REFERENCES dhcp4_client_class(id) ON DELETE CASCADE,
  CONSTRAINT fk_dhcp4_client_class_server_id FOREIGN KEY (server_id) REFERENCES dhcp4_server(id)
);;
CREATE INDEX fk_dhcp4_client_class_server_id ON dhcp4_client_class_server (server_id);;

CREATE TABLE dhcp4_client_class_order (
  class_id bigint PRIMARY KEY,
  order_index bigint NOT NULL,
  depend_on_known_indirectly boolean NOT NULL DEFAULT false,
  CONSTRAINT fk_dhcp4_client_class_order_class_id FOREIGN KEY (class_id)
    REFERENCES dhcp4_client_class(id) ON DELETE CASCADE
);;
CREATE INDEX key_dhcp4_client_class_order_index ON dhcp4_client_class_order (order_index);;

CREATE TABLE dhcp4_client_class_dependency (
  class_id bigint PRIMARY KEY,
  dependency_id bigint NOT NULL,
  CONSTRAINT dhcp4_client_class_class_id FOREIGN KEY (class_id) REFERENCES dhcp4_client_class(id) ON DELETE CASCADE,
  CONSTRAINT dhcp4_client_class_dependency_id FOREIGN KEY (dependency_id) REFERENCES dhcp4_client_class(id)
);;
CREATE INDEX dhcp4_client_class_dependency_id_idx ON dhcp4_client_class_dependency (dependency_id);;

CREATE TABLE dhcp4_shared_network (
  id serial PRIMARY KEY,
  name varchar(128) NOT NULL,
  client_class varchar(128) DEFAULT NULL,
  interface varchar(128) DEFAULT NULL,
  match_client_id boolean,
  modification_ts timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  rebind_timer bigint,
  relay text,
  renew_timer bigint,
  require_client_classes text,
  user_context json,
  valid_lifetime bigint,
  authoritative boolean,
  calculate_tee_times boolean,
  t1_percent double precision,
  t2_percent double precision,
  boot_file_name varchar(128) DEFAULT NULL,
  next_server inet,
  server_hostname varchar(64) DEFAULT NULL,
  min_valid_lifetime bigint,
  max_valid_lifetime bigint,
  ddns_send_updates boolean,
  ddns_override_no_update boolean,
  ddns_override_client_update boolean,
  ddns_replace_client_name bigint,
  ddns_generated_prefix varchar(255) DEFAULT NULL,
  ddns_qualifying_suffix varchar(255) DEFAULT NULL,
  reservations_global boolean,
  reservations_in_subnet boolean,
  reservations_out_of_pool boolean,
  cache_threshold double precision,
  cache_max_age bigint,
  CONSTRAINT dhcp4_shared_network_name_key UNIQUE (name),
  CONSTRAINT fk_ddns_replace_client_name FOREIGN KEY (ddns_replace_client_name)
    REFERENCES ddns_replace_client_name_types(type)
);;
CREATE UNIQUE INDEX dhcp4_shared_network_idx1 ON dhcp4_shared_network (name);;
CREATE INDEX dhcp4_shared_network_idx2 ON dhcp4_shared_network (modification_ts);;

CREATE TABLE dhcp4_shared_network_server (
  shared_network_id bigint NOT NULL,
  server_id bigint NOT NULL,
  modification_ts timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (shared_network_id, server_id),
  CONSTRAINT fk_dhcp4_shared_network_server_server_id FOREIGN KEY (server_id)
    REFERENCES dhcp4_server(id) ON DELETE CASCADE,
  CONSTRAINT fk_dhcp4_shared_network_server_shared_network_id FOREIGN KEY (shared_network_id)
    REFERENCES dhcp4_shared_network(id) ON DELETE CASCADE
);;
CREATE INDEX dhcp4_shared_network_server_idx1 ON dhcp4_shared_network_server (modification_ts);;
CREATE INDEX dhcp4_shared_network_server_idx2 ON dhcp4_shared_network_server (server_id);;

CREATE TABLE dhcp4_subnet (
  subnet_id bigint PRIMARY KEY,
  subnet_prefix varchar(64) NOT NULL,
  interface_4o6 varchar(128) DEFAULT NULL,
  interface_id_4o6 varchar(128) DEFAULT NULL,
  subnet_4o6 varchar(64) DEFAULT NULL,
  boot_file_name varchar(128) DEFAULT NULL,
  client_class varchar(128) DEFAULT NULL,
  interface varchar(128) DEFAULT NULL,
  match_client_id boolean,
  modification_ts timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  next_server inet,
  rebind_timer bigint,
  relay text,
  renew_timer bigint,
  require_client_classes text,
  server_hostname varchar(64) DEFAULT NULL,
  shared_network_name varchar(128) DEFAULT NULL,
  user_context json,
  valid_lifetime bigint,
  authoritative boolean,
  calculate_tee_times boolean,
  t1_percent double precision,
  t2_percent double precision,
  min_valid_lifetime bigint,
  max_valid_lifetime bigint,
  ddns_send_updates boolean,
  ddns_override_no_update boolean,
  ddns_override_client_update boolean,
  ddns_replace_client_name bigint,
  ddns_generated_prefix varchar(255) DEFAULT NULL,
  ddns_qualifying_suffix varchar(255) DEFAULT NULL,
  reservations_global boolean,
  reservations_in_subnet boolean,
  reservations_out_of_pool boolean,
  cache_threshold double precision,
  cache_max_age bigint,
  CONSTRAINT dhcp4_subnet_subnet_prefix_key UNIQUE (subnet_prefix),
  CONSTRAINT fk_dhcp4_subnet_shared_network FOREIGN KEY (shared_network_name)
    REFERENCES dhcp4_shared_network(name) ON DELETE SET NULL,
  CONSTRAINT fk_ddns_replace_client_name FOREIGN KEY (ddns_replace_client_name)
    REFERENCES ddns_replace_client_name_types(type)
);;
CREATE INDEX dhcp4_subnet_idx1 ON dhcp4_subnet (modification_ts);;
CREATE INDEX dhcp4_subnet_idx2 ON dhcp4_subnet (shared_network_name);;

-- The keys name the other family's tables, as Kea 2.1.1 made them; 8.0 mends that.
CREATE TABLE dhcp4_subnet_server (
  subnet_id bigint NOT NULL,
  server_id bigint NOT NULL,
  modification_ts timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (subnet_id, server_id),
  CONSTRAINT fk_dhcp6_subnet_server_server_id FOREIGN KEY (server_id) REFERENCES dhcp6_server(id),
  CONSTRAINT fk_dhcp6_subnet_server_subnet_id FOREIGN KEY (subnet_id)
    REFERENCES dhcp6_subnet(subnet_id) ON DELETE CASCADE
);;
CREATE INDEX dhcp4_subnet_server_idx1 ON dhcp4_subnet_server (server_id);;
CREATE INDEX dhcp4_subnet_server_idx2 ON dhcp4_subnet_server (modification_ts);;

CREATE TABLE dhcp4_pool (
  id serial PRIMARY KEY,
  start_address inet NOT NULL,
  end_address inet NOT NULL,
  subnet_id bigint NOT NULL,
  modification_ts timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  client_class varchar(128) DEFAULT NULL,
  require_client_classes text,
  user_context json,
  CONSTRAINT fk_dhcp4_pool_subnet_id FOREIGN KEY (subnet_id) REFERENCES dhcp4_subnet(subnet_id)
);;
CREATE INDEX dhcp4_pool_idx1 ON dhcp4_pool (modification_ts);;
CREATE INDEX dhcp4_pool_idx2 ON dhcp4_pool (subnet_id);;

CREATE TABLE dhcp4_option_def (
  id serial PRIMARY KEY,
  code smallint NOT NULL,
  name varchar(128) NOT NULL,
  space varchar(128) NOT NULL,
  type smallint NOT NULL,
  modification_ts timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  is_array boolean NOT NULL,
  encapsulate varchar(128) NOT NULL,
  record_types varchar,
  user_context json
);;
CREATE INDEX dhcp4_option_def_idx1 ON dhcp4_option_def (modification_ts);;
CREATE INDEX dhcp4_option_def_idx2 ON dhcp4_option_def (code, space);;

-- One key names the other family's table, as Kea 2.1.1 made it; 9.0 mends that.
CREATE TABLE dhcp4_option_def_server (
  option_def_id bigint NOT NULL,
  server_id bigint NOT NULL,
  modification_ts timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (option_def_id, server_id),
  CONSTRAINT dhcp4_option_def_server_option_def_id_fkey FOREIGN KEY (option_def_id)
    REFERENCES dhcp6_option_def(id) ON DELETE CASCADE,
  CONSTRAINT dhcp4_option_def_server_server_id_fkey FOREIGN KEY (server_id)
    REFERENCES dhcp4_server(id) ON DELETE CASCADE
);;

-- Options exist since the host reservations; now they also belong to pools and shared networks.
ALTER TABLE dhcp4_options
  ADD COLUMN shared_network_name varchar(128) DEFAULT NULL,
  ADD COLUMN pool_id bigint,
  ADD COLUMN modification_ts timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  ADD CONSTRAINT fk_dhcp4_options_pool FOREIGN KEY (pool_id)
    REFERENCES dhcp4_pool(id) ON UPDATE CASCADE ON DELETE CASCADE,
  ADD CONSTRAINT fk_dhcp4_options_shared_network FOREIGN KEY (shared_network_name)
    REFERENCES dhcp4_shared_network(name) ON UPDATE CASCADE ON DELETE CASCADE;;

CREATE TABLE dhcp4_options_server (
  option_id bigint NOT NULL,
  server_id bigint NOT NULL,
  modification_ts timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (option_id, server_id),
  CONSTRAINT fk_dhcp4_options_server_option_id FOREIGN KEY (option_id)
    REFERENCES dhcp4_options(option_id) ON DELETE CASCADE,
  CONSTRAINT fk_dhcp4_options_server_server_id FOREIGN KEY (server_id) REFERENCES dhcp4_server(id) ON DELETE CASCADE
);;
CREATE INDEX dhcp4_options_server_idx1 ON dhcp4_options_server (server_id);;
CREATE INDEX dhcp4_options_server_idx2 ON dhcp4_options_server (modification_ts);;

CREATE TABLE dhcp4_audit_revision (
  id serial PRIMARY KEY,
  modification_ts timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  log_message text,
  server_id bigint
);;

CREATE TABLE dhcp4_audit (
  id serial,
  object_type varchar(256) NOT NULL,
  object_id bigint NOT NULL,
  modification_type smallint NOT NULL,
  revision_id bigint NOT NULL,
  CONSTRAINT dhcp4_audit_id_key UNIQUE (id),
  CONSTRAINT fk_dhcp4_audit_modification_type FOREIGN KEY (modification_type) REFERENCES modification(id),
  CONSTRAINT fk_dhcp4_audit_revision FOREIGN KEY (revision_id) REFERENCES dhcp4_audit_revision(id) ON UPDATE CASCADE
);;
CREATE INDEX dhcp4_audit_idx1 ON dhcp4_audit (modification_type);;
CREATE INDEX dhcp4_audit_idx2 ON dhcp4_audit (revision_id);;

-- Settings of one session, kept as custom parameters so that triggers see them. Unset and NULL read as NULL or ''.
CREATE FUNCTION set_session_value(name text, value text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config(name, value, false);
EXCEPTION
  WHEN OTHERS THEN
    RAISE EXCEPTION 'cannot set session value % to [%]: % (%)', name, value, SQLERRM, SQLSTATE;
END
$$;;

CREATE FUNCTION set_session_value(name text, value bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_session_value(name, value::text);
END
$$;;

CREATE FUNCTION set_session_value(name text, value boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_session_value(name, value::text);
END
$$;;

CREATE FUNCTION get_session_value(name text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  RETURN current_setting(name, true);
END
$$;;

CREATE FUNCTION get_session_big_int(name text) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
  RETURN coalesce(nullif(get_session_value(name), ''), '0')::bigint;
EXCEPTION
  WHEN invalid_text_representation OR numeric_value_out_of_range THEN
    RAISE EXCEPTION 'session value % is not a number: [%]', name, get_session_value(name);
END
$$;;

CREATE FUNCTION get_session_boolean(name text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  RETURN coalesce(nullif(get_session_value(name), ''), 'false')::boolean;
EXCEPTION
  WHEN invalid_text_representation THEN
    RAISE EXCEPTION 'session value % is not a boolean: [%]', name, get_session_value(name);
END
$$;;

-- Begins an audit revision: the entries that this session's triggers add from here on belong to it.
CREATE FUNCTION createAuditRevisionDHCP4(
  audit_ts timestamptz, server_tag varchar, audit_log_message text, cascade_transaction boolean
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  revision bigint;
BEGIN
  IF get_session_boolean('kea.disable_audit') THEN
    RETURN;
  END IF;
  INSERT INTO dhcp4_audit_revision (modification_ts, log_message, server_id)
    VALUES (audit_ts, audit_log_message, (SELECT s.id FROM dhcp4_server s WHERE s.tag = server_tag))
    RETURNING id INTO revision;
  PERFORM set_session_value('kea.audit_revision_id', revision);
  PERFORM set_session_value('kea.cascade_transaction', cascade_transaction);
END
$$;;

CREATE FUNCTION createAuditEntryDHCP4(object_type_val varchar, object_id_val bigint, modification_type_val varchar)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF get_session_boolean('kea.disable_audit') THEN
    RETURN;
  END IF;
  INSERT INTO dhcp4_audit (object_type, object_id, modification_type, revision_id)
    VALUES (object_type_val, object_id_val,
      (SELECT m.id FROM modification m WHERE m.modification_type = modification_type_val),
      get_session_big_int('kea.audit_revision_id'));
END
$$;;

-- Begins an audit revision: the entries that this session's triggers add from here on belong to it.
CREATE FUNCTION createAuditRevisionDHCP6(
  audit_ts timestamptz, server_tag varchar, audit_log_message text, cascade_transaction boolean
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  revision bigint;
BEGIN
  IF get_session_boolean('kea.disable_audit') THEN
    RETURN;
  END IF;
  INSERT INTO dhcp6_audit_revision (modification_ts, log_message, server_id)
    VALUES (audit_ts, audit_log_message, (SELECT s.id FROM dhcp6_server s WHERE s.tag = server_tag))
    RETURNING id INTO revision;
  PERFORM set_session_value('kea.audit_revision_id', revision);
  PERFORM set_session_value('kea.cascade_transaction', cascade_transaction);
END
$$;;

CREATE FUNCTION createAuditEntryDHCP6(object_type_val varchar, object_id_val bigint, modification_type_val varchar)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF get_session_boolean('kea.disable_audit') THEN
    RETURN;
  END IF;
  INSERT INTO dhcp6_audit (object_type, object_id, modification_type, revision_id)
    VALUES (object_type_val, object_id_val,
      (SELECT m.id FROM modification m WHERE m.modification_type = modification_type_val),
      get_session_big_int('kea.audit_revision_id'));
END
$$;;

-- Places a class right behind the one it follows, or at the end; the classes behind it move up by one.
CREATE FUNCTION setClientClass4Order(id bigint, new_follow_class_name varchar, old_follow_class_name varchar)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  class bigint := setClientClass4Order.id;
  place bigint;
  indirectly boolean;
BEGIN
  SELECT o.depend_on_known_indirectly INTO indirectly FROM dhcp4_client_class_order o WHERE o.class_id = class;
  PERFORM set_session_value('kea.depend_on_known_indirectly', coalesce(indirectly, false));
  -- The dependencies of a class that stays are inserted anew after this, and tell it again.
  IF indirectly IS NOT NULL AND new_follow_class_name IS NOT DISTINCT FROM old_follow_class_name THEN
    UPDATE dhcp4_client_class_order SET depend_on_known_indirectly = false WHERE class_id = class;
    RETURN;
  END IF;
  IF new_follow_class_name IS NULL THEN
    SELECT coalesce(max(o.order_index), 0) + 1 INTO place FROM dhcp4_client_class_order o;
  ELSE
    SELECT o.order_index + 1 INTO place
      FROM dhcp4_client_class_order o JOIN dhcp4_client_class c ON c.id = o.class_id
      WHERE c.name = new_follow_class_name;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'client class % to follow does not exist', new_follow_class_name
        USING ERRCODE = 'sql_routine_exception';
    END IF;
  END IF;
  -- Only the classes that depend on this one hold it back, judged by the places before the move, as Kea does it.
  IF EXISTS (
    SELECT FROM dhcp4_client_class_dependency d JOIN dhcp4_client_class_order o ON o.class_id = d.class_id
      WHERE d.dependency_id = class AND o.order_index < place
  ) THEN
    RAISE EXCEPTION 'client class % cannot move behind a class that depends on it', class
      USING ERRCODE = 'sql_routine_exception';
  END IF;
  -- Places that earlier moves left empty are taken as they are.
  IF EXISTS (SELECT FROM dhcp4_client_class_order o WHERE o.order_index = place) THEN
    UPDATE dhcp4_client_class_order SET order_index = order_index + 1 WHERE order_index >= place;
  END IF;
  INSERT INTO dhcp4_client_class_order (class_id, order_index, depend_on_known_indirectly)
    VALUES (class, place, false)
    ON CONFLICT (class_id) DO UPDATE SET order_index = place;
END
$$;;

-- Places a class right behind the one it follows, or at the end; the classes behind it move up by one.
CREATE FUNCTION setClientClass6Order(id bigint, new_follow_class_name varchar, old_follow_class_name varchar)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  class bigint := setClientClass6Order.id;
  place bigint;
  indirectly boolean;
BEGIN
  SELECT o.depend_on_known_indirectly INTO indirectly FROM dhcp6_client_class_order o WHERE o.class_id = class;
  PERFORM set_session_value('kea.depend_on_known_indirectly', coalesce(indirectly, false));
  -- The dependencies of a class that stays are inserted anew after this, and tell it again.
  IF indirectly IS NOT NULL AND new_follow_class_name IS NOT DISTINCT FROM old_follow_class_name THEN
    UPDATE dhcp6_client_class_order SET depend_on_known_indirectly = false WHERE class_id = class;
    RETURN;
  END IF;
  IF new_follow_class_name IS NULL THEN
    SELECT coalesce(max(o.order_index), 0) + 1 INTO place FROM dhcp6_client_class_order o;
  ELSE
    SELECT o.order_index + 1 INTO place
      FROM dhcp6_client_class_order o JOIN dhcp6_client_class c ON c.id = o.class_id
      WHERE c.name = new_follow_class_name;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'client class % to follow does not exist', new_follow_class_name
        USING ERRCODE = 'sql_routine_exception';
    END IF;
  END IF;
  -- Only the classes that depend on this one hold it back, judged by the places before the move, as Kea does it.
  IF EXISTS (
    SELECT FROM dhcp6_client_class_dependency d JOIN dhcp6_client_class_order o ON o.class_id = d.class_id
      WHERE d.dependency_id = class AND o.order_index < place
  ) THEN
    RAISE EXCEPTION 'client class % cannot move behind a class that depends on it', class
      USING ERRCODE = 'sql_routine_exception';
  END IF;
  -- Places that earlier moves left empty are taken as they are.
  IF EXISTS (SELECT FROM dhcp6_client_class_order o WHERE o.order_index = place) THEN
    UPDATE dhcp6_client_class_order SET order_index = order_index + 1 WHERE order_index >= place;
  END IF;
  INSERT INTO dhcp6_client_class_order (class_id, order_index, depend_on_known_indirectly)
    VALUES (class, place, false)
    ON CONFLICT (class_id) DO UPDATE SET order_index = place;
END
$$;;

CREATE FUNCTION checkDHCPv4ClientClassDependency(p_class_id bigint, p_dependency_id bigint)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  class_place bigint;
  dependency_place bigint;
BEGIN
  IF p_class_id IS NULL OR p_dependency_id IS NULL THEN
    RAISE EXCEPTION 'a client class dependency needs two class ids, not % and %', p_class_id, p_dependency_id
      USING ERRCODE = 'sql_routine_exception';
  ELSIF p_class_id = p_dependency_id THEN
    RAISE EXCEPTION 'client class % cannot depend on itself', p_class_id USING ERRCODE = 'sql_routine_exception';
  END IF;
  SELECT o.order_index INTO class_place FROM dhcp4_client_class_order o WHERE o.class_id = p_class_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'client class % does not exist', p_class_id USING ERRCODE = 'sql_routine_exception';
  END IF;
  SELECT o.order_index INTO dependency_place FROM dhcp4_client_class_order o WHERE o.class_id = p_dependency_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'client class % does not exist', p_dependency_id USING ERRCODE = 'sql_routine_exception';
  ELSIF dependency_place > class_place THEN
    RAISE EXCEPTION 'client class % cannot depend on class %, which comes later', p_class_id, p_dependency_id
      USING ERRCODE = 'sql_routine_exception';
  END IF;
  -- Every server that has the class must have the dependency too; 'all' (1) gives it to every server.
  IF EXISTS (
    SELECT FROM dhcp4_client_class_server c
      WHERE c.class_id = p_class_id AND NOT EXISTS (
        SELECT FROM dhcp4_client_class_server d
          WHERE d.class_id = p_dependency_id AND d.server_id IN (1, c.server_id))
  ) THEN
    RAISE EXCEPTION 'client class % cannot depend on class %, which not all of its servers have',
      p_class_id, p_dependency_id USING ERRCODE = 'sql_routine_exception';
  END IF;
END
$$;;

-- A class that depends on a class that depends on KNOWN or UNKNOWN, depends on it itself.
CREATE FUNCTION updateDHCPv4ClientClassKnownDependency(client_class_id bigint, dependency_id bigint)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE dhcp4_client_class_order o SET depend_on_known_indirectly = true
    FROM dhcp4_client_class c JOIN dhcp4_client_class_order d ON d.class_id = c.id
    WHERE o.class_id = client_class_id AND c.id = updateDHCPv4ClientClassKnownDependency.dependency_id
      AND (c.depend_on_known_directly OR d.depend_on_known_indirectly);
END
$$;;

-- To be called after a class and its dependencies were changed: the classes that depend on it were evaluated for it.
CREATE FUNCTION checkDHCPv4ClientClassKnownDependencyChange() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  class bigint := get_session_big_int('kea.client_class_id');
  was boolean := get_session_boolean('kea.depend_on_known_directly')
    OR get_session_boolean('kea.depend_on_known_indirectly');
  becomes boolean;
BEGIN
  IF NOT EXISTS (SELECT FROM dhcp4_client_class_dependency d WHERE d.dependency_id = class) THEN
    RETURN;
  END IF;
  SELECT c.depend_on_known_directly OR o.depend_on_known_indirectly INTO becomes
    FROM dhcp4_client_class c JOIN dhcp4_client_class_order o ON o.class_id = c.id
    WHERE c.id = class;
  IF becomes <> was THEN
    RAISE EXCEPTION 'client class % cannot change whether it depends on KNOWN: other classes depend on it', class
      USING ERRCODE = 'sql_routine_exception';
  END IF;
END
$$;;

CREATE FUNCTION checkDHCPv6ClientClassDependency(p_class_id bigint, p_dependency_id bigint)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  class_place bigint;
  dependency_place bigint;
BEGIN
  IF p_class_id IS NULL OR p_dependency_id IS NULL THEN
    RAISE EXCEPTION 'a client class dependency needs two class ids, not % and %', p_class_id, p_dependency_id
      USING ERRCODE = 'sql_routine_exception';
  ELSIF p_class_id = p_dependency_id THEN
    RAISE EXCEPTION 'client class % cannot depend on itself', p_class_id USING ERRCODE = 'sql_routine_exception';
  END IF;
  SELECT o.order_index INTO class_place FROM dhcp6_client_class_order o WHERE o.class_id = p_class_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'client class % does not exist', p_class_id USING ERRCODE = 'sql_routine_exception';
  END IF;
  SELECT o.order_index INTO dependency_place FROM dhcp6_client_class_order o WHERE o.class_id = p_dependency_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'client class % does not exist', p_dependency_id USING ERRCODE = 'sql_routine_exception';
  ELSIF dependency_place > class_place THEN
    RAISE EXCEPTION 'client class % cannot depend on class %, which comes later', p_class_id, p_dependency_id
      USING ERRCODE = 'sql_routine_exception';
  END IF;
  -- Every server that has the class must have the dependency too; 'all' (1) gives it to every server.
  IF EXISTS (
    SELECT FROM dhcp6_client_class_server c
      WHERE c.class_id = p_class_id AND NOT EXISTS (
        SELECT FROM dhcp6_client_class_server d
          WHERE d.class_id = p_dependency_id AND d.server_id IN (1, c.server_id))
  ) THEN
    RAISE EXCEPTION 'client class % cannot depend on class %, which not all of its servers have',
      p_class_id, p_dependency_id USING ERRCODE = 'sql_routine_exception';
  END IF;
END
$$;;

-- A class that depends on a class that depends on KNOWN or UNKNOWN, depends on it itself.
CREATE FUNCTION updateDHCPv6ClientClassKnownDependency(client_class_id bigint, dependency_id bigint)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE dhcp6_client_class_order o SET depend_on_known_indirectly = true
    FROM dhcp6_client_class c JOIN dhcp6_client_class_order d ON d.class_id = c.id
    WHERE o.class_id = client_class_id AND c.id = updateDHCPv6ClientClassKnownDependency.dependency_id
      AND (c.depend_on_known_directly OR d.depend_on_known_indirectly);
END
$$;;

-- To be called after a class and its dependencies were changed: the classes that depend on it were evaluated for it.
CREATE FUNCTION checkDHCPv6ClientClassKnownDependencyChange() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  class bigint := get_session_big_int('kea.client_class_id');
  was boolean := get_session_boolean('kea.depend_on_known_directly')
    OR get_session_boolean('kea.depend_on_known_indirectly');
  becomes boolean;
BEGIN
  IF NOT EXISTS (SELECT FROM dhcp6_client_class_dependency d WHERE d.dependency_id = class) THEN
    RETURN;
  END IF;
  SELECT c.depend_on_known_directly OR o.depend_on_known_indirectly INTO becomes
    FROM dhcp6_client_class c JOIN dhcp6_client_class_order o ON o.class_id = c.id
    WHERE c.id = class;
  IF becomes <> was THEN
    RAISE EXCEPTION 'client class % cannot change whether it depends on KNOWN: other classes depend on it', class
      USING ERRCODE = 'sql_routine_exception';
  END IF;
END
$$;;

-- An option of a subnet, network or pool belongs to that subnet or network: touching it makes its own trigger audit.
CREATE FUNCTION createOptionAuditDHCP4(
  modification_type varchar, scope_id smallint, option_id integer, p_subnet_id bigint, host_id integer,
  network_name varchar, pool_id bigint, p_modification_ts timestamptz
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF get_session_boolean('kea.cascade_transaction') THEN
    RETURN;
  END IF;
  CASE createOptionAuditDHCP4.scope_id
    WHEN 0 THEN
      PERFORM createAuditEntryDHCP4('dhcp4_options', option_id, modification_type);
    WHEN 1 THEN
      UPDATE dhcp4_subnet SET modification_ts = p_modification_ts WHERE subnet_id = p_subnet_id;
    WHEN 4 THEN
      UPDATE dhcp4_shared_network SET modification_ts = p_modification_ts WHERE name = network_name;
    WHEN 5 THEN
      UPDATE dhcp4_subnet SET modification_ts = p_modification_ts
        WHERE subnet_id = (SELECT p.subnet_id FROM dhcp4_pool p WHERE p.id = pool_id);
    ELSE
      NULL;
  END CASE;
END
$$;;

CREATE FUNCTION createOptionAuditDHCP6(
  modification_type varchar, scope_id smallint, option_id integer, subnet_id bigint, host_id integer,
  network_name varchar, pool_id bigint, pd_pool_id bigint, modification_ts timestamptz
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF get_session_boolean('kea.cascade_transaction') THEN
    RETURN;
  END IF;
  CASE createOptionAuditDHCP6.scope_id
    WHEN 0 THEN
      PERFORM createAuditEntryDHCP6('dhcp6_options', option_id, modification_type);
    WHEN 1 THEN
      UPDATE dhcp6_subnet SET modification_ts = createOptionAuditDHCP6.modification_ts
        WHERE dhcp6_subnet.subnet_id = createOptionAuditDHCP6.subnet_id;
    WHEN 4 THEN
      UPDATE dhcp6_shared_network SET modification_ts = createOptionAuditDHCP6.modification_ts
        WHERE name = network_name;
    WHEN 5 THEN
      UPDATE dhcp6_subnet SET modification_ts = createOptionAuditDHCP6.modification_ts
        WHERE dhcp6_subnet.subnet_id = (SELECT p.subnet_id FROM dhcp6_pool p WHERE p.id = pool_id);
    WHEN 6 THEN
      UPDATE dhcp6_subnet SET modification_ts = createOptionAuditDHCP6.modification_ts
        WHERE dhcp6_subnet.subnet_id = (SELECT p.subnet_id FROM dhcp6_pd_pool p WHERE p.id = pd_pool_id);
    ELSE
      NULL;
  END CASE;
END
$$;;

-- Triggers of the DHCPv4 configuration: every change adds its audit entry.
CREATE FUNCTION func_dhcp4_server_ains() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createAuditEntryDHCP4('dhcp4_server', NEW.id, 'create');
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp4_server_aupd() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createAuditEntryDHCP4('dhcp4_server', NEW.id, 'update');
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp4_server_adel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createAuditEntryDHCP4('dhcp4_server', OLD.id, 'delete');
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp4_global_parameter_ains() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createAuditEntryDHCP4('dhcp4_global_parameter', NEW.id, 'create');
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp4_global_parameter_aupd() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createAuditEntryDHCP4('dhcp4_global_parameter', NEW.id, 'update');
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp4_global_parameter_adel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createAuditEntryDHCP4('dhcp4_global_parameter', OLD.id, 'delete');
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp4_option_def_ains() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createAuditEntryDHCP4('dhcp4_option_def', NEW.id, 'create');
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp4_option_def_aupd() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createAuditEntryDHCP4('dhcp4_option_def', NEW.id, 'update');
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp4_option_def_adel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createAuditEntryDHCP4('dhcp4_option_def', OLD.id, 'delete');
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp4_shared_network_ains() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createAuditEntryDHCP4('dhcp4_shared_network', NEW.id, 'create');
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp4_shared_network_aupd() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createAuditEntryDHCP4('dhcp4_shared_network', NEW.id, 'update');
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp4_shared_network_adel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createAuditEntryDHCP4('dhcp4_shared_network', OLD.id, 'delete');
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp4_subnet_ains() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createAuditEntryDHCP4('dhcp4_subnet', NEW.subnet_id, 'create');
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp4_subnet_aupd() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createAuditEntryDHCP4('dhcp4_subnet', NEW.subnet_id, 'update');
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp4_client_class_ains() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM setClientClass4Order(NEW.id, NEW.follow_class_name, NULL);
  PERFORM createAuditEntryDHCP4('dhcp4_client_class', NEW.id, 'create');
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp4_client_class_aupd() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_session_value('kea.client_class_id', NEW.id::bigint);
  PERFORM set_session_value('kea.depend_on_known_directly', OLD.depend_on_known_directly);
  PERFORM setClientClass4Order(NEW.id, NEW.follow_class_name, OLD.follow_class_name);
  PERFORM createAuditEntryDHCP4('dhcp4_client_class', NEW.id, 'update');
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp4_client_class_adel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createAuditEntryDHCP4('dhcp4_client_class', OLD.id, 'delete');
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp4_client_class_check_dependency_bins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM checkDHCPv4ClientClassDependency(NEW.class_id, NEW.dependency_id);
  RETURN NEW;
END
$$;;

CREATE FUNCTION func_dhcp4_client_class_dependency_ains() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM updateDHCPv4ClientClassKnownDependency(NEW.class_id, NEW.dependency_id);
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp4_options_ains() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createOptionAuditDHCP4('create', NEW.scope_id, NEW.option_id, NEW.dhcp4_subnet_id, NEW.host_id,
    NEW.shared_network_name, NEW.pool_id, NEW.modification_ts);
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp4_options_aupd() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createOptionAuditDHCP4('update', NEW.scope_id, NEW.option_id, NEW.dhcp4_subnet_id, NEW.host_id,
    NEW.shared_network_name, NEW.pool_id, NEW.modification_ts);
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp4_options_adel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createOptionAuditDHCP4('delete', OLD.scope_id, OLD.option_id, OLD.dhcp4_subnet_id, OLD.host_id,
    OLD.shared_network_name, OLD.pool_id, CURRENT_TIMESTAMP);
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp4_shared_network_bdel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createAuditEntryDHCP4('dhcp4_shared_network', OLD.id, 'delete');
  UPDATE dhcp4_subnet SET shared_network_name = NULL WHERE shared_network_name = OLD.name;
  DELETE FROM dhcp4_options WHERE shared_network_name = OLD.name;
  RETURN OLD;
END
$$;;

CREATE FUNCTION func_dhcp4_subnet_bdel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createAuditEntryDHCP4('dhcp4_subnet', OLD.subnet_id, 'delete');
  DELETE FROM dhcp4_pool WHERE subnet_id = OLD.subnet_id;
  DELETE FROM dhcp4_options WHERE dhcp4_subnet_id = OLD.subnet_id;
  RETURN OLD;
END
$$;;

CREATE FUNCTION func_dhcp4_pool_bdel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM dhcp4_options WHERE scope_id = 5 AND pool_id = OLD.id;
  RETURN OLD;
END
$$;;

-- Triggers of the DHCPv6 configuration: every change adds its audit entry.
CREATE FUNCTION func_dhcp6_server_ains() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createAuditEntryDHCP6('dhcp6_server', NEW.id, 'create');
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp6_server_aupd() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createAuditEntryDHCP6('dhcp6_server', NEW.id, 'update');
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp6_server_adel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createAuditEntryDHCP6('dhcp6_server', OLD.id, 'delete');
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp6_global_parameter_ains() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createAuditEntryDHCP6('dhcp6_global_parameter', NEW.id, 'create');
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp6_global_parameter_aupd() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createAuditEntryDHCP6('dhcp6_global_parameter', NEW.id, 'update');
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp6_global_parameter_adel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createAuditEntryDHCP6('dhcp6_global_parameter', OLD.id, 'delete');
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp6_option_def_ains() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createAuditEntryDHCP6('dhcp6_option_def', NEW.id, 'create');
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp6_option_def_aupd() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createAuditEntryDHCP6('dhcp6_option_def', NEW.id, 'update');
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp6_option_def_adel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createAuditEntryDHCP6('dhcp6_option_def', OLD.id, 'delete');
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp6_shared_network_ains() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createAuditEntryDHCP6('dhcp6_shared_network', NEW.id, 'create');
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp6_shared_network_aupd() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createAuditEntryDHCP6('dhcp6_shared_network', NEW.id, 'update');
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp6_shared_network_adel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createAuditEntryDHCP6('dhcp6_shared_network', OLD.id, 'delete');
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp6_subnet_ains() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createAuditEntryDHCP6('dhcp6_subnet', NEW.subnet_id, 'create');
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp6_subnet_aupd() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createAuditEntryDHCP6('dhcp6_subnet', NEW.subnet_id, 'update');
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp6_client_class_ains() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM setClientClass6Order(NEW.id, NEW.follow_class_name, NULL);
  PERFORM createAuditEntryDHCP6('dhcp6_client_class', NEW.id, 'create');
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp6_client_class_aupd() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_session_value('kea.client_class_id', NEW.id::bigint);
  PERFORM set_session_value('kea.depend_on_known_directly', OLD.depend_on_known_directly);
  PERFORM setClientClass6Order(NEW.id, NEW.follow_class_name, OLD.follow_class_name);
  PERFORM createAuditEntryDHCP6('dhcp6_client_class', NEW.id, 'update');
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp6_client_class_adel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createAuditEntryDHCP6('dhcp6_client_class', OLD.id, 'delete');
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp6_client_class_check_dependency_bins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM checkDHCPv6ClientClassDependency(NEW.class_id, NEW.dependency_id);
  RETURN NEW;
END
$$;;

CREATE FUNCTION func_dhcp6_client_class_dependency_ains() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM updateDHCPv6ClientClassKnownDependency(NEW.class_id, NEW.dependency_id);
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp6_options_ains() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createOptionAuditDHCP6('create', NEW.scope_id, NEW.option_id, NEW.dhcp6_subnet_id, NEW.host_id,
    NEW.shared_network_name, NEW.pool_id, NEW.pd_pool_id, NEW.modification_ts);
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp6_options_aupd() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createOptionAuditDHCP6('update', NEW.scope_id, NEW.option_id, NEW.dhcp6_subnet_id, NEW.host_id,
    NEW.shared_network_name, NEW.pool_id, NEW.pd_pool_id, NEW.modification_ts);
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp6_options_adel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createOptionAuditDHCP6('delete', OLD.scope_id, OLD.option_id, OLD.dhcp6_subnet_id, OLD.host_id,
    OLD.shared_network_name, OLD.pool_id, OLD.pd_pool_id, CURRENT_TIMESTAMP);
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_dhcp6_shared_network_bdel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createAuditEntryDHCP6('dhcp6_shared_network', OLD.id, 'delete');
  UPDATE dhcp6_subnet SET shared_network_name = NULL WHERE shared_network_name = OLD.name;
  DELETE FROM dhcp6_options WHERE shared_network_name = OLD.name;
  RETURN OLD;
END
$$;;

CREATE FUNCTION func_dhcp6_subnet_bdel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createAuditEntryDHCP6('dhcp6_subnet', OLD.subnet_id, 'delete');
  DELETE FROM dhcp6_pool WHERE subnet_id = OLD.subnet_id;
  DELETE FROM dhcp6_pd_pool WHERE subnet_id = OLD.subnet_id;
  DELETE FROM dhcp6_options WHERE dhcp6_subnet_id = OLD.subnet_id;
  RETURN OLD;
END
$$;;

CREATE FUNCTION func_dhcp6_pool_bdel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM dhcp6_options WHERE scope_id = 5 AND pool_id = OLD.id;
  RETURN OLD;
END
$$;;

-- No trigger calls this one: the foreign key of the options cascades.
CREATE FUNCTION func_dhcp6_pd_pool_bdel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM dhcp6_options WHERE scope_id = 6 AND pd_pool_id = OLD.id;
  RETURN OLD;
END
$$;;

-- Runs after an update, when the row is written: modification_ts stays what the statement made it.
CREATE FUNCTION modification_ts_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RETURN NULL;
END
$$;;

CREATE TRIGGER dhcp4_audit_modification_ts_update AFTER UPDATE ON dhcp4_audit
  FOR EACH ROW EXECUTE FUNCTION modification_ts_update();;
CREATE TRIGGER dhcp4_audit_revision_modification_ts_update AFTER UPDATE ON dhcp4_audit_revision
  FOR EACH ROW EXECUTE FUNCTION modification_ts_update();;
CREATE TRIGGER dhcp4_client_class_ains AFTER INSERT ON dhcp4_client_class
  FOR EACH ROW EXECUTE FUNCTION func_dhcp4_client_class_ains();;
CREATE TRIGGER dhcp4_client_class_aupd AFTER UPDATE ON dhcp4_client_class
  FOR EACH ROW EXECUTE FUNCTION func_dhcp4_client_class_aupd();;
CREATE TRIGGER dhcp4_client_class_adel AFTER DELETE ON dhcp4_client_class
  FOR EACH ROW EXECUTE FUNCTION func_dhcp4_client_class_adel();;
CREATE TRIGGER dhcp4_client_class_check_dependency_bins BEFORE INSERT ON dhcp4_client_class_dependency
  FOR EACH ROW EXECUTE FUNCTION func_dhcp4_client_class_check_dependency_bins();;
CREATE TRIGGER dhcp4_client_class_dependency_ains AFTER INSERT ON dhcp4_client_class_dependency
  FOR EACH ROW EXECUTE FUNCTION func_dhcp4_client_class_dependency_ains();;
CREATE TRIGGER dhcp4_global_parameter_modification_ts_update AFTER UPDATE ON dhcp4_global_parameter
  FOR EACH ROW EXECUTE FUNCTION modification_ts_update();;
CREATE TRIGGER dhcp4_global_parameter_ains AFTER INSERT ON dhcp4_global_parameter
  FOR EACH ROW EXECUTE FUNCTION func_dhcp4_global_parameter_ains();;
CREATE TRIGGER dhcp4_global_parameter_aupd AFTER UPDATE ON dhcp4_global_parameter
  FOR EACH ROW EXECUTE FUNCTION func_dhcp4_global_parameter_aupd();;
CREATE TRIGGER dhcp4_global_parameter_adel AFTER DELETE ON dhcp4_global_parameter
  FOR EACH ROW EXECUTE FUNCTION func_dhcp4_global_parameter_adel();;
CREATE TRIGGER dhcp4_global_parameter_server_modification_ts_update AFTER UPDATE ON dhcp4_global_parameter_server
  FOR EACH ROW EXECUTE FUNCTION modification_ts_update();;
CREATE TRIGGER dhcp4_option_def_modification_ts_update AFTER UPDATE ON dhcp4_option_def
  FOR EACH ROW EXECUTE FUNCTION modification_ts_update();;
CREATE TRIGGER dhcp4_option_def_ains AFTER INSERT ON dhcp4_option_def
  FOR EACH ROW EXECUTE FUNCTION func_dhcp4_option_def_ains();;
CREATE TRIGGER dhcp4_option_def_aupd AFTER UPDATE ON dhcp4_option_def
  FOR EACH ROW EXECUTE FUNCTION func_dhcp4_option_def_aupd();;
CREATE TRIGGER dhcp4_option_def_adel AFTER DELETE ON dhcp4_option_def
  FOR EACH ROW EXECUTE FUNCTION func_dhcp4_option_def_adel();;
CREATE TRIGGER dhcp4_option_def_server_modification_ts_update AFTER UPDATE ON dhcp4_option_def_server
  FOR EACH ROW EXECUTE FUNCTION modification_ts_update();;
CREATE TRIGGER dhcp4_options_modification_ts_update AFTER UPDATE ON dhcp4_options
  FOR EACH ROW EXECUTE FUNCTION modification_ts_update();;
CREATE TRIGGER dhcp4_options_ains AFTER INSERT ON dhcp4_options
  FOR EACH ROW EXECUTE FUNCTION func_dhcp4_options_ains();;
CREATE TRIGGER dhcp4_options_aupd AFTER UPDATE ON dhcp4_options
  FOR EACH ROW EXECUTE FUNCTION func_dhcp4_options_aupd();;
CREATE TRIGGER dhcp4_options_adel AFTER DELETE ON dhcp4_options
  FOR EACH ROW EXECUTE FUNCTION func_dhcp4_options_adel();;
CREATE TRIGGER dhcp4_options_server_modification_ts_update AFTER UPDATE ON dhcp4_options_server
  FOR EACH ROW EXECUTE FUNCTION modification_ts_update();;
CREATE TRIGGER dhcp4_pool_modification_ts_update AFTER UPDATE ON dhcp4_pool
  FOR EACH ROW EXECUTE FUNCTION modification_ts_update();;
CREATE TRIGGER dhcp4_pool_bdel BEFORE DELETE ON dhcp4_pool
  FOR EACH ROW EXECUTE FUNCTION func_dhcp4_pool_bdel();;
CREATE TRIGGER dhcp4_server_modification_ts_update AFTER UPDATE ON dhcp4_server
  FOR EACH ROW EXECUTE FUNCTION modification_ts_update();;
CREATE TRIGGER dhcp4_server_ains AFTER INSERT ON dhcp4_server
  FOR EACH ROW EXECUTE FUNCTION func_dhcp4_server_ains();;
CREATE TRIGGER dhcp4_server_aupd AFTER UPDATE ON dhcp4_server
  FOR EACH ROW EXECUTE FUNCTION func_dhcp4_server_aupd();;
CREATE TRIGGER dhcp4_server_adel AFTER DELETE ON dhcp4_server
  FOR EACH ROW EXECUTE FUNCTION func_dhcp4_server_adel();;
CREATE TRIGGER dhcp4_shared_network_modification_ts_update AFTER UPDATE ON dhcp4_shared_network
  FOR EACH ROW EXECUTE FUNCTION modification_ts_update();;
CREATE TRIGGER dhcp4_shared_network_ains AFTER INSERT ON dhcp4_shared_network
  FOR EACH ROW EXECUTE FUNCTION func_dhcp4_shared_network_ains();;
CREATE TRIGGER dhcp4_shared_network_aupd AFTER UPDATE ON dhcp4_shared_network
  FOR EACH ROW EXECUTE FUNCTION func_dhcp4_shared_network_aupd();;
CREATE TRIGGER dhcp4_shared_network_adel AFTER DELETE ON dhcp4_shared_network
  FOR EACH ROW EXECUTE FUNCTION func_dhcp4_shared_network_adel();;
CREATE TRIGGER dhcp4_shared_network_bdel BEFORE DELETE ON dhcp4_shared_network
  FOR EACH ROW EXECUTE FUNCTION func_dhcp4_shared_network_bdel();;
CREATE TRIGGER dhcp4_subnet_modification_ts_update AFTER UPDATE ON dhcp4_subnet
  FOR EACH ROW EXECUTE FUNCTION modification_ts_update();;
CREATE TRIGGER dhcp4_subnet_ains AFTER INSERT ON dhcp4_subnet
  FOR EACH ROW EXECUTE FUNCTION func_dhcp4_subnet_ains();;
CREATE TRIGGER dhcp4_subnet_aupd AFTER UPDATE ON dhcp4_subnet
  FOR EACH ROW EXECUTE FUNCTION func_dhcp4_subnet_aupd();;
CREATE TRIGGER dhcp4_subnet_bdel BEFORE DELETE ON dhcp4_subnet
  FOR EACH ROW EXECUTE FUNCTION func_dhcp4_subnet_bdel();;
CREATE TRIGGER dhcp4_subnet_server_modification_ts_update AFTER UPDATE ON dhcp4_subnet_server
  FOR EACH ROW EXECUTE FUNCTION modification_ts_update();;

CREATE TRIGGER dhcp6_audit_modification_ts_update AFTER UPDATE ON dhcp6_audit
  FOR EACH ROW EXECUTE FUNCTION modification_ts_update();;
CREATE TRIGGER dhcp6_audit_revision_modification_ts_update AFTER UPDATE ON dhcp6_audit_revision
  FOR EACH ROW EXECUTE FUNCTION modification_ts_update();;
CREATE TRIGGER dhcp6_client_class_ains AFTER INSERT ON dhcp6_client_class
  FOR EACH ROW EXECUTE FUNCTION func_dhcp6_client_class_ains();;
CREATE TRIGGER dhcp6_client_class_aupd AFTER UPDATE ON dhcp6_client_class
  FOR EACH ROW EXECUTE FUNCTION func_dhcp6_client_class_aupd();;
CREATE TRIGGER dhcp6_client_class_adel AFTER DELETE ON dhcp6_client_class
  FOR EACH ROW EXECUTE FUNCTION func_dhcp6_client_class_adel();;
CREATE TRIGGER dhcp6_client_class_check_dependency_bins BEFORE INSERT ON dhcp6_client_class_dependency
  FOR EACH ROW EXECUTE FUNCTION func_dhcp6_client_class_check_dependency_bins();;
CREATE TRIGGER dhcp6_client_class_dependency_ains AFTER INSERT ON dhcp6_client_class_dependency
  FOR EACH ROW EXECUTE FUNCTION func_dhcp6_client_class_dependency_ains();;
CREATE TRIGGER dhcp6_global_parameter_modification_ts_update AFTER UPDATE ON dhcp6_global_parameter
  FOR EACH ROW EXECUTE FUNCTION modification_ts_update();;
CREATE TRIGGER dhcp6_global_parameter_ains AFTER INSERT ON dhcp6_global_parameter
  FOR EACH ROW EXECUTE FUNCTION func_dhcp6_global_parameter_ains();;
CREATE TRIGGER dhcp6_global_parameter_aupd AFTER UPDATE ON dhcp6_global_parameter
  FOR EACH ROW EXECUTE FUNCTION func_dhcp6_global_parameter_aupd();;
CREATE TRIGGER dhcp6_global_parameter_adel AFTER DELETE ON dhcp6_global_parameter
  FOR EACH ROW EXECUTE FUNCTION func_dhcp6_global_parameter_adel();;
CREATE TRIGGER dhcp6_global_parameter_server_modification_ts_update AFTER UPDATE ON dhcp6_global_parameter_server
  FOR EACH ROW EXECUTE FUNCTION modification_ts_update();;
CREATE TRIGGER dhcp6_option_def_modification_ts_update AFTER UPDATE ON dhcp6_option_def
  FOR EACH ROW EXECUTE FUNCTION modification_ts_update();;
CREATE TRIGGER dhcp6_option_def_ains AFTER INSERT ON dhcp6_option_def
  FOR EACH ROW EXECUTE FUNCTION func_dhcp6_option_def_ains();;
CREATE TRIGGER dhcp6_option_def_aupd AFTER UPDATE ON dhcp6_option_def
  FOR EACH ROW EXECUTE FUNCTION func_dhcp6_option_def_aupd();;
CREATE TRIGGER dhcp6_option_def_adel AFTER DELETE ON dhcp6_option_def
  FOR EACH ROW EXECUTE FUNCTION func_dhcp6_option_def_adel();;
CREATE TRIGGER dhcp6_option_def_server_modification_ts_update AFTER UPDATE ON dhcp6_option_def_server
  FOR EACH ROW EXECUTE FUNCTION modification_ts_update();;
CREATE TRIGGER dhcp6_options_modification_ts_update AFTER UPDATE ON dhcp6_options
  FOR EACH ROW EXECUTE FUNCTION modification_ts_update();;
CREATE TRIGGER dhcp6_options_ains AFTER INSERT ON dhcp6_options
  FOR EACH ROW EXECUTE FUNCTION func_dhcp6_options_ains();;
CREATE TRIGGER dhcp6_options_aupd AFTER UPDATE ON dhcp6_options
  FOR EACH ROW EXECUTE FUNCTION func_dhcp6_options_aupd();;
CREATE TRIGGER dhcp6_options_adel AFTER DELETE ON dhcp6_options
  FOR EACH ROW EXECUTE FUNCTION func_dhcp6_options_adel();;
CREATE TRIGGER dhcp6_options_server_modification_ts_update AFTER UPDATE ON dhcp6_options_server
  FOR EACH ROW EXECUTE FUNCTION modification_ts_update();;
CREATE TRIGGER dhcp6_pd_pool_modification_ts_update AFTER UPDATE ON dhcp6_pd_pool
  FOR EACH ROW EXECUTE FUNCTION modification_ts_update();;
CREATE TRIGGER dhcp6_pool_modification_ts_update AFTER UPDATE ON dhcp6_pool
  FOR EACH ROW EXECUTE FUNCTION modification_ts_update();;
CREATE TRIGGER dhcp6_pool_bdel BEFORE DELETE ON dhcp6_pool
  FOR EACH ROW EXECUTE FUNCTION func_dhcp6_pool_bdel();;
CREATE TRIGGER dhcp6_server_modification_ts_update AFTER UPDATE ON dhcp6_server
  FOR EACH ROW EXECUTE FUNCTION modification_ts_update();;
CREATE TRIGGER dhcp6_subnet_modification_ts_update AFTER UPDATE ON dhcp6_server
  FOR EACH ROW EXECUTE FUNCTION modification_ts_update();;
CREATE TRIGGER dhcp6_server_ains AFTER INSERT ON dhcp6_server
  FOR EACH ROW EXECUTE FUNCTION func_dhcp6_server_ains();;
CREATE TRIGGER dhcp6_server_aupd AFTER UPDATE ON dhcp6_server
  FOR EACH ROW EXECUTE FUNCTION func_dhcp6_server_aupd();;
CREATE TRIGGER dhcp6_server_adel AFTER DELETE ON dhcp6_server
  FOR EACH ROW EXECUTE FUNCTION func_dhcp6_server_adel();;
CREATE TRIGGER dhcp6_shared_network_modification_ts_update AFTER UPDATE ON dhcp6_shared_network
  FOR EACH ROW EXECUTE FUNCTION modification_ts_update();;
CREATE TRIGGER dhcp6_shared_network_ains AFTER INSERT ON dhcp6_shared_network
  FOR EACH ROW EXECUTE FUNCTION func_dhcp6_shared_network_ains();;
CREATE TRIGGER dhcp6_shared_network_aupd AFTER UPDATE ON dhcp6_shared_network
  FOR EACH ROW EXECUTE FUNCTION func_dhcp6_shared_network_aupd();;
CREATE TRIGGER dhcp6_shared_network_adel AFTER DELETE ON dhcp6_shared_network
  FOR EACH ROW EXECUTE FUNCTION func_dhcp6_shared_network_adel();;
CREATE TRIGGER dhcp6_shared_network_bdel BEFORE DELETE ON dhcp6_shared_network
  FOR EACH ROW EXECUTE FUNCTION func_dhcp6_shared_network_bdel();;
CREATE TRIGGER dhcp6_subnet_ains AFTER INSERT ON dhcp6_subnet
  FOR EACH ROW EXECUTE FUNCTION func_dhcp6_subnet_ains();;
CREATE TRIGGER dhcp6_subnet_aupd AFTER UPDATE ON dhcp6_subnet
  FOR EACH ROW EXECUTE FUNCTION func_dhcp6_subnet_aupd();;
CREATE TRIGGER dhcp6_subnet_bdel BEFORE DELETE ON dhcp6_subnet
  FOR EACH ROW EXECUTE FUNCTION func_dhcp6_subnet_bdel();;
CREATE TRIGGER dhcp6_subnet_server_modification_ts_update AFTER UPDATE ON dhcp6_subnet_server
  FOR EACH ROW EXECUTE FUNCTION modification_ts_update();;
