-- A client class may depend on several others, and the order of classes minds all of them.

ALTER TABLE dhcp4_client_class_dependency
  DROP CONSTRAINT IF EXISTS dhcp4_client_class_dependency_pkey,
  ADD CONSTRAINT dhcp4_client_class_dependency_pkey PRIMARY KEY (class_id, dependency_id);;

ALTER TABLE dhcp6_client_class_dependency
  DROP CONSTRAINT IF EXISTS dhcp6_client_class_dependency_pkey,
  ADD CONSTRAINT dhcp6_client_class_dependency_pkey PRIMARY KEY (class_id, dependency_id);;

-- Places a class right behind the one it follows, or at the end; the classes behind it move up by one.
CREATE OR REPLACE FUNCTION setClientClass4Order(id bigint, new_follow_class_name varchar, old_follow_class_name varchar)
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
CREATE OR REPLACE FUNCTION setClientClass6Order(id bigint, new_follow_class_name varchar, old_follow_class_name varchar)
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

CREATE OR REPLACE FUNCTION func_dhcp4_client_class_check_dependency_bins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM checkDHCPv4ClientClassDependency(NEW.class_id, NEW.dependency_id);
  RETURN NEW;
END
$$;;

CREATE OR REPLACE FUNCTION func_dhcp6_client_class_check_dependency_bins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM checkDHCPv6ClientClassDependency(NEW.class_id, NEW.dependency_id);
  RETURN NEW;
END
$$;;
