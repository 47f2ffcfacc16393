import type {LintCase4} from './lint-cases4.ts'

// Cases of high availability, on a machine that has 127.0.0.1 and 192.0.2.2.

type Map = Readonly<Record<string, unknown>>

const ha = (relationship: object, more: object = {}) => ({
  'hooks-libraries': [{library: '/usr/lib/kea/hooks/libdhcp_ha.so', parameters: {'high-availability': [relationship]}}],
  ...more,
})
const threads = {'multi-threading': {'enable-multi-threading': true, 'http-dedicated-listener': true}}
const a = {name: 'a', url: 'http://192.0.2.2:8000/', role: 'primary'}
const b = {name: 'b', url: 'http://192.0.2.3:8000/', role: 'standby'}
const second = {...b, role: 'secondary'}
const pair = {'this-server-name': 'a', mode: 'hot-standby', peers: [a, b]}
const balancing = {...pair, mode: 'load-balancing', peers: [a, second]}
const where = 'Dhcp4.hooks-libraries[0].parameters.high-availability[0]'

/** Files that every machine of the tests has. */
const files = {'trust-anchor': 'ca.pem', 'cert-file': 'cert.pem', 'key-file': 'key.pem'}

const subnet = {id: 1, subnet: '192.0.2.0/24', pools: [{pool: '192.0.2.10 - 192.0.2.99'}]}
const pool = (range: string, ...names: string[]) => ({pool: range, 'client-classes': names})
const pools = (...list: object[]) => ({subnet4: [{...subnet, pools: list}]})
const phones = (ofB: string) => ({
  'client-classes': [
    {name: 'phones', test: "option[60].text == 'phone'"},
    {name: 'phones_a', test: "member('phones') and member('HA_a')"},
    {name: 'phones_b', test: ofB},
  ],
})
const firstHalf = '192.0.2.10 - 192.0.2.49'
const secondHalf = '192.0.2.50 - 192.0.2.99'
const remote = {type: 'postgresql', name: 'keats', user: 'keats', host: 'db1,db2'}
const recovery = {'max-reconnect-tries': 3, 'reconnect-wait-time': 1000}

const changed = (rule: string, change: Map, key: string, says: RegExp, good: Map = {}): LintCase4 => ({
  rule,
  bad: ha({...pair, ...change}),
  good: ha({...pair, ...good}),
  path: `${where}.${key}`,
  says,
})

export const haLintCases4: readonly LintCase4[] = [
  {
    rule: 'ha-names',
    bad: ha(balancing, pools(pool(firstHalf, 'HA_a', 'HA_c'))),
    good: ha(balancing, pools(pool(firstHalf, 'HA_a', 'HA_b'))),
    path: 'Dhcp4.subnet4[0].pools[0].client-classes[1]',
    says: /no client is ever in the class "HA_c"/,
  },
  {
    // In hot-standby they are all the primary's.
    rule: 'ha-names',
    bad: ha(pair, {subnet4: [{...subnet, 'client-class': 'HA_b'}]}),
    good: ha(pair, {subnet4: [{...subnet, 'client-class': 'HA_a'}]}),
    path: 'Dhcp4.subnet4[0].client-class',
    says: /no client is ever in the class "HA_b"/,
  },
  {
    rule: 'ha-names',
    bad: ha(balancing, {'client-classes': [{name: 'x', test: "member('HA_b') or member('HA_server2')"}]}),
    good: ha(balancing, {'client-classes': [{name: 'x', test: "member('HA_b')"}]}),
    path: 'Dhcp4.client-classes[0].test',
    says: /"HA_server2"/,
  },
  {
    rule: 'ha-pools',
    bad: ha(balancing, pools(pool(firstHalf, 'HA_a'), pool(secondHalf, 'HA_a'))),
    good: ha(balancing, pools(pool(firstHalf, 'HA_a'), pool(secondHalf, 'HA_b'))),
    path: 'Dhcp4.subnet4[0].pools',
    says: /clients in HA_b have no pool/,
  },
  {
    // Pools of classes that ask for the server, as in Kea's own example.
    rule: 'ha-undivided',
    bad: ha(balancing, {
      ...pools(pool(firstHalf, 'phones'), pool(secondHalf, 'phones_b')),
      ...phones("member('phones')"),
    }),
    good: ha(balancing, {
      ...pools(pool(firstHalf, 'phones_a'), pool(secondHalf, 'phones_b')),
      ...phones("member('HA_b') and member('phones')"),
    }),
    path: 'Dhcp4.subnet4[0].pools[0].pool',
    says: /both servers give out of this pool/,
  },
  {
    rule: 'ha-pools',
    bad: ha(balancing, {
      ...pools(pool(firstHalf, 'phones_a'), pool(secondHalf, 'HA_a')),
      ...phones("member('phones')"),
    }),
    good: ha(balancing, {
      ...pools(pool(firstHalf, 'phones_a'), pool(secondHalf, 'phones_b')),
      ...phones("member('phones') and (member('HA_b') and option[61].exists)"),
    }),
    path: 'Dhcp4.subnet4[0].pools',
    says: /clients in HA_b have no pool/,
  },
  {
    rule: 'ha-undivided',
    bad: ha(balancing, pools({pool: firstHalf})),
    good: ha(balancing, pools(pool(firstHalf, 'HA_a'), pool(secondHalf, 'HA_b'))),
    path: 'Dhcp4.subnet4[0].pools[0].pool',
    says: /both servers give out of this pool/,
  },
  changed('ha-failover', {peers: [a, {...b, 'auto-failover': false}]}, 'peers[1].auto-failover', /"b" does not serve/, {
    peers: [{...a, 'auto-failover': false}, b],
  }),
  {
    rule: 'ha-failover',
    bad: ha({...balancing, 'max-unacked-clients': 0}),
    good: ha({...balancing, 'max-unacked-clients': 1}),
    path: `${where}.max-unacked-clients`,
    says: /silence between the servers alone/,
  },
  changed('ha-timers', {'heartbeat-delay': 0}, 'heartbeat-delay', /never hears of its partner/),
  changed('ha-timers', {'max-response-delay': 10000}, 'max-response-delay', /after 10000 ms/, {
    'max-response-delay': 10001,
  }),
  changed('ha-updates', {'sync-leases': false}, 'sync-leases', /missed while it was away/),
  changed('ha-updates', {'send-lease-updates': false}, 'send-lease-updates', /only when it comes back/),
  {
    rule: 'ha-updates',
    bad: ha({...pair, 'send-lease-updates': false, 'sync-leases': false}),
    good: ha(
      {...pair, 'send-lease-updates': false, 'sync-leases': false},
      {'lease-database': {...remote, ...recovery}},
    ),
    path: `${where}.send-lease-updates`,
    says: /a sqlite database is this server’s alone/,
  },
  {
    rule: 'ha-database',
    bad: ha(pair, {'lease-database': {...remote, ...recovery}}),
    good: ha(pair, {'lease-database': {...remote, ...recovery, host: 'localhost'}}),
    path: 'Dhcp4.lease-database.host',
    says: /if the partner uses this very database/,
  },
  changed('ha-url', {'this-server-name': 'b'}, 'peers[1].url', /does not have the address 192\.0\.2\.3/),
  changed('ha-url', {peers: [a, {...b, url: a.url}]}, 'peers[1].url', /is where "a" is too/),
  changed('ha-url', {peers: [{...a, url: 'http://127.0.0.1:8000/'}, b]}, 'peers[0].url', /cannot reach 127\.0\.0\.1/, {
    peers: [a, b].map((peer, index) => ({...peer, url: `http://127.0.0.1:800${index}/`})),
  }),
  changed('ha-url', files, 'peers[0].url', /TLS is spoken there.*the url says http/, {
    ...files,
    peers: [a, b].map(peer => ({...peer, url: peer.url.replace('http', 'https')})),
  }),
  changed('ha-open', threads, 'peers[0].url', /whoever reaches .* controls this server/, {
    ...threads,
    peers: [{...a, 'basic-auth-user': 'u', 'basic-auth-password': 'p'}, b],
  }),
  changed('ha-open', {...threads, 'restrict-commands': true}, 'peers[0].url', /can change its leases/),
  changed(
    'password-readable',
    {peers: [a, {...b, 'basic-auth-user': 'u', 'basic-auth-password': 'p'}]},
    'peers[1].basic-auth-password',
    /everybody on this machine can read the password/,
  ),
]
