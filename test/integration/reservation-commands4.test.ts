import assert from 'node:assert/strict'
import {after, before, describe, test} from 'node:test'
import {RecoveringHostStore} from '../../src/db/recovering-host-store.ts'
import type {HostStore} from '../../src/ports/host-store.ts'
import {StoreError} from '../../src/ports/lease-store.ts'
import {MemoryControl, MemoryServer4} from '../support/controlled-server4.ts'
import {type HostStoreKind, hostOf, hostOption, hostStoreKinds, type TestHosts, testHosts} from '../support/hosts.ts'

const dhcp4 = {
  'interfaces-config': {interfaces: []},
  'option-def': [{name: 'colour', code: 224, type: 'string'}],
  reservations: [{'hw-address': '02:aa:00:00:00:01', hostname: 'everywhere'}],
  'shared-networks': [{name: 'floor', subnet4: [{id: 7, subnet: '10.7.0.0/16'}]}],
  subnet4: [
    {
      id: 1,
      subnet: '10.0.0.0/8',
      'reservations-out-of-pool': true,
      reservations: [{'client-id': '01020304', 'ip-address': '10.1.0.1', hostname: 'Written'}],
    },
    {id: 2, subnet: '192.0.2.0/24'},
  ],
}

/** What a reservation without more than an address looks like in an answer. */
const bare = {
  'boot-file-name': '',
  'client-classes': [],
  hostname: '',
  'next-server': '0.0.0.0',
  'option-data': [],
  'server-hostname': '',
}

interface Answer {
  readonly result: number
  readonly text: string
  readonly arguments?: {readonly hosts: readonly Record<string, unknown>[]} & Record<string, unknown>
}

type Ask = (command: string, args?: object) => Promise<Answer>

function askOf(server: MemoryServer4): Ask {
  const control = new MemoryControl(server)
  return async (command, args) => (await control.command(command, args)) as Answer
}

async function failing(ask: Ask, command: string, args: object, text: RegExp, result = 1): Promise<void> {
  const answer = await ask(command, args)
  assert.match(answer.text, text)
  assert.equal(answer.result, result, answer.text)
}

async function done(ask: Ask, command: string, args: object): Promise<Answer> {
  const answer = await ask(command, args)
  assert.equal(answer.result, 0, answer.text)
  return answer
}

const mac = (n: number) => `02:00:00:00:00:0${n}`
const byMac = (n: number, subnetId = 1) => ({
  'subnet-id': subnetId,
  'identifier-type': 'hw-address',
  identifier: mac(n),
})

/** Adding, reading, changing and removing in one target; everything it adds is gone in the end. */
async function battery(ask: Ask, target: 'memory' | 'database'): Promise<void> {
  const at = {'operation-target': target}
  const add = (reservation: object) => done(ask, 'reservation-add', {reservation, ...at})
  assert.equal((await add({'subnet-id': 1, 'hw-address': mac(1), 'ip-address': '10.0.0.1'})).text, 'Host added.')
  await add({
    'subnet-id': 1,
    'client-id': "'abc'",
    'ip-address': '10.0.0.2',
    hostname: 'Full.Example',
    'next-server': '10.0.0.9',
    'server-hostname': 'boot',
    'boot-file-name': '/file',
    'client-classes': ['gold', 'office'],
    'user-context': {a: [1, {b: null}]},
    comment: 'why',
    'option-data': [
      {name: 'domain-name-servers', data: '10.1.1.1, 10.1.1.2', 'always-send': true},
      {name: 'colour', data: 'blue'},
      {code: 225, 'csv-format': false, data: '01ab'},
    ],
  })
  await add({'subnet-id': 0, 'hw-address': mac(1), 'ip-address': '172.16.0.1'})
  await add({'hw-address': mac(2), hostname: 'full.example'})
  await add({'hw-address': mac(3), 'ip-address': '192.0.2.3'})

  const {arguments: found, text} = await done(ask, 'reservation-get', {...byMac(1), ...at})
  assert.equal(text, 'Host found.')
  assert.deepEqual(found, {...bare, 'hw-address': mac(1), 'ip-address': '10.0.0.1'})
  const {arguments: full} = await done(ask, 'reservation-get', {'subnet-id': 1, 'ip-address': '10.0.0.2', ...at})
  const {'option-data': options, ...rest} = full as Record<string, unknown>
  assert.deepEqual(rest, {
    'boot-file-name': '/file',
    'client-classes': ['gold', 'office'],
    'client-id': '616263',
    hostname: 'Full.Example',
    'ip-address': '10.0.0.2',
    'next-server': '10.0.0.9',
    'server-hostname': 'boot',
    'user-context': {a: [1, {b: null}], comment: 'why'},
  })
  const option = {'always-send': false, space: 'dhcp4'}
  const dns = {code: 6, name: 'domain-name-servers', 'csv-format': true, data: '10.1.1.1, 10.1.1.2'}
  assert.deepEqual(options, [
    {...option, ...dns, 'always-send': true},
    {...option, code: 224, name: 'colour', 'csv-format': true, data: 'blue'},
    {...option, code: 225, 'csv-format': false, data: '01AB'},
  ])

  const list = async (command: string, args: object) => {
    const answer = await done(ask, command, {...args, ...at})
    assert.equal(answer.text, `${answer.arguments!.hosts.length} IPv4 host(s) found.`)
    return answer.arguments!.hosts
  }
  const ids = (hosts: readonly Record<string, unknown>[]) => hosts.map(host => host['subnet-id'])
  const own = (hosts: readonly Record<string, unknown>[]) => hosts.filter(host => host['hostname'] !== 'Written')
  assert.equal(own(await list('reservation-get-all', {'subnet-id': 1})).length, 2)
  assert.deepEqual(ids(own(await list('reservation-get-all', {'subnet-id': 1}))), [undefined, undefined])
  assert.deepEqual(
    ids(await list('reservation-get-by-id', {'identifier-type': 'hw-address', identifier: mac(1)})).sort(),
    [0, 1],
  )
  assert.deepEqual(ids(await list('reservation-get-by-hostname', {hostname: 'FULL.example'})).sort(), [0, 1])
  assert.equal((await list('reservation-get-by-hostname', {hostname: 'full.example', 'subnet-id': 0})).length, 1)
  assert.deepEqual(
    ids(await list('reservation-get-by-address', {'ip-address': '192.0.2.3'})),
    [2],
    'subnet of the address',
  )
  await failing(
    ask,
    'reservation-get-by-address',
    {'ip-address': '192.0.2.3', 'subnet-id': 1, ...at},
    /^0 IPv4 host\(s\) found\.$/,
    3,
  )
  await failing(ask, 'reservation-get', {...byMac(9), ...at}, /^Host not found\.$/, 3)

  const twice = (reservation: object) => ({reservation, ...at})
  await failing(ask, 'reservation-add', twice({'subnet-id': 1, 'hw-address': mac(1)}), /reserves nothing|already/)
  await failing(ask, 'reservation-add', twice({'subnet-id': 1, 'hw-address': mac(1), hostname: 'x'}), /already/)
  await failing(
    ask,
    'reservation-add',
    twice({'subnet-id': 1, 'hw-address': mac(8), 'ip-address': '10.0.0.1'}),
    /10\.0\.0\.1 already/,
  )

  const update = {'subnet-id': 1, 'client-id': '616263', hostname: 'new'}
  assert.equal((await done(ask, 'reservation-update', {reservation: update, ...at})).text, 'Host updated.')
  const changed = await done(ask, 'reservation-get', {
    'subnet-id': 1,
    'identifier-type': 'client-id',
    identifier: '61:62:63',
    ...at,
  })
  assert.deepEqual(changed.arguments, {...bare, 'client-id': '616263', hostname: 'new'})
  const nobody = {'subnet-id': 1, 'hw-address': mac(9), hostname: 'x'}
  await failing(ask, 'reservation-update', {reservation: nobody, ...at}, /^Host not updated \(not found\)\.$/, 3)

  const gone = [
    byMac(1),
    {'subnet-id': 1, 'identifier-type': 'client-id', identifier: '616263'},
    byMac(1, 0),
    byMac(2, 0),
    {'subnet-id': 2, 'ip-address': '192.0.2.3'},
  ]
  for (const which of gone) {
    assert.equal((await done(ask, 'reservation-del', {...which, ...at})).text, 'Host deleted.')
    await failing(ask, 'reservation-del', {...which, ...at}, /^Host not deleted \(not found\)\.$/, 3)
  }
}

/** A database that never comes. */
function awayStore(): Promise<HostStore> {
  const open = () => Promise.reject(new StoreError('lost', 'gone'))
  const policy = {
    maxReconnectTries: 0,
    reconnectWaitTime: 0,
    onFail: 'serve-retry-continue',
    retryOnStartup: true,
  } as const
  const nothing = () => {}
  const events = {
    lost: nothing,
    absent: nothing,
    attempting: nothing,
    attemptFailed: nothing,
    scheduled: nothing,
    refresh: async () => {},
    recovered: nothing,
    givenUp: nothing,
  }
  return RecoveringHostStore.open({open, policy, events, signal: new AbortController().signal}, false)
}

const reservation = {'subnet-id': 1, 'hw-address': mac(1), 'ip-address': '10.0.0.1'}

/** What is asked wrongly, beside the reason in the answer. */
const wrong: readonly (readonly [string, object, RegExp])[] = [
  ['reservation-add', {}, /missing parameter 'reservation'/],
  ['reservation-add', {reservation: []}, /'reservation' must be a map/],
  ['reservation-add', {reservation: {...reservation, 'subnet-id': 3}}, /no IPv4 subnet with id 3/],
  ['reservation-add', {reservation: {...reservation, 'subnet-id': 'a'}}, /'subnet-id' must be an integer/],
  [
    'reservation-add',
    {reservation: {...reservation, 'ip-address': '192.0.2.1'}},
    /192\.0\.2\.1 is not inside the subnet/,
  ],
  [
    'reservation-add',
    {reservation: {'hw-address': mac(1), 'ip-address': '203.0.113.1'}},
    /^Mandatory 'subnet-id' parameter missing\.$/,
  ],
  [
    'reservation-add',
    {reservation: {...reservation, 'hw-address': 'zz'}},
    /reservation\.hw-address: expected hexadecimal/,
  ],
  ['reservation-add', {reservation: {...reservation, colour: 'red'}}, /reservation\.colour/],
  [
    'reservation-add',
    {reservation: {...reservation, 'option-data': [{name: 'nope', data: '1'}]}},
    /reservation\.option-data\[0\]\.name/,
  ],
  ['reservation-add', {reservation: {...reservation, hostname: 'h'.repeat(300)}}, /hostname has 300 bytes/],
  ['reservation-add', {reservation: {...reservation, 'operation-target': 'memory'}}, /operation-target/],
  ['reservation-add', {reservation, 'operation-target': 'nowhere'}, /'nowhere' is no operation-target/],
  ['reservation-get', {'ip-address': '10.0.0.1'}, /^Mandatory 'subnet-id' parameter missing\.$/],
  [
    'reservation-get',
    {'subnet-id': 1},
    /^No 'ip-address' provided and 'identifier-type' is either missing or not a string\.$/,
  ],
  ['reservation-get', {'subnet-id': 1, 'ip-address': '2001:db8::1'}, /must be an IPv4 address/],
  ['reservation-get', {...byMac(1), identifier: 'x'}, /'identifier' must be hexadecimal/],
  ['reservation-get', {...byMac(1), 'identifier-type': 'constructor'}, /is no identifier-type/],
  ['reservation-get-by-id', {...byMac(1)}, /'subnet-id' is not an argument/],
  ['reservation-get-by-hostname', {hostname: ''}, /'hostname' parameter is empty/],
  ['reservation-get-page', {}, /missing parameter 'limit'/],
  ['reservation-get-page', {limit: 0}, /'limit' must be an integer 1\.\./],
  ['reservation-del', {'subnet-id': -1, 'ip-address': '10.0.0.1'}, /'subnet-id' must be an integer/],
]

function onDatabases(kind: HostStoreKind): void {
  describe(`reservation commands on ${kind}`, () => {
    let databases: readonly TestHosts[]
    let stores: readonly HostStore[]
    before(async () => {
      databases = await Promise.all([testHosts(kind), testHosts(kind)])
      stores = await Promise.all(databases.map(database => database.open()))
    })
    after(() => Promise.all(stores.map(store => store.close())))

    test('the whole life of reservations in the database', async () => {
      await battery(askOf(new MemoryServer4(dhcp4, {hosts: stores})), 'database')
    })

    test('rows are as Kea writes them: options as text', async () => {
      const ask = askOf(new MemoryServer4(dhcp4, {hosts: stores}))
      const options = [
        {name: 'domain-name', data: 'example.org'},
        {code: 225, 'csv-format': false, data: '01ab'},
        {name: 'routers', data: '0a000001', 'csv-format': false},
      ]
      await done(ask, 'reservation-add', {reservation: {...reservation, 'option-data': options}})
      const [row] = await stores[0]!.find4({by: 'subnet', subnetId: 1}, undefined, 2)
      const expected = [
        hostOption(15, {data: {text: 'example.org'}}),
        hostOption(225, {data: {bytes: '01ab'}}),
        hostOption(3, {data: {bytes: '0a000001'}}),
      ]
      assert.deepEqual(
        row!.host,
        hostOf(0, {
          identifier: {type: 'hw-address', value: '020000000001'},
          address: 0x0a000001 as never,
          options: expected,
        }),
      )
      await done(ask, 'reservation-del', byMac(1))
    })

    test('two databases and memory: order, pages, targets', async () => {
      const server = new MemoryServer4(dhcp4, {hosts: stores})
      const ask = askOf(server)
      const unique = {uniqueAddress: true}
      for (const n of [1, 2, 3, 4, 5]) await stores[0]!.add4(hostOf(n, {hostname: 'first'}), unique)
      for (const n of [5, 6, 7]) await stores[1]!.add4(hostOf(n, {hostname: 'second'}), unique)
      const found = await done(ask, 'reservation-get', {'subnet-id': 1, 'ip-address': '10.0.0.5'})
      assert.equal(found.arguments!['hostname'], 'first')
      const pages: unknown[] = []
      let from: object = {}
      for (;;) {
        const page = await ask('reservation-get-page', {limit: 2, 'subnet-id': 1, ...from})
        const {hosts, count, next} = page.arguments!
        pages.push(hosts.map(host => host['ip-address']))
        assert.equal(count, hosts.length)
        if (page.result === 3) break
        from = next as object
      }
      assert.deepEqual(pages, [
        ['10.1.0.1'],
        ['10.0.0.1', '10.0.0.2'],
        ['10.0.0.3', '10.0.0.4'],
        ['10.0.0.5'],
        ['10.0.0.5', '10.0.0.6'],
        ['10.0.0.7'],
        [],
      ])
      const everywhere = await done(ask, 'reservation-get-page', {limit: 100})
      assert.deepEqual(
        everywhere.arguments!.hosts.map(host => host['subnet-id']),
        [0, 1],
      )
      assert.deepEqual(everywhere.arguments!['next'], {from: 2, 'source-index': 0})
      const count = async (target: string) => {
        const {arguments: all} = await done(ask, 'reservation-get-all', {'subnet-id': 1, 'operation-target': target})
        return all!.hosts.length
      }
      assert.deepEqual(await Promise.all(['memory', 'database', 'all', 'default'].map(count)), [1, 8, 9, 9])
      // Only the second has it.
      const seven = {'subnet-id': 1, 'hw-address': '02:00:00:00:00:07', 'ip-address': '10.0.0.70'}
      await done(ask, 'reservation-update', {reservation: seven})
      assert.equal(
        (await stores[1]!.find4({by: 'address', address: 0x0a000046 as never, subnetId: 1}, undefined, 1)).length,
        1,
      )
      await done(ask, 'reservation-del', byMac(7))

      const both = {
        reservation: {...reservation, 'hw-address': mac(9), 'ip-address': '10.0.9.9'},
        'operation-target': 'all',
      }
      await done(ask, 'reservation-add', both)
      assert.deepEqual(await Promise.all(['memory', 'database'].map(count)), [2, 8])
      await done(ask, 'reservation-del', {...byMac(9), 'operation-target': 'all'})
      const taken = {
        reservation: {...reservation, 'client-id': '01020304', 'hw-address': undefined, 'ip-address': '10.0.9.9'},
      }
      await failing(ask, 'reservation-add', {...taken, 'operation-target': 'all'}, /already/)
      assert.deepEqual(await Promise.all(['memory', 'database'].map(count)), [1, 7], 'nothing of it stays')
      for (const store of stores)
        for (const {host} of await store.find4({by: 'subnet', subnetId: 1}, undefined, 100))
          await store.delete4({subnetId: 1, identifier: host.identifier})
    })

    test('the server is told of addresses that no reservation keeps any more', async () => {
      const server = new MemoryServer4(dhcp4, {hosts: stores})
      const ask = askOf(server)
      const one = {'subnet-id': 1, 'hw-address': mac(1), 'ip-address': '10.0.0.1'}
      const told = async (command: string, args: object) => {
        server.freed.length = 0
        await done(ask, command, args)
        return server.freed.join()
      }
      await done(ask, 'reservation-add', {reservation: one})
      assert.equal(await told('reservation-update', {reservation: {...one, hostname: 'same'}}), '')
      const moved = {...one, 'ip-address': '10.0.0.11'}
      assert.equal(await told('reservation-update', {reservation: moved}), '10.0.0.1')
      assert.equal(await told('reservation-del', byMac(1)), '10.0.0.11')
      await done(ask, 'reservation-add', {reservation: {...one, 'ip-address': '10.1.0.1'}})
      assert.equal(
        await told('reservation-del', {'subnet-id': 1, 'ip-address': '10.1.0.1'}),
        '',
        'in the configuration',
      )
      await stores[1]!.add4(hostOf(1), {uniqueAddress: true})
      await done(ask, 'reservation-add', {reservation: one})
      assert.equal(await told('reservation-del', byMac(1)), '', 'in the other database')
      assert.equal(await told('reservation-del', byMac(1)), '10.0.0.1')
      const taken = {...one, 'client-id': '01020304', 'hw-address': undefined, 'ip-address': '10.0.9.9'}
      server.freed.length = 0
      await failing(ask, 'reservation-add', {reservation: taken, 'operation-target': 'all'}, /already/)
      assert.deepEqual(server.freed, ['10.0.9.9'])
    })

    test('a database that is only read refuses what would change it', async () => {
      const readonly = await databases[0]!.open({readonly: true})
      const ask = askOf(new MemoryServer4(dhcp4, {hosts: [readonly, stores[1]!]}))
      await stores[0]!.add4(hostOf(1), {uniqueAddress: true})
      await failing(ask, 'reservation-add', {reservation: {...reservation, 'hw-address': mac(2)}}, /read-only/)
      await failing(ask, 'reservation-update', {reservation}, /read-only/)
      await failing(ask, 'reservation-del', byMac(1), /read-only/)
      await done(ask, 'reservation-get', byMac(1))
      await failing(ask, 'reservation-del', byMac(2), /not found/, 3)
      await readonly.close()
      await stores[0]!.delete4({subnetId: 1, identifier: hostOf(1).identifier})
    })

    for (const [command, args, text] of wrong) {
      test(`${command} ${JSON.stringify(args).slice(0, 100)} is refused`, async () => {
        await failing(askOf(new MemoryServer4(dhcp4, {hosts: stores})), command, args, text)
      })
    }
  })
}

for (const kind of hostStoreKinds) onDatabases(kind)

describe('reservation commands in memory', () => {
  test('the whole life of reservations in the configuration', async () => {
    const server = new MemoryServer4(dhcp4)
    const before = server.current
    await battery(askOf(server), 'memory')
    assert.equal(server.current.hash, before.hash)
  })

  test('they show in config-get and config-write, also in a shared network', async () => {
    const server = new MemoryServer4(dhcp4)
    const ask = askOf(server)
    const inNetwork = {'subnet-id': 7, duid: '01:02:03', 'ip-address': '10.7.0.7', comment: 'x'}
    await done(ask, 'reservation-add', {reservation: inNetwork, 'operation-target': 'memory'})
    assert.deepEqual(server.current.config.reservations.map(({subnetId}) => subnetId).sort(), [0, 1, 7])
    await done(ask, 'config-write', {filename: '/tmp/out'})
    const {Dhcp4: written} = JSON.parse(server.files.get('/tmp/out')!)
    const [kept] = written['shared-networks'][0].subnet4[0].reservations
    assert.deepEqual([kept['ip-address'], kept.duid, kept['user-context']], ['10.7.0.7', '01:02:03', {comment: 'x'}])
    assert.equal(new MemoryServer4(written).current.hash, server.current.hash)
  })

  test('a database that is away is told as that, and memory does without it', async () => {
    const store = await awayStore()
    const ask = askOf(new MemoryServer4(dhcp4, {hosts: [store]}))
    const away = /^a hosts database is not connected, try again later$/
    await failing(ask, 'reservation-get', byMac(1), away)
    await failing(ask, 'reservation-get-page', {limit: 1, 'source-index': 1}, away)
    for (const command of ['reservation-add', 'reservation-update']) await failing(ask, command, {reservation}, away)
    await failing(ask, 'reservation-del', byMac(1), away)
    await done(ask, 'reservation-get-all', {'subnet-id': 1, 'operation-target': 'memory'})
    await store.close()
  })

  test('status-get tells of hosts databases, by the numbers of Kea too', async () => {
    const server = new MemoryServer4(dhcp4)
    const types = ['postgresql', 'mysql', 'sqlite'] as const
    server.hostsDatabases = types.map(type => ({type, status: 'lost', reason: 'gone'}))
    for (const reason of ['db:hosts:1', 'db:hosts:2', 'db:hosts:9', 'db:lease']) server.service.disable(reason)
    const {arguments: status} = await askOf(server)('status-get')
    const {'dhcp-state': state, 'hosts-databases': hosts} = status as unknown as Record<string, Record<string, unknown>>
    assert.deepEqual(state!['disabled-by-db-connection'], [3012, 3011, 3003])
    assert.deepEqual(hosts![0 as never], {type: 'postgresql', status: 'lost', reason: 'gone'})
  })

  test('without a hosts database', async () => {
    const ask = askOf(new MemoryServer4(dhcp4))
    await failing(ask, 'reservation-add', {reservation}, /^Host database not available, cannot add host\.$/)
    await failing(ask, 'reservation-update', {reservation}, /^Host database not available, cannot update host\.$/)
    await failing(ask, 'reservation-del', byMac(1), /^Host database not available, cannot delete host\.$/)
    await failing(ask, 'reservation-get', {...byMac(1), 'operation-target': 'database'}, /^Host not found\.$/, 3)
    await done(ask, 'reservation-get', {'subnet-id': 1, 'ip-address': '10.1.0.1'})
  })
})
