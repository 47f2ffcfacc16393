import assert from 'node:assert/strict'
import {test} from 'node:test'
import {parseConfig4} from '../../../src/config/dhcp4.ts'
import type {Environment} from '../../../src/config/environment.ts'
import {formatIssue} from '../../../src/config/issues.ts'
import type {ServerConfig4} from '../../../src/model/config4.ts'
import {formatIpv4, parseIpv4} from '../../../src/net-types/ipv4.ts'
import {formatPrefix4} from '../../../src/net-types/prefix4.ts'

const environment: Environment = {
  readFile: () => {
    throw new Error('no such file')
  },
  stateDirectory: '/var/lib/keats',
  interfaces: new Map([
    ['lo', [parseIpv4('127.0.0.1')!]],
    ['eth0', []],
  ]),
}

function parse(dhcp4: object) {
  return parseConfig4(JSON.stringify({Dhcp4: dhcp4}), 'kea.conf', environment)
}

function configOf(dhcp4: object): ServerConfig4 {
  const result = parse(dhcp4)
  if (result.kind === 'errors') assert.fail(result.errors.map(formatIssue).join('\n'))
  return result.config
}

/** "path: message" of every error. */
function errorsOf(dhcp4: object): string[] {
  const result = parse(dhcp4)
  return result.kind === 'errors' ? result.errors.map(({path, message}) => `${path}: ${message}`) : []
}

test('an error names file, line, column, path and what was expected', () => {
  const text =
    '{"Dhcp4": {\n  "subnet4": [\n    {"subnet": "192.0.2.0/24",\n     "pools": [{"pool": "192.0.2.1-192.0.2.5"}, {"pool": "192.0.3.1"}]}]}}'
  const result = parseConfig4(text, 'kea.conf', environment)
  assert.equal(result.kind, 'errors')
  assert.deepEqual(result.kind === 'errors' && result.errors.map(formatIssue), [
    'kea.conf:4:58: Dhcp4.subnet4[0].pools[1].pool: expected "192.0.2.10 - 192.0.2.20" or "192.0.2.0/28", found "192.0.3.1"',
  ])
})

test('all errors of meaning come at once', () => {
  const errors = errorsOf({
    'valid-lifetime': '7200',
    'interfaces-config': {interfaces: ['eth7'], 'dhcp-socket-type': 'tcp'},
    subnet4: [{subnet: '192.0.2.0/24', id: -1}, {id: 3}],
  })
  assert.deepEqual(errors, [
    'Dhcp4.valid-lifetime: expected an integer, found a string',
    'Dhcp4.interfaces-config.interfaces[0]: there is no interface "eth7" here',
    'Dhcp4.interfaces-config.dhcp-socket-type: expected one of raw, udp, found "tcp"',
    'Dhcp4.subnet4[0].id: expected an integer 0..4294967294, found -1',
    'Dhcp4.subnet4[1]: "subnet" is missing',
  ])
})

const keywords: readonly (readonly [object, string])[] = [
  [{'valid-lifetme': 5}, 'Dhcp4.valid-lifetme: "valid-lifetme" is not a keyword here, did you mean "valid-lifetime"?'],
  [{subnets4: []}, 'Dhcp4.subnets4: "subnets4" is not a keyword here, did you mean "subnet4"?'],
  [{frobnicate: 1}, 'Dhcp4.frobnicate: "frobnicate" is not a keyword here'],
  [
    {'config-control': {'config-databases': [{type: 'mysql', name: 'x'}]}},
    'Dhcp4.config-control.config-databases: configuration databases are known to Kea, not supported by keats yet',
  ],
  [
    {reservations: [{'user-context': {}}]},
    'Dhcp4.reservations[0]: this reservation is for nobody, expected one of circuit-id, client-id, duid, flex-id, hw-address',
  ],
  [
    {'option-data': [{name: 'router', data: '192.0.2.1'}]},
    'Dhcp4.option-data[0].name: there is no option "router" in the space "dhcp4", did you mean "routers"?',
  ],
  [
    {'option-data': [{name: 'routers', data: '192.0.2.'}]},
    "Dhcp4.option-data[0].data: option routers: '192.0.2.' is not an IPv4 address",
  ],
  [
    {'lease-database': {type: 'mysql', name: 'kea', password: 5}},
    'Dhcp4.lease-database.password: expected a string, found an integer',
  ],
]

for (const [dhcp4, message] of keywords) {
  test(`refuses ${JSON.stringify(dhcp4)}`, () => assert.deepEqual(errorsOf(dhcp4), [message]))
}

test('scalars are inherited: subnet over shared network over global over default', () => {
  const config = configOf({
    'valid-lifetime': 1000,
    'renew-timer': 100,
    'next-server': '192.0.2.254',
    'server-hostname': 'global',
    'match-client-id': false,
    'shared-networks': [
      {
        name: 'n',
        'valid-lifetime': 2000,
        'max-valid-lifetime': 4000,
        'server-hostname': 'network',
        'boot-file-name': 'boot',
        interface: 'eth0',
        relay: {'ip-addresses': ['198.51.100.1', '198.51.100.2']},
        subnet4: [
          {subnet: '192.0.2.0/24', 'valid-lifetime': 3000, 'server-hostname': ''},
          {subnet: '192.0.3.0/24', relay: {'ip-address': '198.51.100.9'}, 'match-client-id': true, 'renew-timer': 50},
        ],
      },
    ],
    subnet4: [{subnet: '192.0.4.0/24', 'calculate-tee-times': true, 't1-percent': 0.25}],
  })
  const [first, second, third] = config.subnets
  assert.deepEqual(first!.validLifetime, {min: 3000, default: 3000, max: 4000})
  assert.deepEqual(second!.validLifetime, {min: 2000, default: 2000, max: 4000})
  assert.deepEqual(third!.validLifetime, {min: 1000, default: 1000, max: 1000})
  assert.deepEqual(
    [first, second, third].map(subnet => subnet!.renewTimer),
    [100, 50, 100],
  )
  assert.deepEqual(
    [first, second, third].map(subnet => subnet!.matchClientId),
    [false, true, false],
  )
  assert.deepEqual(
    [first, second, third].map(subnet => subnet!.boot.serverHostname),
    ['network', 'network', 'global'],
  )
  assert.deepEqual(
    [first, second, third].map(subnet => subnet!.boot.bootFileName),
    ['boot', 'boot', ''],
  )
  assert.equal(formatIpv4(third!.boot.nextServer), '192.0.2.254')
  assert.deepEqual(first!.relayAddresses.map(formatIpv4), ['198.51.100.1', '198.51.100.2'])
  assert.deepEqual(second!.relayAddresses.map(formatIpv4), ['198.51.100.9'])
  assert.deepEqual(
    [first, second, third].map(subnet => subnet!.interface),
    ['eth0', 'eth0', undefined],
  )
  assert.deepEqual([third!.calculateTeeTimes, third!.t1Percent, third!.t2Percent], [true, 0.25, 0.875])
  assert.deepEqual([first!.sharedNetwork, third!.sharedNetwork], ['n', undefined])
  assert.equal(config.sharedNetworks[0]!.subnets[0], first)
})

test('automatic ids count shared networks first, and subnets stand by id', () => {
  const config = configOf({
    subnet4: [{subnet: '192.0.2.0/24'}, {subnet: '192.0.3.0/24', id: 77}, {subnet: '192.0.4.0/24', id: 0}],
    'shared-networks': [{name: 'n', subnet4: [{subnet: '192.0.5.0/24'}]}],
  })
  const ids = config.subnets.map(({id, prefix}) => `${formatPrefix4(prefix)} ${id}`)
  assert.deepEqual(ids, ['192.0.5.0/24 1', '192.0.2.0/24 2', '192.0.4.0/24 3', '192.0.3.0/24 77'])
})

test('options are encoded at their level', () => {
  const config = configOf({
    'option-data': [
      {name: 'domain-name-servers', data: '192.0.2.1, 192.0.2.2', 'always-send': true},
      {code: 121, 'csv-format': false, data: '080ac0000201'},
      {name: 'routers', 'never-send': true},
      {name: 'vendor-encapsulated-options'},
      {code: 1, space: 'vendor-encapsulated-options-space', 'csv-format': false, data: "'hi'"},
    ],
    subnet4: [
      {
        subnet: '192.0.2.0/24',
        'option-data': [{name: 'domain-name', data: 'example.org', comment: 'c'}],
        pools: [{pool: '192.0.2.0/25', 'option-data': [{code: 26, data: '1400'}]}],
      },
    ],
  })
  const shown = config.options.map(({code, space, data, alwaysSend, neverSend}) =>
    [code, space, Buffer.from(data).toString('hex'), alwaysSend, neverSend].join(' '),
  )
  assert.deepEqual(shown, [
    '6 dhcp4 c0000201c0000202 true false',
    '121 dhcp4 080ac0000201 false false',
    '3 dhcp4  false true',
    '43 dhcp4 01026869 false false',
    '1 vendor-encapsulated-options-space 6869 false false',
  ])
  const [subnet] = config.subnets
  assert.equal(Buffer.from(subnet!.options[0]!.data).toString(), 'example.org')
  assert.deepEqual(subnet!.options[0]!.userContext, {comment: 'c'})
  assert.equal(Buffer.from(subnet!.pools[0]!.options[0]!.data).toString('hex'), '0578')
})

test('both forms of a pool, by address; a prefix begins at the address that is written', () => {
  const pools = [{pool: ' 192.0.2.100 -192.0.2.200'}, {pool: '192.0.2.16/28'}, {pool: '192.0.2.5/29'}]
  const [subnet] = configOf({subnet4: [{subnet: '192.0.2.9/24', pools}]}).subnets
  const ranges = subnet!.pools.map(({first, last}) => `${formatIpv4(first)}-${formatIpv4(last)}`)
  assert.deepEqual(ranges, ['192.0.2.5-192.0.2.7', '192.0.2.16-192.0.2.31', '192.0.2.100-192.0.2.200'])
  assert.equal(formatPrefix4(subnet!.prefix), '192.0.2.0/24')
})

test('an overlap with any earlier pool is found, not only with the next one', () => {
  const pools = [{pool: '192.0.2.1-192.0.2.200'}, {pool: '192.0.2.201-192.0.2.210'}, {pool: '192.0.2.50-192.0.2.60'}]
  assert.deepEqual(errorsOf({subnet4: [{subnet: '192.0.2.0/24', pools}]}), [
    'Dhcp4.subnet4[0].pools[2].pool: 192.0.2.50-192.0.2.60 overlaps the pool 192.0.2.1-192.0.2.200',
  ])
})

test('lease databases', () => {
  const access = (map: object | undefined) =>
    configOf({'decline-probation-period': 1, 'lease-database': map}).leaseDatabase
  assert.deepEqual(access(undefined), {type: 'sqlite', name: '/var/lib/keats/keats-leases4.sqlite', readonly: false})
  assert.deepEqual(access({type: 'sqlite', name: '/x/y'}), {type: 'sqlite', name: '/x/y', readonly: false})
  assert.deepEqual(access({type: 'memfile', persist: false}), {
    type: 'memfile',
    name: '/var/lib/kea/kea-leases4.csv',
    persist: false,
    lfcInterval: 3600,
    maxRowErrors: 0,
  })
  const sql = access({type: 'postgresql', name: 'kea', host: '', user: 'u', password: 'p', 'trust-anchor': '/ca'})
  assert.ok(sql.type === 'postgresql')
  assert.deepEqual([sql.host, sql.port, sql.user, sql.password, sql.connectTimeout], ['localhost', 0, 'u', 'p', 5])
  assert.equal(sql.tls?.trustAnchor, '/ca')
})

test('a keyword that means nothing to the type of the database is told', () => {
  const result = parse({'lease-database': {type: 'memfile', host: 'db', 'max-row-errors': 3}})
  assert.equal(result.kind, 'config')
  assert.deepEqual(
    result.warnings.map(({path, message}) => `${path}: ${message}`),
    ['Dhcp4.lease-database.host: "host" means nothing to a lease database of type memfile'],
  )
})

test('queue length: from multi-threading, or from dhcp-queue-control when that is on', () => {
  const threads = {'enable-multi-threading': true, 'thread-pool-size': 4, 'packet-queue-size': 16}
  const result = parse({'multi-threading': threads})
  assert.deepEqual(
    result.warnings.map(({path}) => path),
    ['Dhcp4.multi-threading.thread-pool-size'],
  )
  assert.equal(configOf({'multi-threading': threads}).packetQueueSize, 16)
  const queue = {'enable-queue': true, 'queue-type': 'kea-ring4', capacity: 100}
  assert.equal(configOf({'dhcp-queue-control': queue}).packetQueueSize, 100)
  assert.equal(configOf({'dhcp-queue-control': queue, 'multi-threading': threads}).packetQueueSize, 16)
  assert.equal(configOf({'dhcp-queue-control': {...queue, 'enable-queue': false}}).packetQueueSize, undefined)
  assert.equal(
    configOf({'multi-threading': {'enable-multi-threading': false, 'packet-queue-size': 0}}).packetQueueSize,
    undefined,
  )
})

test('loggers: both spellings, severity in any case, pattern checked', () => {
  const outputs = [{output: '/var/log/x', maxver: 3, pattern: '%p %m%n'}]
  const [one, two] = configOf({
    loggers: [
      {name: 'kea-dhcp4', severity: 'debug', debuglevel: 40, output_options: outputs},
      {name: 'kea-dhcp4.leases', 'output-options': outputs},
    ],
  }).loggers
  const output = {output: '/var/log/x', flush: true, maxsize: 10_240_000, maxver: 3, pattern: '%p %m%n'}
  assert.deepEqual(one, {name: 'kea-dhcp4', severity: 'DEBUG', debuglevel: 40, outputs: [output]})
  assert.deepEqual([two!.severity, two!.outputs], ['INFO', [output]])
  assert.deepEqual(errorsOf({loggers: [{name: 'x', output_options: [{output: 'y', pattern: '%F'}]}]}), [
    'Dhcp4.loggers[0].output_options[0].pattern: %F is not supported, expected one of %d %D %p %c %m %n %i %t %h %H %r %x',
  ])
})

test('a comment becomes part of the user context', () => {
  const config = configOf({
    comment: 'top',
    'user-context': {a: [1, {b: null}]},
    subnet4: [{subnet: '192.0.2.0/24', comment: 's'}],
  })
  assert.deepEqual(config.userContext, {a: [1, {b: null}], comment: 'top'})
  assert.deepEqual(config.subnets[0]!.userContext, {comment: 's'})
})

test('a text that is wrong all over ends at the hundredth error', () => {
  const errors = errorsOf({subnet4: Array.from({length: 500}, () => ({subnet: 'x', id: 0}))})
  assert.equal(errors.length, 100)
})

test('not a DHCPv4 configuration', () => {
  const messages = (text: string) => {
    const result = parseConfig4(text, 'f', environment)
    return result.kind === 'errors' ? result.errors.map(formatIssue) : []
  }
  assert.deepEqual(messages('[]'), ['f:1:1: expected {"Dhcp4": …}, found a list'])
  assert.deepEqual(messages('{"Dhcp6": {}}'), [
    'f:1:1: "Dhcp4" is missing',
    'f:1:2: Dhcp6: "Dhcp6" is not a keyword here, did you mean "Dhcp4"?',
  ])
})

test('no error repeats a password', () => {
  const secret = 'Xy7secret'
  const broken = [
    `"${secret}`,
    `"${secret}\n"`,
    `"${secret}\\q"`,
    secret,
    `'${secret}'`,
    `["${secret}"]`,
    `{"${secret}": 1}`,
    `"${secret}" 1`,
    `"${secret}", "port": "x"`,
  ]
  for (const value of broken) {
    const text = `{"Dhcp4": {"lease-database": {"type": "mysql", "name": "n", "password": ${value}}}}`
    const result = parseConfig4(text, 'f', environment)
    assert.ok(result.kind === 'errors', text)
    assert.doesNotMatch(result.errors.map(formatIssue).join(), /secret/)
  }
})
