import assert from 'node:assert/strict'
import {beforeEach, describe, test} from 'node:test'
import type {Json, JsonMap} from '../../../src/model/json.ts'
import type {ControlAnswer} from '../../../src/ports/control.ts'
import {MemoryControl, MemoryServer4} from '../../support/controlled-server4.ts'

const dhcp4 = {
  'lease-database': {type: 'memfile', persist: false},
  'valid-lifetime': 4000,
  subnet4: [
    {
      id: 5,
      subnet: '192.0.2.0/24',
      pools: [
        {pool: '192.0.2.10 - 192.0.2.20'},
        {pool: '192.0.2.32/28', 'option-data': [{code: 4, data: '192.0.2.9'}]},
      ],
      'option-data': [{name: 'routers', data: '192.0.2.1'}],
    },
    {id: 8, subnet: '192.0.3.1/24', 'valid-lifetime': 600, 'renew-timer': 100},
  ],
  'shared-networks': [{name: 'floor1', 'valid-lifetime': 900, subnet4: [{id: 20, subnet: '10.1.0.0/16'}]}],
}

let server: MemoryServer4
let control: MemoryControl

beforeEach(() => {
  server = new MemoryServer4(dhcp4)
  control = new MemoryControl(server)
})

const ask = (command: string, args?: unknown): Promise<ControlAnswer> => control.command(command, args)

/** A subnet as subnet4-get tells it. */
async function subnet(id: number): Promise<JsonMap> {
  const answer = await ask('subnet4-get', {id})
  assert.equal(answer.result, 0, answer.text)
  return (answer.arguments as {subnets: JsonMap[]}).subnets[0]!
}

async function ids(): Promise<Json> {
  const answer = await ask('subnet4-list')
  return (answer.arguments as {subnets: JsonMap[]}).subnets.map(({id}) => id!)
}

/** Asks for what must be refused, and that nothing has changed. */
async function refused(command: string, args: unknown, text: RegExp, result = 1): Promise<void> {
  const before = server.current.hash
  const answer = await ask(command, args)
  assert.equal(answer.result, result, `${command} ${JSON.stringify(args)}: ${answer.text}`)
  assert.match(answer.text ?? '', text)
  assert.equal(server.current.hash, before)
}

describe('subnets', () => {
  test('list and get', async () => {
    assert.deepEqual(await ask('subnet4-list'), {
      result: 0,
      text: '3 IPv4 subnets found',
      arguments: {
        subnets: [
          {id: 5, subnet: '192.0.2.0/24'},
          {id: 8, subnet: '192.0.3.1/24'},
          {id: 20, subnet: '10.1.0.0/16', 'shared-network-name': 'floor1'},
        ],
      },
    })
    const byPrefix = await ask('subnet4-get', {subnet: '192.0.3.0/24'})
    assert.equal(byPrefix.text, 'Info about IPv4 subnet 192.0.3.1/24 (id 8) returned')
    assert.deepEqual(byPrefix, await ask('subnet4-get', {id: 8}))
    const inForce = server.current.dhcp4 as {subnet4: Json[]}
    assert.deepEqual(byPrefix.arguments, {subnets: [inForce.subnet4[1]]})
    await refused('subnet4-get', {id: 6}, /no IPv4 subnet with id 6/, 3)
    await refused('subnet4-get', {subnet: '192.0.4.0/24'}, /no IPv4 subnet 192\.0\.4\.0\/24/, 3)
    await refused('subnet4-get', {}, /either 'id' or 'subnet'/)
    await refused('subnet4-get', {id: 5, subnet: '192.0.2.0/24'}, /either 'id' or 'subnet'/)
    await refused('subnet4-get', {id: '5'}, /'id' must be an integer/)
    await refused('subnet4-get', {subnet: 'x'}, /not an IPv4 prefix/)
  })

  test('none at all is result 3', async () => {
    server = new MemoryServer4({'valid-lifetime': 4000})
    control = new MemoryControl(server)
    assert.deepEqual(await ask('subnet4-list'), {result: 3, text: '0 IPv4 subnets found', arguments: {subnets: []}})
    assert.equal((await ask('network4-list')).result, 3)
  })

  test('add', async () => {
    const given = {id: 6, subnet: '192.0.4.0/24', pools: [{pool: '192.0.4.1-192.0.4.9'}]}
    assert.deepEqual(await ask('subnet4-add', {subnet4: [given]}), {
      result: 0,
      text: 'IPv4 subnet added',
      arguments: {subnets: [{id: 6, subnet: '192.0.4.0/24'}]},
    })
    assert.deepEqual(await ids(), [5, 6, 8, 20])
    assert.equal((await subnet(6))['valid-lifetime'], 4000)
    await refused('subnet4-add', {subnet4: [given]}, /the id 6 is already in use/)
    await refused('subnet4-add', {subnet4: [{...given, id: 7}]}, /already a subnet 192\.0\.4\.0\/24/)
    await refused('subnet4-add', {subnet4: [{...given, id: 7, subnet: '192.0.5.0/24'}]}, /not inside the subnet/)
    await refused('subnet4-add', {subnet4: [{id: 7, subnet: '192.0.5.0/24', pool: []}]}, /"pool" is not a keyword/)
    await refused('subnet4-add', {subnet4: []}, /exactly one entry, found 0/)
    await refused('subnet4-add', {subnet4: [given, given]}, /exactly one entry, found 2/)
    await refused('subnet4-add', {subnet4: ['x']}, /must be a map/)
    await refused('subnet4-add', {subnet4: given}, /'subnet4' must be a list/)
    await refused('subnet4-add', undefined, /missing parameter 'subnet4'/)
    const reservations = [{'hw-address': '01:02:03:04:05:06', 'ip-address': '192.0.5.1'}]
    await refused('subnet4-add', {subnet4: [{id: 7, subnet: '192.0.5.0/24', reservations}]}, /reservation-add/)
  })

  test('without an id it gets the one behind the highest', async () => {
    const answer = await ask('subnet4-add', {subnet4: [{subnet: '192.0.4.0/24'}]})
    assert.deepEqual(answer.arguments, {subnets: [{id: 21, subnet: '192.0.4.0/24'}]})
    assert.deepEqual(await ids(), [5, 8, 20, 21])
  })

  test('several that come at once are all taken', async () => {
    const some = [1, 2, 3, 4].map(id => ask('subnet4-add', {subnet4: [{id, subnet: `198.51.100.${id * 16}/28`}]}))
    for (const answer of await Promise.all(some)) assert.equal(answer.result, 0, answer.text)
    assert.deepEqual(await ids(), [1, 2, 3, 4, 5, 8, 20])
  })

  test('update takes the place of the whole, also within a network', async () => {
    const answer = await ask('subnet4-update', {subnet4: [{id: 8, subnet: '192.0.3.0/24', 'rebind-timer': 70}]})
    assert.deepEqual(answer, {
      result: 0,
      text: 'IPv4 subnet updated',
      arguments: {subnets: [{id: 8, subnet: '192.0.3.0/24'}]},
    })
    const updated = await subnet(8)
    assert.equal(updated['rebind-timer'], 70)
    assert.equal(updated['renew-timer'], undefined)
    assert.equal(updated['valid-lifetime'], 4000)
    assert.equal((await ask('subnet4-update', {subnet4: [{id: 20, subnet: '10.1.0.0/16'}]})).result, 0)
    assert.equal(server.current.config.subnets.find(({id}) => id === 20)?.sharedNetwork, 'floor1')
    assert.equal((await subnet(20))['valid-lifetime'], 900)
    await refused('subnet4-update', {subnet4: [{id: 9, subnet: '192.0.9.0/24'}]}, /no IPv4 subnet with id 9/)
    await refused('subnet4-update', {subnet4: [{subnet: '192.0.3.0/24'}]}, /needs its 'id'/)
  })

  test('del', async () => {
    assert.deepEqual(await ask('subnet4-del', {id: 5}), {
      result: 0,
      text: 'IPv4 subnet 192.0.2.0/24 (id 5) deleted',
      arguments: {subnets: [{id: 5, subnet: '192.0.2.0/24'}]},
    })
    assert.equal((await ask('subnet4-del', {id: 20})).result, 0)
    assert.deepEqual(await ids(), [8])
    await refused('subnet4-del', {id: 5}, /no IPv4 subnet with id 5/, 3)
    await refused('subnet4-del', {}, /missing parameter 'id'/)
    await refused('subnet4-del', {id: 0}, /'id' must be an integer 1\.\.4294967294/)
  })
})

describe('parts of a subnet', () => {
  test('delta-add sets values, adds and changes options and pools', async () => {
    const delta = {
      id: 5,
      subnet: '192.0.2.0/24',
      'valid-lifetime': 120,
      'option-data': [
        {name: 'routers', data: '192.0.2.2'},
        {code: 6, data: '192.0.2.3'},
      ],
      pools: [
        {pool: '192.0.2.32-192.0.2.47', 'option-data': [{name: 'log-servers', data: '192.0.2.7'}]},
        {pool: '192.0.2.100-192.0.2.110'},
      ],
    }
    const answer = await ask('subnet4-delta-add', {subnet4: [delta]})
    assert.equal(answer.text, 'IPv4 subnet updated')
    const {pools, ...changed} = await subnet(5)
    const data = (options: Json) => (options as {code: number; data: string}[]).map(({code, data}) => [code, data])
    assert.equal(changed['valid-lifetime'], 120)
    assert.equal(changed['max-valid-lifetime'], 120)
    assert.deepEqual(data(changed['option-data']!), [
      [3, '192.0.2.2'],
      [6, '192.0.2.3'],
    ])
    const found = (pools as JsonMap[]).map(pool => [pool['pool'], data(pool['option-data']!)])
    assert.deepEqual(found, [
      ['192.0.2.10-192.0.2.20', []],
      [
        '192.0.2.32/28',
        [
          [4, '192.0.2.9'],
          [7, '192.0.2.7'],
        ],
      ],
      ['192.0.2.100-192.0.2.110', []],
    ])
  })

  test('delta-del removes values, options, pools and options of pools', async () => {
    const both = {
      id: 5,
      'option-data': [{code: 3}],
      pools: [{pool: '192.0.2.10-192.0.2.20'}, {pool: '192.0.2.32/28', 'option-data': [{name: 'time-servers'}]}],
    }
    assert.equal((await ask('subnet4-delta-del', {subnet4: [both]})).result, 0)
    const changed = await subnet(5)
    assert.deepEqual(changed['option-data'], [])
    assert.deepEqual(changed['pools'], [{pool: '192.0.2.32/28', 'option-data': []}])
    assert.equal(
      (await ask('subnet4-delta-del', {subnet4: [{id: 8, 'valid-lifetime': 0, 'renew-timer': 0}]})).result,
      0,
    )
    const other = await subnet(8)
    assert.equal(other['valid-lifetime'], 4000)
    assert.equal(other['renew-timer'], undefined)
  })

  test('what is not there cannot be removed', async () => {
    await refused('subnet4-delta-del', {subnet4: [{id: 5, pools: [{pool: '192.0.2.1-192.0.2.3'}]}]}, /is not there/)
    await refused('subnet4-delta-del', {subnet4: [{id: 5, 'option-data': [{code: 99}]}]}, /option 99 .*not there/)
    await refused('subnet4-delta-del', {subnet4: [{id: 9, 'renew-timer': 0}]}, /no IPv4 subnet with id 9/)
    await refused('subnet4-delta-add', {subnet4: [{id: 5, 'renew-timer': 'x'}]}, /expected an integer/)
    await refused('subnet4-delta-add', {subnet4: [{id: 5, pools: [{pool: '192.0.2.15-192.0.2.40'}]}]}, /overlaps/)
  })
})

describe('shared networks', () => {
  const floor2 = {name: 'floor2', subnet4: [{subnet: '10.2.0.0/16'}, {id: 30, subnet: '10.3.0.0/16'}]}

  test('list, get, add', async () => {
    assert.deepEqual(await ask('network4-add', {'shared-networks': [floor2]}), {
      result: 0,
      text: "A new IPv4 shared network 'floor2' added",
      arguments: {'shared-networks': [{name: 'floor2'}]},
    })
    assert.deepEqual(await ask('network4-list'), {
      result: 0,
      text: '2 IPv4 network(s) found',
      arguments: {'shared-networks': [{name: 'floor1'}, {name: 'floor2'}]},
    })
    assert.deepEqual(await ids(), [5, 8, 20, 30, 31])
    const got = await ask('network4-get', {name: 'floor2'})
    assert.equal(got.text, "Info about IPv4 shared network 'floor2' returned")
    const inForce = server.current.dhcp4 as {'shared-networks': Json[]}
    assert.deepEqual(got.arguments, {'shared-networks': [inForce['shared-networks'][1]]})
    await refused('network4-get', {name: 'x'}, /no IPv4 shared network 'x'/, 3)
    await refused('network4-get', {}, /missing parameter 'name'/)
    await refused('network4-add', {'shared-networks': [{name: 'floor2'}]}, /already a shared network "floor2"/)
    await refused('network4-add', {'shared-networks': [{'valid-lifetime': 5}]}, /"name" is missing/)
  })

  test('del keeps its subnets, or not', async () => {
    await ask('network4-add', {'shared-networks': [floor2]})
    await refused('network4-del', {name: 'floor2', 'subnets-action': 'move'}, /'keep' or 'delete'/)
    const kept = await ask('network4-del', {name: 'floor1'})
    assert.equal(kept.text, "IPv4 shared network 'floor1' deleted")
    assert.equal(server.current.config.subnets.find(({id}) => id === 20)?.sharedNetwork, undefined)
    assert.equal((await subnet(20))['valid-lifetime'], 900)
    assert.equal((await ask('network4-del', {name: 'floor2', 'subnets-action': 'delete'})).result, 0)
    assert.deepEqual(await ids(), [5, 8, 20])
    await refused('network4-del', {name: 'floor2'}, /no IPv4 shared network 'floor2'/, 3)
  })

  test('a subnet moves in and out', async () => {
    const into = await ask('network4-subnet-add', {name: 'floor1', id: 5})
    assert.equal(into.text, "IPv4 subnet 192.0.2.0/24 (id 5) is now part of shared network 'floor1'")
    assert.deepEqual(
      server.current.config.sharedNetworks[0]!.subnets.map(({id}) => id),
      [5, 20],
    )
    await refused('network4-subnet-add', {name: 'floor1', id: 5}, /is part of shared network 'floor1'/)
    await refused('network4-subnet-add', {name: 'floor9', id: 8}, /no IPv4 shared network 'floor9'/)
    await refused('network4-subnet-add', {name: 'floor1', id: 9}, /no IPv4 subnet with id 9/)
    await refused('network4-subnet-del', {name: 'floor1', id: 8}, /is not part of shared network 'floor1'/)
    const out = await ask('network4-subnet-del', {name: 'floor1', id: 5})
    assert.equal(out.text, "IPv4 subnet 192.0.2.0/24 (id 5) is now removed from shared network 'floor1'")
    assert.equal(server.current.config.subnets.find(({id}) => id === 5)?.sharedNetwork, undefined)
  })

  test('what was changed is what config-write writes', async () => {
    await ask('network4-add', {'shared-networks': [floor2]})
    await ask('config-write')
    const before = server.current.hash
    const {Dhcp4} = JSON.parse(server.files.get('/etc/kea/kea-dhcp4.conf')!) as {Dhcp4: Json}
    assert.equal(new MemoryServer4(Dhcp4).current.hash, before)
  })
})
