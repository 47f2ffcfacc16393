-- Lease caching for networks and subnets; entries of the legal log get a number.

-- unless column dhcp4_shared_network.cache_threshold
ALTER TABLE dhcp4_shared_network ADD COLUMN cache_threshold FLOAT;;

-- unless column dhcp4_shared_network.cache_max_age
ALTER TABLE dhcp4_shared_network ADD COLUMN cache_max_age INT;;

-- unless column dhcp4_subnet.cache_threshold
ALTER TABLE dhcp4_subnet ADD COLUMN cache_threshold FLOAT;;

-- unless column dhcp4_subnet.cache_max_age
ALTER TABLE dhcp4_subnet ADD COLUMN cache_max_age INT;;

-- unless column dhcp6_shared_network.cache_threshold
ALTER TABLE dhcp6_shared_network ADD COLUMN cache_threshold FLOAT;;

-- unless column dhcp6_shared_network.cache_max_age
ALTER TABLE dhcp6_shared_network ADD COLUMN cache_max_age INT;;

-- unless column dhcp6_subnet.cache_threshold
ALTER TABLE dhcp6_subnet ADD COLUMN cache_threshold FLOAT;;

-- unless column dhcp6_subnet.cache_max_age
ALTER TABLE dhcp6_subnet ADD COLUMN cache_max_age INT;;

-- unless column logs.id
ALTER TABLE logs ADD COLUMN id INT UNSIGNED NOT NULL AUTO_INCREMENT, ADD PRIMARY KEY (id);;
