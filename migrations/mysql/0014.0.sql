-- Leases are counted by client class, and limits on the counters can be asked for.

-- unless column dhcp4_client_class.user_context
ALTER TABLE dhcp4_client_class ADD COLUMN user_context LONGTEXT;;

-- unless column dhcp6_client_class.user_context
ALTER TABLE dhcp6_client_class ADD COLUMN user_context LONGTEXT;;

-- A network's subnets are let go by its trigger instead of the foreign key, so that each of them is audited.

-- if query SELECT 1 FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = DATABASE() AND TABLE_NAME = 'dhcp4_subnet' AND CONSTRAINT_NAME = 'fk_dhcp4_subnet_shared_network' AND DELETE_RULE = 'SET NULL'
ALTER TABLE dhcp4_subnet DROP FOREIGN KEY fk_dhcp4_subnet_shared_network;;

-- unless constraint dhcp4_subnet.fk_dhcp4_subnet_shared_network
ALTER TABLE dhcp4_subnet ADD CONSTRAINT fk_dhcp4_subnet_shared_network FOREIGN KEY (shared_network_name)
  REFERENCES dhcp4_shared_network (name) ON DELETE NO ACTION ON UPDATE NO ACTION;;

DROP TRIGGER IF EXISTS dhcp4_shared_network_BDEL;;
CREATE TRIGGER dhcp4_shared_network_BDEL BEFORE DELETE ON dhcp4_shared_network FOR EACH ROW
BEGIN
  CALL createAuditEntryDHCP4('dhcp4_shared_network', OLD.id, 'delete');
  UPDATE dhcp4_subnet SET shared_network_name = NULL WHERE shared_network_name = OLD.name;
  DELETE FROM dhcp4_options WHERE shared_network_name = OLD.name;
END;;

-- if query SELECT 1 FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = DATABASE() AND TABLE_NAME = 'dhcp6_subnet' AND CONSTRAINT_NAME = 'fk_dhcp6_subnet_shared_network' AND DELETE_RULE = 'SET NULL'
ALTER TABLE dhcp6_subnet DROP FOREIGN KEY fk_dhcp6_subnet_shared_network;;

-- unless constraint dhcp6_subnet.fk_dhcp6_subnet_shared_network
ALTER TABLE dhcp6_subnet ADD CONSTRAINT fk_dhcp6_subnet_shared_network FOREIGN KEY (shared_network_name)
  REFERENCES dhcp6_shared_network (name) ON DELETE NO ACTION ON UPDATE NO ACTION;;

DROP TRIGGER IF EXISTS dhcp6_shared_network_BDEL;;
CREATE TRIGGER dhcp6_shared_network_BDEL BEFORE DELETE ON dhcp6_shared_network FOR EACH ROW
BEGIN
  CALL createAuditEntryDHCP6('dhcp6_shared_network', OLD.id, 'delete');
  UPDATE dhcp6_subnet SET shared_network_name = NULL WHERE shared_network_name = OLD.name;
  DELETE FROM dhcp6_options WHERE shared_network_name = OLD.name;
END;;

CREATE TABLE IF NOT EXISTS lease4_stat_by_client_class (
  client_class VARCHAR(128) NOT NULL,
  leases BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (client_class)
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS lease6_stat_by_client_class (
  client_class VARCHAR(128) NOT NULL,
  lease_type TINYINT NOT NULL,
  leases BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (client_class, lease_type),
  KEY fk_lease6_stat_by_client_class_lease_type (lease_type),
  CONSTRAINT fk_lease6_stat_by_client_class_lease_type FOREIGN KEY (lease_type) REFERENCES lease6_types (lease_type)
) ENGINE = InnoDB;;

DROP FUNCTION IF EXISTS isJsonSupported;;
CREATE FUNCTION isJsonSupported()
  RETURNS BOOLEAN
  DETERMINISTIC
BEGIN
  DECLARE supported BOOLEAN DEFAULT FALSE;
  -- A server without JSON functions looks for a stored one of that name, and finds none.
  DECLARE CONTINUE HANDLER FOR SQLEXCEPTION SET supported = FALSE;
  SET supported = JSON_VALID('{}');
  RETURN supported;
END;;

-- Counters of leases: assigned and declined ones (states 0 and 1) by subnet, assigned ones by each client class that
-- user_context names. None goes below 0. The AUPD routines take what was, then what is.

DROP PROCEDURE IF EXISTS lease4_AINS_lease4_stat;;
CREATE PROCEDURE lease4_AINS_lease4_stat(IN new_state TINYINT, IN new_subnet_id INT UNSIGNED)
BEGIN
  IF new_state IN (0, 1) THEN
    INSERT INTO lease4_stat (subnet_id, state, leases) VALUES (new_subnet_id, new_state, 1)
      ON DUPLICATE KEY UPDATE leases = leases + 1;
  END IF;
END;;

DROP PROCEDURE IF EXISTS lease4_ADEL_lease4_stat;;
CREATE PROCEDURE lease4_ADEL_lease4_stat(IN old_state TINYINT, IN old_subnet_id INT UNSIGNED)
BEGIN
  IF old_state IN (0, 1) THEN
    UPDATE lease4_stat SET leases = IF(leases > 0, leases - 1, 0)
      WHERE subnet_id = old_subnet_id AND state = old_state;
  END IF;
END;;

DROP PROCEDURE IF EXISTS lease4_AUPD_lease4_stat;;
CREATE PROCEDURE lease4_AUPD_lease4_stat(
  IN old_state TINYINT,
  IN old_subnet_id INT UNSIGNED,
  IN new_state TINYINT,
  IN new_subnet_id INT UNSIGNED
)
BEGIN
  IF old_subnet_id <> new_subnet_id OR old_state <> new_state THEN
    IF old_state IN (0, 1) THEN
      UPDATE lease4_stat SET leases = IF(leases > 0, leases - 1, 0)
        WHERE subnet_id = old_subnet_id AND state = old_state;
    END IF;
    IF new_state IN (0, 1) THEN
      INSERT INTO lease4_stat (subnet_id, state, leases) VALUES (new_subnet_id, new_state, 1)
        ON DUPLICATE KEY UPDATE leases = leases + 1;
    END IF;
  END IF;
END;;

DROP PROCEDURE IF EXISTS lease4_AINS_lease4_stat_by_client_class;;
CREATE PROCEDURE lease4_AINS_lease4_stat_by_client_class(IN new_state TINYINT, IN new_user_context TEXT)
BEGIN
  DECLARE classes TEXT;
  DECLARE place INT DEFAULT 0;
  IF new_state = 0 AND new_user_context <> '' THEN
    SET classes = JSON_EXTRACT(new_user_context, '$.ISC."client-classes"');
    WHILE place < JSON_LENGTH(classes) DO
      INSERT INTO lease4_stat_by_client_class (client_class, leases)
        VALUES (JSON_UNQUOTE(JSON_EXTRACT(classes, CONCAT('$[', place, ']'))), 1)
        ON DUPLICATE KEY UPDATE leases = leases + 1;
      SET place = place + 1;
    END WHILE;
  END IF;
END;;

DROP PROCEDURE IF EXISTS lease4_ADEL_lease4_stat_by_client_class;;
CREATE PROCEDURE lease4_ADEL_lease4_stat_by_client_class(IN old_state TINYINT, IN old_user_context TEXT)
BEGIN
  DECLARE classes TEXT;
  DECLARE place INT DEFAULT 0;
  IF old_state = 0 AND old_user_context <> '' THEN
    SET classes = JSON_EXTRACT(old_user_context, '$.ISC."client-classes"');
    WHILE place < JSON_LENGTH(classes) DO
      UPDATE lease4_stat_by_client_class SET leases = IF(leases > 0, leases - 1, 0)
        WHERE client_class = JSON_UNQUOTE(JSON_EXTRACT(classes, CONCAT('$[', place, ']')));
      SET place = place + 1;
    END WHILE;
  END IF;
END;;

DROP PROCEDURE IF EXISTS lease4_AUPD_lease4_stat_by_client_class;;
CREATE PROCEDURE lease4_AUPD_lease4_stat_by_client_class(
  IN old_state TINYINT,
  IN old_user_context TEXT,
  IN new_state TINYINT,
  IN new_user_context TEXT
)
BEGIN
  DECLARE old_classes TEXT DEFAULT JSON_EXTRACT(NULLIF(old_user_context, ''), '$.ISC."client-classes"');
  DECLARE new_classes TEXT DEFAULT JSON_EXTRACT(NULLIF(new_user_context, ''), '$.ISC."client-classes"');
  -- As in Kea, classes that come or go altogether while the state stays are not counted: a comparison with NULL.
  IF old_state <> new_state OR old_classes <> new_classes THEN
    CALL lease4_ADEL_lease4_stat_by_client_class(old_state, old_user_context);
    CALL lease4_AINS_lease4_stat_by_client_class(new_state, new_user_context);
  END IF;
END;;

DROP PROCEDURE IF EXISTS lease6_AINS_lease6_stat;;
CREATE PROCEDURE lease6_AINS_lease6_stat(IN new_state TINYINT, IN new_subnet_id INT UNSIGNED, IN new_lease_type TINYINT)
BEGIN
  IF new_state IN (0, 1) THEN
    INSERT INTO lease6_stat (subnet_id, lease_type, state, leases) VALUES (new_subnet_id, new_lease_type, new_state, 1)
      ON DUPLICATE KEY UPDATE leases = leases + 1;
  END IF;
END;;

DROP PROCEDURE IF EXISTS lease6_ADEL_lease6_stat;;
CREATE PROCEDURE lease6_ADEL_lease6_stat(IN old_state TINYINT, IN old_subnet_id INT UNSIGNED, IN old_lease_type TINYINT)
BEGIN
  IF old_state IN (0, 1) THEN
    UPDATE lease6_stat SET leases = IF(leases > 0, leases - 1, 0)
      WHERE subnet_id = old_subnet_id AND lease_type = old_lease_type AND state = old_state;
  END IF;
END;;

DROP PROCEDURE IF EXISTS lease6_AUPD_lease6_stat;;
CREATE PROCEDURE lease6_AUPD_lease6_stat(
  IN old_state TINYINT,
  IN old_subnet_id INT UNSIGNED,
  IN old_lease_type TINYINT,
  IN new_state TINYINT,
  IN new_subnet_id INT UNSIGNED,
  IN new_lease_type TINYINT
)
BEGIN
  IF old_subnet_id <> new_subnet_id OR old_lease_type <> new_lease_type OR old_state <> new_state THEN
    IF old_state IN (0, 1) THEN
      UPDATE lease6_stat SET leases = IF(leases > 0, leases - 1, 0)
        WHERE subnet_id = old_subnet_id AND lease_type = old_lease_type AND state = old_state;
    END IF;
    IF new_state IN (0, 1) THEN
      INSERT INTO lease6_stat (subnet_id, lease_type, state, leases) VALUES (new_subnet_id, new_lease_type, new_state, 1)
        ON DUPLICATE KEY UPDATE leases = leases + 1;
    END IF;
  END IF;
END;;

DROP PROCEDURE IF EXISTS lease6_AINS_lease6_stat_by_client_class;;
CREATE PROCEDURE lease6_AINS_lease6_stat_by_client_class(
  IN new_state TINYINT,
  IN new_user_context TEXT,
  IN new_lease_type TINYINT
)
BEGIN
  DECLARE classes TEXT;
  DECLARE place INT DEFAULT 0;
  IF new_state = 0 AND new_user_context <> '' THEN
    SET classes = JSON_EXTRACT(new_user_context, '$.ISC."client-classes"');
    WHILE place < JSON_LENGTH(classes) DO
      INSERT INTO lease6_stat_by_client_class (client_class, lease_type, leases)
        VALUES (JSON_UNQUOTE(JSON_EXTRACT(classes, CONCAT('$[', place, ']'))), new_lease_type, 1)
        ON DUPLICATE KEY UPDATE leases = leases + 1;
      SET place = place + 1;
    END WHILE;
  END IF;
END;;

DROP PROCEDURE IF EXISTS lease6_ADEL_lease6_stat_by_client_class;;
CREATE PROCEDURE lease6_ADEL_lease6_stat_by_client_class(
  IN old_state TINYINT,
  IN old_user_context TEXT,
  IN old_lease_type TINYINT
)
BEGIN
  DECLARE classes TEXT;
  DECLARE place INT DEFAULT 0;
  IF old_state = 0 AND old_user_context <> '' THEN
    SET classes = JSON_EXTRACT(old_user_context, '$.ISC."client-classes"');
    WHILE place < JSON_LENGTH(classes) DO
      UPDATE lease6_stat_by_client_class SET leases = IF(leases > 0, leases - 1, 0)
        WHERE client_class = JSON_UNQUOTE(JSON_EXTRACT(classes, CONCAT('$[', place, ']'))) AND lease_type = old_lease_type;
      SET place = place + 1;
    END WHILE;
  END IF;
END;;

DROP PROCEDURE IF EXISTS lease6_AUPD_lease6_stat_by_client_class;;
CREATE PROCEDURE lease6_AUPD_lease6_stat_by_client_class(
  IN old_state TINYINT,
  IN old_user_context TEXT,
  IN old_lease_type TINYINT,
  IN new_state TINYINT,
  IN new_user_context TEXT,
  IN new_lease_type TINYINT
)
BEGIN
  DECLARE old_classes TEXT DEFAULT JSON_EXTRACT(NULLIF(old_user_context, ''), '$.ISC."client-classes"');
  DECLARE new_classes TEXT DEFAULT JSON_EXTRACT(NULLIF(new_user_context, ''), '$.ISC."client-classes"');
  -- As in Kea, classes that come or go altogether while the state stays are not counted: a comparison with NULL.
  IF old_state <> new_state OR old_classes <> new_classes OR old_lease_type <> new_lease_type THEN
    CALL lease6_ADEL_lease6_stat_by_client_class(old_state, old_user_context, old_lease_type);
    CALL lease6_AINS_lease6_stat_by_client_class(new_state, new_user_context, new_lease_type);
  END IF;
END;;

-- The first limit of ISC.limits that the counters have reached, in words; empty when there is none.
DROP FUNCTION IF EXISTS checkLease4Limits;;
CREATE FUNCTION checkLease4Limits(user_context TEXT)
  RETURNS TEXT
  READS SQL DATA
BEGIN
  DECLARE classes TEXT;
  DECLARE subnet TEXT;
  DECLARE place INT DEFAULT 0;
  DECLARE class VARCHAR(128);
  DECLARE subnet_number INT UNSIGNED;
  DECLARE most BIGINT;
  DECLARE counted BIGINT;
  IF user_context = '' THEN
    RETURN '';
  END IF;
  SET classes = JSON_EXTRACT(user_context, '$.ISC.limits."client-classes"');
  WHILE place < JSON_LENGTH(classes) DO
    SET class = JSON_UNQUOTE(JSON_EXTRACT(classes, CONCAT('$[', place, '].name')));
    SET most = NULLIF(JSON_UNQUOTE(JSON_EXTRACT(classes, CONCAT('$[', place, ']."address-limit"'))), 'null');
    SET counted = COALESCE((
      SELECT s.leases FROM lease4_stat_by_client_class AS s WHERE s.client_class = class
    ), 0);
    IF class IS NOT NULL AND counted >= most THEN
      RETURN CONCAT('address limit ', most, ' for client class "', class, '", current lease count ', counted);
    END IF;
    SET place = place + 1;
  END WHILE;
  SET subnet = JSON_EXTRACT(user_context, '$.ISC.limits.subnet');
  SET subnet_number = JSON_UNQUOTE(JSON_EXTRACT(subnet, '$.id'));
  SET most = NULLIF(JSON_UNQUOTE(JSON_EXTRACT(subnet, '$."address-limit"')), 'null');
  SET counted = COALESCE((
    SELECT s.leases FROM lease4_stat AS s WHERE s.subnet_id = subnet_number AND s.state = 0
  ), 0);
  IF subnet_number IS NOT NULL AND counted >= most THEN
    RETURN CONCAT('address limit ', most, ' for subnet ID ', subnet_number, ', current lease count ', counted);
  END IF;
  RETURN '';
END;;

DROP FUNCTION IF EXISTS checkLease6Limits;;
CREATE FUNCTION checkLease6Limits(user_context TEXT)
  RETURNS TEXT
  READS SQL DATA
BEGIN
  DECLARE classes TEXT;
  DECLARE subnet TEXT;
  DECLARE place INT DEFAULT 0;
  DECLARE class VARCHAR(128);
  DECLARE subnet_number INT UNSIGNED;
  DECLARE most BIGINT;
  DECLARE counted BIGINT;
  IF user_context = '' THEN
    RETURN '';
  END IF;
  SET classes = JSON_EXTRACT(user_context, '$.ISC.limits."client-classes"');
  WHILE place < JSON_LENGTH(classes) DO
    SET class = JSON_UNQUOTE(JSON_EXTRACT(classes, CONCAT('$[', place, '].name')));
    SET most = NULLIF(JSON_UNQUOTE(JSON_EXTRACT(classes, CONCAT('$[', place, ']."address-limit"'))), 'null');
    SET counted = COALESCE((
      SELECT s.leases FROM lease6_stat_by_client_class AS s WHERE s.client_class = class AND s.lease_type = 0
    ), 0);
    IF class IS NOT NULL AND counted >= most THEN
      RETURN CONCAT('address limit ', most, ' for client class "', class, '", current lease count ', counted);
    END IF;
    SET most = NULLIF(JSON_UNQUOTE(JSON_EXTRACT(classes, CONCAT('$[', place, ']."prefix-limit"'))), 'null');
    SET counted = COALESCE((
      SELECT s.leases FROM lease6_stat_by_client_class AS s WHERE s.client_class = class AND s.lease_type = 2
    ), 0);
    IF class IS NOT NULL AND counted >= most THEN
      RETURN CONCAT('prefix limit ', most, ' for client class "', class, '", current lease count ', counted);
    END IF;
    SET place = place + 1;
  END WHILE;
  SET subnet = JSON_EXTRACT(user_context, '$.ISC.limits.subnet');
  SET subnet_number = JSON_UNQUOTE(JSON_EXTRACT(subnet, '$.id'));
  SET most = NULLIF(JSON_UNQUOTE(JSON_EXTRACT(subnet, '$."address-limit"')), 'null');
  SET counted = COALESCE((
    SELECT s.leases FROM lease6_stat AS s WHERE s.subnet_id = subnet_number AND s.lease_type = 0 AND s.state = 0
  ), 0);
  IF subnet_number IS NOT NULL AND counted >= most THEN
    RETURN CONCAT('address limit ', most, ' for subnet ID ', subnet_number, ', current lease count ', counted);
  END IF;
  SET most = NULLIF(JSON_UNQUOTE(JSON_EXTRACT(subnet, '$."prefix-limit"')), 'null');
  SET counted = COALESCE((
    SELECT s.leases FROM lease6_stat AS s WHERE s.subnet_id = subnet_number AND s.lease_type = 2 AND s.state = 0
  ), 0);
  IF subnet_number IS NOT NULL AND counted >= most THEN
    RETURN CONCAT('prefix limit ', most, ' for subnet ID ', subnet_number, ', current lease count ', counted);
  END IF;
  RETURN '';
END;;

-- The lease triggers run for every row that a server writes, so they call a routine only where it has something to do.

DROP TRIGGER IF EXISTS stat_lease4_insert;;

DROP TRIGGER IF EXISTS stat_lease4_update;;

DROP TRIGGER IF EXISTS stat_lease4_delete;;

DROP TRIGGER IF EXISTS lease4_AINS;;
CREATE TRIGGER lease4_AINS AFTER INSERT ON lease4 FOR EACH ROW
BEGIN
  CALL lease4_AINS_lease4_stat(NEW.state, NEW.subnet_id);
  IF NEW.user_context <> '' AND isJsonSupported() THEN
    CALL lease4_AINS_lease4_stat_by_client_class(NEW.state, NEW.user_context);
  END IF;
END;;

DROP TRIGGER IF EXISTS lease4_AUPD;;
CREATE TRIGGER lease4_AUPD AFTER UPDATE ON lease4 FOR EACH ROW
BEGIN
  IF NEW.state <> OLD.state OR NEW.subnet_id <> OLD.subnet_id THEN
    CALL lease4_AUPD_lease4_stat(OLD.state, OLD.subnet_id, NEW.state, NEW.subnet_id);
  END IF;
  IF (OLD.user_context IS NOT NULL OR NEW.user_context IS NOT NULL) AND isJsonSupported() THEN
    CALL lease4_AUPD_lease4_stat_by_client_class(
      OLD.state, OLD.user_context, NEW.state, NEW.user_context
    );
  END IF;
END;;

DROP TRIGGER IF EXISTS lease4_ADEL;;
CREATE TRIGGER lease4_ADEL AFTER DELETE ON lease4 FOR EACH ROW
BEGIN
  CALL lease4_ADEL_lease4_stat(OLD.state, OLD.subnet_id);
  IF OLD.user_context <> '' AND isJsonSupported() THEN
    CALL lease4_ADEL_lease4_stat_by_client_class(OLD.state, OLD.user_context);
  END IF;
END;;

DROP TRIGGER IF EXISTS stat_lease6_insert;;

DROP TRIGGER IF EXISTS stat_lease6_update;;

DROP TRIGGER IF EXISTS stat_lease6_delete;;

DROP TRIGGER IF EXISTS lease6_AINS;;
CREATE TRIGGER lease6_AINS AFTER INSERT ON lease6 FOR EACH ROW
BEGIN
  CALL lease6_AINS_lease6_stat(NEW.state, NEW.subnet_id, NEW.lease_type);
  IF NEW.user_context <> '' AND isJsonSupported() THEN
    CALL lease6_AINS_lease6_stat_by_client_class(NEW.state, NEW.user_context, NEW.lease_type);
  END IF;
END;;

DROP TRIGGER IF EXISTS lease6_AUPD;;
CREATE TRIGGER lease6_AUPD AFTER UPDATE ON lease6 FOR EACH ROW
BEGIN
  IF NEW.state <> OLD.state OR NEW.subnet_id <> OLD.subnet_id OR NEW.lease_type <> OLD.lease_type THEN
    CALL lease6_AUPD_lease6_stat(OLD.state, OLD.subnet_id, OLD.lease_type, NEW.state, NEW.subnet_id, NEW.lease_type);
  END IF;
  IF (OLD.user_context IS NOT NULL OR NEW.user_context IS NOT NULL) AND isJsonSupported() THEN
    CALL lease6_AUPD_lease6_stat_by_client_class(
      OLD.state, OLD.user_context, OLD.lease_type, NEW.state, NEW.user_context, NEW.lease_type
    );
  END IF;
END;;

DROP TRIGGER IF EXISTS lease6_ADEL;;
CREATE TRIGGER lease6_ADEL AFTER DELETE ON lease6 FOR EACH ROW
BEGIN
  CALL lease6_ADEL_lease6_stat(OLD.state, OLD.subnet_id, OLD.lease_type);
  IF OLD.user_context <> '' AND isJsonSupported() THEN
    CALL lease6_ADEL_lease6_stat_by_client_class(OLD.state, OLD.user_context, OLD.lease_type);
  END IF;
END;;

-- Kea's own upgrade leaves these as they were before; its db-init makes them like this, and so does keats either way.

-- if query SELECT 1 FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'dhcp6_shared_network' AND COLUMN_NAME = 'interface_id' AND DATA_TYPE = 'varchar'
ALTER TABLE dhcp6_shared_network MODIFY COLUMN interface_id VARBINARY(128);;

-- if query SELECT 1 FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'dhcp6_subnet' AND COLUMN_NAME = 'interface_id' AND DATA_TYPE = 'varchar'
ALTER TABLE dhcp6_subnet MODIFY COLUMN interface_id VARBINARY(128);;

ALTER TABLE lease_hwaddr_source ALTER COLUMN hwaddr_source DROP DEFAULT;;

-- if query SELECT 1 FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = DATABASE() AND TABLE_NAME = 'dhcp6_options_server' AND CONSTRAINT_NAME = 'fk_dhcp6_options_server_server_id' AND DELETE_RULE <> 'CASCADE'
ALTER TABLE dhcp6_options_server DROP FOREIGN KEY fk_dhcp6_options_server_server_id;;

-- unless constraint dhcp6_options_server.fk_dhcp6_options_server_server_id
ALTER TABLE dhcp6_options_server ADD CONSTRAINT fk_dhcp6_options_server_server_id FOREIGN KEY (server_id)
  REFERENCES dhcp6_server (id) ON DELETE CASCADE ON UPDATE NO ACTION;;

-- unless index dhcp6_subnet.subnet_prefix_UNIQUE
ALTER TABLE dhcp6_subnet ADD UNIQUE INDEX subnet_prefix_UNIQUE (subnet_prefix);;

-- if query SELECT 1 FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'dhcp6_subnet' AND INDEX_NAME = 'subnet6_subnet_prefix' AND NON_UNIQUE = 0
ALTER TABLE dhcp6_subnet
  DROP INDEX subnet6_subnet_prefix,
  ADD INDEX subnet6_subnet_prefix (subnet_prefix);;
