-- Leases, host reservations, lease statistics and the legal log: the schema of Kea 1.8.

CREATE TABLE schema_version (
  version integer PRIMARY KEY,
  minor integer
);;

CREATE TABLE lease_state (
  state bigint PRIMARY KEY,
  name varchar(64) NOT NULL
);;
INSERT INTO lease_state (state, name) VALUES (0, 'default'), (1, 'declined'), (2, 'expired-reclaimed');;

CREATE TABLE lease6_types (
  lease_type smallint PRIMARY KEY,
  name varchar(5)
);;
INSERT INTO lease6_types (lease_type, name) VALUES (0, 'IA_NA'), (1, 'IA_TA'), (2, 'IA_PD');;

CREATE TABLE lease_hwaddr_source (
  hwaddr_source integer PRIMARY KEY,
  name varchar(40) DEFAULT NULL
);;
INSERT INTO lease_hwaddr_source (hwaddr_source, name) VALUES
  (0, 'HWADDR_SOURCE_UNKNOWN'),
  (1, 'HWADDR_SOURCE_RAW'),
  (2, 'HWADDR_SOURCE_IPV6_LINK_LOCAL'),
  (4, 'HWADDR_SOURCE_DUID'),
  (8, 'HWADDR_SOURCE_CLIENT_ADDR_RELAY_OPTION'),
  (16, 'HWADDR_SOURCE_REMOTE_ID'),
  (32, 'HWADDR_SOURCE_SUBSCRIBER_ID'),
  (64, 'HWADDR_SOURCE_DOCSIS_CMTS'),
  (128, 'HWADDR_SOURCE_DOCSIS_MODEM');;

CREATE TABLE host_identifier_type (
  type smallint PRIMARY KEY,
  name varchar(32) DEFAULT NULL
);;
INSERT INTO host_identifier_type (type, name) VALUES
  (0, 'hw-address'), (1, 'duid'), (2, 'circuit-id'), (3, 'client-id'), (4, 'flex-id');;

CREATE TABLE dhcp_option_scope (
  scope_id smallint PRIMARY KEY,
  scope_name varchar(32) DEFAULT NULL
);;
INSERT INTO dhcp_option_scope (scope_id, scope_name) VALUES
  (0, 'global'), (1, 'subnet'), (2, 'client-class'), (3, 'host');;

CREATE TABLE lease4 (
  address bigint PRIMARY KEY,
  hwaddr bytea,
  client_id bytea,
  valid_lifetime bigint,
  expire timestamptz,
  subnet_id bigint,
  fqdn_fwd boolean,
  fqdn_rev boolean,
  hostname varchar(255),
  state bigint DEFAULT 0,
  user_context text,
  CONSTRAINT fk_lease4_state FOREIGN KEY (state) REFERENCES lease_state(state)
);;
CREATE INDEX lease4_by_hwaddr_subnet_id ON lease4 (hwaddr, subnet_id);;
CREATE INDEX lease4_by_client_id_subnet_id ON lease4 (client_id, subnet_id);;
CREATE INDEX lease4_by_state_expire ON lease4 (state, expire);;
CREATE INDEX lease4_by_subnet_id ON lease4 (subnet_id);;
CREATE INDEX lease4_by_hostname ON lease4 (lower(hostname)) WHERE (hostname IS NOT NULL);;

CREATE TABLE lease6 (
  address varchar(39) PRIMARY KEY,
  duid bytea,
  valid_lifetime bigint,
  expire timestamptz,
  subnet_id bigint,
  pref_lifetime bigint,
  lease_type smallint,
  iaid integer,
  prefix_len smallint,
  fqdn_fwd boolean,
  fqdn_rev boolean,
  hostname varchar(255),
  state bigint DEFAULT 0,
  hwaddr bytea,
  hwtype smallint,
  hwaddr_source smallint,
  user_context text,
  CONSTRAINT fk_lease6_state FOREIGN KEY (state) REFERENCES lease_state(state),
  CONSTRAINT fk_lease6_type FOREIGN KEY (lease_type) REFERENCES lease6_types(lease_type)
);;
CREATE INDEX lease6_by_state_expire ON lease6 (state, expire);;
CREATE INDEX lease6_by_subnet_id_lease_type ON lease6 (subnet_id, lease_type);;
CREATE INDEX lease6_by_duid_iaid_subnet_id ON lease6 (duid, iaid, subnet_id);;
CREATE INDEX lease6_by_hostname ON lease6 (lower(hostname)) WHERE (hostname IS NOT NULL);;

CREATE TABLE lease4_stat (
  subnet_id bigint NOT NULL,
  state bigint NOT NULL,
  leases bigint,
  PRIMARY KEY (subnet_id, state)
);;

CREATE TABLE lease6_stat (
  subnet_id bigint NOT NULL,
  lease_type smallint NOT NULL,
  state bigint NOT NULL,
  leases bigint,
  PRIMARY KEY (subnet_id, lease_type, state)
);;

CREATE TABLE hosts (
  host_id serial PRIMARY KEY,
  dhcp_identifier bytea NOT NULL,
  dhcp_identifier_type smallint NOT NULL,
  dhcp4_subnet_id bigint,
  dhcp6_subnet_id bigint,
  ipv4_address bigint,
  hostname varchar(255) DEFAULT NULL,
  dhcp4_client_classes varchar(255) DEFAULT NULL,
  dhcp6_client_classes varchar(255) DEFAULT NULL,
  dhcp4_next_server bigint,
  dhcp4_server_hostname varchar(64) DEFAULT NULL,
  dhcp4_boot_file_name varchar(128) DEFAULT NULL,
  user_context text,
  auth_key varchar(32) DEFAULT NULL,
  CONSTRAINT fk_host_identifier_type FOREIGN KEY (dhcp_identifier_type)
    REFERENCES host_identifier_type(type) ON DELETE CASCADE
);;
CREATE INDEX fk_host_identifier_type ON hosts (dhcp_identifier_type);;
CREATE UNIQUE INDEX hosts_dhcp4_ipv4_address_subnet_id
  ON hosts (ipv4_address, dhcp4_subnet_id)
  WHERE ipv4_address IS NOT NULL AND ipv4_address <> 0;;
CREATE UNIQUE INDEX hosts_dhcp4_identifier_subnet_id
  ON hosts (dhcp_identifier, dhcp_identifier_type, dhcp4_subnet_id)
  WHERE dhcp4_subnet_id IS NOT NULL AND dhcp4_subnet_id <> 0;;
CREATE UNIQUE INDEX hosts_dhcp6_identifier_subnet_id
  ON hosts (dhcp_identifier, dhcp_identifier_type, dhcp6_subnet_id)
  WHERE dhcp6_subnet_id IS NOT NULL AND dhcp6_subnet_id <> 0;;
CREATE INDEX hosts_by_hostname ON hosts (lower(hostname)) WHERE (hostname IS NOT NULL);;

CREATE TABLE ipv6_reservations (
  reservation_id serial PRIMARY KEY,
  address varchar(39) NOT NULL,
  prefix_len smallint NOT NULL DEFAULT '128',
  type smallint NOT NULL DEFAULT '0',
  dhcp6_iaid integer,
  host_id integer NOT NULL,
  CONSTRAINT key_dhcp6_address_prefix_len UNIQUE (address, prefix_len),
  CONSTRAINT fk_ipv6_reservations_host FOREIGN KEY (host_id) REFERENCES hosts(host_id) ON DELETE CASCADE
);;
CREATE INDEX fk_ipv6_reservations_host_idx ON ipv6_reservations (host_id);;

CREATE TABLE dhcp4_options (
  option_id serial PRIMARY KEY,
  code smallint NOT NULL,
  value bytea,
  formatted_value text,
  space varchar(128) DEFAULT NULL,
  persistent boolean NOT NULL DEFAULT false,
  dhcp_client_class varchar(128) DEFAULT NULL,
  dhcp4_subnet_id bigint,
  host_id integer,
  scope_id smallint NOT NULL,
  user_context text,
  CONSTRAINT fk_options_host1 FOREIGN KEY (host_id) REFERENCES hosts(host_id) ON DELETE CASCADE,
  CONSTRAINT fk_dhcp4_option_scode FOREIGN KEY (scope_id) REFERENCES dhcp_option_scope(scope_id) ON DELETE CASCADE
);;
CREATE INDEX fk_dhcp4_options_host1_idx ON dhcp4_options (host_id);;
CREATE INDEX fk_dhcp4_options_scope_idx ON dhcp4_options (scope_id);;

CREATE TABLE dhcp6_options (
  option_id serial PRIMARY KEY,
  code integer NOT NULL,
  value bytea,
  formatted_value text,
  space varchar(128) DEFAULT NULL,
  persistent boolean NOT NULL DEFAULT false,
  dhcp_client_class varchar(128) DEFAULT NULL,
  dhcp6_subnet_id bigint,
  host_id integer,
  scope_id smallint NOT NULL,
  user_context text,
  CONSTRAINT fk_options_host10 FOREIGN KEY (host_id) REFERENCES hosts(host_id) ON DELETE CASCADE,
  CONSTRAINT fk_dhcp6_option_scode FOREIGN KEY (scope_id) REFERENCES dhcp_option_scope(scope_id) ON DELETE CASCADE
);;
CREATE INDEX fk_dhcp6_options_host1_idx ON dhcp6_options (host_id);;
CREATE INDEX fk_dhcp6_options_scope_idx ON dhcp6_options (scope_id);;

CREATE TABLE logs (
  timestamp timestamptz DEFAULT CURRENT_TIMESTAMP,
  address varchar(43),
  log text NOT NULL
);;
CREATE INDEX timestamp_id ON logs ("timestamp");;
CREATE INDEX address_id ON logs (address);;

-- Rows that lease-dump writes: readable names for type, state and source.
CREATE FUNCTION lease4DumpHeader() RETURNS text LANGUAGE sql AS $$
  SELECT 'address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_context'
$$;;

CREATE FUNCTION lease4DumpData() RETURNS TABLE (
  address inet, hwaddr text, client_id text, valid_lifetime bigint, expire timestamptz, subnet_id bigint,
  fqdn_fwd integer, fqdn_rev integer, hostname text, state text, user_context text
) LANGUAGE sql AS $$
  SELECT '0.0.0.0'::inet + l.address, encode(l.hwaddr, 'hex'), encode(l.client_id, 'hex'), l.valid_lifetime, l.expire,
    l.subnet_id, l.fqdn_fwd::integer, l.fqdn_rev::integer, l.hostname, s.name, l.user_context
  FROM lease4 l LEFT JOIN lease_state s ON s.state = l.state
  ORDER BY l.address
$$;;

CREATE FUNCTION lease6DumpHeader() RETURNS text LANGUAGE sql AS $$
  SELECT 'address,duid,valid_lifetime,expire,subnet_id,pref_lifetime,lease_type,iaid,prefix_len,fqdn_fwd,fqdn_rev,'
    'hostname,state,hwaddr,hwtype,hwaddr_source,user_context'
$$;;

CREATE FUNCTION lease6DumpData() RETURNS TABLE (
  address text, duid text, valid_lifetime bigint, expire timestamptz, subnet_id bigint, pref_lifetime bigint,
  name text, iaid integer, prefix_len smallint, fqdn_fwd integer, fqdn_rev integer, hostname text, state text,
  hwaddr text, hwtype smallint, hwaddr_source text, user_context text
) LANGUAGE sql AS $$
  SELECT l.address, encode(l.duid, 'hex'), l.valid_lifetime, l.expire, l.subnet_id, l.pref_lifetime, t.name, l.iaid,
    l.prefix_len, l.fqdn_fwd::integer, l.fqdn_rev::integer, l.hostname, s.name, encode(l.hwaddr, 'hex'), l.hwtype,
    h.name, l.user_context
  FROM lease6 l
    LEFT JOIN lease6_types t ON t.lease_type = l.lease_type
    LEFT JOIN lease_state s ON s.state = l.state
    LEFT JOIN lease_hwaddr_source h ON h.hwaddr_source = l.hwaddr_source
  ORDER BY l.address
$$;;

-- Counters of leases that are assigned (0) or declined (1). A reclaimed lease (2) counts nowhere.
CREATE FUNCTION proc_stat_lease4_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state IN (0, 1) THEN
    INSERT INTO lease4_stat AS s (subnet_id, state, leases) VALUES (NEW.subnet_id, NEW.state, 1)
      ON CONFLICT (subnet_id, state) DO UPDATE SET leases = s.leases + 1;
  END IF;
  RETURN NULL;
END
$$;;

CREATE FUNCTION proc_stat_lease4_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> NEW.state OR OLD.subnet_id <> NEW.subnet_id THEN
    IF OLD.state IN (0, 1) THEN
      UPDATE lease4_stat s SET leases = s.leases - 1
        WHERE s.subnet_id = OLD.subnet_id AND s.state = OLD.state AND s.leases > 0;
    END IF;
    IF NEW.state IN (0, 1) THEN
      INSERT INTO lease4_stat AS s (subnet_id, state, leases) VALUES (NEW.subnet_id, NEW.state, 1)
        ON CONFLICT (subnet_id, state) DO UPDATE SET leases = s.leases + 1;
    END IF;
  END IF;
  RETURN NULL;
END
$$;;

CREATE FUNCTION proc_stat_lease4_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state IN (0, 1) THEN
    UPDATE lease4_stat s SET leases = s.leases - 1
      WHERE s.subnet_id = OLD.subnet_id AND s.state = OLD.state AND s.leases > 0;
  END IF;
  RETURN NULL;
END
$$;;

CREATE FUNCTION proc_stat_lease6_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state IN (0, 1) THEN
    INSERT INTO lease6_stat AS s (subnet_id, lease_type, state, leases)
      VALUES (NEW.subnet_id, NEW.lease_type, NEW.state, 1)
      ON CONFLICT (subnet_id, lease_type, state) DO UPDATE SET leases = s.leases + 1;
  END IF;
  RETURN NULL;
END
$$;;

CREATE FUNCTION proc_stat_lease6_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> NEW.state OR OLD.subnet_id <> NEW.subnet_id OR OLD.lease_type <> NEW.lease_type THEN
    IF OLD.state IN (0, 1) THEN
      UPDATE lease6_stat s SET leases = s.leases - 1
        WHERE s.subnet_id = OLD.subnet_id AND s.lease_type = OLD.lease_type AND s.state = OLD.state AND s.leases > 0;
    END IF;
    IF NEW.state IN (0, 1) THEN
      INSERT INTO lease6_stat AS s (subnet_id, lease_type, state, leases)
        VALUES (NEW.subnet_id, NEW.lease_type, NEW.state, 1)
        ON CONFLICT (subnet_id, lease_type, state) DO UPDATE SET leases = s.leases + 1;
    END IF;
  END IF;
  RETURN NULL;
END
$$;;

CREATE FUNCTION proc_stat_lease6_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state IN (0, 1) THEN
    UPDATE lease6_stat s SET leases = s.leases - 1
      WHERE s.subnet_id = OLD.subnet_id AND s.lease_type = OLD.lease_type AND s.state = OLD.state AND s.leases > 0;
  END IF;
  RETURN NULL;
END
$$;;

CREATE TRIGGER stat_lease4_insert AFTER INSERT ON lease4 FOR EACH ROW EXECUTE FUNCTION proc_stat_lease4_insert();;
CREATE TRIGGER stat_lease4_update AFTER UPDATE ON lease4 FOR EACH ROW EXECUTE FUNCTION proc_stat_lease4_update();;
CREATE TRIGGER stat_lease4_delete AFTER DELETE ON lease4 FOR EACH ROW EXECUTE FUNCTION proc_stat_lease4_delete();;
CREATE TRIGGER stat_lease6_insert AFTER INSERT ON lease6 FOR EACH ROW EXECUTE FUNCTION proc_stat_lease6_insert();;
CREATE TRIGGER stat_lease6_update AFTER UPDATE ON lease6 FOR EACH ROW EXECUTE FUNCTION proc_stat_lease6_update();;
CREATE TRIGGER stat_lease6_delete AFTER DELETE ON lease6 FOR EACH ROW EXECUTE FUNCTION proc_stat_lease6_delete();;
