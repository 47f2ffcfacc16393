-- Leases are dumped as rows of a lease file, and uploaded from them.

-- Hex digits in pairs: 0A1B2 becomes 00:a1:b2.
DROP FUNCTION IF EXISTS colonSeparatedHex;;
CREATE FUNCTION colonSeparatedHex(hex VARCHAR(64))
  RETURNS VARCHAR(64)
  DETERMINISTIC
BEGIN
  DECLARE digits VARCHAR(65) DEFAULT LOWER(IF(CHAR_LENGTH(hex) % 2 = 1, CONCAT('0', hex), hex));
  DECLARE pairs VARCHAR(98) DEFAULT LEFT(digits, 2);
  DECLARE place INT DEFAULT 3;
  WHILE place < CHAR_LENGTH(digits) DO
    SET pairs = CONCAT(pairs, ':', SUBSTRING(digits, place, 2));
    SET place = place + 2;
  END WHILE;
  RETURN pairs;
END;;

-- A lease file separates with commas, so a comma inside a value is written as &#x2c. The result of colonSeparatedHex is
-- short, hence long identifiers go through it in pieces of 20 bytes.

DROP PROCEDURE IF EXISTS lease4DumpData;;
CREATE PROCEDURE lease4DumpData()
  SELECT
    INET_NTOA(l.address) AS address,
    COALESCE(colonSeparatedHex(HEX(l.hwaddr)), '') AS hwaddr,
    CONCAT_WS(
      ':',
      colonSeparatedHex(NULLIF(HEX(SUBSTRING(l.client_id, 1, 20)), '')),
      colonSeparatedHex(NULLIF(HEX(SUBSTRING(l.client_id, 21, 20)), '')),
      colonSeparatedHex(NULLIF(HEX(SUBSTRING(l.client_id, 41, 20)), '')),
      colonSeparatedHex(NULLIF(HEX(SUBSTRING(l.client_id, 61, 20)), '')),
      colonSeparatedHex(NULLIF(HEX(SUBSTRING(l.client_id, 81, 20)), '')),
      colonSeparatedHex(NULLIF(HEX(SUBSTRING(l.client_id, 101, 20)), '')),
      colonSeparatedHex(NULLIF(HEX(SUBSTRING(l.client_id, 121, 20)), ''))
    ) AS client_id,
    l.valid_lifetime,
    UNIX_TIMESTAMP(l.expire) AS expire,
    l.subnet_id,
    l.fqdn_fwd,
    l.fqdn_rev,
    REPLACE(l.hostname, ',', '&#x2c') AS hostname,
    l.state,
    REPLACE(COALESCE(l.user_context, ''), ',', '&#x2c') AS user_context
  FROM lease4 AS l
  ORDER BY l.address;;

DROP PROCEDURE IF EXISTS lease6DumpHeader;;
CREATE PROCEDURE lease6DumpHeader()
  SELECT CONCAT(
    'address,duid,valid_lifetime,expire,subnet_id,pref_lifetime,lease_type,iaid,prefix_len,fqdn_fwd,fqdn_rev,hostname,',
    'hwaddr,state,user_context,hwtype,hwaddr_source'
  ) AS header;;

DROP PROCEDURE IF EXISTS lease6DumpData;;
CREATE PROCEDURE lease6DumpData()
  SELECT
    l.address,
    CONCAT_WS(
      ':',
      colonSeparatedHex(NULLIF(HEX(SUBSTRING(l.duid, 1, 20)), '')),
      colonSeparatedHex(NULLIF(HEX(SUBSTRING(l.duid, 21, 20)), '')),
      colonSeparatedHex(NULLIF(HEX(SUBSTRING(l.duid, 41, 20)), '')),
      colonSeparatedHex(NULLIF(HEX(SUBSTRING(l.duid, 61, 20)), '')),
      colonSeparatedHex(NULLIF(HEX(SUBSTRING(l.duid, 81, 20)), '')),
      colonSeparatedHex(NULLIF(HEX(SUBSTRING(l.duid, 101, 20)), '')),
      colonSeparatedHex(NULLIF(HEX(SUBSTRING(l.duid, 121, 20)), ''))
    ) AS duid,
    l.valid_lifetime,
    UNIX_TIMESTAMP(l.expire) AS expire,
    l.subnet_id,
    l.pref_lifetime,
    l.lease_type,
    l.iaid,
    l.prefix_len,
    l.fqdn_fwd,
    l.fqdn_rev,
    REPLACE(l.hostname, ',', '&#x2c') AS hostname,
    COALESCE(colonSeparatedHex(HEX(l.hwaddr)), '') AS hwaddr,
    l.state,
    REPLACE(COALESCE(l.user_context, ''), ',', '&#x2c') AS user_context,
    l.hwtype,
    l.hwaddr_source
  FROM lease6 AS l
  ORDER BY l.address;;

DROP PROCEDURE IF EXISTS lease4Upload;;
CREATE PROCEDURE lease4Upload(
  IN address VARCHAR(15),
  IN hwaddr VARCHAR(20),
  IN client_id VARCHAR(128),
  IN valid_lifetime INT UNSIGNED,
  IN expire BIGINT UNSIGNED,
  IN subnet_id INT UNSIGNED,
  IN fqdn_fwd TINYINT,
  IN fqdn_rev TINYINT,
  IN hostname VARCHAR(255),
  IN state INT UNSIGNED,
  IN user_context TEXT
)
  INSERT INTO lease4 (
    address, hwaddr, client_id, valid_lifetime, expire, subnet_id, fqdn_fwd, fqdn_rev, hostname, state, user_context
  ) VALUES (
    INET_ATON(address),
    UNHEX(REPLACE(hwaddr, ':', '')),
    UNHEX(REPLACE(client_id, ':', '')),
    valid_lifetime,
    FROM_UNIXTIME(expire),
    subnet_id,
    fqdn_fwd,
    fqdn_rev,
    REPLACE(hostname, '&#x2c', ','),
    state,
    REPLACE(user_context, '&#x2c', ',')
  );;

DROP PROCEDURE IF EXISTS lease6Upload;;
CREATE PROCEDURE lease6Upload(
  IN address VARCHAR(39),
  IN duid VARCHAR(128),
  IN valid_lifetime INT UNSIGNED,
  IN expire BIGINT UNSIGNED,
  IN subnet_id INT UNSIGNED,
  IN pref_lifetime INT UNSIGNED,
  IN lease_type TINYINT,
  IN iaid INT UNSIGNED,
  IN prefix_len TINYINT UNSIGNED,
  IN fqdn_fwd TINYINT,
  IN fqdn_rev TINYINT,
  IN hostname VARCHAR(255),
  IN hwaddr VARCHAR(64),
  IN state INT UNSIGNED,
  IN user_context TEXT,
  IN hwtype SMALLINT,
  IN hwaddr_source INT UNSIGNED
)
  INSERT INTO lease6 (
    address, duid, valid_lifetime, expire, subnet_id, pref_lifetime, lease_type, iaid, prefix_len, fqdn_fwd, fqdn_rev,
    hostname, hwaddr, state, user_context, hwtype, hwaddr_source
  ) VALUES (
    address,
    UNHEX(REPLACE(duid, ':', '')),
    valid_lifetime,
    FROM_UNIXTIME(expire),
    subnet_id,
    pref_lifetime,
    lease_type,
    iaid,
    prefix_len,
    fqdn_fwd,
    fqdn_rev,
    REPLACE(hostname, '&#x2c', ','),
    UNHEX(REPLACE(hwaddr, ':', '')),
    state,
    REPLACE(user_context, '&#x2c', ','),
    hwtype,
    hwaddr_source
  );;
