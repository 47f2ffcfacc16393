-- The audit of configuration changes, which tells servers what to fetch again.

CREATE TABLE modification (
  id INTEGER PRIMARY KEY,
  modification_type TEXT NOT NULL
) STRICT;;

INSERT INTO modification (id, modification_type) VALUES (0, 'create'), (1, 'update'), (2, 'delete');;

-- In place of session variables: the revision that changes of a family belong to, and whether they are the consequence
-- of another change (then options say nothing). A writer makes a revision in its transaction, and removes this row at the end.
CREATE TABLE audit_session (
  family INTEGER PRIMARY KEY CHECK (family IN (4, 6)),
  revision_id INTEGER NOT NULL,
  cascade_transaction INTEGER NOT NULL DEFAULT 0
) STRICT;;

-- DHCPv4. Ids are never used again: a server asks for what is behind the last one that it has seen.
CREATE TABLE dhcp4_audit_revision (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  modification_ts INTEGER NOT NULL DEFAULT (unixepoch()),
  log_message TEXT,
  server_id INTEGER
) STRICT;;

CREATE INDEX dhcp4_audit_revision_by_time ON dhcp4_audit_revision (modification_ts);;

CREATE TABLE dhcp4_audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  object_type TEXT NOT NULL,
  object_id INTEGER NOT NULL,
  modification_type INTEGER NOT NULL REFERENCES modification (id),
  revision_id INTEGER NOT NULL REFERENCES dhcp4_audit_revision (id) ON UPDATE CASCADE
) STRICT;;

CREATE INDEX dhcp4_audit_by_revision ON dhcp4_audit (revision_id);;

CREATE TRIGGER dhcp4_audit_revision_insert AFTER INSERT ON dhcp4_audit_revision
BEGIN
  DELETE FROM audit_session WHERE family = 4;
  INSERT INTO audit_session (family, revision_id) VALUES (4, new.id);
END;;

-- A change without a revision has no row to point at and fails.
CREATE TRIGGER dhcp4_audit_needs_revision BEFORE INSERT ON dhcp4_audit WHEN new.revision_id IS NULL
BEGIN
  SELECT raise(ABORT, 'a change of the DHCPv4 configuration needs a row in dhcp4_audit_revision first');
END;;

CREATE TRIGGER dhcp4_server_audit_insert AFTER INSERT ON dhcp4_server
BEGIN
  INSERT INTO dhcp4_audit (object_type, object_id, modification_type, revision_id)
    VALUES ('dhcp4_server', new.id, 0, (SELECT revision_id FROM audit_session WHERE family = 4));
END;;

CREATE TRIGGER dhcp4_server_audit_update AFTER UPDATE ON dhcp4_server
BEGIN
  INSERT INTO dhcp4_audit (object_type, object_id, modification_type, revision_id)
    VALUES ('dhcp4_server', new.id, 1, (SELECT revision_id FROM audit_session WHERE family = 4));
END;;

CREATE TRIGGER dhcp4_server_audit_delete AFTER DELETE ON dhcp4_server
BEGIN
  INSERT INTO dhcp4_audit (object_type, object_id, modification_type, revision_id)
    VALUES ('dhcp4_server', old.id, 2, (SELECT revision_id FROM audit_session WHERE family = 4));
END;;

CREATE TRIGGER dhcp4_global_parameter_audit_insert AFTER INSERT ON dhcp4_global_parameter
BEGIN
  INSERT INTO dhcp4_audit (object_type, object_id, modification_type, revision_id)
    VALUES ('dhcp4_global_parameter', new.id, 0, (SELECT revision_id FROM audit_session WHERE family = 4));
END;;

CREATE TRIGGER dhcp4_global_parameter_audit_update AFTER UPDATE ON dhcp4_global_parameter
BEGIN
  INSERT INTO dhcp4_audit (object_type, object_id, modification_type, revision_id)
    VALUES ('dhcp4_global_parameter', new.id, 1, (SELECT revision_id FROM audit_session WHERE family = 4));
END;;

CREATE TRIGGER dhcp4_global_parameter_audit_delete AFTER DELETE ON dhcp4_global_parameter
BEGIN
  INSERT INTO dhcp4_audit (object_type, object_id, modification_type, revision_id)
    VALUES ('dhcp4_global_parameter', old.id, 2, (SELECT revision_id FROM audit_session WHERE family = 4));
END;;

CREATE TRIGGER dhcp4_option_def_audit_insert AFTER INSERT ON dhcp4_option_def
BEGIN
  INSERT INTO dhcp4_audit (object_type, object_id, modification_type, revision_id)
    VALUES ('dhcp4_option_def', new.id, 0, (SELECT revision_id FROM audit_session WHERE family = 4));
END;;

CREATE TRIGGER dhcp4_option_def_audit_update AFTER UPDATE ON dhcp4_option_def
BEGIN
  INSERT INTO dhcp4_audit (object_type, object_id, modification_type, revision_id)
    VALUES ('dhcp4_option_def', new.id, 1, (SELECT revision_id FROM audit_session WHERE family = 4));
END;;

CREATE TRIGGER dhcp4_option_def_audit_delete AFTER DELETE ON dhcp4_option_def
BEGIN
  INSERT INTO dhcp4_audit (object_type, object_id, modification_type, revision_id)
    VALUES ('dhcp4_option_def', old.id, 2, (SELECT revision_id FROM audit_session WHERE family = 4));
END;;

CREATE TRIGGER dhcp4_client_class_audit_insert AFTER INSERT ON dhcp4_client_class
BEGIN
  INSERT INTO dhcp4_audit (object_type, object_id, modification_type, revision_id)
    VALUES ('dhcp4_client_class', new.id, 0, (SELECT revision_id FROM audit_session WHERE family = 4));
END;;

CREATE TRIGGER dhcp4_client_class_audit_update AFTER UPDATE ON dhcp4_client_class
BEGIN
  INSERT INTO dhcp4_audit (object_type, object_id, modification_type, revision_id)
    VALUES ('dhcp4_client_class', new.id, 1, (SELECT revision_id FROM audit_session WHERE family = 4));
END;;

CREATE TRIGGER dhcp4_client_class_audit_delete AFTER DELETE ON dhcp4_client_class
BEGIN
  INSERT INTO dhcp4_audit (object_type, object_id, modification_type, revision_id)
    VALUES ('dhcp4_client_class', old.id, 2, (SELECT revision_id FROM audit_session WHERE family = 4));
END;;

CREATE TRIGGER dhcp4_shared_network_audit_insert AFTER INSERT ON dhcp4_shared_network
BEGIN
  INSERT INTO dhcp4_audit (object_type, object_id, modification_type, revision_id)
    VALUES ('dhcp4_shared_network', new.id, 0, (SELECT revision_id FROM audit_session WHERE family = 4));
END;;

CREATE TRIGGER dhcp4_shared_network_audit_update AFTER UPDATE ON dhcp4_shared_network
BEGIN
  INSERT INTO dhcp4_audit (object_type, object_id, modification_type, revision_id)
    VALUES ('dhcp4_shared_network', new.id, 1, (SELECT revision_id FROM audit_session WHERE family = 4));
END;;

CREATE TRIGGER dhcp4_shared_network_audit_delete AFTER DELETE ON dhcp4_shared_network
BEGIN
  INSERT INTO dhcp4_audit (object_type, object_id, modification_type, revision_id)
    VALUES ('dhcp4_shared_network', old.id, 2, (SELECT revision_id FROM audit_session WHERE family = 4));
END;;

CREATE TRIGGER dhcp4_subnet_audit_insert AFTER INSERT ON dhcp4_subnet
BEGIN
  INSERT INTO dhcp4_audit (object_type, object_id, modification_type, revision_id)
    VALUES ('dhcp4_subnet', new.subnet_id, 0, (SELECT revision_id FROM audit_session WHERE family = 4));
END;;

CREATE TRIGGER dhcp4_subnet_audit_update AFTER UPDATE ON dhcp4_subnet
BEGIN
  INSERT INTO dhcp4_audit (object_type, object_id, modification_type, revision_id)
    VALUES ('dhcp4_subnet', new.subnet_id, 1, (SELECT revision_id FROM audit_session WHERE family = 4));
END;;

CREATE TRIGGER dhcp4_subnet_audit_delete AFTER DELETE ON dhcp4_subnet
BEGIN
  INSERT INTO dhcp4_audit (object_type, object_id, modification_type, revision_id)
    VALUES ('dhcp4_subnet', old.subnet_id, 2, (SELECT revision_id FROM audit_session WHERE family = 4));
END;;

-- An option of its own is audited; one of a subnet, network or pool marks its owner as changed instead.
CREATE TRIGGER dhcp4_options_audit_insert AFTER INSERT ON dhcp4_options
  WHEN NOT EXISTS (SELECT 1 FROM audit_session WHERE family = 4 AND cascade_transaction <> 0)
BEGIN
  INSERT INTO dhcp4_audit (object_type, object_id, modification_type, revision_id)
    SELECT 'dhcp4_options', new.option_id, 0, (SELECT revision_id FROM audit_session WHERE family = 4) WHERE new.scope_id = 0;
  UPDATE dhcp4_subnet SET modification_ts = new.modification_ts
    WHERE new.scope_id = 1 AND subnet_id = new.dhcp4_subnet_id
      OR new.scope_id = 5 AND subnet_id = (SELECT subnet_id FROM dhcp4_pool WHERE id = new.pool_id);
  UPDATE dhcp4_shared_network SET modification_ts = new.modification_ts
    WHERE new.scope_id = 4 AND name = new.shared_network_name;
END;;

CREATE TRIGGER dhcp4_options_audit_update AFTER UPDATE ON dhcp4_options
  WHEN NOT EXISTS (SELECT 1 FROM audit_session WHERE family = 4 AND cascade_transaction <> 0)
BEGIN
  INSERT INTO dhcp4_audit (object_type, object_id, modification_type, revision_id)
    SELECT 'dhcp4_options', new.option_id, 1, (SELECT revision_id FROM audit_session WHERE family = 4) WHERE new.scope_id = 0;
  UPDATE dhcp4_subnet SET modification_ts = new.modification_ts
    WHERE new.scope_id = 1 AND subnet_id = new.dhcp4_subnet_id
      OR new.scope_id = 5 AND subnet_id = (SELECT subnet_id FROM dhcp4_pool WHERE id = new.pool_id);
  UPDATE dhcp4_shared_network SET modification_ts = new.modification_ts
    WHERE new.scope_id = 4 AND name = new.shared_network_name;
END;;

CREATE TRIGGER dhcp4_options_audit_delete AFTER DELETE ON dhcp4_options
  WHEN NOT EXISTS (SELECT 1 FROM audit_session WHERE family = 4 AND cascade_transaction <> 0)
BEGIN
  INSERT INTO dhcp4_audit (object_type, object_id, modification_type, revision_id)
    SELECT 'dhcp4_options', old.option_id, 2, (SELECT revision_id FROM audit_session WHERE family = 4) WHERE old.scope_id = 0;
  UPDATE dhcp4_subnet SET modification_ts = old.modification_ts
    WHERE old.scope_id = 1 AND subnet_id = old.dhcp4_subnet_id
      OR old.scope_id = 5 AND subnet_id = (SELECT subnet_id FROM dhcp4_pool WHERE id = old.pool_id);
  UPDATE dhcp4_shared_network SET modification_ts = old.modification_ts
    WHERE old.scope_id = 4 AND name = old.shared_network_name;
END;;

-- DHCPv6. Ids are never used again: a server asks for what is behind the last one that it has seen.
CREATE TABLE dhcp6_audit_revision (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  modification_ts INTEGER NOT NULL DEFAULT (unixepoch()),
  log_message TEXT,
  server_id INTEGER
) STRICT;;

CREATE INDEX dhcp6_audit_revision_by_time ON dhcp6_audit_revision (modification_ts);;

CREATE TABLE dhcp6_audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  object_type TEXT NOT NULL,
  object_id INTEGER NOT NULL,
  modification_type INTEGER NOT NULL REFERENCES modification (id),
  revision_id INTEGER NOT NULL REFERENCES dhcp6_audit_revision (id) ON UPDATE CASCADE
) STRICT;;

CREATE INDEX dhcp6_audit_by_revision ON dhcp6_audit (revision_id);;

CREATE TRIGGER dhcp6_audit_revision_insert AFTER INSERT ON dhcp6_audit_revision
BEGIN
  DELETE FROM audit_session WHERE family = 6;
  INSERT INTO audit_session (family, revision_id) VALUES (6, new.id);
END;;

-- A change without a revision has no row to point at and fails.
CREATE TRIGGER dhcp6_audit_needs_revision BEFORE INSERT ON dhcp6_audit WHEN new.revision_id IS NULL
BEGIN
  SELECT raise(ABORT, 'a change of the DHCPv6 configuration needs a row in dhcp6_audit_revision first');
END;;

CREATE TRIGGER dhcp6_server_audit_insert AFTER INSERT ON dhcp6_server
BEGIN
  INSERT INTO dhcp6_audit (object_type, object_id, modification_type, revision_id)
    VALUES ('dhcp6_server', new.id, 0, (SELECT revision_id FROM audit_session WHERE family = 6));
END;;

CREATE TRIGGER dhcp6_server_audit_update AFTER UPDATE ON dhcp6_server
BEGIN
  INSERT INTO dhcp6_audit (object_type, object_id, modification_type, revision_id)
    VALUES ('dhcp6_server', new.id, 1, (SELECT revision_id FROM audit_session WHERE family = 6));
END;;

CREATE TRIGGER dhcp6_server_audit_delete AFTER DELETE ON dhcp6_server
BEGIN
  INSERT INTO dhcp6_audit (object_type, object_id, modification_type, revision_id)
    VALUES ('dhcp6_server', old.id, 2, (SELECT revision_id FROM audit_session WHERE family = 6));
END;;

CREATE TRIGGER dhcp6_global_parameter_audit_insert AFTER INSERT ON dhcp6_global_parameter
BEGIN
  INSERT INTO dhcp6_audit (object_type, object_id, modification_type, revision_id)
    VALUES ('dhcp6_global_parameter', new.id, 0, (SELECT revision_id FROM audit_session WHERE family = 6));
END;;

CREATE TRIGGER dhcp6_global_parameter_audit_update AFTER UPDATE ON dhcp6_global_parameter
BEGIN
  INSERT INTO dhcp6_audit (object_type, object_id, modification_type, revision_id)
    VALUES ('dhcp6_global_parameter', new.id, 1, (SELECT revision_id FROM audit_session WHERE family = 6));
END;;

CREATE TRIGGER dhcp6_global_parameter_audit_delete AFTER DELETE ON dhcp6_global_parameter
BEGIN
  INSERT INTO dhcp6_audit (object_type, object_id, modification_type, revision_id)
    VALUES ('dhcp6_global_parameter', old.id, 2, (SELECT revision_id FROM audit_session WHERE family = 6));
END;;

CREATE TRIGGER dhcp6_option_def_audit_insert AFTER INSERT ON dhcp6_option_def
BEGIN
  INSERT INTO dhcp6_audit (object_type, object_id, modification_type, revision_id)
    VALUES ('dhcp6_option_def', new.id, 0, (SELECT revision_id FROM audit_session WHERE family = 6));
END;;

CREATE TRIGGER dhcp6_option_def_audit_update AFTER UPDATE ON dhcp6_option_def
BEGIN
  INSERT INTO dhcp6_audit (object_type, object_id, modification_type, revision_id)
    VALUES ('dhcp6_option_def', new.id, 1, (SELECT revision_id FROM audit_session WHERE family = 6));
END;;

CREATE TRIGGER dhcp6_option_def_audit_delete AFTER DELETE ON dhcp6_option_def
BEGIN
  INSERT INTO dhcp6_audit (object_type, object_id, modification_type, revision_id)
    VALUES ('dhcp6_option_def', old.id, 2, (SELECT revision_id FROM audit_session WHERE family = 6));
END;;

CREATE TRIGGER dhcp6_client_class_audit_insert AFTER INSERT ON dhcp6_client_class
BEGIN
  INSERT INTO dhcp6_audit (object_type, object_id, modification_type, revision_id)
    VALUES ('dhcp6_client_class', new.id, 0, (SELECT revision_id FROM audit_session WHERE family = 6));
END;;

CREATE TRIGGER dhcp6_client_class_audit_update AFTER UPDATE ON dhcp6_client_class
BEGIN
  INSERT INTO dhcp6_audit (object_type, object_id, modification_type, revision_id)
    VALUES ('dhcp6_client_class', new.id, 1, (SELECT revision_id FROM audit_session WHERE family = 6));
END;;

CREATE TRIGGER dhcp6_client_class_audit_delete AFTER DELETE ON dhcp6_client_class
BEGIN
  INSERT INTO dhcp6_audit (object_type, object_id, modification_type, revision_id)
    VALUES ('dhcp6_client_class', old.id, 2, (SELECT revision_id FROM audit_session WHERE family = 6));
END;;

CREATE TRIGGER dhcp6_shared_network_audit_insert AFTER INSERT ON dhcp6_shared_network
BEGIN
  INSERT INTO dhcp6_audit (object_type, object_id, modification_type, revision_id)
    VALUES ('dhcp6_shared_network', new.id, 0, (SELECT revision_id FROM audit_session WHERE family = 6));
END;;

CREATE TRIGGER dhcp6_shared_network_audit_update AFTER UPDATE ON dhcp6_shared_network
BEGIN
  INSERT INTO dhcp6_audit (object_type, object_id, modification_type, revision_id)
    VALUES ('dhcp6_shared_network', new.id, 1, (SELECT revision_id FROM audit_session WHERE family = 6));
END;;

CREATE TRIGGER dhcp6_shared_network_audit_delete AFTER DELETE ON dhcp6_shared_network
BEGIN
  INSERT INTO dhcp6_audit (object_type, object_id, modification_type, revision_id)
    VALUES ('dhcp6_shared_network', old.id, 2, (SELECT revision_id FROM audit_session WHERE family = 6));
END;;

CREATE TRIGGER dhcp6_subnet_audit_insert AFTER INSERT ON dhcp6_subnet
BEGIN
  INSERT INTO dhcp6_audit (object_type, object_id, modification_type, revision_id)
    VALUES ('dhcp6_subnet', new.subnet_id, 0, (SELECT revision_id FROM audit_session WHERE family = 6));
END;;

CREATE TRIGGER dhcp6_subnet_audit_update AFTER UPDATE ON dhcp6_subnet
BEGIN
  INSERT INTO dhcp6_audit (object_type, object_id, modification_type, revision_id)
    VALUES ('dhcp6_subnet', new.subnet_id, 1, (SELECT revision_id FROM audit_session WHERE family = 6));
END;;

CREATE TRIGGER dhcp6_subnet_audit_delete AFTER DELETE ON dhcp6_subnet
BEGIN
  INSERT INTO dhcp6_audit (object_type, object_id, modification_type, revision_id)
    VALUES ('dhcp6_subnet', old.subnet_id, 2, (SELECT revision_id FROM audit_session WHERE family = 6));
END;;

-- An option of its own is audited; one of a subnet, network or pool marks its owner as changed instead.
CREATE TRIGGER dhcp6_options_audit_insert AFTER INSERT ON dhcp6_options
  WHEN NOT EXISTS (SELECT 1 FROM audit_session WHERE family = 6 AND cascade_transaction <> 0)
BEGIN
  INSERT INTO dhcp6_audit (object_type, object_id, modification_type, revision_id)
    SELECT 'dhcp6_options', new.option_id, 0, (SELECT revision_id FROM audit_session WHERE family = 6) WHERE new.scope_id = 0;
  UPDATE dhcp6_subnet SET modification_ts = new.modification_ts
    WHERE new.scope_id = 1 AND subnet_id = new.dhcp6_subnet_id
      OR new.scope_id = 5 AND subnet_id = (SELECT subnet_id FROM dhcp6_pool WHERE id = new.pool_id)
      OR new.scope_id = 6 AND subnet_id = (SELECT subnet_id FROM dhcp6_pd_pool WHERE id = new.pd_pool_id);
  UPDATE dhcp6_shared_network SET modification_ts = new.modification_ts
    WHERE new.scope_id = 4 AND name = new.shared_network_name;
END;;

CREATE TRIGGER dhcp6_options_audit_update AFTER UPDATE ON dhcp6_options
  WHEN NOT EXISTS (SELECT 1 FROM audit_session WHERE family = 6 AND cascade_transaction <> 0)
BEGIN
  INSERT INTO dhcp6_audit (object_type, object_id, modification_type, revision_id)
    SELECT 'dhcp6_options', new.option_id, 1, (SELECT revision_id FROM audit_session WHERE family = 6) WHERE new.scope_id = 0;
  UPDATE dhcp6_subnet SET modification_ts = new.modification_ts
    WHERE new.scope_id = 1 AND subnet_id = new.dhcp6_subnet_id
      OR new.scope_id = 5 AND subnet_id = (SELECT subnet_id FROM dhcp6_pool WHERE id = new.pool_id)
      OR new.scope_id = 6 AND subnet_id = (SELECT subnet_id FROM dhcp6_pd_pool WHERE id = new.pd_pool_id);
  UPDATE dhcp6_shared_network SET modification_ts = new.modification_ts
    WHERE new.scope_id = 4 AND name = new.shared_network_name;
END;;

CREATE TRIGGER dhcp6_options_audit_delete AFTER DELETE ON dhcp6_options
  WHEN NOT EXISTS (SELECT 1 FROM audit_session WHERE family = 6 AND cascade_transaction <> 0)
BEGIN
  INSERT INTO dhcp6_audit (object_type, object_id, modification_type, revision_id)
    SELECT 'dhcp6_options', old.option_id, 2, (SELECT revision_id FROM audit_session WHERE family = 6) WHERE old.scope_id = 0;
  UPDATE dhcp6_subnet SET modification_ts = old.modification_ts
    WHERE old.scope_id = 1 AND subnet_id = old.dhcp6_subnet_id
      OR old.scope_id = 5 AND subnet_id = (SELECT subnet_id FROM dhcp6_pool WHERE id = old.pool_id)
      OR old.scope_id = 6 AND subnet_id = (SELECT subnet_id FROM dhcp6_pd_pool WHERE id = old.pd_pool_id);
  UPDATE dhcp6_shared_network SET modification_ts = old.modification_ts
    WHERE old.scope_id = 4 AND name = old.shared_network_name;
END;;
