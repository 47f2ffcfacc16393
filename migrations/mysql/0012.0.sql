-- Options that belong to a client class refer to it.

-- Only options of scope client-class (2) may go when their class goes, so the others lose the name, as do those of
-- classes that exist in configuration files only. Neither they nor their owners count as changed.

SET @disable_audit = 1, @cascade_transaction = 1;;

-- unless constraint dhcp4_options.fk_dhcp4_options_client_class
UPDATE dhcp4_options AS o
  LEFT JOIN dhcp4_client_class AS c ON c.name = o.dhcp_client_class
  SET o.dhcp_client_class = NULL
  WHERE o.dhcp_client_class IS NOT NULL AND (o.scope_id <> 2 OR c.id IS NULL);;

-- unless constraint dhcp6_options.fk_dhcp6_options_client_class
UPDATE dhcp6_options AS o
  LEFT JOIN dhcp6_client_class AS c ON c.name = o.dhcp_client_class
  SET o.dhcp_client_class = NULL
  WHERE o.dhcp_client_class IS NOT NULL AND (o.scope_id <> 2 OR c.id IS NULL);;

SET @disable_audit = NULL, @cascade_transaction = NULL;;

-- unless constraint dhcp4_options.fk_dhcp4_options_client_class
ALTER TABLE dhcp4_options ADD CONSTRAINT fk_dhcp4_options_client_class FOREIGN KEY (dhcp_client_class)
  REFERENCES dhcp4_client_class (name) ON DELETE CASCADE ON UPDATE CASCADE;;

-- unless constraint dhcp6_options.fk_dhcp6_options_client_class
ALTER TABLE dhcp6_options ADD CONSTRAINT fk_dhcp6_options_client_class FOREIGN KEY (dhcp_client_class)
  REFERENCES dhcp6_client_class (name) ON DELETE CASCADE ON UPDATE CASCADE;;
