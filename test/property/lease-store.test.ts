import assert from 'node:assert/strict'
import {test} from 'node:test'
import {setTimeout as delay} from 'node:timers/promises'
import type {Lease4} from '../../src/model/lease4.ts'
import type {Ipv4} from '../../src/net-types/ipv4.ts'
import type {LeaseChange4, LeaseStore4} from '../../src/ports/lease-store.ts'
import {type StoreKind, storeKinds, testLeases} from '../support/lease-stores.ts'
import {leaseOf, T0} from '../support/leases.ts'
import {SeededRandom, testSeed} from '../support/random.ts'

const ADDRESSES = 24
const addressOf = (change: LeaseChange4) => (change.kind === 'delete' ? change.address : change.lease.address)

interface Attempt {
  readonly changes: readonly LeaseChange4[]
  readonly outcome: 'ok' | 'conflict'
}

/**
 * One server: looks at some addresses, changes what it saw, again and again. `token` makes every expire unique, so a
 * history can be replayed: each change that was made names the row that it replaced.
 */
async function serve(store: LeaseStore4, random: SeededRandom, rounds: number, token: () => number) {
  const attempts: Attempt[] = []
  for (let round = 0; round < rounds; round++) {
    const numbers = [...new Set(Array.from({length: 1 + random.below(3)}, () => random.below(ADDRESSES)))]
    const addresses = numbers.map(n => leaseOf(n).address)
    const rows = (await store.load4({clientId: undefined, hwAddr: undefined, addresses})) as readonly Lease4[]
    const changes = addresses.map((address): LeaseChange4 => {
      const row = rows.find(lease => lease.address === address)
      const lease = leaseOf(random.below(1000), {address, expire: token()})
      // Some pretend not to have seen the row, as if someone else had been faster.
      if (row === undefined || random.below(8) === 0) return {kind: 'create', lease}
      if (random.below(4) === 0) return {kind: 'delete', address, expected: row.expire}
      return {kind: 'update', lease, expected: row.expire}
    })
    // Batches of one store keep step with each other; a pause lets others in between what is seen and what is done.
    if (random.below(2) === 0) await delay(random.below(5))
    const outcome = store.commit4(changes)
    assert.notEqual(outcome, 'full')
    attempts.push({changes, outcome: (await outcome) as 'ok' | 'conflict'})
  }
  return attempts
}

/** The rows that successful commits must have led to, whatever their order was: each follows the row that it expected. */
function replay(
  attempts: readonly Attempt[],
  address: Ipv4,
): {readonly final: Set<number | undefined>; readonly made: number} {
  const changes = attempts
    .filter(({outcome}) => outcome === 'ok')
    .flatMap(({changes}) => changes.filter(change => addressOf(change) === address))
  const expected = changes.flatMap(change => (change.kind === 'create' ? [] : [change.expected]))
  assert.equal(new Set(expected).size, expected.length, `two changes replaced the same row of ${address}`)
  const written = changes.flatMap(change => (change.kind === 'delete' ? [] : [change.lease.expire]))
  for (const expire of expected)
    assert.ok(written.includes(expire), `a row of ${address} that nobody wrote was replaced`)
  const creates = changes.filter(change => change.kind === 'create').length
  const deletes = changes.filter(change => change.kind === 'delete').length
  assert.ok(creates - deletes === 0 || creates - deletes === 1, `${creates} creates, ${deletes} deletes of ${address}`)
  const left = written.filter(expire => !expected.includes(expire))
  assert.equal(left.length, creates - deletes, `rows of ${address} that nothing replaced`)
  return {final: new Set(left), made: changes.length}
}

async function race(kind: StoreKind, servers: number, workers: number, rounds: number, seed: number) {
  const leases = await testLeases(kind)
  const stores: LeaseStore4[] = []
  while (stores.length < servers) stores.push(await leases.open())
  let next = T0
  const token = () => next++
  const all = await Promise.all(
    stores.flatMap((store, server) =>
      Array.from({length: workers}, (_, worker) =>
        serve(store, new SeededRandom(seed + server * 1000 + worker), rounds, token),
      ),
    ),
  )
  const attempts = all.flat()
  const rows = await stores[0]!.page4(leaseOf(0).address, leaseOf(ADDRESSES).address, undefined, 1000)
  for (let n = 0; n < ADDRESSES; n++) {
    const {address} = leaseOf(n)
    const {final} = replay(attempts, address)
    const row = rows.find(use => use.address === address)
    assert.deepEqual(new Set(row === undefined ? [] : [row.expire]), final, `row of address ${n}`)
  }
  const counted = (await stores[0]!.counts4()).reduce((sum, {leases}) => sum + leases, 0)
  assert.equal(counted, rows.length, 'lease4_stat')
  const conflicts = attempts.filter(({outcome}) => outcome === 'conflict').length
  assert.ok(conflicts > 0 && conflicts < attempts.length, `${conflicts} conflicts in ${attempts.length} commits`)
  await Promise.all(stores.map(store => store.close()))
}

const seed = testSeed()

for (const kind of storeKinds) {
  test(`${kind}: one server, many clients: every commit whole, none on a row it did not see (seed ${seed})`, () =>
    race(kind, 1, 40, 25, seed))
  test(`${kind}: two servers on one database fight for addresses (seed ${seed})`, () => race(kind, 2, 20, 25, seed))
}
