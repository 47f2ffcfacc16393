-- What belongs to a host is deleted by foreign keys, and several hosts may share an address.

DROP TRIGGER IF EXISTS host_BDEL;;

-- unless constraint dhcp4_options.fk_dhcp4_options_Host
ALTER TABLE dhcp4_options ADD CONSTRAINT fk_dhcp4_options_Host FOREIGN KEY (host_id) REFERENCES hosts (host_id)
  ON DELETE CASCADE ON UPDATE CASCADE;;

-- unless constraint dhcp6_options.fk_dhcp6_options_Host
ALTER TABLE dhcp6_options ADD CONSTRAINT fk_dhcp6_options_Host FOREIGN KEY (host_id) REFERENCES hosts (host_id)
  ON DELETE CASCADE ON UPDATE CASCADE;;

-- if query SELECT 1 FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = DATABASE() AND TABLE_NAME = 'ipv6_reservations' AND CONSTRAINT_NAME = 'fk_ipv6_reservations_Host' AND DELETE_RULE <> 'CASCADE'
ALTER TABLE ipv6_reservations DROP FOREIGN KEY fk_ipv6_reservations_Host;;

-- unless constraint ipv6_reservations.fk_ipv6_reservations_Host
ALTER TABLE ipv6_reservations ADD CONSTRAINT fk_ipv6_reservations_Host FOREIGN KEY (host_id) REFERENCES hosts (host_id)
  ON DELETE CASCADE ON UPDATE CASCADE;;

-- unless index hosts.key_dhcp4_ipv4_address_subnet_id_identifier
ALTER TABLE hosts ADD INDEX key_dhcp4_ipv4_address_subnet_id_identifier (ipv4_address, dhcp4_subnet_id);;

-- if index hosts.key_dhcp4_ipv4_address_subnet_id
ALTER TABLE hosts DROP INDEX key_dhcp4_ipv4_address_subnet_id;;

-- if query SELECT 1 FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'ipv6_reservations' AND INDEX_NAME = 'key_dhcp6_address_prefix_len' AND NON_UNIQUE = 0
ALTER TABLE ipv6_reservations
  DROP INDEX key_dhcp6_address_prefix_len,
  ADD INDEX key_dhcp6_address_prefix_len (address, prefix_len);;
