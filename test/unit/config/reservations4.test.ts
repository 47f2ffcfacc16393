import assert from 'node:assert/strict'
import {test} from 'node:test'
import {parseConfig4} from '../../../src/config/dhcp4.ts'
import {effective4} from '../../../src/config/effective4.ts'
import {formatIssue} from '../../../src/config/issues.ts'
import type {JsonMap} from '../../../src/model/json.ts'
import {parseIpv4} from '../../../src/net-types/ipv4.ts'
import {parsedConfig4} from '../../support/config4.ts'

const environment = {readFile: () => assert.fail('nothing to include'), stateDirectory: '/var/lib/keats'}

function errorsOf(dhcp4: object): string[] {
  const result = parseConfig4(JSON.stringify({Dhcp4: dhcp4}), 'x', environment)
  return result.kind === 'errors' ? result.errors.map(formatIssue) : []
}

const pool = {subnet: '192.0.2.0/24', id: 7}

test('a reservation with all that one may hold', () => {
  const {reservations} = parsedConfig4({
    reservations: [{'client-id': "'abc'", hostname: 'everywhere'}],
    subnet4: [
      {
        ...pool,
        reservations: [
          {
            'hw-address': '1A:1b:1c:1d:1e:1f',
            'ip-address': '192.0.2.5',
            hostname: 'h',
            'next-server': '192.0.2.1',
            'server-hostname': 's',
            'boot-file-name': 'b',
            'client-classes': [' one ', 'two', 'one', ''],
            'option-data': [{name: 'domain-name', data: 'x', 'always-send': true}],
            'user-context': {a: 1},
            comment: 'c',
          },
        ],
      },
    ],
  })
  const nothing = {subnetId6: undefined, authKey: '', userContext: undefined}
  assert.deepEqual(reservations, [
    {
      ...nothing,
      identifier: {type: 'client-id', value: '616263'},
      subnetId: 0,
      address: undefined,
      hostname: 'everywhere',
      nextServer: undefined,
      serverHostname: '',
      bootFileName: '',
      clientClasses: [],
      options: [],
    },
    {
      ...nothing,
      identifier: {type: 'hw-address', value: '1a1b1c1d1e1f'},
      subnetId: 7,
      address: parseIpv4('192.0.2.5'),
      hostname: 'h',
      nextServer: parseIpv4('192.0.2.1'),
      serverHostname: 's',
      bootFileName: 'b',
      clientClasses: ['one', 'two'],
      options: [
        {
          code: 15,
          space: 'dhcp4',
          data: {bytes: '78'},
          alwaysSend: true,
          neverSend: false,
          userContext: undefined,
          clientClasses: [],
          name: 'domain-name',
        },
      ],
      userContext: '{"a": 1, "comment": "c"}',
    },
  ])
})

test('what contradicts another reservation is told with the place of the other', () => {
  const reservations = [
    {duid: '01', 'ip-address': '192.0.2.5'},
    {duid: '0x1', hostname: 'again'},
    {duid: '02', 'ip-address': '192.0.2.5'},
    {duid: '03', 'ip-address': '192.0.3.5'},
  ]
  const errors = errorsOf({subnet4: [{...pool, reservations}]})
  const at = /x:1:\d+: Dhcp4\.subnet4\[0\]\.reservations\[/
  assert.equal(errors.length, 3)
  for (const error of errors) assert.match(error, at)
  assert.match(errors[0]!, /\[1\]\.duid: this subnet has a reservation for this duid already, at x:1:\d+$/)
  assert.match(errors[1]!, /\[2\]\.ip-address: this subnet has a reservation of 192\.0\.2\.5 already, at x:1:\d+; /)
  assert.match(errors[2]!, /\[3\]\.ip-address: 192\.0\.3\.5 is not inside the subnet 192\.0\.2\.0\/24$/)
  const shared = {
    'ip-reservations-unique': false,
    subnet4: [{...pool, reservations: [reservations[0], reservations[2]]}],
  }
  assert.deepEqual(errorsOf(shared), [])
  const apart = [
    {...pool, reservations: [reservations[0]]},
    {subnet: '192.0.2.0/25', reservations: [reservations[0]]},
  ]
  assert.deepEqual(errorsOf({subnet4: apart}), [])
})

test('where reservations are looked for is inherited keyword by keyword', () => {
  const {subnets} = parsedConfig4({
    'reservations-out-of-pool': true,
    subnet4: [
      {subnet: '10.0.0.0/24', id: 1},
      {subnet: '10.0.1.0/24', id: 2, 'reservation-mode': 'all'},
      {subnet: '10.0.2.0/24', id: 3, 'reservation-mode': 'global'},
    ],
    'shared-networks': [
      {
        name: 'n',
        'reservations-global': true,
        subnet4: [{subnet: '10.0.3.0/24', id: 4, 'reservations-in-subnet': false}],
      },
    ],
  })
  assert.deepEqual(
    subnets.map(({reservationModes: {global, inSubnet, outOfPool}}) => [global, inSubnet, outOfPool]),
    [
      [false, true, true],
      [false, true, false],
      [true, false, true],
      [true, false, true],
    ],
  )
})

test('hosts databases: the old keyword, then the list, each with its own policy', () => {
  const {hostsDatabases} = parsedConfig4({
    'hosts-databases': [
      {type: 'mysql', name: 'two', readonly: true, 'on-fail': 'serve-retry-continue'},
      {type: 'sqlite', readonly: true},
    ],
    'hosts-database': {type: 'postgresql', name: 'one', 'max-reconnect-tries': 3},
  })
  assert.deepEqual(
    hostsDatabases.map(({type, name, readonly}) => [type, name, readonly]),
    [
      ['postgresql', 'one', false],
      ['mysql', 'two', true],
      ['sqlite', './keats-hosts.sqlite', true],
    ],
  )
  const policies = hostsDatabases.map(access => ('recovery' in access ? access.recovery : undefined))
  assert.equal(policies[0]?.maxReconnectTries, 3)
  assert.equal(policies[1]?.onFail, 'serve-retry-continue')
  assert.match(errorsOf({'hosts-database': {type: 'memfile'}}).join(), /hosts-database.type: expected one of mysql/)
})

test('a hundred thousand reservations are read and printed', () => {
  const reservations = Array.from({length: 100_000}, (_, index) => ({
    'hw-address': (0x020000000000 + index).toString(16).padStart(12, '0'),
    'ip-address': `10.${index >>> 16}.${(index >>> 8) & 255}.${index & 255}`,
    hostname: `host-${index}`,
  }))
  reservations.shift()
  const started = process.cpuUsage()
  const text = JSON.stringify({Dhcp4: {subnet4: [{subnet: '10.0.0.0/8', id: 1, reservations}]}})
  const result = parseConfig4(text, 'x', environment)
  assert.ok(result.kind === 'config')
  assert.equal(result.config.reservations.length, 99_999)
  const printed = effective4(result.config, result.given) as JsonMap
  const [subnet] = printed['subnet4'] as readonly JsonMap[]
  assert.equal((subnet!['reservations'] as readonly JsonMap[]).length, 99_999)
  // Comparing each with each would take minutes.
  const seconds = process.cpuUsage(started).user / 1e6
  assert.ok(seconds < 60, `${seconds} s`)
})
