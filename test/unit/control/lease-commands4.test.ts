import assert from 'node:assert/strict'
import {after, test} from 'node:test'
import {MOST_LEASES} from '../../../src/control/lease4-store.ts'
import type {Lease4} from '../../../src/model/lease4.ts'
import {type Ipv4, parseIpv4} from '../../../src/net-types/ipv4.ts'
import {type LeaseChange4, type LeaseStore4, StoreError} from '../../../src/ports/lease-store.ts'
import {MemoryControl} from '../../support/controlled-server4.ts'
import {LeaseServer4} from '../../support/lease-control4.ts'
import {testLeases} from '../../support/lease-stores.ts'
import {leaseOf, T0} from '../../support/leases.ts'

const real = await (await testLeases('sqlite')).open()
after(() => real.close())

/** A right command of each name. */
const address = {'ip-address': '192.0.2.1'}
const lease = {...address, 'hw-address': '02:00:00:00:00:01'}
const commands: Readonly<Record<string, object>> = {
  'lease4-add': {...lease, 'client-id': '01:02', hostname: 'a', 'valid-lft': 60, expire: T0, 'subnet-id': 1, state: 0},
  'lease4-update': {
    ...lease,
    'force-create': true,
    'fqdn-fwd': false,
    'fqdn-rev': false,
    'user-context': {},
    comment: '',
  },
  'lease4-get': {'subnet-id': 1, 'identifier-type': 'hw-address', identifier: '02:00', 'update-ddns': true},
  'lease4-get-all': {subnets: [1]},
  'lease4-get-by-client-id': {'client-id': '01:02'},
  'lease4-get-by-hostname': {hostname: 'a'},
  'lease4-get-by-hw-address': {'hw-address': '02:00'},
  'lease4-get-by-state': {state: 0, 'subnet-id': 1},
  'lease4-get-page': {from: 'start', limit: 10},
  'lease4-del': {...address, 'update-ddns': true},
  'lease4-wipe': {'subnet-id': 1},
}

/** The real store with some of its calls changed. */
function but(changes: Partial<LeaseStore4>): LeaseStore4 {
  return {
    load4: keys => real.load4(keys),
    commit4: made => real.commit4(made),
    find4: (...asked) => real.find4(...asked),
    expired4: (...asked) => real.expired4(...asked),
    deleteReclaimed4: before => real.deleteReclaimed4(before),
    page4: (...asked) => real.page4(...asked),
    counts4: () => real.counts4(),
    limitCounts4: (classes, subnetIds) => real.limitCounts4(classes, subnetIds),
    close: async () => {},
    ...changes,
  }
}

class ToldServer4 extends LeaseServer4 {
  readonly told: (readonly [LeaseChange4, Lease4 | undefined])[] = []

  override applied(...all: readonly unknown[]): void {
    const [changes, formers] = all as [readonly LeaseChange4[], readonly (Lease4 | undefined)[]]
    changes.forEach((change, index) => {
      this.told.push([change, formers[index]])
    })
  }
}

const seen = async (): Promise<Lease4 | undefined> => {
  const rows = await real.load4({clientId: undefined, hwAddr: undefined, addresses: [parseIpv4('192.0.2.1')!]})
  assert.notEqual(rows, 'full')
  return rows[0] as Lease4 | undefined
}

test('without a lease database every command says so', async () => {
  const lost = () => Promise.reject(new StoreError('lost', 'gone'))
  const away = but({load4: lost, commit4: lost, find4: lost})
  for (const store of [undefined, away]) {
    const control = new MemoryControl(new LeaseServer4(store))
    for (const [name, args] of Object.entries(commands)) {
      assert.deepEqual(
        await control.command(name, args),
        {result: 1, text: 'no current lease manager is available'},
        name,
      )
    }
  }
})

test('a value of the wrong type in any argument is answered, never an error of the program', async () => {
  const control = new MemoryControl(new LeaseServer4(real))
  const values = [null, true, -1, 5, 2.5, 1e300, 2 ** 53, '', 'x', [], {}, [[]], {a: 1}, ' '.repeat(9), '\ud800', 'é']
  for (const [name, right] of Object.entries(commands)) {
    for (const key of Object.keys(right)) {
      for (const value of values) {
        const answer = await control.command(name, {...right, [key]: value})
        assert.ok([0, 1, 3].includes(answer.result), name)
        assert.ok((answer.text ?? '').length < 300, name)
        assert.doesNotMatch(answer.text ?? '', /undefined|NaN|\[object|the log tells|^Error during/, `${name} ${key}`)
      }
    }
    for (const value of values) assert.ok([0, 1, 3].includes((await control.command(name, value)).result))
  }
})

test('a full queue is asked again, but not for ever', async () => {
  await new MemoryControl(new LeaseServer4(real)).command('lease4-del', address)
  let full = 3
  const crowded = but({commit4: made => (full-- > 0 ? 'full' : real.commit4(made))})
  assert.equal((await new MemoryControl(new LeaseServer4(crowded)).command('lease4-add', lease)).result, 0)
  const stuck = but({load4: () => 'full', commit4: () => 'full'})
  for (const name of ['lease4-add', 'lease4-update', 'lease4-del']) {
    const {result, text} = await new MemoryControl(new LeaseServer4(stuck)).command(name, commands[name])
    assert.equal(result, 1)
    assert.match(text ?? '', /too busy, try again later/)
  }
})

test('a row that changes under a command is read again; the server is told of the row that was replaced', async () => {
  let rivals = 0
  const rival = async (made: readonly LeaseChange4[]) => {
    const row = await seen()
    if (row !== undefined && rivals-- > 0) {
      const other = {...row, hostname: `rival-${rivals}`, expire: row.expire + 1}
      assert.equal(await real.commit4([{kind: 'update', lease: other, expected: row.expire}]), 'ok')
    }
    return real.commit4(made) as Promise<'ok' | 'conflict'>
  }
  const server = new ToldServer4(but({commit4: rival}), () => T0)
  const control = new MemoryControl(server)
  for (const [name, text] of [
    ['lease4-update', 'IPv4 lease updated.'],
    ['lease4-del', 'IPv4 lease deleted.'],
  ] as const) {
    rivals = 0
    await control.command('lease4-update', {...lease, 'force-create': true})
    rivals = 100
    const lost = await control.command(name, commands[name])
    assert.equal(lost.result, 1)
    assert.match(lost.text ?? '', /others change it at the same time, try again/)
    server.told.length = 0
    rivals = 2
    assert.deepEqual(await control.command(name, commands[name]), {result: 0, text})
    assert.equal(server.told.length, 1)
    assert.equal(server.told[0]![1]?.hostname, 'rival-0')
  }
  assert.equal(await seen(), undefined)
})

test('a wipe leaves what has moved to another subnet, and counts what it removed', async () => {
  const control = new MemoryControl(new LeaseServer4(real, () => T0))
  for (const n of [1, 2, 3]) await control.command('lease4-add', {...lease, 'ip-address': `192.0.2.${n}`})
  const moving = but({
    commit4: async made => {
      const [change] = made
      if (change?.kind === 'delete' && change.address === parseIpv4('192.0.2.1')) {
        const row = await seen()
        if (row?.subnetId === 1) {
          const moved = {...row, subnetId: 2, expire: row.expire + 1}
          await real.commit4([{kind: 'update', lease: moved, expected: row.expire}])
        }
      }
      return real.commit4(made) as Promise<'ok' | 'conflict'>
    },
  })
  const answer = await new MemoryControl(new LeaseServer4(moving)).command('lease4-wipe', {'subnet-id': 1})
  assert.deepEqual(answer, {result: 0, text: 'Deleted 2 IPv4 lease(s) from subnet(s) 1'})
  assert.equal((await seen())?.subnetId, 2)
})

test('a list that is too long for one answer is refused, and says how to get it', async () => {
  let rows = MOST_LEASES
  const many = but({
    find4: async (_, last, limit) => {
      const first = last === undefined ? 0 : last - leaseOf(0).address + 1
      return Array.from({length: Math.max(0, Math.min(limit, rows - first))}, (_, n) => leaseOf(first + n))
    },
  })
  const control = new MemoryControl(new LeaseServer4(many))
  assert.equal((await control.command('lease4-get-all')).text, `${MOST_LEASES} IPv4 lease(s) found.`)
  rows++
  const lists: [string, object?][] = [
    ['lease4-get-all'],
    ['lease4-get-all', {subnets: [1]}],
    ['lease4-get-by-hostname', {hostname: 'x'}],
    ['lease4-get-page', {from: 'start', limit: 0xffffffff}],
  ]
  for (const [name, args] of lists) {
    const {result, text} = await control.command(name, args)
    assert.equal(result, 1)
    assert.match(text ?? '', /more than 100000 leases: .*lease4-get-page/)
  }
  rows = MOST_LEASES / 2
  assert.equal((await control.command('lease4-get-all', {subnets: [1, 2]})).result, 0)
  assert.equal((await control.command('lease4-get-all', {subnets: [1, 2, 3]})).result, 1, 'subnets together')
  const {arguments: page} = await control.command('lease4-get-page', {from: '10.0.0.9', limit: 2})
  const found = (page as unknown as {count: number; leases: {'ip-address': string}[]}).leases
  assert.deepEqual(
    found.map(each => each['ip-address']),
    ['10.0.0.10', '10.0.0.11'],
  )
})

test('an endless lease ends never, whatever is said of its time', async () => {
  const control = new MemoryControl(new LeaseServer4(real, () => T0))
  await control.command('lease4-wipe', {'subnet-id': 2})
  await control.command('lease4-add', {...lease, 'valid-lft': 0xffffffff})
  assert.equal((await seen())?.expire, T0, 'the column holds the time of the last transaction')
  assert.deepEqual(await real.expired4((T0 + 100) as Ipv4, 0), [])
  await control.command('lease4-del', address)
})
