-- reservation_mode of networks and subnets becomes reservations_global, _in_subnet and _out_of_pool.

-- unless column dhcp4_shared_network.reservations_global
ALTER TABLE dhcp4_shared_network
  ADD COLUMN reservations_global TINYINT(1),
  ADD COLUMN reservations_in_subnet TINYINT(1),
  ADD COLUMN reservations_out_of_pool TINYINT(1);;

-- unless column dhcp4_subnet.reservations_global
ALTER TABLE dhcp4_subnet
  ADD COLUMN reservations_global TINYINT(1),
  ADD COLUMN reservations_in_subnet TINYINT(1),
  ADD COLUMN reservations_out_of_pool TINYINT(1);;

-- unless column dhcp6_shared_network.reservations_global
ALTER TABLE dhcp6_shared_network
  ADD COLUMN reservations_global TINYINT(1),
  ADD COLUMN reservations_in_subnet TINYINT(1),
  ADD COLUMN reservations_out_of_pool TINYINT(1);;

-- unless column dhcp6_subnet.reservations_global
ALTER TABLE dhcp6_subnet
  ADD COLUMN reservations_global TINYINT(1),
  ADD COLUMN reservations_in_subnet TINYINT(1),
  ADD COLUMN reservations_out_of_pool TINYINT(1);;

-- Modes: 0 disabled, 1 out-of-pool, 2 global, 3 all. The rows keep their time of modification and the change is not
-- audited: to the servers the configuration stays the same.

SET @disable_audit = 1;;

-- if column dhcp4_shared_network.reservation_mode
UPDATE dhcp4_shared_network SET
  reservations_global = (reservation_mode = 2),
  reservations_in_subnet = (reservation_mode IN (1, 3)),
  reservations_out_of_pool = CASE reservation_mode WHEN 1 THEN 1 WHEN 3 THEN 0 END,
  modification_ts = modification_ts
WHERE reservation_mode IS NOT NULL;;

-- if column dhcp4_subnet.reservation_mode
UPDATE dhcp4_subnet SET
  reservations_global = (reservation_mode = 2),
  reservations_in_subnet = (reservation_mode IN (1, 3)),
  reservations_out_of_pool = CASE reservation_mode WHEN 1 THEN 1 WHEN 3 THEN 0 END,
  modification_ts = modification_ts
WHERE reservation_mode IS NOT NULL;;

-- if column dhcp6_shared_network.reservation_mode
UPDATE dhcp6_shared_network SET
  reservations_global = (reservation_mode = 2),
  reservations_in_subnet = (reservation_mode IN (1, 3)),
  reservations_out_of_pool = CASE reservation_mode WHEN 1 THEN 1 WHEN 3 THEN 0 END,
  modification_ts = modification_ts
WHERE reservation_mode IS NOT NULL;;

-- if column dhcp6_subnet.reservation_mode
UPDATE dhcp6_subnet SET
  reservations_global = (reservation_mode = 2),
  reservations_in_subnet = (reservation_mode IN (1, 3)),
  reservations_out_of_pool = CASE reservation_mode WHEN 1 THEN 1 WHEN 3 THEN 0 END,
  modification_ts = modification_ts
WHERE reservation_mode IS NOT NULL;;

SET @disable_audit = NULL;;

-- if column dhcp4_shared_network.reservation_mode
ALTER TABLE dhcp4_shared_network DROP COLUMN reservation_mode;;

-- if column dhcp4_subnet.reservation_mode
ALTER TABLE dhcp4_subnet DROP COLUMN reservation_mode;;

-- if column dhcp6_shared_network.reservation_mode
ALTER TABLE dhcp6_shared_network DROP COLUMN reservation_mode;;

-- if column dhcp6_subnet.reservation_mode
ALTER TABLE dhcp6_subnet DROP COLUMN reservation_mode;;
