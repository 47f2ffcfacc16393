import {discover, fqdn, hostName, select} from './queries.ts'
import type {Query4, Scenario4} from './scenario.ts'

type Options = Readonly<Record<number, string>>
type Json = Readonly<Record<string, unknown>>

/** Names of every kind; a client for each. */
const names: readonly Options[] = [
  {},
  hostName('Alpha'),
  hostName('Alpha.Example.ORG'),
  hostName('alpha.'),
  hostName('alpha.example.org.'),
  hostName('al_pha! x'),
  hostName('!!!'),
  hostName('.'),
  hostName('a..b'),
  hostName('   '),
  {12: ''},
  {12: '0000'},
  {12: '61c3a9'},
  fqdn(5, 'Alpha.example.org.'),
  fqdn(5, 'Alpha'),
  fqdn(5, 'alpha.example'),
  fqdn(5, 'al_p!ha.exa mple.org.'),
  fqdn(5, '!!!'),
  fqdn(5, '!!!.'),
  {81: '050000'},
  {81: '010000'},
  {81: '05000000'},
  {81: '05000003612e6200'},
  {81: '0500000161000162'},
  {81: '050000000161'},
  {81: '050000026100'},
  fqdn(1, 'Alpha', false),
  fqdn(1, 'Alpha.example.org.', false),
  fqdn(4, 'alpha.example.org.'),
  fqdn(12, 'alpha.example.org.'),
  {...fqdn(5, 'alpha.'), ...hostName('beta')},
]

const pools = [{pool: '127.0.1.10 - 127.0.1.90'}]
const subnet = (more: Json): Json => ({subnet4: [{id: 1, subnet: '127.0.1.0/24', pools, ...more}]})
const mac = (index: number) => `0200000000${(index + 16).toString(16)}`
const colons = (text: string) => text.match(/../g)!.join(':')

/** Each asks for the address that an offer would bring. */
function clients(): readonly Query4[] {
  return names.map((options, index) => select({mac: mac(index), options, prl: [12, 81], ask: `127.0.1.${index + 10}`}))
}

function offeredFirst(list: readonly Options[]): readonly Query4[] {
  return list.flatMap((options, index) => {
    const more = {mac: mac(index), options, prl: [12, 81]}
    return [discover(more), select(more)]
  })
}

const settings = (name: string, config: Json): Scenario4 => ({
  name,
  config: {...subnet({}), ...config},
  steps: clients(),
})

/** A reservation of this name for each client. */
function reserved(name: string, hostname: string, config: Json = {}): Scenario4 {
  const reservations = names.map((_, index) => ({'hw-address': colons(mac(index)), hostname}))
  return {name, config: {...subnet({reservations}), ...config}, steps: clients()}
}

/** Two subnets; from the fourth client on they have the second. */
function network(name: string, global: Json, shared: Json, first: Json, second: Json): Scenario4 {
  const few = [{pool: '127.0.1.10 - 127.0.1.12'}]
  const subnets = [
    {id: 1, subnet: '127.0.1.0/24', pools: few, ...first},
    {id: 2, subnet: '127.0.2.0/24', pools: [{pool: '127.0.2.10 - 127.0.2.90'}], ...second},
  ]
  const config = {...global, subnet4: [], 'shared-networks': [{name: 'both', ...shared, subnet4: subnets}]}
  return {name, config, steps: offeredFirst([...names.slice(5, 8), ...names])}
}

const set = (pattern: string, replacement: string): Scenario4 =>
  settings(`characters ${pattern} become ${replacement}`, {
    'hostname-char-set': pattern,
    'hostname-char-replacement': replacement,
  })

const everything = (word: string, mode: string): Json => ({
  'ddns-replace-client-name': mode,
  'ddns-generated-prefix': `${word}-pre`,
  'ddns-qualifying-suffix': `${word}.example`,
  'hostname-char-set': '[^a-z.]',
  'hostname-char-replacement': word,
})

const former = {
  'enable-updates': false,
  'replace-client-name': 'when-not-present',
  'generated-prefix': 'former',
  'qualifying-suffix': 'former.example',
  'hostname-char-set': '[!]',
  'hostname-char-replacement': 'z',
}

/** `ddns-*` and `hostname-char-*` while the server makes no DNS updates. */
export const nameSettingScenarios4: readonly Scenario4[] = [
  {...settings('every name by the defaults', {}), steps: offeredFirst(names)},
  ...['ALWAYS', 'when-present', 'when-not-present', 'never'].map(mode =>
    settings(`replace ${mode}`, {'ddns-replace-client-name': mode}),
  ),
  ...[
    'example.com',
    'Example.COM.',
    'example.org.',
    'org',
    'Alpha',
    '.',
    '.dot',
    'a..b',
    'e_x!a b.com',
    'back\\slash',
  ].map(suffix =>
    settings(`suffix ${suffix}`, {'ddns-qualifying-suffix': suffix, 'ddns-replace-client-name': 'when-not-present'}),
  ),
  ...['', 'Pre_!fix', 'two.labels', 'a..b', 'a'.repeat(60)].map(prefix =>
    settings(`prefix "${prefix}"`, {'ddns-generated-prefix': prefix, 'ddns-replace-client-name': 'when-present'}),
  ),
  ...[
    ['', 'x'],
    ['[^A-Za-z0-9.-]', '-'],
    ['[^A-Za-z0-9.-]', 'XyZ'],
    ['[^A-Za-z0-9.-]', '.'],
    ['[^a-z]', ''],
    ['.', 'a'],
    ['[[:upper:][:space:]]+|p?h', '_'],
    ['(al|alpha)(p|x)*', '_'],
  ].map(([pattern, replacement]) => set(pattern!, replacement!)),
  {
    ...set('l*', '_'),
    differences: {
      'lease 127.0.1.22 hostname': 'what is no UTF-8 any more is stored by keats as Latin-1, by Kea as it is',
    },
  },
  settings('what only updates need', {
    'ddns-override-no-update': true,
    'ddns-override-client-update': true,
    'ddns-send-updates': false,
    'ddns-update-on-renew': true,
    'ddns-use-conflict-resolution': false,
    'dhcp-ddns': {'enable-updates': false},
  }),
  settings('the former place of the keywords', {'dhcp-ddns': former}),
  settings('both places', {'dhcp-ddns': former, 'ddns-qualifying-suffix': 'new.example', 'hostname-char-set': '[al]'}),
  network('each level by itself', everything('g', 'never'), {}, everything('a', 'never'), everything('b', 'never')),
  network('always in the second subnet', {}, everything('n', 'never'), {}, {'ddns-replace-client-name': 'always'}),
  network('never in the second subnet', {}, everything('n', 'always'), {}, {'ddns-replace-client-name': 'never'}),
  network(
    'an empty text ends what is inherited',
    everything('g', 'when-not-present'),
    {'ddns-qualifying-suffix': '', 'hostname-char-replacement': ''},
    {},
    {'ddns-generated-prefix': '', 'hostname-char-set': '[!]'},
  ),
  reserved('a reserved name', 'Reserved'),
  reserved('a reserved name against every other', 'Res_erved!', {...everything('g', 'always')}),
  reserved('a reserved name of several labels', 'Res.Example.ORG.', {'ddns-qualifying-suffix': 'Up.COM'}),
  reserved('a reserved name with the suffix', 'res.example.org.', {'ddns-qualifying-suffix': 'example.org'}),
  reserved('a reserved dot', '.'),
  reserved('a reserved dot with a suffix', '.', {'ddns-qualifying-suffix': 'up.com'}),
  reserved('a reserved name that is none', 'a..b', {'ddns-replace-client-name': 'when-not-present'}),
  reserved('a reserved name that is too long for a label', 'x'.repeat(64)),
  {
    ...reserved('a name reserved everywhere', 'unused'),
    config: {
      ...subnet({}),
      'reservations-global': true,
      reservations: names.map((_, index) => ({'hw-address': colons(mac(index)), hostname: 'Globe'})),
    },
  },
  settings('an option 12 of the configuration', {'option-data': [{name: 'host-name', data: 'configured'}]}),
  reserved('an option 12 of the configuration beside a reserved name', 'mine', {
    'option-data': [{name: 'host-name', data: 'configured', 'always-send': true}],
  }),
]
