import type {Backend} from '../../src/db/session.ts'

export const MILLION = 1_000_000

/** The first of their addresses, 10.1.0.0. */
const FIRST = 10 * 2 ** 24 + 65_536

const insert = (identifier: string, time: string, no: string, source: string) =>
  `INSERT INTO lease4 (address, hwaddr, client_id, valid_lifetime, expire, subnet_id, fqdn_fwd, fqdn_rev, hostname, state)
    SELECT ${FIRST} + i, ${identifier}, ${identifier}, 86400, ${time}, 1, ${no}, ${no}, 'host.example.org', 0 FROM ${source}`

/** What puts a million leases of subnet 1 into an empty database. */
export const fillMillion: Readonly<Record<Backend, string>> = {
  // One transaction that updates one counter a million times would take PostgreSQL for ever.
  pgsql: `ALTER TABLE lease4 DISABLE TRIGGER USER;
    ${insert(
      `decode(lpad(to_hex(i), 12, '0'), 'hex')`,
      `now() + interval '1 day'`,
      'false',
      `generate_series(0, ${MILLION - 1}) AS i`,
    )};
    ALTER TABLE lease4 ENABLE TRIGGER USER;
    INSERT INTO lease4_stat (subnet_id, state, leases) VALUES (1, 0, ${MILLION})`,
  mysql: insert(`UNHEX(LPAD(HEX(seq), 12, '0'))`, 'NOW() + INTERVAL 1 DAY', '0', `seq_0_to_${MILLION - 1}`).replace(
    '+ i,',
    '+ seq,',
  ),
  sqlite: insert(
    `CAST(printf('%06d', i) AS BLOB)`,
    `unixepoch() + 86400`,
    '0',
    `(WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${MILLION - 1}) SELECT i FROM n)`,
  ),
}
