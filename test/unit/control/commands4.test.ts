import assert from 'node:assert/strict'
import {test} from 'node:test'
import type {ControlledServer4} from '../../../src/control/server4.ts'
import {parseIpv4} from '../../../src/net-types/ipv4.ts'
import {type LeaseStore4, StoreError} from '../../../src/ports/lease-store.ts'
import {type Happenings, MemoryControl, MemoryServer4} from '../../support/controlled-server4.ts'

const dhcp4 = {
  'server-tag': 'tag',
  subnet4: [{id: 1, subnet: '192.0.2.0/24', interface: 'eth7'}],
  'shared-networks': [
    {
      name: 'floor',
      relay: {'ip-addresses': ['198.51.100.200']},
      subnet4: [
        {id: 7, subnet: '198.51.100.0/25'},
        {id: 8, subnet: '198.51.100.128/25'},
      ],
    },
  ],
}

/** None of these commands looks into it. */
const leases = {} as LeaseStore4

function pair(happens: Happenings = {}) {
  const server = new MemoryServer4(dhcp4, {leases, ...happens})
  return {server, control: new MemoryControl(server)}
}

/** A value of every kind of JSON. */
const values: readonly unknown[] = [null, true, 7, -1, 1.5, 'x', '', [], [1], {}, {a: 1}]

test('about the server', async () => {
  const {server, control} = pair()
  server.now += 65_900
  const {hash, dhcp4: effective} = server.current
  assert.deepEqual(await control.command('version-get'), {
    result: 0,
    text: '9.8.7',
    arguments: {extended: '9.8.7\nextended'},
  })
  assert.deepEqual(await control.command('build-report'), {result: 0, text: '9.8.7\nbuild'})
  assert.deepEqual(await control.command('server-tag-get'), {result: 0, arguments: {'server-tag': 'tag'}})
  assert.deepEqual(await control.command('config-get'), {result: 0, arguments: {Dhcp4: effective, hash}})
  assert.deepEqual(await control.command('config-hash-get'), {result: 0, arguments: {hash}})
  assert.deepEqual(await control.command('config-backend-pull'), {result: 3, text: 'No config backend.'})
  const status = await control.command('status-get')
  assert.deepEqual(status, {
    result: 0,
    arguments: {
      pid: 4711,
      uptime: 65,
      reload: 65,
      'multi-threading-enabled': false,
      sockets: {status: 'ready'},
      'dhcp-state': {
        'globally-disabled': false,
        'disabled-by-user': false,
        'disabled-by-local-command': [],
        'disabled-by-remote-command': [],
        'disabled-by-db-connection': [],
        reasons: [],
      },
      database: {type: 'sqlite', status: 'ready'},
    },
  })
})

test('status-get tells what is wrong, and an uptime of 0 when the clock was set back', async () => {
  const {server, control} = pair()
  server.now -= 5000
  for (const reason of ['user', 'db:lease', 'ha-partner', 'ha:1001', 'config']) server.service.disable(reason)
  const broken: Partial<ControlledServer4> = {
    sockets: {status: 'failed', errors: ['eth9: gone']},
    database: {status: 'lost', reason: 'connection reset'},
  }
  Object.assign(server, broken)
  const {arguments: args} = await control.command('status-get')
  assert.deepEqual(args, {
    pid: 4711,
    uptime: 0,
    reload: 0,
    'multi-threading-enabled': false,
    sockets: {status: 'failed', errors: ['eth9: gone']},
    'dhcp-state': {
      'globally-disabled': true,
      'disabled-by-user': true,
      'disabled-by-local-command': [1001],
      'disabled-by-remote-command': [2000],
      'disabled-by-db-connection': [3003],
      reasons: ['user', 'db:lease', 'ha-partner', 'ha:1001', 'config'],
    },
    database: {type: 'sqlite', status: 'lost', reason: 'connection reset'},
  })
})

test('dhcp-disable and dhcp-enable: each origin has a switch of its own', async () => {
  const {server, control} = pair()
  const disable = (args?: object) => control.command('dhcp-disable', args)
  assert.deepEqual(await disable(), {result: 0, text: 'DHCPv4 service disabled'})
  assert.deepEqual(server.service.reasons, ['user'])
  await disable({origin: 'ha-partner'})
  await disable({origin: 1001})
  await disable({'origin-id': 2005, origin: 'user'})
  assert.deepEqual(server.service.reasons, ['user', 'ha-partner', 'ha:1001', 'ha:2005'])
  assert.deepEqual(await control.command('dhcp-enable', {}), {result: 0, text: 'DHCP service successfully enabled'})
  for (const origin of [2000, 1001, 2005]) await control.command('dhcp-enable', {'origin-id': origin})
  assert.ok(server.service.on)
})

test('dhcp-disable for a while', async () => {
  const {server, control} = pair()
  const answer = await control.command('dhcp-disable', {'max-period': 1})
  assert.deepEqual(answer, {result: 0, text: 'DHCPv4 service disabled for 1 seconds'})
  assert.ok(!server.service.on)
  const back = async () => {
    while (!server.service.on) await new Promise(resolve => setTimeout(resolve, 20))
  }
  await back()
  const long = await control.command('dhcp-disable', {'max-period': 4_294_967_296})
  assert.equal(long.text, 'DHCPv4 service disabled for 4294967296 seconds')
})

test('a wrong argument of dhcp-disable and dhcp-enable changes nothing', async () => {
  const {server, control} = pair()
  const refused = async (command: string, args: unknown) => {
    const {result, text} = await control.command(command, args)
    assert.equal(result, 1, JSON.stringify(args))
    assert.ok(text !== undefined && text.length > 10)
  }
  for (const command of ['dhcp-disable', 'dhcp-enable']) {
    for (const value of values.filter(value => JSON.stringify(value)[0] !== '{')) await refused(command, value)
    for (const value of values) {
      await refused(command, {origin: value})
      await refused(command, {'origin-id': value})
    }
    for (const id of [0, 2, 999, 3000, 3001, 2 ** 40]) await refused(command, {'origin-id': id})
  }
  for (const value of values.filter(value => value !== 7)) await refused('dhcp-disable', {'max-period': value})
  assert.ok(server.service.on)
  assert.equal(
    (await control.command('dhcp-disable', {'max-period': 'a', origin: 5})).text,
    "'max-period' argument must be a number",
  )
})

test('leases-reclaim', async () => {
  const {server, control} = pair()
  for (const remove of [true, false]) {
    const answer = await control.command('leases-reclaim', {remove})
    assert.deepEqual(answer, {result: 0, text: 'Reclamation of expired leases is complete.'})
  }
  assert.deepEqual(server.reclaimed, [true, false])
  for (const value of values) {
    const {result} = await control.command('leases-reclaim', value)
    assert.equal(result, 1)
    if (value !== true) assert.equal((await control.command('leases-reclaim', {remove: value})).result, 1)
  }
  assert.equal(server.reclaimed.length, 2)
  const without = new MemoryControl(new MemoryServer4(dhcp4))
  for (const control of [without, pair({reclaimFails: new StoreError('lost', 'gone')}).control]) {
    assert.deepEqual(await control.command('leases-reclaim', {remove: true}), {
      result: 1,
      text: 'Error during command processing: no current lease manager is available',
    })
  }
})

test('shutdown takes an exit status', async () => {
  const {server, control} = pair()
  for (const value of values) {
    if (JSON.stringify(value)[0] !== '{') assert.equal((await control.command('shutdown', value)).result, 1)
    if (value !== 7) assert.equal((await control.command('shutdown', {'exit-value': value})).result, 1)
  }
  assert.equal((await control.command('shutdown', {'exit-value': 256})).result, 1)
  assert.deepEqual(server.stops, [])
  assert.deepEqual(await control.command('shutdown'), {result: 0, text: 'Shutting down.'})
  await control.command('shutdown', {'exit-value': 7, x: 1})
  assert.deepEqual(server.stops, [0, 7])
})

test('config-test and config-set take one map', async () => {
  for (const command of ['config-test', 'config-set']) {
    const {server, control} = pair()
    const {current} = server
    const text = async (args: unknown) => {
      const answer = await control.command(command, args)
      assert.equal(answer.result, 1)
      return answer.text
    }
    assert.equal(await text(undefined), "Missing mandatory 'arguments' parameter.")
    assert.equal(await text({}), "Missing mandatory 'Dhcp4' parameter.")
    assert.equal(await text({Dhcp6: {}}), "Missing mandatory 'Dhcp4' parameter.")
    assert.equal(await text({z: 1, Dhcp4: {}, a: 1}), "Unsupported 'a' parameter (and 'z').")
    for (const value of values) {
      await text(value)
      await text({Dhcp4: value})
    }
    assert.match((await text({Dhcp4: {nope: 1}})) ?? '', /^<wire>:1:\d+: Dhcp4\.nope: "nope" is not a keyword here/)
    const keys = Object.fromEntries(Array.from({length: 50}, (_, i) => [`k${i}`, 1]))
    assert.match((await text({Dhcp4: keys})) ?? '', /; and 40 more$/)
    assert.equal(server.current, current)
  }
})

test('config-test changes nothing, config-set does, a failure of it tells why', async () => {
  const {server, control} = pair()
  const former = server.current
  const next = {Dhcp4: {'valid-lifetime': 77}}
  const tested = await control.command('config-test', next)
  assert.equal(tested.result, 0)
  assert.match(tested.text ?? '', /^Configuration seems sane\./)
  assert.equal(server.current, former)
  const set = await control.command('config-set', next)
  assert.deepEqual(set, {result: 0, text: 'Configuration successful.', arguments: {hash: server.current.hash}})
  assert.equal(server.current.config.validLifetime.default, 77)
  const failing = pair({configureFails: 'Unable to open database: refused'})
  assert.deepEqual(await failing.control.command('config-set', next), {
    result: 1,
    text: 'Unable to open database: refused',
  })
})

test('config-set takes an answer of config-get as it is, and nothing changes by it', async () => {
  const {server, control} = pair()
  const {config, hash} = server.current
  const {arguments: args} = await control.command('config-get')
  assert.deepEqual(await control.command('config-set', args), {
    result: 0,
    text: 'Configuration successful.',
    arguments: {hash},
  })
  assert.deepEqual(server.current.config, config)
})

test('config-reload', async () => {
  const {server, control} = pair()
  server.files.set(server.configFile!, '{"valid-lifetime": 55}')
  const {text, result} = await control.command('config-reload', 5)
  assert.deepEqual([result, text, server.current.config.validLifetime.default], [0, 'Configuration successful.', 55])
  server.files.set(server.configFile!, '{"nope": 55}')
  const bad = await control.command('config-reload')
  assert.equal(bad.result, 1)
  assert.match(bad.text ?? '', /^Config reload failed: configuration error using file '\/etc\/kea\/kea-dhcp4.conf': /)
  assert.equal(server.current.config.validLifetime.default, 55)
})

test('config-write', async () => {
  const {server, control} = pair()
  for (const args of [undefined, {}, {filename: ''}, {x: 1}]) {
    const {text, arguments: written} = await control.command('config-write', args)
    assert.equal(text, 'Configuration written to /etc/kea/kea-dhcp4.conf successful')
    const file = server.files.get(server.configFile!)!
    assert.deepEqual(written, {filename: server.configFile, size: Buffer.byteLength(file)})
    assert.deepEqual(JSON.parse(file), {Dhcp4: server.current.dhcp4})
    assert.match(file, /\n$/)
    server.files.clear()
  }
  await control.command('config-write', {filename: '/tmp/other'})
  assert.deepEqual([...server.files.keys()], ['/tmp/other'])
  for (const value of values) {
    if (JSON.stringify(value)[0] !== '{') assert.equal((await control.command('config-write', value)).result, 1)
    if (typeof value !== 'string') assert.equal((await control.command('config-write', {filename: value})).result, 1)
  }
  const full = pair({writeFails: new Error('ENOSPC: no space left on device')})
  assert.deepEqual(await full.control.command('config-write'), {
    result: 1,
    text: 'Error during write-config: cannot write /etc/kea/kea-dhcp4.conf: ENOSPC: no space left on device',
  })
  const example = pair()
  Object.assign(example.server, {configFile: undefined})
  assert.equal((await example.control.command('config-write')).result, 1)
})

test('subnet4-select-test: subnets for members of classes', async () => {
  const guarded = [
    {id: 1, subnet: '192.0.2.0/25', 'client-class': 'phones'},
    {id: 2, subnet: '192.0.2.0/24', 'client-classes': ['printers', 'ALL2']},
  ]
  const control = new MemoryControl(new MemoryServer4({subnet4: guarded}, {leases}))
  const selected = async (...classes: string[]) =>
    (await control.command('subnet4-select-test', {relay: '192.0.2.1', classes})).text
  assert.equal(await selected(), 'no subnet selected')
  assert.equal(await selected('phones', 'printers'), "selected subnet '192.0.2.0/25' id 1")
  assert.equal(await selected('printers'), "selected subnet '192.0.2.0/24' id 2")
})

test('subnet4-select-test', async () => {
  const {server, control} = pair()
  const open = {interface: 'eth0', address: parseIpv4('192.0.2.1')!}
  Object.assign(server, {endpoints: [{...open, addresses: [{address: open.address, prefixLength: 24}]}]})
  const one = "selected subnet '192.0.2.0/24' id 1"
  const shared = (prefix: string, id: number) =>
    `selected shared network 'floor' starting with subnet '${prefix}' id ${id}`
  const cases: readonly (readonly [args: object, text: string])[] = [
    [{relay: '192.0.2.5'}, one],
    [{relay: '198.51.100.1'}, shared('198.51.100.0/25', 7)],
    [{relay: '198.51.100.200'}, shared('198.51.100.0/25', 7)],
    [{relay: '198.51.100.130'}, shared('198.51.100.128/25', 8)],
    [{relay: '192.0.2.5', subnet: '198.51.100.1'}, shared('198.51.100.0/25', 7)],
    [{subnet: '198.51.100.1', link: '192.0.2.1'}, one],
    [{interface: 'eth0'}, one],
    [{interface: 'eth7'}, one],
    [{interface: 'eth0', remote: '198.51.100.1'}, shared('198.51.100.0/25', 7)],
    [{interface: 'eth0', remote: '198.51.100.1', local: '255.255.255.255'}, one],
    [{address: '198.51.100.129', remote: '192.0.2.1', classes: ['a', 'b']}, shared('198.51.100.128/25', 8)],
  ]
  for (const [args, text] of cases) {
    assert.deepEqual(await control.command('subnet4-select-test', args), {result: 0, text}, JSON.stringify(args))
  }
  for (const args of [{}, {relay: '10.0.0.1'}, {interface: 'eth9'}, {local: '192.0.2.1'}]) {
    assert.deepEqual(await control.command('subnet4-select-test', args), {result: 3, text: 'no subnet selected'})
  }
  const wrong: unknown[] = [undefined, null, 5, [], {x: 1}, {classes: ['a', 1]}, {relay: '192.0.2'}, {relay: '::1'}]
  for (const args of wrong) assert.equal((await control.command('subnet4-select-test', args)).result, 1)
  for (const key of ['interface', 'address', 'relay', 'local', 'remote', 'link', 'subnet', 'classes']) {
    for (const value of [null, true, 1, 1.5, {}]) {
      const {result, text} = await control.command('subnet4-select-test', {[key]: value})
      assert.equal(result, 1)
      assert.match(text ?? '', new RegExp(`^'${key}' must be `))
    }
  }
})
