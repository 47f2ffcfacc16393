-- Several hosts may reserve one address: the unique keys on reserved addresses become plain indexes.

-- What Kea created at once and what it upgraded have these keys under different names, and as constraint or as index.
DROP INDEX IF EXISTS hosts_dhcp4_ipv4_address_subnet_id;;
DROP INDEX IF EXISTS key_dhcp4_ipv4_address_subnet_id;;
CREATE INDEX key_dhcp4_ipv4_address_subnet_id ON hosts (ipv4_address, dhcp4_subnet_id);;
ALTER TABLE ipv6_reservations DROP CONSTRAINT IF EXISTS key_dhcp6_address_prefix_len;;
DROP INDEX IF EXISTS key_dhcp6_address_prefix_len;;
CREATE INDEX key_dhcp6_address_prefix_len ON ipv6_reservations (address, prefix_len);;
