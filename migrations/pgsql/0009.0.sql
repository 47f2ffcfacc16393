-- Links between subnets and servers cascade, and gmt_epoch gives times to the configuration backend.

ALTER TABLE dhcp4_subnet_server
  DROP CONSTRAINT IF EXISTS fk_dhcp4_subnet_server_server_id,
  DROP CONSTRAINT IF EXISTS fk_dhcp4_subnet_server_subnet_id,
  ADD CONSTRAINT fk_dhcp4_subnet_server_server_id FOREIGN KEY (server_id)
    REFERENCES dhcp4_server (id) ON UPDATE CASCADE ON DELETE CASCADE,
  ADD CONSTRAINT fk_dhcp4_subnet_server_subnet_id FOREIGN KEY (subnet_id)
    REFERENCES dhcp4_subnet (subnet_id) ON UPDATE CASCADE ON DELETE CASCADE;;

ALTER TABLE dhcp6_subnet_server
  DROP CONSTRAINT IF EXISTS fk_dhcp6_subnet_server_server_id,
  DROP CONSTRAINT IF EXISTS fk_dhcp6_subnet_server_subnet_id,
  ADD CONSTRAINT fk_dhcp6_subnet_server_server_id FOREIGN KEY (server_id)
    REFERENCES dhcp6_server (id) ON UPDATE CASCADE ON DELETE CASCADE,
  ADD CONSTRAINT fk_dhcp6_subnet_server_subnet_id FOREIGN KEY (subnet_id)
    REFERENCES dhcp6_subnet (subnet_id) ON UPDATE CASCADE ON DELETE CASCADE;;

-- Until here this key named the definitions of the other family, so no definition could be linked to a server.
ALTER TABLE dhcp4_option_def_server
  DROP CONSTRAINT IF EXISTS dhcp4_option_def_server_option_def_id_fkey,
  ADD CONSTRAINT dhcp4_option_def_server_option_def_id_fkey FOREIGN KEY (option_def_id)
    REFERENCES dhcp4_option_def (id) ON DELETE CASCADE;;

-- The trigger before the delete writes the audit entry.
DROP TRIGGER IF EXISTS dhcp4_shared_network_adel ON dhcp4_shared_network;;
DROP TRIGGER IF EXISTS dhcp6_shared_network_adel ON dhcp6_shared_network;;

-- Seconds since 1970 as the session's clock on the wall shows them: what the configuration backend reads times as.
CREATE FUNCTION gmt_epoch(input_ts timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
  RETURN extract(epoch FROM input_ts::timestamp)::bigint;
END
$$;;

-- An option of a subnet, network or pool belongs to that subnet or network: touching it makes its own trigger audit.
CREATE OR REPLACE FUNCTION createOptionAuditDHCP4(
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
