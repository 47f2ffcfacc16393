-- Client classes carry user contexts, and a deleted shared network lets go of its subnets in its trigger.

ALTER TABLE dhcp4_client_class ADD COLUMN IF NOT EXISTS user_context json DEFAULT NULL;;
ALTER TABLE dhcp6_client_class ADD COLUMN IF NOT EXISTS user_context json DEFAULT NULL;;

-- ON DELETE SET NULL would change the subnets without an audit entry.
ALTER TABLE dhcp4_subnet
  DROP CONSTRAINT IF EXISTS fk_dhcp4_subnet_shared_network,
  ADD CONSTRAINT fk_dhcp4_subnet_shared_network FOREIGN KEY (shared_network_name)
    REFERENCES dhcp4_shared_network (name);;

-- ON DELETE SET NULL would change the subnets without an audit entry.
ALTER TABLE dhcp6_subnet
  DROP CONSTRAINT IF EXISTS fk_dhcp6_subnet_shared_network,
  ADD CONSTRAINT fk_dhcp6_subnet_shared_network FOREIGN KEY (shared_network_name)
    REFERENCES dhcp6_shared_network (name);;

CREATE OR REPLACE FUNCTION func_dhcp4_shared_network_bdel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createAuditEntryDHCP4('dhcp4_shared_network', OLD.id, 'delete');
  UPDATE dhcp4_subnet SET shared_network_name = NULL WHERE shared_network_name = OLD.name;
  DELETE FROM dhcp4_options WHERE shared_network_name = OLD.name;
  RETURN OLD;
END
$$;;

CREATE OR REPLACE FUNCTION func_dhcp6_shared_network_bdel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM createAuditEntryDHCP6('dhcp6_shared_network', OLD.id, 'delete');
  UPDATE dhcp6_subnet SET shared_network_name = NULL WHERE shared_network_name = OLD.name;
  DELETE FROM dhcp6_options WHERE shared_network_name = OLD.name;
  RETURN OLD;
END
$$;;
