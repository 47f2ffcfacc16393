import assert from 'node:assert/strict'
import {after, before, describe, test} from 'node:test'
import {INFINITE_LIFETIME, type Lease4} from '../../src/model/lease4.ts'
import type {ClientId, HwAddr} from '../../src/net-types/identifiers.ts'
import type {Ipv4} from '../../src/net-types/ipv4.ts'
import {type LeaseChange4, type LeaseKeys4, type LeaseStore4, StoreError} from '../../src/ports/lease-store.ts'
import {type StoreKind, type TestLeases, testLeases} from '../support/lease-stores.ts'
import {leaseOf, T0} from '../support/leases.ts'

const none: LeaseKeys4 = {clientId: undefined, hwAddr: undefined, addresses: []}
const create = (lease: Lease4): LeaseChange4 => ({kind: 'create', lease})
const update = (lease: Lease4, expected: number): LeaseChange4 => ({kind: 'update', lease, expected})
const remove = (lease: Lease4): LeaseChange4 => ({kind: 'delete', address: lease.address, expected: lease.expire})
const byAddress = (a: Lease4, b: Lease4) => a.address - b.address

function fatal(about: RegExp) {
  return (error: unknown) => error instanceof StoreError && error.kind === 'fatal' && about.test(error.message)
}

/** What every lease store must do; run for each kind. */
export function leaseStoreContract(kind: StoreKind): void {
  describe(`lease store on ${kind}`, () => {
    let leases: TestLeases
    let store: LeaseStore4
    before(async () => {
      leases = await testLeases(kind)
      store = await leases.open()
    })
    after(() => store.close())

    const find = async (...numbers: number[]) => {
      const rows = await store.load4({...none, addresses: numbers.map(n => leaseOf(n).address)})
      assert.notEqual(rows, 'full')
      return [...(rows as readonly Lease4[])].sort(byAddress)
    }
    const commit = (...changes: LeaseChange4[]) => store.commit4(changes)

    test('a lease comes back by client identifier, by hardware address and by address', async () => {
      const lease = leaseOf(1)
      assert.equal(await commit(create(lease)), 'ok')
      assert.deepEqual(await store.load4({...none, clientId: lease.clientId}), [lease])
      assert.deepEqual(await store.load4({...none, hwAddr: lease.hwAddr}), [lease])
      assert.deepEqual(await store.load4({...none, addresses: [lease.address]}), [lease])
      assert.deepEqual(
        await store.load4({clientId: lease.clientId, hwAddr: lease.hwAddr, addresses: [lease.address]}),
        [lease],
      )
      assert.deepEqual(await store.load4(none), [])
    })

    test('hundreds of addresses in one load and in one commit', async () => {
      const many = Array.from({length: 700}, (_, index) => leaseOf(50_000 + index))
      assert.equal(await commit(...many.map(create)), 'ok')
      assert.deepEqual(await find(...many.map((_, index) => 50_000 + index)), many)
      const renewed = many.map(lease => ({...lease, expire: lease.expire + 5}))
      assert.equal(await commit(...renewed.map((lease, index) => update(lease, many[index]!.expire))), 'ok')
      assert.equal(await commit(...renewed.map(remove)), 'ok')
      assert.deepEqual(await find(50_000, 50_699), [])
    })

    test('every field survives', async () => {
      const odd = [
        leaseOf(100, {hostname: `it's "odd" \\ {a,b} $1 ? %s; --`, userContext: '{"a": "\\"\\\\ {,}", "b": null}'}),
        leaseOf(101, {hwAddr: undefined, clientId: undefined, state: 1, validLifetime: 86400}),
        leaseOf(102, {clientId: undefined, fqdnFwd: true}),
        leaseOf(103, {hwAddr: undefined, fqdnRev: true, hostname: 'host.example.org'}),
        leaseOf(104, {validLifetime: INFINITE_LIFETIME, expire: T0}),
        leaseOf(105, {state: 2, subnetId: 4294967295, validLifetime: 0}),
        leaseOf(106, {expire: 1}),
        leaseOf(107, {expire: 0x7fffffff}),
        leaseOf(108, {address: 0xffffffff as Ipv4}),
        leaseOf(109, {hwAddr: 'ab'.repeat(20) as HwAddr, clientId: 'cd'.repeat(128) as ClientId}),
        leaseOf(110, {hostname: 'x'.repeat(255), userContext: JSON.stringify({ISC: {'client-classes': ['a']}})}),
        leaseOf(111, {hwAddr: '00' as HwAddr, clientId: '00' as ClientId}),
      ]
      for (const lease of odd) assert.equal(await commit(create(lease)), 'ok', `address ${lease.address}`)
      const rows = await store.load4({...none, addresses: odd.map(lease => lease.address)})
      assert.notEqual(rows, 'full')
      assert.deepEqual([...(rows as Lease4[])].sort(byAddress), odd.sort(byAddress))
      const changed = odd.map(lease => ({...lease, hostname: `${lease.hostname.slice(0, 200)}'"\\`, fqdnRev: true}))
      for (const lease of changed) assert.equal(await commit(update(lease, lease.expire)), 'ok')
      const again = (await store.load4({...none, addresses: odd.map(lease => lease.address)})) as Lease4[]
      assert.deepEqual([...again].sort(byAddress), changed.sort(byAddress))
    })

    test('each asker of a shared load gets its own rows and no other', async () => {
      const several = Array.from({length: 300}, (_, n) => leaseOf(1000 + n))
      const made = await Promise.all(several.map(lease => commit(create(lease))))
      assert.deepEqual(new Set(made), new Set(['ok']))
      const answers = await Promise.all(
        several.flatMap(lease => [
          store.load4({...none, clientId: lease.clientId}),
          store.load4({...none, hwAddr: lease.hwAddr}),
          store.load4({...none, addresses: [lease.address]}),
          store.load4({...none, clientId: `${lease.clientId}00` as ClientId}),
        ]),
      )
      answers.forEach((rows, index) => {
        assert.deepEqual(rows, index % 4 === 3 ? [] : [several[index >> 2]])
      })
    })

    test('an empty hardware address is nobody', async () => {
      await commit(create(leaseOf(120, {hwAddr: undefined, clientId: undefined, state: 1})))
      assert.deepEqual(await store.load4({...none, hwAddr: '' as HwAddr}), [])
    })

    test('a change whose row is not as expected is a conflict and changes nothing', async () => {
      const lease = leaseOf(200)
      assert.equal(await commit(update(lease, lease.expire)), 'conflict')
      assert.equal(await commit(remove(lease)), 'conflict')
      assert.equal(await commit(create(lease)), 'ok')
      assert.equal(await commit(create({...lease, hostname: 'other'})), 'conflict')
      assert.equal(await commit(update({...lease, hostname: 'other'}, lease.expire + 1)), 'conflict')
      assert.equal(await commit({kind: 'delete', address: lease.address, expected: lease.expire - 1}), 'conflict')
      assert.deepEqual(await find(200), [lease])
      const later = {...lease, expire: lease.expire + 60}
      assert.equal(await commit(update(later, lease.expire)), 'ok')
      assert.equal(await commit(update(later, lease.expire)), 'conflict')
      assert.equal(await commit(update(later, later.expire)), 'ok', 'an update that changes nothing still matches')
      assert.equal(await commit(remove(later)), 'ok')
      assert.deepEqual(await find(200), [])
    })

    // Elsewhere the column has whole seconds.
    const fractions = kind === 'postgresql' ? test : undefined
    fractions?.('a row that someone wrote by hand can be changed, whatever the fraction of its time', async () => {
      for (const [n, fraction] of [0.25, 0.5, 0.75].entries()) {
        await commit(create(leaseOf(205 + n)))
        await leases.database!.sql(
          `UPDATE lease4 SET expire = to_timestamp(${T0 + 60 + fraction}) WHERE address = ${leaseOf(205 + n).address}`,
        )
        const [row] = await find(205 + n)
        assert.equal(await commit(update({...row!, hostname: 'x'}, row!.expire)), 'ok')
        assert.equal(await commit(remove(row!)), 'ok')
      }
    })

    test('several changes are made together or not at all', async () => {
      const [a, b, c] = [leaseOf(210), leaseOf(211), leaseOf(212)]
      assert.equal(await commit(create(a), create(b)), 'ok')
      assert.equal(await commit(remove(a), create(b)), 'conflict')
      assert.equal(await commit(create(c), update(b, b.expire + 1)), 'conflict')
      assert.equal(await commit(create(c), create(c)), 'conflict')
      assert.deepEqual(await find(210, 211, 212), [a, b])
      const moved = {...b, expire: b.expire + 5}
      assert.equal(await commit(remove(a), update(moved, b.expire), create(c)), 'ok')
      assert.deepEqual(await find(210, 211, 212), [moved, c])
      assert.equal(await commit(), 'ok')
    })

    test('of those that want one address at the same moment one wins, and the others of the batch are not harmed', async () => {
      const wanted = Array.from({length: 40}, (_, n) => leaseOf(300 + (n % 20), {hostname: `try-${n}`}))
      const paired = Array.from({length: 10}, (_, n) => [leaseOf(330 + n), leaseOf(300 + n)])
      const outcomes = await Promise.all([
        ...wanted.map(lease => commit(create(lease))),
        ...paired.map(pair => commit(...pair.map(create))),
      ])
      const rows = await find(...Array.from({length: 40}, (_, n) => 300 + n))
      for (let n = 0; n < 20; n++) {
        const winners = [n, n + 20].filter(index => outcomes[index] === 'ok').length
        const pair = n < 10 && outcomes[40 + n] === 'ok' ? 1 : 0
        assert.equal(winners + pair, 1, `address ${n}`)
        assert.equal(rows.filter(row => row.address === leaseOf(300 + n).address).length, 1)
      }
      paired.forEach(([first], n) => {
        assert.equal(
          rows.some(row => row.address === first!.address),
          outcomes[40 + n] === 'ok',
        )
      })
    })

    test('a value that the database does not take fails its own commit only', async () => {
      const bad: [Lease4, RegExp][] = [
        [leaseOf(400, {hostname: 'x'.repeat(256)}), /hostname/],
        [leaseOf(401, {hwAddr: 'ab'.repeat(21) as HwAddr}), /hardware address/],
        [leaseOf(402, {clientId: 'ab'.repeat(129) as ClientId}), /client identifier/],
        [leaseOf(403, {expire: 2 ** 33}), /expiry/],
        [leaseOf(404, {hostname: 'a\0b'}), /zero byte/],
        // Known to no check before the database: its foreign key refuses it.
        [leaseOf(405, {state: 7 as 0}), /./],
      ]
      const good = Array.from({length: 50}, (_, n) => leaseOf(410 + n))
      const doomed = bad.map(([lease, about]) => assert.rejects(Promise.resolve(commit(create(lease))), fatal(about)))
      const both = commit(create(leaseOf(470)), create(leaseOf(471, {state: 7 as 0})))
      doomed.push(assert.rejects(Promise.resolve(both), fatal(/./)))
      const made = await Promise.all(good.map(lease => commit(create(lease))))
      await Promise.all(doomed)
      assert.deepEqual(new Set(made), new Set(['ok']))
      assert.deepEqual(await find(...good.map((_, n) => 410 + n)), good)
      assert.deepEqual(await find(400, 401, 402, 403, 404, 405, 470, 471), [])
    })

    test('one client with very many leases does not push out the rows of others', async () => {
      const flood = Array.from({length: 3000}, (_, n) => leaseOf(10_000 + n, {hwAddr: '02ffffffffff' as HwAddr}))
      await Promise.all(flood.map(lease => commit(create(lease))))
      const others = Array.from({length: 30}, (_, n) => leaseOf(14_000 + n))
      await Promise.all(others.map(lease => commit(create(lease))))
      const asked = [flood[0]!, ...others, flood[1]!]
      const answers = await Promise.all(asked.map(({hwAddr}) => store.load4({...none, hwAddr})))
      answers.slice(1, -1).forEach((rows, n) => {
        assert.deepEqual(rows, [others[n]])
      })
      const flooded = answers[0] as Lease4[]
      assert.ok(flooded.length > 0 && flooded.length < 3000, `${flooded.length} rows`)
    })

    test('a queue at its bound says so', async () => {
      const small = await leases.open({queued: 5})
      const loads = Array.from({length: 10}, () => small.load4(none))
      const commits = Array.from({length: 10}, (_, n) => small.commit4([create(leaseOf(500 + n))]))
      assert.equal(loads.filter(answer => answer === 'full').length, 5)
      assert.equal(commits.filter(answer => answer === 'full').length, 5)
      await small.close()
      assert.equal(
        (await find(...Array.from({length: 10}, (_, n) => 500 + n))).length,
        5,
        'close waits for what is in flight',
      )
      assert.deepEqual(await Promise.all(commits.filter(answer => answer !== 'full')), Array(5).fill('ok'))
    })

    test('what is committed is there for the next server', async () => {
      const lease = leaseOf(520)
      assert.equal(await commit(create(lease)), 'ok')
      const other = await leases.open()
      assert.deepEqual(await other.load4({...none, clientId: lease.clientId}), [lease])
      await other.close()
    })
  })
}
