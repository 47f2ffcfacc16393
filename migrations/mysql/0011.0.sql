-- Preferred lifetimes of DHCPv6 classes; expired leases are found by an index that begins with the time.

-- unless column dhcp6_client_class.preferred_lifetime
ALTER TABLE dhcp6_client_class ADD COLUMN preferred_lifetime INT;;

-- unless column dhcp6_client_class.min_preferred_lifetime
ALTER TABLE dhcp6_client_class ADD COLUMN min_preferred_lifetime INT;;

-- unless column dhcp6_client_class.max_preferred_lifetime
ALTER TABLE dhcp6_client_class ADD COLUMN max_preferred_lifetime INT;;

-- The foreign key on state needs an index of its own before the old one goes.

-- unless index lease4.fk_lease4_state
ALTER TABLE lease4 ADD INDEX fk_lease4_state (state);;

-- unless index lease4.lease4_by_expire_state
ALTER TABLE lease4 ADD INDEX lease4_by_expire_state (expire, state);;

-- if index lease4.lease4_by_state_expire
ALTER TABLE lease4 DROP INDEX lease4_by_state_expire;;

-- unless index lease6.fk_lease6_state
ALTER TABLE lease6 ADD INDEX fk_lease6_state (state);;

-- unless index lease6.lease6_by_expire_state
ALTER TABLE lease6 ADD INDEX lease6_by_expire_state (expire, state);;

-- if index lease6.lease6_by_state_expire
ALTER TABLE lease6 DROP INDEX lease6_by_state_expire;;
