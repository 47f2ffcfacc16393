-- Options of IPv6 prefix pools audit the subnet that they belong to.

CREATE OR REPLACE FUNCTION createOptionAuditDHCP6(
  modification_type varchar, scope_id smallint, option_id integer, p_subnet_id bigint, host_id integer,
  network_name varchar, pool_id bigint, pd_pool_id bigint, p_modification_ts timestamptz
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF get_session_boolean('kea.cascade_transaction') THEN
    RETURN;
  END IF;
  CASE createOptionAuditDHCP6.scope_id
    WHEN 0 THEN
      PERFORM createAuditEntryDHCP6('dhcp6_options', option_id, modification_type);
    WHEN 1 THEN
      UPDATE dhcp6_subnet SET modification_ts = p_modification_ts WHERE subnet_id = p_subnet_id;
    WHEN 4 THEN
      UPDATE dhcp6_shared_network SET modification_ts = p_modification_ts WHERE name = network_name;
    WHEN 5 THEN
      UPDATE dhcp6_subnet SET modification_ts = p_modification_ts
        WHERE subnet_id = (SELECT p.subnet_id FROM dhcp6_pool p WHERE p.id = pool_id);
    WHEN 6 THEN
      UPDATE dhcp6_subnet SET modification_ts = p_modification_ts
        WHERE subnet_id = (SELECT p.subnet_id FROM dhcp6_pd_pool p WHERE p.id = pd_pool_id);
    ELSE
      NULL;
  END CASE;
END
$$;;
