-- Leases move in and out in the lease file's form, and the keys and indexes that the configuration lacked.

INSERT INTO dhcp_option_scope (scope_id, scope_name) VALUES (4, 'shared-network'), (5, 'pool'), (6, 'pd-pool');;

-- Databases that kea-admin 2.2.0 brought to 7.0 lack this column, and their triggers then refuse every option.
ALTER TABLE dhcp6_options
  ADD COLUMN IF NOT EXISTS modification_ts timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP;;

-- A host's options are found by their host: a subnet id beside it, which may name a subnet of a configuration file,
-- means nothing and would break the new key. Options of any other scope must name a subnet that exists.
UPDATE dhcp4_options o SET dhcp4_subnet_id = NULL
  WHERE o.host_id IS NOT NULL AND o.dhcp4_subnet_id IS NOT NULL
    AND NOT EXISTS (SELECT FROM dhcp4_subnet s WHERE s.subnet_id = o.dhcp4_subnet_id);;

ALTER TABLE dhcp4_options
  ADD CONSTRAINT fk_dhcp4_options_subnet FOREIGN KEY (dhcp4_subnet_id)
    REFERENCES dhcp4_subnet (subnet_id) ON UPDATE CASCADE ON DELETE CASCADE;;
CREATE INDEX fk_dhcp4_options_subnet ON dhcp4_options (dhcp4_subnet_id);;
CREATE INDEX fk_dhcp4_options_pool ON dhcp4_options (pool_id);;
CREATE INDEX fk_dhcp4_options_shared_network ON dhcp4_options (shared_network_name);;

UPDATE dhcp6_options o SET dhcp6_subnet_id = NULL
  WHERE o.host_id IS NOT NULL AND o.dhcp6_subnet_id IS NOT NULL
    AND NOT EXISTS (SELECT FROM dhcp6_subnet s WHERE s.subnet_id = o.dhcp6_subnet_id);;

ALTER TABLE dhcp6_options
  ADD CONSTRAINT fk_dhcp6_options_subnet FOREIGN KEY (dhcp6_subnet_id)
    REFERENCES dhcp6_subnet (subnet_id) ON UPDATE CASCADE ON DELETE CASCADE;;
CREATE INDEX fk_dhcp6_options_subnet ON dhcp6_options (dhcp6_subnet_id);;
CREATE INDEX fk_dhcp6_options_pool ON dhcp6_options (pool_id);;
CREATE INDEX fk_dhcp6_options_shared_network ON dhcp6_options (shared_network_name);;
CREATE INDEX fk_dhcp6_options_pd_pool ON dhcp6_options (pd_pool_id);;

ALTER TABLE dhcp4_option_def
  ADD COLUMN IF NOT EXISTS class_id bigint,
  ADD CONSTRAINT fk_dhcp4_option_def_client_class_id FOREIGN KEY (class_id)
    REFERENCES dhcp4_client_class (id) ON UPDATE CASCADE ON DELETE CASCADE;;
CREATE INDEX fk_dhcp4_option_def_client_class_id ON dhcp4_option_def (class_id);;
ALTER TABLE dhcp4_option_def_server
  ADD CONSTRAINT fk_dhcp4_option_def_server_option_def_id FOREIGN KEY (option_def_id)
    REFERENCES dhcp4_option_def (id) ON DELETE CASCADE,
  ADD CONSTRAINT fk_dhcp4_option_def_server_server_id FOREIGN KEY (server_id) REFERENCES dhcp4_server (id);;
CREATE INDEX fk_dhcp4_option_def_server_server_id ON dhcp4_option_def_server (server_id);;
CREATE INDEX fk_dhcp4_global_parameter_server_server_id ON dhcp4_global_parameter_server (server_id);;

ALTER TABLE dhcp6_option_def
  ADD COLUMN IF NOT EXISTS class_id bigint,
  ADD CONSTRAINT fk_dhcp6_option_def_client_class_id FOREIGN KEY (class_id)
    REFERENCES dhcp6_client_class (id) ON UPDATE CASCADE ON DELETE CASCADE;;
CREATE INDEX fk_dhcp6_option_def_client_class_id ON dhcp6_option_def (class_id);;
ALTER TABLE dhcp6_option_def_server
  ADD CONSTRAINT fk_dhcp6_option_def_server_option_def_id FOREIGN KEY (option_def_id)
    REFERENCES dhcp6_option_def (id) ON DELETE CASCADE,
  ADD CONSTRAINT fk_dhcp6_option_def_server_server_id FOREIGN KEY (server_id) REFERENCES dhcp6_server (id);;
CREATE INDEX fk_dhcp6_option_def_server_server_id ON dhcp6_option_def_server (server_id);;
CREATE INDEX fk_dhcp6_global_parameter_server_server_id ON dhcp6_global_parameter_server (server_id);;

ALTER TABLE dhcp4_subnet_server
  DROP CONSTRAINT IF EXISTS fk_dhcp6_subnet_server_server_id,
  DROP CONSTRAINT IF EXISTS fk_dhcp6_subnet_server_subnet_id,
  ADD CONSTRAINT fk_dhcp4_subnet_server_server_id FOREIGN KEY (server_id) REFERENCES dhcp4_server (id),
  ADD CONSTRAINT fk_dhcp4_subnet_server_subnet_id FOREIGN KEY (subnet_id)
    REFERENCES dhcp4_subnet (subnet_id) ON DELETE CASCADE;;

ALTER TABLE dhcp6_client_class
  ADD COLUMN IF NOT EXISTS preferred_lifetime bigint DEFAULT NULL,
  ADD COLUMN IF NOT EXISTS min_preferred_lifetime bigint DEFAULT NULL,
  ADD COLUMN IF NOT EXISTS max_preferred_lifetime bigint DEFAULT NULL;;

-- Its arguments get new names, which OR REPLACE cannot do.
DROP FUNCTION IF EXISTS createOptionAuditDHCP6(
  varchar, smallint, integer, bigint, integer, varchar, bigint, bigint, timestamptz);;

CREATE FUNCTION createOptionAuditDHCP6(
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

-- '0a1b' becomes '0a:1b'; an odd number of digits gets a leading zero.
CREATE FUNCTION colonSeparatedHex(hex text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  RETURN lower(rtrim(regexp_replace(repeat('0', length(hex) % 2) || hex, '(..)', '\1:', 'g'), ':'));
END
$$;;

-- The rows of a lease file: numbers for names, seconds for times, and commas masked.
DROP FUNCTION IF EXISTS lease4DumpData();;
CREATE FUNCTION lease4DumpData() RETURNS TABLE (
  address inet, hwaddr varchar, client_id varchar, valid_lifetime bigint, expire bigint, subnet_id bigint,
  fqdn_fwd integer, fqdn_rev integer, hostname varchar, state bigint, user_context varchar
) LANGUAGE sql AS $$
  SELECT '0.0.0.0'::inet + l.address, colonSeparatedHex(encode(l.hwaddr, 'hex')),
    colonSeparatedHex(encode(l.client_id, 'hex')), l.valid_lifetime, extract(epoch FROM l.expire)::bigint, l.subnet_id,
    l.fqdn_fwd::integer, l.fqdn_rev::integer, replace(l.hostname, ',', '&#x2c'), l.state,
    replace(l.user_context, ',', '&#x2c')
  FROM lease4 l
  ORDER BY l.address
$$;;

CREATE OR REPLACE FUNCTION lease6DumpHeader() RETURNS text LANGUAGE sql AS $$
  SELECT 'address,duid,valid_lifetime,expire,subnet_id,pref_lifetime,lease_type,iaid,prefix_len,fqdn_fwd,fqdn_rev,'
    'hostname,hwaddr,state,user_context,hwtype,hwaddr_source'
$$;;

DROP FUNCTION IF EXISTS lease6DumpData();;
CREATE FUNCTION lease6DumpData() RETURNS TABLE (
  address varchar, duid varchar, valid_lifetime bigint, expire bigint, subnet_id bigint, pref_lifetime bigint,
  lease_type smallint, iaid integer, prefix_len smallint, fqdn_fwd integer, fqdn_rev integer, hostname varchar,
  hwaddr varchar, state bigint, user_context varchar, hwtype smallint, hwaddr_source smallint
) LANGUAGE sql AS $$
  SELECT l.address, colonSeparatedHex(encode(l.duid, 'hex')), l.valid_lifetime, extract(epoch FROM l.expire)::bigint,
    l.subnet_id, l.pref_lifetime, l.lease_type, l.iaid, l.prefix_len, l.fqdn_fwd::integer, l.fqdn_rev::integer,
    replace(l.hostname, ',', '&#x2c'), colonSeparatedHex(encode(l.hwaddr, 'hex')), l.state,
    replace(l.user_context, ',', '&#x2c'), l.hwtype, l.hwaddr_source
  FROM lease6 l
  ORDER BY l.address
$$;;

-- One row of a lease file becomes a lease.
CREATE FUNCTION lease4Upload(
  address varchar, hwaddr varchar, client_id varchar, valid_lifetime bigint, expire bigint, subnet_id bigint,
  fqdn_fwd integer, fqdn_rev integer, hostname varchar, state bigint, user_context varchar
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO lease4 (address, hwaddr, client_id, valid_lifetime, expire, subnet_id, fqdn_fwd, fqdn_rev, hostname,
      state, user_context)
    VALUES (lease4Upload.address::inet - '0.0.0.0'::inet, decode(replace(lease4Upload.hwaddr, ':', ''), 'hex'),
      decode(replace(lease4Upload.client_id, ':', ''), 'hex'), lease4Upload.valid_lifetime,
      to_timestamp(lease4Upload.expire), lease4Upload.subnet_id, lease4Upload.fqdn_fwd::boolean,
      lease4Upload.fqdn_rev::boolean, replace(lease4Upload.hostname, '&#x2c', ','), lease4Upload.state,
      replace(lease4Upload.user_context, '&#x2c', ','));
END
$$;;

CREATE FUNCTION lease6Upload(
  address varchar, duid varchar, valid_lifetime bigint, expire bigint, subnet_id bigint, pref_lifetime bigint,
  lease_type integer, iaid integer, prefix_len integer, fqdn_fwd integer, fqdn_rev integer, hostname varchar,
  hwaddr varchar, state bigint, user_context varchar, hwtype integer, hwaddr_source integer
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO lease6 (address, duid, valid_lifetime, expire, subnet_id, pref_lifetime, lease_type, iaid, prefix_len,
      fqdn_fwd, fqdn_rev, hostname, hwaddr, state, user_context, hwtype, hwaddr_source)
    VALUES (lease6Upload.address, decode(replace(lease6Upload.duid, ':', ''), 'hex'), lease6Upload.valid_lifetime,
      to_timestamp(lease6Upload.expire), lease6Upload.subnet_id, lease6Upload.pref_lifetime,
      lease6Upload.lease_type::smallint, lease6Upload.iaid, lease6Upload.prefix_len::smallint,
      lease6Upload.fqdn_fwd::boolean, lease6Upload.fqdn_rev::boolean, replace(lease6Upload.hostname, '&#x2c', ','),
      decode(replace(lease6Upload.hwaddr, ':', ''), 'hex'), lease6Upload.state,
      replace(lease6Upload.user_context, '&#x2c', ','), lease6Upload.hwtype::smallint,
      lease6Upload.hwaddr_source::smallint);
END
$$;;
