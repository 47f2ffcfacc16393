/** Leases out to the form of a lease file and in again, in more than one time zone. */
const upload4 = [
  `'10.0.0.1', '01:02:0A', '', 100, 1640995200, 1, 1, 0, 'a&#x2cb&#x2c', 0, '{"a":1&#x2c"b":2}'`,
  `'10.0.0.2', '', '01:02', 4294967295, 1640995200, 1, 0, 1, '', 1, ''`,
  "'10.0.0.3', NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL",
  "'255.255.255.255', '0102', '1:2:', 100, 0, 1, 2, -1, 'X', 2, NULL",
  "'255.255.255.254', '0102', ' ', 100, 0, 1, 2, -1, 'X', 0, NULL",
  "'255.255.255.253', '0102', 'zz', 100, 0, 1, 0, 0, 'X', 0, NULL",
  "'255.255.255.253', '0:1:2', '', 100, 0, 1, 0, 0, 'X', 0, NULL",
  "'255.255.255.253', '', '', 100, 0, 1, 0, 0, 'X', 9, NULL",
  "'1.2.3', '', '', 100, 0, 1, 0, 0, 'X', 0, NULL",
  "'1.2.3.4/24', '', '', 100, 0, 1, 0, 0, 'X', 0, NULL",
  "'2001::1', '', '', 100, 0, 1, 0, 0, 'X', 0, NULL",
  "'', '', '', 100, 0, 1, 0, 0, 'X', 0, NULL",
  "NULL, '', '', 100, 0, 1, 0, 0, 'X', 0, NULL",
  "'10.0.0.1', '', '', 100, 0, 1, 0, 0, 'X', 0, NULL",
  "'10.0.0.9', '', '', 100, 99999999999999999, 1, 0, 0, 'X', 0, NULL",
  `'10.0.0.10', '', '', 100, 0, 1, 0, 0, '${'h'.repeat(256)}', 0, NULL`,
  "'0.0.0.0', 'ff', 'FF', 0, 4102444800, 4294967295, 0, 0, 'it''s', 0, ''",
]

const upload6 = [
  `'2001:DB8::1', '01:02:0A', 100, 1640995200, 1, 50, 0, 7, 128, 1, 0, 'a&#x2cb', '0a:0b', 0, '{"a":1&#x2c"b":2}', 1, 2`,
  "'2001:db8:0:0::2', '', 100, 1640995200, 1, 50, 2, -7, 64, 1, 0, '', '', 1, '', NULL, NULL",
  "'junk', NULL, NULL, NULL, 1, NULL, 2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL",
  "'', NULL, NULL, NULL, 1, NULL, 2, NULL, NULL, NULL, NULL, NULL, NULL, 2, NULL, NULL, NULL",
  "'9', NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL",
  "'8', '00', NULL, NULL, 1, NULL, 70000, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL",
  "'8', '00', 1, 0, 1, NULL, 1, NULL, 300000, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL",
  "'8', '00', 1, 0, 1, NULL, 1, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, 70000, NULL",
  "'8', '00:0', 1, 0, 1, NULL, 1, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, 7, NULL",
  "NULL, '00', 1, 0, 1, NULL, 1, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, 7, NULL",
  "'2001:DB8::1', '00', 1, 0, 1, 1, 1, 1, 0, 0, 0, '', '', 0, '', 7, 7",
  "'2001:db8::10', '00', 1, 0, 1, 1, 0, 1, 128, 0, 0, '', '', 0, '', 7, 7",
]

export const dumps: readonly string[] = [
  'SELECT lease4DumpHeader()',
  'SELECT * FROM lease4DumpData()',
  'SELECT lease6DumpHeader()',
  'SELECT * FROM lease6DumpData()',
  'SELECT lease6DumpData()',
]

export const leaseTransfer: readonly string[] = [
  ...dumps,
  ...upload4.map(values => `SELECT lease4Upload(${values})`),
  ...upload6.map(values => `SELECT lease6Upload(${values})`),
  ...dumps,
  "SET timezone = 'America/New_York'",
  `INSERT INTO lease4 (address, hwaddr, client_id, expire, subnet_id, state) VALUES (77, '\\x00', '\\x0aff', '2022-07-01 00:00:00.5', 1, 2)`,
  ...upload4.slice(0, 1).map(values => `SELECT lease4Upload(${values.replace('10.0.0.1', '10.9.0.1')})`),
  ...dumps,
  'RESET timezone',
  'DELETE FROM lease4',
  'DELETE FROM lease6',
]

const hex = ["'0A1b'", "'abc'", "''", 'NULL', "'a'", "'zz1'", "'01:02'", "'  '", "'ABCDEF0123456789'"]
const stamps = [
  "'2022-01-01 00:00:00+00'",
  "'2022-07-01 12:30:00.6+00'",
  "'2022-01-01 00:00:00.5+00'",
  "'1969-12-31 23:00:00+00'",
  'NULL',
]
const zones = ['UTC', 'America/New_York', 'Asia/Kolkata', 'Europe/Berlin']
const sessionValues = [
  "'abc'::text",
  "''::text",
  'NULL::text',
  '12::bigint',
  '-1::bigint',
  'NULL::bigint',
  'true',
  'false',
  'NULL::boolean',
  "'yes'::text",
  "' 7 '::text",
]

export const helpers: readonly string[] = [
  ...hex.map(value => `SELECT colonSeparatedHex(${value})`),
  ...['\'{"a":1}\'', "''", 'NULL', "'[1]'", "'nope'", "'   '"].map(value => `SELECT json_cast(${value})`),
  'SELECT isJsonSupported()',
  ...zones.flatMap(zone => [`SET timezone = '${zone}'`, ...stamps.map(stamp => `SELECT gmt_epoch(${stamp})`)]),
  'RESET timezone',
  "SELECT get_session_value('kea.never'), get_session_boolean('kea.never'), get_session_big_int('kea.never')",
  ...sessionValues.flatMap(value => [
    `SELECT set_session_value('kea.some', ${value})`,
    "SELECT get_session_value('kea.some')",
    "SELECT get_session_boolean('kea.some')",
    "SELECT get_session_big_int('kea.some')",
  ]),
  "SELECT set_session_value('plain', 'x'::text)",
  "SELECT set_session_value(NULL, 'x'::text)",
  "SELECT get_session_value('plain')",
  'SELECT get_session_value(NULL)',
  'BEGIN',
  "SELECT set_session_value('kea.inside', 'x'::text)",
  'ROLLBACK',
  "SELECT get_session_value('kea.inside')",
]
