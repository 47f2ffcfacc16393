-- Leases are counted by client class too, servers can ask for limits, and host keys leave no subnet out.

-- What databases that kea-admin 2.2.0 upgraded lack or have too much.
ALTER TABLE dhcp6_options
  ADD COLUMN IF NOT EXISTS modification_ts timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP;;
DROP INDEX IF EXISTS hosts_dhcp4_identifier_subnet_id;;
DROP INDEX IF EXISTS hosts_dhcp6_identifier_subnet_id;;

DROP INDEX IF EXISTS key_dhcp4_identifier_subnet_id;;
DROP INDEX IF EXISTS key_dhcp6_identifier_subnet_id;;
CREATE UNIQUE INDEX key_dhcp4_identifier_subnet_id
  ON hosts (dhcp_identifier, dhcp_identifier_type, dhcp4_subnet_id) WHERE dhcp4_subnet_id IS NOT NULL;;
CREATE UNIQUE INDEX key_dhcp6_identifier_subnet_id
  ON hosts (dhcp_identifier, dhcp_identifier_type, dhcp6_subnet_id) WHERE dhcp6_subnet_id IS NOT NULL;;
CREATE INDEX key_dhcp_identifier ON hosts (dhcp_identifier, dhcp_identifier_type);;

CREATE TABLE lease4_stat_by_client_class (
  client_class varchar(128) PRIMARY KEY,
  leases bigint NOT NULL
);;

CREATE TABLE lease6_stat_by_client_class (
  client_class varchar(128) NOT NULL,
  lease_type smallint NOT NULL,
  leases bigint NOT NULL,
  PRIMARY KEY (client_class, lease_type),
  CONSTRAINT fk_lease6_stat_by_client_class_lease_type FOREIGN KEY (lease_type) REFERENCES lease6_types (lease_type)
);;

-- Asked by servers before they use limits. Every PostgreSQL that keats runs on knows these functions.
CREATE FUNCTION isJsonSupported() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  RETURN EXISTS (SELECT FROM pg_proc p WHERE p.proname = 'json_array_elements');
END
$$;;

CREATE FUNCTION json_cast(json_candidate text) RETURNS json LANGUAGE plpgsql AS $$
BEGIN
  RETURN CASE json_candidate WHEN '' THEN '{}' ELSE json_candidate END::json;
END
$$;;

-- Counters of IPv4 leases by subnet and state. The row of a counter is there from the second lease on, so the
-- update comes first; ON CONFLICT is for two servers that make the row at once.
CREATE FUNCTION lease4_AINS_lease4_stat(new_state bigint, new_subnet_id bigint)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF new_state IN (0, 1) THEN
    UPDATE lease4_stat SET leases = leases + 1
      WHERE subnet_id = new_subnet_id AND state = new_state;
    IF NOT FOUND THEN
      INSERT INTO lease4_stat AS s (subnet_id, state, leases)
        VALUES (new_subnet_id, new_state, 1)
        ON CONFLICT (subnet_id, state) DO UPDATE SET leases = s.leases + 1;
    END IF;
  END IF;
END
$$;;

CREATE FUNCTION lease4_ADEL_lease4_stat(old_state bigint, old_subnet_id bigint)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF old_state IN (0, 1) THEN
    UPDATE lease4_stat SET leases = leases - 1
      WHERE subnet_id = old_subnet_id AND state = old_state AND leases > 0;
  END IF;
END
$$;;

CREATE FUNCTION lease4_AUPD_lease4_stat(
  old_state bigint, old_subnet_id bigint,
  new_state bigint, new_subnet_id bigint
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF old_state <> new_state OR old_subnet_id <> new_subnet_id THEN
    PERFORM lease4_ADEL_lease4_stat(old_state, old_subnet_id);
    PERFORM lease4_AINS_lease4_stat(new_state, new_subnet_id);
  END IF;
END
$$;;

-- The same by the names in a lease's ISC.client-classes, for assigned leases only.
CREATE FUNCTION lease4_AINS_lease4_stat_by_client_class(
  new_state bigint, new_user_context text
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  class varchar;
BEGIN
  IF new_state = 0 THEN
    FOR class IN
      SELECT trim('"' FROM element::text)
        FROM json_array_elements(json_cast(new_user_context) -> 'ISC' -> 'client-classes') AS element
    LOOP
      UPDATE lease4_stat_by_client_class SET leases = leases + 1
        WHERE client_class = class;
      IF NOT FOUND THEN
        INSERT INTO lease4_stat_by_client_class AS s (client_class, leases)
          VALUES (class, 1)
          ON CONFLICT (client_class) DO UPDATE SET leases = s.leases + 1;
      END IF;
    END LOOP;
  END IF;
END
$$;;

CREATE FUNCTION lease4_ADEL_lease4_stat_by_client_class(
  old_state bigint, old_user_context text
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  class varchar;
BEGIN
  IF old_state = 0 THEN
    FOR class IN
      SELECT trim('"' FROM element::text)
        FROM json_array_elements(json_cast(old_user_context) -> 'ISC' -> 'client-classes') AS element
    LOOP
      UPDATE lease4_stat_by_client_class SET leases = leases - 1
        WHERE client_class = class AND leases > 0;
    END LOOP;
  END IF;
END
$$;;

-- A lease that only gains its first classes, or loses all of them, is not counted anew: the comparison is unknown then.
CREATE FUNCTION lease4_AUPD_lease4_stat_by_client_class(
  old_state bigint, old_user_context text,
  new_state bigint, new_user_context text
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF old_state <> new_state
      OR (json_cast(old_user_context) -> 'ISC' -> 'client-classes')::text
      <> (json_cast(new_user_context) -> 'ISC' -> 'client-classes')::text THEN
    PERFORM lease4_ADEL_lease4_stat_by_client_class(old_state, old_user_context);
    PERFORM lease4_AINS_lease4_stat_by_client_class(new_state, new_user_context);
  END IF;
END
$$;;

-- These run for every lease that a server writes: they call only what the row needs.
CREATE FUNCTION func_lease4_AINS() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state IN (0, 1) THEN
    PERFORM lease4_AINS_lease4_stat(NEW.state, NEW.subnet_id);
  END IF;
  IF NEW.state = 0 AND NEW.user_context <> '' THEN
    PERFORM lease4_AINS_lease4_stat_by_client_class(NEW.state, NEW.user_context);
  END IF;
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_lease4_AUPD() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> NEW.state OR OLD.subnet_id <> NEW.subnet_id THEN
    PERFORM lease4_AUPD_lease4_stat(OLD.state, OLD.subnet_id, NEW.state, NEW.subnet_id);
  END IF;
  IF (OLD.state = 0 OR NEW.state = 0)
      AND (OLD.state <> NEW.state OR OLD.user_context <> NEW.user_context)
      AND (OLD.user_context <> '' OR NEW.user_context <> '') THEN
    PERFORM lease4_AUPD_lease4_stat_by_client_class(
      OLD.state, OLD.user_context, NEW.state, NEW.user_context);
  END IF;
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_lease4_ADEL() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state IN (0, 1) THEN
    PERFORM lease4_ADEL_lease4_stat(OLD.state, OLD.subnet_id);
  END IF;
  IF OLD.state = 0 AND OLD.user_context <> '' THEN
    PERFORM lease4_ADEL_lease4_stat_by_client_class(OLD.state, OLD.user_context);
  END IF;
  RETURN NULL;
END
$$;;

DROP TRIGGER IF EXISTS stat_lease4_insert ON lease4;;
DROP TRIGGER IF EXISTS stat_lease4_update ON lease4;;
DROP TRIGGER IF EXISTS stat_lease4_delete ON lease4;;
CREATE TRIGGER lease4_AINS AFTER INSERT ON lease4 FOR EACH ROW EXECUTE FUNCTION func_lease4_AINS();;
CREATE TRIGGER lease4_AUPD AFTER UPDATE ON lease4 FOR EACH ROW EXECUTE FUNCTION func_lease4_AUPD();;
CREATE TRIGGER lease4_ADEL AFTER DELETE ON lease4 FOR EACH ROW EXECUTE FUNCTION func_lease4_ADEL();;

-- Counters of IPv6 leases by subnet, type and state. The row of a counter is there from the second lease on, so the
-- update comes first; ON CONFLICT is for two servers that make the row at once.
CREATE FUNCTION lease6_AINS_lease6_stat(new_state bigint, new_subnet_id bigint, new_lease_type smallint)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF new_state IN (0, 1) THEN
    UPDATE lease6_stat SET leases = leases + 1
      WHERE subnet_id = new_subnet_id AND lease_type = new_lease_type AND state = new_state;
    IF NOT FOUND THEN
      INSERT INTO lease6_stat AS s (subnet_id, lease_type, state, leases)
        VALUES (new_subnet_id, new_lease_type, new_state, 1)
        ON CONFLICT (subnet_id, lease_type, state) DO UPDATE SET leases = s.leases + 1;
    END IF;
  END IF;
END
$$;;

CREATE FUNCTION lease6_ADEL_lease6_stat(old_state bigint, old_subnet_id bigint, old_lease_type smallint)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF old_state IN (0, 1) THEN
    UPDATE lease6_stat SET leases = leases - 1
      WHERE subnet_id = old_subnet_id AND lease_type = old_lease_type AND state = old_state AND leases > 0;
  END IF;
END
$$;;

CREATE FUNCTION lease6_AUPD_lease6_stat(
  old_state bigint, old_subnet_id bigint, old_lease_type smallint,
  new_state bigint, new_subnet_id bigint, new_lease_type smallint
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF old_state <> new_state OR old_subnet_id <> new_subnet_id OR old_lease_type <> new_lease_type THEN
    PERFORM lease6_ADEL_lease6_stat(old_state, old_subnet_id, old_lease_type);
    PERFORM lease6_AINS_lease6_stat(new_state, new_subnet_id, new_lease_type);
  END IF;
END
$$;;

-- The same by the names in a lease's ISC.client-classes, for assigned leases only.
CREATE FUNCTION lease6_AINS_lease6_stat_by_client_class(
  new_state bigint, new_user_context text, new_lease_type smallint
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  class varchar;
BEGIN
  IF new_state = 0 THEN
    FOR class IN
      SELECT trim('"' FROM element::text)
        FROM json_array_elements(json_cast(new_user_context) -> 'ISC' -> 'client-classes') AS element
    LOOP
      UPDATE lease6_stat_by_client_class SET leases = leases + 1
        WHERE client_class = class AND lease_type = new_lease_type;
      IF NOT FOUND THEN
        INSERT INTO lease6_stat_by_client_class AS s (client_class, lease_type, leases)
          VALUES (class, new_lease_type, 1)
          ON CONFLICT (client_class, lease_type) DO UPDATE SET leases = s.leases + 1;
      END IF;
    END LOOP;
  END IF;
END
$$;;

CREATE FUNCTION lease6_ADEL_lease6_stat_by_client_class(
  old_state bigint, old_user_context text, old_lease_type smallint
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  class varchar;
BEGIN
  IF old_state = 0 THEN
    FOR class IN
      SELECT trim('"' FROM element::text)
        FROM json_array_elements(json_cast(old_user_context) -> 'ISC' -> 'client-classes') AS element
    LOOP
      UPDATE lease6_stat_by_client_class SET leases = leases - 1
        WHERE client_class = class AND lease_type = old_lease_type AND leases > 0;
    END LOOP;
  END IF;
END
$$;;

-- A lease that only gains its first classes, or loses all of them, is not counted anew: the comparison is unknown then.
CREATE FUNCTION lease6_AUPD_lease6_stat_by_client_class(
  old_state bigint, old_user_context text, old_lease_type smallint,
  new_state bigint, new_user_context text, new_lease_type smallint
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF old_state <> new_state OR old_lease_type <> new_lease_type
      OR (json_cast(old_user_context) -> 'ISC' -> 'client-classes')::text
      <> (json_cast(new_user_context) -> 'ISC' -> 'client-classes')::text THEN
    PERFORM lease6_ADEL_lease6_stat_by_client_class(old_state, old_user_context, old_lease_type);
    PERFORM lease6_AINS_lease6_stat_by_client_class(new_state, new_user_context, new_lease_type);
  END IF;
END
$$;;

-- These run for every lease that a server writes: they call only what the row needs.
CREATE FUNCTION func_lease6_AINS() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state IN (0, 1) THEN
    PERFORM lease6_AINS_lease6_stat(NEW.state, NEW.subnet_id, NEW.lease_type);
  END IF;
  IF NEW.state = 0 AND NEW.user_context <> '' THEN
    PERFORM lease6_AINS_lease6_stat_by_client_class(NEW.state, NEW.user_context, NEW.lease_type);
  END IF;
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_lease6_AUPD() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> NEW.state OR OLD.subnet_id <> NEW.subnet_id OR OLD.lease_type <> NEW.lease_type THEN
    PERFORM lease6_AUPD_lease6_stat(OLD.state, OLD.subnet_id, OLD.lease_type, NEW.state, NEW.subnet_id, NEW.lease_type);
  END IF;
  IF (OLD.state = 0 OR NEW.state = 0)
      AND (OLD.state <> NEW.state OR OLD.user_context <> NEW.user_context OR OLD.lease_type <> NEW.lease_type)
      AND (OLD.user_context <> '' OR NEW.user_context <> '') THEN
    PERFORM lease6_AUPD_lease6_stat_by_client_class(
      OLD.state, OLD.user_context, OLD.lease_type, NEW.state, NEW.user_context, NEW.lease_type);
  END IF;
  RETURN NULL;
END
$$;;

CREATE FUNCTION func_lease6_ADEL() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state IN (0, 1) THEN
    PERFORM lease6_ADEL_lease6_stat(OLD.state, OLD.subnet_id, OLD.lease_type);
  END IF;
  IF OLD.state = 0 AND OLD.user_context <> '' THEN
    PERFORM lease6_ADEL_lease6_stat_by_client_class(OLD.state, OLD.user_context, OLD.lease_type);
  END IF;
  RETURN NULL;
END
$$;;

DROP TRIGGER IF EXISTS stat_lease6_insert ON lease6;;
DROP TRIGGER IF EXISTS stat_lease6_update ON lease6;;
DROP TRIGGER IF EXISTS stat_lease6_delete ON lease6;;
CREATE TRIGGER lease6_AINS AFTER INSERT ON lease6 FOR EACH ROW EXECUTE FUNCTION func_lease6_AINS();;
CREATE TRIGGER lease6_AUPD AFTER UPDATE ON lease6 FOR EACH ROW EXECUTE FUNCTION func_lease6_AUPD();;
CREATE TRIGGER lease6_ADEL AFTER DELETE ON lease6 FOR EACH ROW EXECUTE FUNCTION func_lease6_ADEL();;

-- '' or why the lease that is about to be given must not be: a limit in its ISC.limits is reached.
CREATE FUNCTION checkLease4Limits(user_context text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  limits json := json_cast(user_context) -> 'ISC' -> 'limits';
  class json;
  class_name text;
  allowed bigint;
  taken bigint;
BEGIN
  FOR class IN SELECT element FROM json_array_elements(limits -> 'client-classes') AS element LOOP
    class_name := trim('"' FROM (class -> 'name')::text);
    allowed := (class -> 'address-limit')::text;
    taken := coalesce((SELECT s.leases FROM lease4_stat_by_client_class s WHERE s.client_class = class_name), 0);
    IF taken >= allowed THEN
      RETURN format('address limit %s for client class "%s", current lease count %s', allowed, class_name, taken);
    END IF;
  END LOOP;
  allowed := (limits -> 'subnet' -> 'address-limit')::text;
  IF allowed IS NOT NULL THEN
    taken := coalesce((SELECT s.leases FROM lease4_stat s
      WHERE s.subnet_id = (limits -> 'subnet' -> 'id')::text::bigint AND s.state = 0), 0);
    IF taken >= allowed THEN
      RETURN format('address limit %s for subnet ID %s, current lease count %s',
        allowed, limits -> 'subnet' -> 'id', taken);
    END IF;
  END IF;
  RETURN '';
END
$$;;

-- Addresses are the leases of type IA_NA (0), prefixes those of type IA_PD (2).
CREATE FUNCTION checkLease6Limits(user_context text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  limits json := json_cast(user_context) -> 'ISC' -> 'limits';
  class json;
  class_name text;
  kind text;
  type smallint;
  allowed bigint;
  taken bigint;
BEGIN
  FOR class IN SELECT element FROM json_array_elements(limits -> 'client-classes') AS element LOOP
    class_name := trim('"' FROM (class -> 'name')::text);
    FOR kind, type IN VALUES ('address', 0), ('prefix', 2) LOOP
      allowed := (class -> (kind || '-limit'))::text;
      taken := coalesce((SELECT s.leases FROM lease6_stat_by_client_class s
        WHERE s.client_class = class_name AND s.lease_type = type), 0);
      IF taken >= allowed THEN
        RETURN format('%s limit %s for client class "%s", current lease count %s', kind, allowed, class_name, taken);
      END IF;
    END LOOP;
  END LOOP;
  FOR kind, type IN VALUES ('address', 0), ('prefix', 2) LOOP
    allowed := (limits -> 'subnet' -> (kind || '-limit'))::text;
    IF allowed IS NOT NULL THEN
      taken := coalesce((SELECT s.leases FROM lease6_stat s
        WHERE s.subnet_id = (limits -> 'subnet' -> 'id')::text::bigint AND s.lease_type = type AND s.state = 0), 0);
      IF taken >= allowed THEN
        RETURN format('%s limit %s for subnet ID %s, current lease count %s',
          kind, allowed, limits -> 'subnet' -> 'id', taken);
      END IF;
    END IF;
  END LOOP;
  RETURN '';
END
$$;;
