import assert from 'node:assert/strict'
import {after, before, describe, test} from 'node:test'
import type {Lease4} from '../../src/model/lease4.ts'
import type {ClientId, HwAddr} from '../../src/net-types/identifiers.ts'
import type {Ipv4} from '../../src/net-types/ipv4.ts'
import type {LeaseFilter4, LeaseStore4} from '../../src/ports/lease-store.ts'
import {type StoreKind, testLeases} from '../support/lease-stores.ts'
import {leaseOf} from '../support/leases.ts'

const LEASES = 6000
const SHARED = '02cccccccccc' as HwAddr

/** Lease `n` of the table: three subnets, some rows of one client in all of them, rare states, some without identifiers. */
function leaseNumber(n: number): Lease4 {
  return leaseOf(n * 3, {
    subnetId: 1 + (n % 3),
    ...(n % 100 === 7 ? {hwAddr: SHARED} : {}),
    ...(n % 1000 === 8 ? {hwAddr: undefined, state: 1} : {}),
    ...(n % 500 === 9 ? {clientId: 'abcdef' as ClientId} : {}),
    ...(n % 250 === 10 ? {hostname: n % 500 === 10 ? 'Printer.Example.ORG' : 'printer.example.org'} : {}),
    ...(n === 300 ? {hostname: 'printer.example.org '} : {}),
    ...(n === 301 ? {hostname: 'prínter.example.org'} : {}),
    ...(n === 302 ? {hostname: `it's\\"$1%`} : {}),
    ...(n % 2000 === 11 ? {state: 2} : {}),
  })
}

/** Whole rows for operators, page by page: every store must answer alike, whatever indexes it has. */
export function leaseFindContract(kind: StoreKind, characterSet?: string): void {
  describe(`queries of operators on ${[kind, characterSet].join(' ').trim()}`, () => {
    const leases = Array.from({length: LEASES}, (_, n) => leaseNumber(n))
    let store: LeaseStore4
    before(async () => {
      store = await (await testLeases(kind, characterSet)).open()
      const made = await Promise.all(leases.map(lease => store.commit4([{kind: 'create', lease}])))
      assert.deepEqual(new Set(made), new Set(['ok']))
    })
    after(() => store.close())

    const paged = async (filter: LeaseFilter4, limit: number) => {
      const found: Lease4[] = []
      for (let last: Ipv4 | undefined; ; ) {
        const page = await store.find4(filter, last, limit)
        assert.ok(page.length <= limit)
        found.push(...page)
        if (page.length < limit) return found
        last = page.at(-1)!.address
      }
    }
    const cases: [string, LeaseFilter4, (lease: Lease4, n: number) => boolean][] = [
      ['all', {by: 'all'}, () => true],
      ['a subnet', {by: 'subnet', subnetId: 2}, lease => lease.subnetId === 2],
      ['no such subnet', {by: 'subnet', subnetId: 0xffffffff}, () => false],
      ['hardware address', {by: 'hwAddr', hwAddr: SHARED, subnetId: undefined}, lease => lease.hwAddr === SHARED],
      [
        'hardware address in a subnet',
        {by: 'hwAddr', hwAddr: SHARED, subnetId: 3},
        lease => lease.hwAddr === SHARED && lease.subnetId === 3,
      ],
      ['no hardware address', {by: 'hwAddr', hwAddr: '', subnetId: undefined}, lease => lease.hwAddr === undefined],
      [
        'client identifier',
        {by: 'clientId', clientId: 'abcdef' as ClientId, subnetId: undefined},
        lease => lease.clientId === 'abcdef',
      ],
      [
        'client identifier in a subnet',
        {by: 'clientId', clientId: 'abcdef' as ClientId, subnetId: 1},
        lease => lease.clientId === 'abcdef' && lease.subnetId === 1,
      ],
      ['host name of any case', {by: 'hostname', hostname: 'PRINTER.example.org'}, (_, n) => n % 250 === 10],
      ['host name with quotes', {by: 'hostname', hostname: `IT'S\\"$1%`}, (_, n) => n === 302],
      ['host name with an accent', {by: 'hostname', hostname: 'prínter.example.org'}, (_, n) => n === 301],
      ['no such host name', {by: 'hostname', hostname: 'printer.example'}, () => false],
      ['a frequent state', {by: 'state', state: 0, subnetId: undefined}, lease => lease.state === 0],
      ['a rare state', {by: 'state', state: 2, subnetId: undefined}, lease => lease.state === 2],
      ['a state in a subnet', {by: 'state', state: 1, subnetId: 3}, lease => lease.state === 1 && lease.subnetId === 3],
    ]
    for (const [name, filter, wanted] of cases) {
      test(`by ${name}: in address order, each once, whatever the page`, async () => {
        const expected = leases.filter(wanted)
        assert.equal(expected.length === 0, name.startsWith('no such'), 'the case says something')
        assert.deepEqual(await store.find4(filter, undefined, 10_000), expected)
        assert.deepEqual(await paged(filter, 2500), expected)
        assert.deepEqual(await paged(filter, 1 + Math.ceil(expected.length / 7)), expected)
        const middle = leases[LEASES / 2]!.address
        assert.deepEqual(
          await store.find4(filter, middle, 10),
          expected.filter(({address}) => address > middle).slice(0, 10),
        )
      })
    }

    test('nothing comes behind the highest address', async () => {
      assert.deepEqual(await store.find4({by: 'all'}, 0xffffffff as Ipv4, 10), [])
    })
  })
}
