-- Client classes in the configuration backend: evaluated in an order, depending on one another.

-- Client classes of DHCPv4.

CREATE TABLE IF NOT EXISTS dhcp4_client_class (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  name VARCHAR(128) NOT NULL,
  test TEXT,
  next_server INT UNSIGNED,
  server_hostname VARCHAR(128),
  boot_file_name VARCHAR(512),
  only_if_required TINYINT NOT NULL DEFAULT 0,
  valid_lifetime INT,
  min_valid_lifetime INT,
  max_valid_lifetime INT,
  depend_on_known_directly TINYINT NOT NULL DEFAULT 0,
  follow_class_name VARCHAR(128),
  modification_ts TIMESTAMP NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY id_UNIQUE (id),
  UNIQUE KEY name_UNIQUE (name),
  KEY key_dhcp4_client_class_modification_ts (modification_ts)
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS dhcp4_client_class_server (
  class_id BIGINT UNSIGNED NOT NULL,
  server_id BIGINT UNSIGNED NOT NULL,
  modification_ts TIMESTAMP NULL DEFAULT NULL,
  PRIMARY KEY (class_id, server_id),
  KEY fk_dhcp4_client_class_server_id (server_id),
  CONSTRAINT fk_dhcp4_client_class_class_id FOREIGN KEY (class_id) REFERENCES dhcp4_client_class (id)
    ON DELETE CASCADE,
  CONSTRAINT fk_dhcp4_client_class_server_id FOREIGN KEY (server_id) REFERENCES dhcp4_server (id)
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS dhcp4_client_class_dependency (
  class_id BIGINT UNSIGNED NOT NULL,
  dependency_id BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (class_id, dependency_id),
  KEY dhcp4_client_class_dependency_id_idx (dependency_id),
  CONSTRAINT dhcp4_client_class_class_id FOREIGN KEY (class_id) REFERENCES dhcp4_client_class (id)
    ON DELETE CASCADE,
  CONSTRAINT dhcp4_client_class_dependency_id FOREIGN KEY (dependency_id) REFERENCES dhcp4_client_class (id)
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS dhcp4_client_class_order (
  class_id BIGINT UNSIGNED NOT NULL,
  order_index BIGINT UNSIGNED NOT NULL,
  depend_on_known_indirectly TINYINT NOT NULL DEFAULT 0,
  PRIMARY KEY (class_id),
  KEY key_dhcp4_client_class_order_index (order_index),
  CONSTRAINT fk_dhcp4_client_class_order_class_id FOREIGN KEY (class_id) REFERENCES dhcp4_client_class (id)
    ON DELETE CASCADE
) ENGINE = InnoDB;;

-- unless column dhcp4_option_def.class_id
ALTER TABLE dhcp4_option_def ADD COLUMN class_id BIGINT UNSIGNED;;

-- unless constraint dhcp4_option_def.fk_dhcp4_option_def_client_class_id
ALTER TABLE dhcp4_option_def ADD CONSTRAINT fk_dhcp4_option_def_client_class_id FOREIGN KEY (class_id)
  REFERENCES dhcp4_client_class (id) ON DELETE CASCADE ON UPDATE CASCADE;;

-- Puts a class behind the one that it follows, or last when it follows none; a class that stays is not moved.
-- Later classes make room where the place is taken. Whether the class depends on KNOWN through another is forgotten
-- here, as its dependencies are written again after it; @depend_on_known_indirectly keeps what it was.
DROP PROCEDURE IF EXISTS setClientClass4Order;;
CREATE PROCEDURE setClientClass4Order(
  IN id BIGINT UNSIGNED,
  IN follow_class_name VARCHAR(128),
  IN old_follow_class_name VARCHAR(128)
)
BEGIN
  DECLARE place BIGINT UNSIGNED DEFAULT (SELECT o.order_index FROM dhcp4_client_class_order AS o WHERE o.class_id = id);
  DECLARE problem VARCHAR(128);
  SET @depend_on_known_indirectly =
    (SELECT o.depend_on_known_indirectly FROM dhcp4_client_class_order AS o WHERE o.class_id = id);
  IF place IS NULL OR NOT (follow_class_name <=> old_follow_class_name) THEN
    IF follow_class_name IS NULL THEN
      SET place = (SELECT COALESCE(MAX(o.order_index), 0) + 1 FROM dhcp4_client_class_order AS o);
    ELSE
      SET place = (
        SELECT o.order_index + 1 FROM dhcp4_client_class_order AS o
          JOIN dhcp4_client_class AS c ON c.id = o.class_id
          WHERE c.name = follow_class_name
      );
      IF place IS NULL THEN
        SET problem = LEFT(CONCAT('Class ', follow_class_name, ' does not exist.'), 128);
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = problem;
      END IF;
      IF EXISTS (SELECT 1 FROM dhcp4_client_class_order AS o WHERE o.order_index = place) THEN
        UPDATE dhcp4_client_class_order AS o SET o.order_index = o.order_index + 1 WHERE o.order_index >= place;
      END IF;
    END IF;
    IF EXISTS (
      SELECT 1 FROM dhcp4_client_class_dependency AS d
        JOIN dhcp4_client_class_order AS o ON o.class_id = d.class_id
        WHERE d.dependency_id = id AND o.order_index < place
    ) THEN
      SET problem = CONCAT('Unable to move class with id ', id, ' because it would break its dependencies');
      SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = problem;
    END IF;
  END IF;
  INSERT INTO dhcp4_client_class_order (class_id, order_index, depend_on_known_indirectly) VALUES (id, place, 0)
    ON DUPLICATE KEY UPDATE order_index = place, depend_on_known_indirectly = 0;
END;;

DROP TRIGGER IF EXISTS dhcp4_client_class_AINS;;
CREATE TRIGGER dhcp4_client_class_AINS AFTER INSERT ON dhcp4_client_class FOR EACH ROW
BEGIN
  CALL setClientClass4Order(NEW.id, NEW.follow_class_name, NULL);
  CALL createAuditEntryDHCP4('dhcp4_client_class', NEW.id, 'create');
END;;

DROP TRIGGER IF EXISTS dhcp4_client_class_AUPD;;
CREATE TRIGGER dhcp4_client_class_AUPD AFTER UPDATE ON dhcp4_client_class FOR EACH ROW
BEGIN
  SET @client_class_id = NEW.id;
  SET @depend_on_known_directly = OLD.depend_on_known_directly;
  CALL setClientClass4Order(NEW.id, NEW.follow_class_name, OLD.follow_class_name);
  CALL createAuditEntryDHCP4('dhcp4_client_class', NEW.id, 'update');
END;;

DROP TRIGGER IF EXISTS dhcp4_client_class_ADEL;;
CREATE TRIGGER dhcp4_client_class_ADEL AFTER DELETE ON dhcp4_client_class FOR EACH ROW
  CALL createAuditEntryDHCP4('dhcp4_client_class', OLD.id, 'delete');;

-- Refuses a dependency on a class that is not evaluated before, or not everywhere where the class is.
DROP PROCEDURE IF EXISTS checkDHCPv4ClientClassDependency;;
CREATE PROCEDURE checkDHCPv4ClientClassDependency(IN class_id BIGINT UNSIGNED, IN dependency_id BIGINT UNSIGNED)
BEGIN
  DECLARE class_place BIGINT UNSIGNED DEFAULT
    (SELECT o.order_index FROM dhcp4_client_class_order AS o WHERE o.class_id = class_id);
  DECLARE dependency_place BIGINT UNSIGNED DEFAULT
    (SELECT o.order_index FROM dhcp4_client_class_order AS o WHERE o.class_id = dependency_id);
  DECLARE problem VARCHAR(128) DEFAULT CASE
    WHEN class_id IS NULL THEN 'Client class id must not be NULL.'
    WHEN dependency_id IS NULL THEN 'Class dependency id must not be NULL.'
    WHEN class_id = dependency_id THEN 'Client class must not have dependency on self.'
    WHEN class_place IS NULL THEN CONCAT('Client class with id ', class_id, ' does not exist.')
    WHEN dependency_place IS NULL THEN CONCAT('Client class with id ', dependency_id, ' does not exist.')
    WHEN class_place < dependency_place THEN
      CONCAT('Client class with id ', class_id, ' must not depend on class defined later with id ', dependency_id)
    -- Wherever the class is used, its dependency must be there: on the same servers, or on all of them (server 1).
    WHEN EXISTS (
      SELECT 1 FROM dhcp4_client_class_server AS s
        WHERE s.class_id = class_id AND NOT EXISTS (
          SELECT 1 FROM dhcp4_client_class_server AS p
            WHERE p.class_id = dependency_id AND p.server_id IN (s.server_id, 1)
        )
    ) THEN CONCAT('Unmet dependencies for client class with id ', class_id)
  END;
  IF problem IS NOT NULL THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = problem;
  END IF;
END;;

DROP TRIGGER IF EXISTS dhcp4_client_class_check_dependency_BINS;;
CREATE TRIGGER dhcp4_client_class_check_dependency_BINS BEFORE INSERT ON dhcp4_client_class_dependency FOR EACH ROW
  CALL checkDHCPv4ClientClassDependency(NEW.class_id, NEW.dependency_id);;

-- A class that depends on one which depends on KNOWN or UNKNOWN does so as well.
DROP PROCEDURE IF EXISTS updateDHCPv4ClientClassKnownDependency;;
CREATE PROCEDURE updateDHCPv4ClientClassKnownDependency(
  IN client_class_id BIGINT UNSIGNED,
  IN dependency_id BIGINT UNSIGNED
)
BEGIN
  IF EXISTS (
    SELECT 1 FROM dhcp4_client_class AS c
      JOIN dhcp4_client_class_order AS o ON o.class_id = c.id
      WHERE c.id = dependency_id AND (c.depend_on_known_directly OR o.depend_on_known_indirectly)
  ) THEN
    UPDATE dhcp4_client_class_order AS o SET o.depend_on_known_indirectly = 1 WHERE o.class_id = client_class_id;
  END IF;
END;;

DROP TRIGGER IF EXISTS dhcp4_client_class_dependency_AINS;;
CREATE TRIGGER dhcp4_client_class_dependency_AINS AFTER INSERT ON dhcp4_client_class_dependency FOR EACH ROW
  CALL updateDHCPv4ClientClassKnownDependency(NEW.class_id, NEW.dependency_id);;

-- Called after a class was updated and its dependencies written again: when others depend on the class, then it
-- must depend on KNOWN or UNKNOWN exactly if it did before, which the update trigger keeps in session variables.
DROP PROCEDURE IF EXISTS checkDHCPv4ClientClassKnownDependencyChange;;
CREATE PROCEDURE checkDHCPv4ClientClassKnownDependencyChange()
BEGIN
  IF EXISTS (
    SELECT 1 FROM dhcp4_client_class_dependency AS d
      JOIN dhcp4_client_class AS c ON c.id = d.dependency_id
      JOIN dhcp4_client_class_order AS o ON o.class_id = c.id
      WHERE d.dependency_id = @client_class_id
        AND (c.depend_on_known_directly OR o.depend_on_known_indirectly)
          <> (COALESCE(@depend_on_known_directly, 0) OR COALESCE(@depend_on_known_indirectly, 0))
  ) THEN
    SIGNAL SQLSTATE '45000'
      SET MESSAGE_TEXT = 'Class dependency on KNOWN/UNKNOWN built-in classes must not change.';
  END IF;
END;;

-- Client classes of DHCPv6.

CREATE TABLE IF NOT EXISTS dhcp6_client_class (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  name VARCHAR(128) NOT NULL,
  test TEXT,
  only_if_required TINYINT NOT NULL DEFAULT 0,
  valid_lifetime INT,
  min_valid_lifetime INT,
  max_valid_lifetime INT,
  depend_on_known_directly TINYINT NOT NULL DEFAULT 0,
  follow_class_name VARCHAR(128),
  modification_ts TIMESTAMP NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY id_UNIQUE (id),
  UNIQUE KEY name_UNIQUE (name),
  KEY key_dhcp6_client_class_modification_ts (modification_ts)
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS dhcp6_client_class_server (
  class_id BIGINT UNSIGNED NOT NULL,
  server_id BIGINT UNSIGNED NOT NULL,
  modification_ts TIMESTAMP NULL DEFAULT NULL,
  PRIMARY KEY (class_id, server_id),
  KEY fk_dhcp6_client_class_server_id (server_id),
  CONSTRAINT fk_dhcp6_client_class_class_id FOREIGN KEY (class_id) REFERENCES dhcp6_client_class (id)
    ON DELETE CASCADE,
  CONSTRAINT fk_dhcp6_client_class_server_id FOREIGN KEY (server_id) REFERENCES dhcp6_server (id)
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS dhcp6_client_class_dependency (
  class_id BIGINT UNSIGNED NOT NULL,
  dependency_id BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (class_id, dependency_id),
  KEY dhcp6_client_class_dependency_id_idx (dependency_id),
  CONSTRAINT dhcp6_client_class_class_id FOREIGN KEY (class_id) REFERENCES dhcp6_client_class (id)
    ON DELETE CASCADE,
  CONSTRAINT dhcp6_client_class_dependency_id FOREIGN KEY (dependency_id) REFERENCES dhcp6_client_class (id)
) ENGINE = InnoDB;;

CREATE TABLE IF NOT EXISTS dhcp6_client_class_order (
  class_id BIGINT UNSIGNED NOT NULL,
  order_index BIGINT UNSIGNED NOT NULL,
  depend_on_known_indirectly TINYINT NOT NULL DEFAULT 0,
  PRIMARY KEY (class_id),
  KEY key_dhcp6_client_class_order_index (order_index),
  CONSTRAINT fk_dhcp6_client_class_order_class_id FOREIGN KEY (class_id) REFERENCES dhcp6_client_class (id)
    ON DELETE CASCADE
) ENGINE = InnoDB;;

-- unless column dhcp6_option_def.class_id
ALTER TABLE dhcp6_option_def ADD COLUMN class_id BIGINT UNSIGNED;;

-- unless constraint dhcp6_option_def.fk_dhcp6_option_def_client_class_id
ALTER TABLE dhcp6_option_def ADD CONSTRAINT fk_dhcp6_option_def_client_class_id FOREIGN KEY (class_id)
  REFERENCES dhcp6_client_class (id) ON DELETE CASCADE ON UPDATE CASCADE;;

-- Puts a class behind the one that it follows, or last when it follows none; a class that stays is not moved.
-- Later classes make room where the place is taken. Whether the class depends on KNOWN through another is forgotten
-- here, as its dependencies are written again after it; @depend_on_known_indirectly keeps what it was.
DROP PROCEDURE IF EXISTS setClientClass6Order;;
CREATE PROCEDURE setClientClass6Order(
  IN id BIGINT UNSIGNED,
  IN follow_class_name VARCHAR(128),
  IN old_follow_class_name VARCHAR(128)
)
BEGIN
  DECLARE place BIGINT UNSIGNED DEFAULT (SELECT o.order_index FROM dhcp6_client_class_order AS o WHERE o.class_id = id);
  DECLARE problem VARCHAR(128);
  SET @depend_on_known_indirectly =
    (SELECT o.depend_on_known_indirectly FROM dhcp6_client_class_order AS o WHERE o.class_id = id);
  IF place IS NULL OR NOT (follow_class_name <=> old_follow_class_name) THEN
    IF follow_class_name IS NULL THEN
      SET place = (SELECT COALESCE(MAX(o.order_index), 0) + 1 FROM dhcp6_client_class_order AS o);
    ELSE
      SET place = (
        SELECT o.order_index + 1 FROM dhcp6_client_class_order AS o
          JOIN dhcp6_client_class AS c ON c.id = o.class_id
          WHERE c.name = follow_class_name
      );
      IF place IS NULL THEN
        SET problem = LEFT(CONCAT('Class ', follow_class_name, ' does not exist.'), 128);
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = problem;
      END IF;
      IF EXISTS (SELECT 1 FROM dhcp6_client_class_order AS o WHERE o.order_index = place) THEN
        UPDATE dhcp6_client_class_order AS o SET o.order_index = o.order_index + 1 WHERE o.order_index >= place;
      END IF;
    END IF;
    IF EXISTS (
      SELECT 1 FROM dhcp6_client_class_dependency AS d
        JOIN dhcp6_client_class_order AS o ON o.class_id = d.class_id
        WHERE d.dependency_id = id AND o.order_index < place
    ) THEN
      SET problem = CONCAT('Unable to move class with id ', id, ' because it would break its dependencies');
      SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = problem;
    END IF;
  END IF;
  INSERT INTO dhcp6_client_class_order (class_id, order_index, depend_on_known_indirectly) VALUES (id, place, 0)
    ON DUPLICATE KEY UPDATE order_index = place, depend_on_known_indirectly = 0;
END;;

DROP TRIGGER IF EXISTS dhcp6_client_class_AINS;;
CREATE TRIGGER dhcp6_client_class_AINS AFTER INSERT ON dhcp6_client_class FOR EACH ROW
BEGIN
  CALL setClientClass6Order(NEW.id, NEW.follow_class_name, NULL);
  CALL createAuditEntryDHCP6('dhcp6_client_class', NEW.id, 'create');
END;;

DROP TRIGGER IF EXISTS dhcp6_client_class_AUPD;;
CREATE TRIGGER dhcp6_client_class_AUPD AFTER UPDATE ON dhcp6_client_class FOR EACH ROW
BEGIN
  SET @client_class_id = NEW.id;
  SET @depend_on_known_directly = OLD.depend_on_known_directly;
  CALL setClientClass6Order(NEW.id, NEW.follow_class_name, OLD.follow_class_name);
  CALL createAuditEntryDHCP6('dhcp6_client_class', NEW.id, 'update');
END;;

DROP TRIGGER IF EXISTS dhcp6_client_class_ADEL;;
CREATE TRIGGER dhcp6_client_class_ADEL AFTER DELETE ON dhcp6_client_class FOR EACH ROW
  CALL createAuditEntryDHCP6('dhcp6_client_class', OLD.id, 'delete');;

-- Refuses a dependency on a class that is not evaluated before, or not everywhere where the class is.
DROP PROCEDURE IF EXISTS checkDHCPv6ClientClassDependency;;
CREATE PROCEDURE checkDHCPv6ClientClassDependency(IN class_id BIGINT UNSIGNED, IN dependency_id BIGINT UNSIGNED)
BEGIN
  DECLARE class_place BIGINT UNSIGNED DEFAULT
    (SELECT o.order_index FROM dhcp6_client_class_order AS o WHERE o.class_id = class_id);
  DECLARE dependency_place BIGINT UNSIGNED DEFAULT
    (SELECT o.order_index FROM dhcp6_client_class_order AS o WHERE o.class_id = dependency_id);
  DECLARE problem VARCHAR(128) DEFAULT CASE
    WHEN class_id IS NULL THEN 'Client class id must not be NULL.'
    WHEN dependency_id IS NULL THEN 'Class dependency id must not be NULL.'
    WHEN class_id = dependency_id THEN 'Client class must not have dependency on self.'
    WHEN class_place IS NULL THEN CONCAT('Client class with id ', class_id, ' does not exist.')
    WHEN dependency_place IS NULL THEN CONCAT('Client class with id ', dependency_id, ' does not exist.')
    WHEN class_place < dependency_place THEN
      CONCAT('Client class with id ', class_id, ' must not depend on class defined later with id ', dependency_id)
    -- Wherever the class is used, its dependency must be there: on the same servers, or on all of them (server 1).
    WHEN EXISTS (
      SELECT 1 FROM dhcp6_client_class_server AS s
        WHERE s.class_id = class_id AND NOT EXISTS (
          SELECT 1 FROM dhcp6_client_class_server AS p
            WHERE p.class_id = dependency_id AND p.server_id IN (s.server_id, 1)
        )
    ) THEN CONCAT('Unmet dependencies for client class with id ', class_id)
  END;
  IF problem IS NOT NULL THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = problem;
  END IF;
END;;

DROP TRIGGER IF EXISTS dhcp6_client_class_check_dependency_BINS;;
CREATE TRIGGER dhcp6_client_class_check_dependency_BINS BEFORE INSERT ON dhcp6_client_class_dependency FOR EACH ROW
  CALL checkDHCPv6ClientClassDependency(NEW.class_id, NEW.dependency_id);;

-- A class that depends on one which depends on KNOWN or UNKNOWN does so as well.
DROP PROCEDURE IF EXISTS updateDHCPv6ClientClassKnownDependency;;
CREATE PROCEDURE updateDHCPv6ClientClassKnownDependency(
  IN client_class_id BIGINT UNSIGNED,
  IN dependency_id BIGINT UNSIGNED
)
BEGIN
  IF EXISTS (
    SELECT 1 FROM dhcp6_client_class AS c
      JOIN dhcp6_client_class_order AS o ON o.class_id = c.id
      WHERE c.id = dependency_id AND (c.depend_on_known_directly OR o.depend_on_known_indirectly)
  ) THEN
    UPDATE dhcp6_client_class_order AS o SET o.depend_on_known_indirectly = 1 WHERE o.class_id = client_class_id;
  END IF;
END;;

DROP TRIGGER IF EXISTS dhcp6_client_class_dependency_AINS;;
CREATE TRIGGER dhcp6_client_class_dependency_AINS AFTER INSERT ON dhcp6_client_class_dependency FOR EACH ROW
  CALL updateDHCPv6ClientClassKnownDependency(NEW.class_id, NEW.dependency_id);;

-- Called after a class was updated and its dependencies written again: when others depend on the class, then it
-- must depend on KNOWN or UNKNOWN exactly if it did before, which the update trigger keeps in session variables.
DROP PROCEDURE IF EXISTS checkDHCPv6ClientClassKnownDependencyChange;;
CREATE PROCEDURE checkDHCPv6ClientClassKnownDependencyChange()
BEGIN
  IF EXISTS (
    SELECT 1 FROM dhcp6_client_class_dependency AS d
      JOIN dhcp6_client_class AS c ON c.id = d.dependency_id
      JOIN dhcp6_client_class_order AS o ON o.class_id = c.id
      WHERE d.dependency_id = @client_class_id
        AND (c.depend_on_known_directly OR o.depend_on_known_indirectly)
          <> (COALESCE(@depend_on_known_directly, 0) OR COALESCE(@depend_on_known_indirectly, 0))
  ) THEN
    SIGNAL SQLSTATE '45000'
      SET MESSAGE_TEXT = 'Class dependency on KNOWN/UNKNOWN built-in classes must not change.';
  END IF;
END;;
