import assert from 'node:assert/strict'
import {readFileSync} from 'node:fs'
import {test} from 'node:test'
import {backends} from '../support/databases.ts'
import {keats} from '../support/keats.ts'
import {emptiedDatabase, header4, leaseFile, newFile} from '../support/lease-files.ts'

const now = Math.floor(Date.now() / 1000)
const future = now + 86_400

function iscTime(seconds: number): string {
  const date = new Date(seconds * 1000)
  const [day, time] = date.toISOString().slice(0, 19).split('T') as [string, string]
  return `${date.getUTCDay()} ${day.replaceAll('-', '/')} ${time}`
}

const isc = (address: string, state: string, from: number, to: number | 'never', ...more: readonly string[]) => [
  `lease ${address} {`,
  `  starts ${iscTime(from)};`,
  `  ends ${to === 'never' ? to : iscTime(to)};`,
  `  binding state ${state};`,
  '  next binding state free;',
  ...more.map(line => `  ${line}`),
  '}',
]

const mac = (n: number) => `hardware ethernet 02:00:00:00:00:${n.toString(16).padStart(2, '0')};`

const dhcpd = [
  '# The format of this file is documented in the dhcpd.leases(5) manual page.',
  'authoring-byte-order little-endian;',
  'server-duid "\\000\\001\\000\\001*\\237\\347y\\002BG\\000\\000\\001";',
  'failover peer "dhcp" state {',
  '  my state normal at 4 2026/11/19 10:11:12;',
  '}',
  ...isc('192.0.2.10', 'active', now - 9000, now - 5000, mac(0x10), 'client-hostname "old";'),
  ...isc('192.0.2.11', 'active', now - 100, 'never', mac(0x11)),
  ...isc('192.0.2.12', 'active', now - 100, future, mac(0x12)),
  ...isc('192.0.2.12', 'free', now - 100, now - 50, mac(0x12)),
  ...isc('192.0.2.13', 'abandoned', now - 100, future, 'client-hostname "x;y{\\"z\\"";'),
  ...isc('192.0.2.14', 'active', now - 9000, now - 60, mac(0x14)),
  ...isc(
    '192.0.2.10',
    'active',
    now - 100,
    future,
    mac(0x10),
    'uid "\\001\\002\\000\\"\\\\;}";',
    'set ddns-fwd-name = "Printer.example.org";',
    'client-hostname "Printer";',
    'on expiry or release {',
    '  set x = "}";',
    '}',
  ),
]

const from = (source: string, file: string, ...more: readonly string[]) => [
  '-4',
  '--from',
  source,
  '-i',
  file,
  '--subnet',
  '192.0.2.0/24=3',
  ...more,
]

for (const backend of backends) {
  test(`${backend}: leases of dhcpd that are in force, the last entry of each address`, async () => {
    const database = await emptiedDatabase(backend)
    const run = await keats(['lease-upload', backend, ...database.flags, ...from('isc-dhcpd', leaseFile(...dhcpd))])
    assert.equal(run.code, 0, run.stderr)
    assert.match(run.stdout, /^Looking at 7 leases of isc-dhcpd[\s\S]*^3 in force, 1 free, 1 expired\.$/m)
    const file = newFile()
    assert.equal((await keats(['lease-dump', backend, ...database.flags, '-4', '-o', file])).code, 0)
    assert.deepEqual(readFileSync(file, 'latin1').trimEnd().split('\n'), [
      header4,
      `192.0.2.10,02:00:00:00:00:10,01:02:00:22:5c:3b:7d,86500,${future},3,1,0,printer.example.org,0,`,
      `192.0.2.11,02:00:00:00:00:11,,4294967295,${now - 100},3,0,0,,0,`,
      `192.0.2.13,,,86500,${future},3,0,0,,1,`,
    ])
  })

  test(`${backend}: leases of dnsmasq, conflicts told by a dry run that loads nothing`, async () => {
    const database = await emptiedDatabase(backend)
    const file = leaseFile(
      `${future} 02:00:00:00:00:01 192.0.2.1 Laptop 01:02:00:00:00:00:01`,
      `0 06-02:00:00:00:00:02 192.0.2.2 * *`,
      `${now - 5} 02:00:00:00:00:03 192.0.2.3 gone *`,
      `duid 00:01:00:01:2a:9f:e7:79:02:42:47:00:00:01`,
      `${future} 12345 2001:db8::5 six 00:01:00:01:aa`,
    )
    const words = ['lease-upload', backend, ...database.flags]
    const dry = await keats([...words, ...from('dnsmasq', file, '--dry-run', '--json')])
    assert.equal(dry.code, 0, dry.stderr)
    const report = JSON.parse(dry.stdout) as Record<string, unknown>
    assert.deepEqual([report['leases'], report['expired'], report['conflicts']], [2, 1, []])
    assert.deepEqual(await database.sql('SELECT address FROM lease4'), [])
    assert.equal((await keats([...words, ...from('dnsmasq', file)])).code, 0)
    const rows = await database.sql('SELECT hostname, valid_lifetime FROM lease4 ORDER BY address')
    assert.deepEqual(
      rows.map(row => [row['hostname'], Number(row['valid_lifetime']) > 7200]),
      [
        ['laptop', true],
        ['', true],
      ],
    )

    const other = leaseFile(
      `${future} 02:00:00:00:00:01 192.0.2.1 * *`,
      `${future} 02:00:00:00:00:07 198.51.100.7 * *`,
      `${future} 02:00:00:00:00:08 192.0.2.8 * *`,
      `${future} 02:00:00:00:00:09 192.0.2.8 * *`,
    )
    const told = await keats([...words, ...from('dnsmasq', other, '--dry-run')])
    assert.equal(told.code, 1)
    assert.match(told.stdout, /^line 2: 198\.51\.100\.7: in none of the subnets$/m)
    assert.match(told.stdout, /^line 4: 192\.0\.2\.8: another client has it in line 3; the later line counts$/m)
    assert.match(told.stdout, /^line 1: 192\.0\.2\.1: leased already in the database$/m)
    assert.match(told.stdout, /^3 leases, 2 conflicts in the way/m)
    const refused = await keats([...words, ...from('dnsmasq', other)])
    assert.equal(refused.code, 1)
    assert.match(refused.stderr, /2 conflicts stand in the way/)
    assert.equal((await database.sql('SELECT address FROM lease4')).length, 2)
  })
}

test('a line that is wrong is named, with what was expected', async () => {
  const database = await emptiedDatabase('sqlite')
  const cases: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['dnsmasq', [`${future} 02:00 192.0.2.1 *`], /line 1: expected 5 words/],
    [
      'dnsmasq',
      [`${future} 02:00 192.0.2.1 * *`, 'x 02:00 192.0.2.1 * *'],
      /line 2, column 1 \(expiry\): expected Unix/,
    ],
    ['dnsmasq', [`${future} zz 192.0.2.1 * *`], /line 1, column 2 \(hardware address\): expected up to 20 bytes/],
    ['isc-dhcpd', ['lease 192.0.2 {', '}'], /line 1: expected an IPv4 address behind "lease", found "192.0.2"/],
    ['isc-dhcpd', ['lease 192.0.2.1 {', ' starts soon;', '}'], /line 2: expected a time such as/],
    ['isc-dhcpd', ['lease 192.0.2.1 {', ' ends 4 2026/13/45 10:11:12;', '}'], /line 2: expected a time such as/],
    ['isc-dhcpd', ['lease 192.0.2.1 {', ' ends 4 2026/11/19 24:11:12;', '}'], /line 2: expected a time such as/],
    ['isc-dhcpd', ['lease 192.0.2.1 {', ' ends 4 2026/11/19 10:11:12 +0100;', '}'], /line 2: expected a time such as/],
    ['isc-dhcpd', ['lease 192.0.2.1 {', ' uid "abc;', '}'], /line 2: a string without end at character 6/],
    ['isc-dhcpd', ['lease 192.0.2.1 {', ' starts never;'], /line 2: expected "}" or ";", found the end/],
    ['isc-dhcpd', ['}'], /line 1: expected a declaration/],
  ]
  for (const [source, lines, message] of cases) {
    const run = await keats(['lease-upload', 'sqlite', ...database.flags, ...from(source, leaseFile(...lines))])
    assert.equal(run.code, 1, run.stderr)
    assert.match(run.stderr, message)
  }
})
