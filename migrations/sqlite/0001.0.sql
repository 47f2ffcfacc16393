-- Leases of both families, their lookup rows and the counters that triggers keep.

-- Numbers are INTEGER (an IPv4 address is the rowid itself), times are Unix seconds, addresses of IPv6 and identifiers are BLOB.
CREATE TABLE schema_version (
  version INTEGER NOT NULL PRIMARY KEY,
  minor INTEGER NOT NULL
) STRICT;;

CREATE TABLE lease_state (
  state INTEGER PRIMARY KEY,
  name TEXT NOT NULL
) STRICT;;

INSERT INTO lease_state (state, name) VALUES (0, 'default'), (1, 'declined'), (2, 'expired-reclaimed');;

CREATE TABLE lease6_types (
  lease_type INTEGER PRIMARY KEY,
  name TEXT NOT NULL
) STRICT;;

INSERT INTO lease6_types (lease_type, name) VALUES (0, 'IA_NA'), (1, 'IA_TA'), (2, 'IA_PD');;

CREATE TABLE lease_hwaddr_source (
  hwaddr_source INTEGER PRIMARY KEY,
  name TEXT NOT NULL
) STRICT;;

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

CREATE TABLE lease4 (
  address INTEGER PRIMARY KEY CHECK (address BETWEEN 0 AND 4294967295),
  hwaddr BLOB,
  client_id BLOB,
  valid_lifetime INTEGER NOT NULL,
  expire INTEGER NOT NULL,
  subnet_id INTEGER NOT NULL,
  fqdn_fwd INTEGER NOT NULL DEFAULT 0,
  fqdn_rev INTEGER NOT NULL DEFAULT 0,
  hostname TEXT,
  state INTEGER NOT NULL DEFAULT 0 REFERENCES lease_state (state),
  user_context TEXT
) STRICT;;

-- Partial indexes: a row without the identifier or name costs no write, and a comparison with a value still finds them.
CREATE INDEX lease4_by_client_id ON lease4 (client_id, subnet_id) WHERE client_id IS NOT NULL;;
CREATE INDEX lease4_by_hwaddr ON lease4 (hwaddr, subnet_id) WHERE hwaddr IS NOT NULL;;
CREATE INDEX lease4_by_expire ON lease4 (expire, state);;
CREATE INDEX lease4_by_subnet ON lease4 (subnet_id);;
CREATE INDEX lease4_by_hostname ON lease4 (lower(hostname)) WHERE hostname <> '';;

CREATE TABLE lease6 (
  address BLOB NOT NULL PRIMARY KEY CHECK (length(address) = 16),
  duid BLOB,
  valid_lifetime INTEGER NOT NULL,
  expire INTEGER NOT NULL,
  subnet_id INTEGER NOT NULL,
  pref_lifetime INTEGER NOT NULL,
  lease_type INTEGER NOT NULL REFERENCES lease6_types (lease_type),
  iaid INTEGER NOT NULL CHECK (iaid BETWEEN 0 AND 4294967295),
  prefix_len INTEGER NOT NULL DEFAULT 128,
  fqdn_fwd INTEGER NOT NULL DEFAULT 0,
  fqdn_rev INTEGER NOT NULL DEFAULT 0,
  hostname TEXT,
  hwaddr BLOB,
  hwtype INTEGER,
  hwaddr_source INTEGER REFERENCES lease_hwaddr_source (hwaddr_source),
  state INTEGER NOT NULL DEFAULT 0 REFERENCES lease_state (state),
  user_context TEXT
) STRICT, WITHOUT ROWID;;

CREATE INDEX lease6_by_duid ON lease6 (duid, iaid, subnet_id);;
CREATE INDEX lease6_by_hwaddr ON lease6 (hwaddr) WHERE hwaddr IS NOT NULL;;
CREATE INDEX lease6_by_expire ON lease6 (expire, state);;
CREATE INDEX lease6_by_subnet ON lease6 (subnet_id, lease_type);;
CREATE INDEX lease6_by_hostname ON lease6 (lower(hostname)) WHERE hostname <> '';;

CREATE TABLE lease4_stat (
  subnet_id INTEGER NOT NULL,
  state INTEGER NOT NULL,
  leases INTEGER NOT NULL,
  PRIMARY KEY (subnet_id, state)
) STRICT, WITHOUT ROWID;;

CREATE TABLE lease6_stat (
  subnet_id INTEGER NOT NULL,
  lease_type INTEGER NOT NULL,
  state INTEGER NOT NULL,
  leases INTEGER NOT NULL,
  PRIMARY KEY (subnet_id, lease_type, state)
) STRICT, WITHOUT ROWID;;

CREATE TABLE lease4_stat_by_client_class (
  client_class TEXT NOT NULL PRIMARY KEY,
  leases INTEGER NOT NULL
) STRICT, WITHOUT ROWID;;

CREATE TABLE lease6_stat_by_client_class (
  client_class TEXT NOT NULL,
  lease_type INTEGER NOT NULL REFERENCES lease6_types (lease_type),
  leases INTEGER NOT NULL,
  PRIMARY KEY (client_class, lease_type)
) STRICT, WITHOUT ROWID;;

-- Counters: states 0 and 1 count, and nothing falls below 0.
CREATE TRIGGER lease4_count_insert AFTER INSERT ON lease4 WHEN new.state < 2
BEGIN
  INSERT INTO lease4_stat (subnet_id, state, leases) VALUES (new.subnet_id, new.state, 1)
    ON CONFLICT (subnet_id, state) DO UPDATE SET leases = leases + 1;
END;;

CREATE TRIGGER lease4_count_update AFTER UPDATE OF state, subnet_id ON lease4
  WHEN old.state <> new.state OR old.subnet_id <> new.subnet_id
BEGIN
  UPDATE lease4_stat SET leases = max(leases - 1, 0) WHERE subnet_id = old.subnet_id AND state = old.state;
  INSERT INTO lease4_stat (subnet_id, state, leases) SELECT new.subnet_id, new.state, 1 WHERE new.state < 2
    ON CONFLICT (subnet_id, state) DO UPDATE SET leases = leases + 1;
END;;

CREATE TRIGGER lease4_count_delete AFTER DELETE ON lease4 WHEN old.state < 2
BEGIN
  UPDATE lease4_stat SET leases = max(leases - 1, 0) WHERE subnet_id = old.subnet_id AND state = old.state;
END;;

CREATE TRIGGER lease6_count_insert AFTER INSERT ON lease6 WHEN new.state < 2
BEGIN
  INSERT INTO lease6_stat (subnet_id, lease_type, state, leases) VALUES (new.subnet_id, new.lease_type, new.state, 1)
    ON CONFLICT (subnet_id, lease_type, state) DO UPDATE SET leases = leases + 1;
END;;

CREATE TRIGGER lease6_count_update AFTER UPDATE OF state, subnet_id, lease_type ON lease6
  WHEN old.state <> new.state OR old.subnet_id <> new.subnet_id OR old.lease_type <> new.lease_type
BEGIN
  UPDATE lease6_stat SET leases = max(leases - 1, 0)
    WHERE subnet_id = old.subnet_id AND lease_type = old.lease_type AND state = old.state;
  INSERT INTO lease6_stat (subnet_id, lease_type, state, leases)
    SELECT new.subnet_id, new.lease_type, new.state, 1 WHERE new.state < 2
    ON CONFLICT (subnet_id, lease_type, state) DO UPDATE SET leases = leases + 1;
END;;

CREATE TRIGGER lease6_count_delete AFTER DELETE ON lease6 WHEN old.state < 2
BEGIN
  UPDATE lease6_stat SET leases = max(leases - 1, 0)
    WHERE subnet_id = old.subnet_id AND lease_type = old.lease_type AND state = old.state;
END;;

-- The same by client class: only state 0 counts, under each name in the context's ISC.client-classes.
CREATE TRIGGER lease4_class_insert AFTER INSERT ON lease4 WHEN new.state = 0 AND json_valid(new.user_context)
BEGIN
  INSERT INTO lease4_stat_by_client_class (client_class, leases)
    SELECT value, 1 FROM json_each(new.user_context, '$.ISC."client-classes"') WHERE type = 'text'
    ON CONFLICT (client_class) DO UPDATE SET leases = leases + 1;
END;;

CREATE TRIGGER lease4_class_update AFTER UPDATE OF state, user_context ON lease4
  WHEN old.state <> new.state OR old.user_context IS NOT new.user_context
BEGIN
  UPDATE lease4_stat_by_client_class SET leases = max(leases - 1, 0)
    WHERE old.state = 0 AND client_class IN (
      SELECT value FROM json_each(iif(json_valid(old.user_context), old.user_context, '{}'), '$.ISC."client-classes"'));
  INSERT INTO lease4_stat_by_client_class (client_class, leases)
    SELECT value, 1
    FROM json_each(iif(json_valid(new.user_context), new.user_context, '{}'), '$.ISC."client-classes"')
    WHERE type = 'text' AND new.state = 0
    ON CONFLICT (client_class) DO UPDATE SET leases = leases + 1;
END;;

CREATE TRIGGER lease4_class_delete AFTER DELETE ON lease4 WHEN old.state = 0 AND json_valid(old.user_context)
BEGIN
  UPDATE lease4_stat_by_client_class SET leases = max(leases - 1, 0)
    WHERE client_class IN (SELECT value FROM json_each(old.user_context, '$.ISC."client-classes"'));
END;;

CREATE TRIGGER lease6_class_insert AFTER INSERT ON lease6 WHEN new.state = 0 AND json_valid(new.user_context)
BEGIN
  INSERT INTO lease6_stat_by_client_class (client_class, lease_type, leases)
    SELECT value, new.lease_type, 1 FROM json_each(new.user_context, '$.ISC."client-classes"') WHERE type = 'text'
    ON CONFLICT (client_class, lease_type) DO UPDATE SET leases = leases + 1;
END;;

CREATE TRIGGER lease6_class_update AFTER UPDATE OF state, lease_type, user_context ON lease6
  WHEN old.state <> new.state OR old.lease_type <> new.lease_type OR old.user_context IS NOT new.user_context
BEGIN
  UPDATE lease6_stat_by_client_class SET leases = max(leases - 1, 0)
    WHERE old.state = 0 AND lease_type = old.lease_type AND client_class IN (
      SELECT value FROM json_each(iif(json_valid(old.user_context), old.user_context, '{}'), '$.ISC."client-classes"'));
  INSERT INTO lease6_stat_by_client_class (client_class, lease_type, leases)
    SELECT value, new.lease_type, 1
    FROM json_each(iif(json_valid(new.user_context), new.user_context, '{}'), '$.ISC."client-classes"')
    WHERE type = 'text' AND new.state = 0
    ON CONFLICT (client_class, lease_type) DO UPDATE SET leases = leases + 1;
END;;

CREATE TRIGGER lease6_class_delete AFTER DELETE ON lease6 WHEN old.state = 0 AND json_valid(old.user_context)
BEGIN
  UPDATE lease6_stat_by_client_class SET leases = max(leases - 1, 0)
    WHERE lease_type = old.lease_type
      AND client_class IN (SELECT value FROM json_each(old.user_context, '$.ISC."client-classes"'));
END;;

CREATE TABLE logs (
  id INTEGER PRIMARY KEY,
  timestamp INTEGER NOT NULL DEFAULT (unixepoch()),
  address TEXT,
  log TEXT NOT NULL
) STRICT;;

CREATE INDEX logs_by_timestamp ON logs (timestamp);;
CREATE INDEX logs_by_address ON logs (address);;
