/** Parameters of libdhcp_ha.so, to be judged by Kea and by keats. */
export interface HaCase {
  /** JSON text. */
  readonly parameters: string
  /** Why the two judge it differently; undefined = they agree. */
  readonly differs: string | undefined
}

type Map = Readonly<Record<string, unknown>>

const primary = {name: 'server1', url: 'http://127.0.0.1:18001/', role: 'primary'}
const secondary = {name: 'server2', url: 'http://127.0.0.1:18002/', role: 'secondary'}
const standby = {...secondary, role: 'standby'}
const backup = {name: 'backup1', url: 'http://127.0.0.1:18003/', role: 'backup'}
const balancing = {'this-server-name': 'server1', mode: 'load-balancing', peers: [primary, secondary]}
const hotStandby = {...balancing, mode: 'hot-standby', peers: [primary, standby]}
const passive = {...balancing, mode: 'passive-backup', peers: [primary, backup]}

const UNKNOWN_KEYWORD = 'Kea ignores keywords that it does not know, keats refuses them'
const NO_PORT = 'no server can be reached at this port'
const NO_PAGE = 'no synchronization succeeds with pages of no lease'
const NEWER = 'a parameter of newer versions, which Kea 2.2.0 ignores and keats checks'
const SCOPED = 'a zone in an address'
const AFTER_BRACKET = 'text between an address in brackets and its port'

const absent = undefined
/** Stands for a number that JSON.stringify would write without its fraction. */
const FRACTION = 'FRACTION'

const relationship = (change: Map, base: Map = balancing) => ({'high-availability': [{...base, ...change}]})
const second = (change: Map) => relationship({peers: [primary, {...secondary, ...change}]})
const first = (change: Map) => relationship({peers: [{...primary, ...change}, secondary]})

const frames = [
  {},
  {'high-availability': 5},
  {'high-availability': []},
  {'high-availability': [5]},
  {'high-availability': [{}]},
  {'high-availability': {}},
  {'high-availability': balancing},
  {'high-availability': [balancing, balancing]},
  relationship({}),
  relationship({}, hotStandby),
  relationship({}, passive),
  relationship({'user-context': {a: 1}}),
  relationship({comment: 'x'}),
]

const integers = [0, 1, 65535, 65536, 4294967295, 4294967296, -1, '5', FRACTION, true, null]
const flags = [true, false, 'true', 1]
const each = (keys: readonly string[], values: readonly unknown[]) =>
  keys.flatMap(key => values.map(value => relationship({[key]: value})))

const scalars = [
  ...each(['this-server-name'], [absent, '', '  ', 'server1 ', ' server1', 'x', 5, 'SERVER1']),
  ...each(['mode'], [absent, '', 'x', 5, 'Load-Balancing', ' load-balancing']),
  ...each(['heartbeat-delay', 'max-response-delay', 'max-ack-delay', 'max-unacked-clients'], integers),
  ...each(['sync-timeout', 'delayed-updates-limit'], integers),
  ...each(
    ['sync-page-limit'],
    integers.filter(value => value !== 0),
  ),
  ...each(['send-lease-updates', 'sync-leases', 'restrict-commands', 'require-client-certs', 'wait-backup-ack'], flags),
  relationship({'wait-backup-ack': true}, hotStandby),
  relationship({'wait-backup-ack': true}, passive),
  relationship({'delayed-updates-limit': 1}, hotStandby),
  relationship({'delayed-updates-limit': 1}, passive),
  relationship({'delayed-updates-limit': 0}, hotStandby),
  relationship({'max-rejected-lease-updates': 0}),
  relationship({'max-rejected-lease-updates': 4294967295}),
]

const allThreads = {
  'enable-multi-threading': true,
  'http-dedicated-listener': true,
  'http-listener-threads': 5,
  'http-client-threads': 4294967295,
}
const threads = each(
  ['multi-threading'],
  [
    5,
    {},
    {'enable-multi-threading': 5},
    {'enable-multi-threading': true},
    {'http-dedicated-listener': true},
    allThreads,
    {'http-listener-threads': -1},
    {'http-listener-threads': 4294967296},
    {'http-client-threads': 'x'},
  ],
)

const peerFields = [
  ...each(['peers'], [absent, 5, [], [5], [{}], {}, [primary], [primary, secondary, backup]]),
  ...['name', 'url', 'role'].flatMap(key =>
    [absent, '', '  ', 5, 'x', ' server2 ', 'server1', 'backup', 'standby', 'primary', 'secondary', 'Secondary'].map(
      value => second({[key]: value}),
    ),
  ),
  ...flags.map(value => second({'auto-failover': value})),
  second({'basic-auth-user': ''}),
  second({'basic-auth-user': 'u'}),
  second({'basic-auth-user': 'u:v'}),
  second({'basic-auth-user': 5}),
  second({'basic-auth-password': ''}),
  second({'basic-auth-password': 'p:q'}),
  second({'basic-auth-password': 5}),
  second({'basic-auth-password-file': 'ABSENT'}),
  second({'basic-auth-password-file': 'SECRET'}),
  second({'basic-auth-password-file': 5}),
  second({'basic-auth-user': 'u', 'basic-auth-password-file': 'SECRET'}),
  second({'basic-auth-user': 'u', 'basic-auth-password': 'p', 'basic-auth-password-file': 'SECRET'}),
]

const urls = [
  ...['http://127.0.0.1/', 'http://127.0.0.1:18001', 'http://[::1]:80/', 'http://127.0.0.1:80/path?x=1'],
  ...['http://[127.0.0.1]:80/', 'http://127.0.0.1:80/ ', 'http://0.0.0.0:80/', 'http://[2001:db8::1]'],
  ...['http://127.0.0.1:080/', 'http://[::1]/', '127.0.0.1:80', 'http://host:80/', 'http://::1:80/'],
  ...['https://127.0.0.1:8443/', 'http://127.0.0.1:x/', 'ftp://127.0.0.1/', 'HTTP://127.0.0.1/', 'http://'],
  ...['http:///', 'http://127.0.0.1:/', 'http://u:p@127.0.0.1:80/', 'http://[::1:80/', ' http://127.0.0.1:80/'],
  ...['http://127.0.0.1:80x/', 'http://127.0.0.1#x', 'http://127.0.0.1?x', 'http://[]:80/', 'http://[host]:80/'],
  ...['http://127.0.0.1:99999999999/', 'http://127.1:80/', 'http://[::1]::80/', 'https://[::1]', 'http:/127.0.0.1/'],
  ...['http//127.0.0.1', 'http:127.0.0.1', 'http://127.0.0.01/', 'http://1.2.3.4:5:6/', 'http://127.0.0.1: 80/'],
]

const tlsKeys = ['trust-anchor', 'cert-file', 'key-file']
const someTls = [1, 2, 3, 4, 5, 6, 7].map(bits =>
  Object.fromEntries(tlsKeys.filter((_key, index) => bits & (1 << index)).map(key => [key, key.toUpperCase()])),
)
const wholeTls = someTls.at(-1)!
const https = (peer: typeof primary) => ({...peer, url: peer.url.replace('http:', 'https:')})
const tls = [
  ...someTls.flatMap(files => [relationship(files), first(files), second(files)]),
  relationship({'trust-anchor': '', 'cert-file': '', 'key-file': ''}),
  relationship({'trust-anchor': 5}),
  relationship({...wholeTls, 'cert-file': 'ABSENT'}),
  relationship({...wholeTls, 'trust-anchor': 'ABSENT'}),
  relationship({...wholeTls, 'key-file': 'ABSENT'}),
  relationship({peers: [https(primary), https(secondary)]}),
  relationship({peers: [https(primary), https(secondary)], ...wholeTls}),
  relationship({peers: [primary, {...secondary, 'trust-anchor': ''}], ...wholeTls}),
  relationship({
    peers: [primary, {...https(secondary), 'trust-anchor': '', 'cert-file': '', 'key-file': ''}],
    ...wholeTls,
  }),
  relationship({peers: [{...primary, ...wholeTls}, https(secondary)]}),
  second({...wholeTls, url: 'https://127.0.0.1:8443/'}),
]

const stateNames = [
  ...['backup', 'communication-recovery', 'hot-standby', 'load-balancing', 'in-maintenance', 'partner-down', 'ready'],
  ...['partner-in-maintenance', 'passive-backup', 'syncing', 'terminated', 'waiting', 'unavailable'],
  ...['Waiting', ' waiting', '', 'x'],
]
const states = (...list: unknown[]) => ({states: list})
const machines = each(
  ['state-machine'],
  [
    5,
    {},
    {states: 5},
    states(),
    states(5),
    states({}),
    states({state: 'waiting'}),
    states({pause: 'always'}),
    states({state: 'waiting', pause: 'x'}),
    states({state: 'waiting', pause: 'once'}, {state: 'waiting', pause: 'always'}),
    states({state: 'ready', pause: 5}),
    states({state: 5, pause: 'once'}),
    ...stateNames.map((state, index) => states({state, pause: ['always', 'never', 'once'][index % 3]})),
  ],
)

const named = (peer: object, name: string) => ({...peer, name})
const groups = [
  [primary],
  [primary, secondary],
  [primary, standby],
  [primary, backup],
  [named(secondary, 'server1'), named(standby, 'server2')],
  [named(secondary, 'server1'), backup],
  [named(standby, 'server1'), backup],
  [named(backup, 'server1')],
  [named(backup, 'server1'), backup],
  [primary, secondary, standby],
  [primary, secondary, named(standby, 'server3')],
  [primary, named(primary, 'server2')],
  [primary, secondary, named(secondary, 'server3')],
  [primary, standby, named(standby, 'server3')],
  [primary, secondary, backup, named(backup, 'backup2')],
  [primary, standby, backup],
  [secondary, primary],
  [standby, primary],
]
const roles = ['load-balancing', 'hot-standby', 'passive-backup'].flatMap(mode =>
  groups.flatMap(peers => [
    relationship({mode, peers}),
    ...(peers.includes(backup) ? [relationship({mode, peers, 'this-server-name': 'backup1'})] : []),
  ]),
)

const different: readonly (readonly [object, string])[] = [
  [{...relationship({}), other: 1}, UNKNOWN_KEYWORD],
  [relationship({foo: 1}), UNKNOWN_KEYWORD],
  [relationship({'multi-threading': {foo: 1}}), UNKNOWN_KEYWORD],
  [relationship({'state-machine': {foo: 1}}), UNKNOWN_KEYWORD],
  [relationship({'state-machine': states({state: 'ready', foo: 1})}), UNKNOWN_KEYWORD],
  [second({foo: 1}), UNKNOWN_KEYWORD],
  [relationship({'sync-page-limit': 0}), NO_PAGE],
  [relationship({'max-rejected-lease-updates': -1}), NEWER],
  [relationship({'max-rejected-lease-updates': '5'}), NEWER],
  [second({'basic-auth-user': 'u', 'basic-auth-user-file': 'SECRET'}), NEWER],
  ...['65536', '99999', '0', '-1', '+80'].map(port => [second({url: `http://127.0.0.1:${port}/`}), NO_PORT] as const),
  [second({url: 'http://[fe80::1%lo]:80/'}), SCOPED],
  [second({url: 'http://[::1]x:80/'}), AFTER_BRACKET],
]

const same = [
  ...frames,
  ...scalars,
  ...threads,
  ...peerFields,
  ...urls.map(url => second({url})),
  ...['http://host:80/', 'ftp://x/'].map(url => first({url})),
  ...tls,
  ...machines,
  ...roles,
]

export const haCases: readonly HaCase[] = [
  ...same.map(parameters => ({parameters: textOf(parameters), differs: undefined})),
  ...different.map(([parameters, differs]) => ({parameters: textOf(parameters), differs})),
]

function textOf(parameters: object): string {
  return JSON.stringify(parameters).replaceAll(`"${FRACTION}"`, '5.0')
}
