import assert from 'node:assert/strict'
import {test} from 'node:test'
import {FreeMap4} from '../../src/engine/free-map.ts'
import type {Ipv4} from '../../src/net-types/ipv4.ts'
import {indexOf} from '../support/engine4.ts'
import {leaseOf} from '../support/leases.ts'
import {SeededRandom, testSeed} from '../support/random.ts'
import {address} from '../support/scenarios4/build.ts'

const NOW = 1_700_000_000
const pool = (first: string, last: string) => ({first: address(first), last: address(last), text: `${first} - ${last}`})

/** Pools of two subnets that overlap, and one across the border of a /24. */
const pools = [pool('10.1.0.250', '10.1.1.5'), pool('10.1.2.0', '10.1.2.3'), pool('10.1.0.252', '10.1.0.255')]

function map4() {
  const index = indexOf({
    allocator: 'flq',
    subnet4: [
      {id: 1, subnet: '10.0.0.0/8', pools: pools.slice(0, 2).map(({text}) => ({pool: text}))},
      {id: 2, subnet: '10.1.0.0/16', pools: pools.slice(2).map(({text}) => ({pool: text}))},
    ],
  })
  return {map: new FreeMap4(index.config), index}
}

const all = [...new Set(pools.flatMap(({first, last}) => range(first, last)))]

function range(first: Ipv4, last: Ipv4): Ipv4[] {
  return Array.from({length: last - first + 1}, (_, n) => (first + n) as Ipv4)
}

/** What the queue must be, in the plainest way: a list of each pool. */
class Model {
  readonly #lists: Ipv4[][] = pools.map(() => [])

  start(free: ReadonlySet<Ipv4>): void {
    pools.forEach(({first, last}, at) => {
      this.#lists[at] = range(first, last).filter(each => free.has(each))
    })
  }

  used(gone: Ipv4): void {
    for (const list of this.#lists) if (list.includes(gone)) list.splice(list.indexOf(gone), 1)
  }

  freed(come: Ipv4): void {
    pools.forEach(({first, last}, at) => {
      const list = this.#lists[at]!
      if (come >= first && come <= last && !list.includes(come)) list.push(come)
    })
  }

  /** Subnet 1 has two pools, and chance sends every client to the second first. */
  take(subnetId: number, count: number): Ipv4[] {
    const taken: Ipv4[] = []
    for (const at of subnetId === 1 ? [1, 0] : [2]) {
      const given = this.#lists[at]!.splice(0, count - taken.length)
      this.#lists[at]!.push(...given)
      taken.push(...given)
    }
    return taken
  }
}

test('flq follows commits, gives what has been free for longest and nothing that has a lease', t => {
  const seed = testSeed()
  t.diagnostic(`KEATS_SEED=${seed}`)
  const random = new SeededRandom(seed)
  for (let run = 0; run < 40; run++) {
    const {map, index} = map4()
    const model = new Model()
    const leased = new Set<Ipv4>(all.filter(() => random.below(3) === 0))
    for (const each of leased) map.use(each)
    map.ready(() => 0.999999)
    model.start(new Set(all.filter(each => !leased.has(each))))
    for (let step = 0; step < 300; step++) {
      const subnetId = 1 + random.below(2)
      const subnets = [index.byId.get(subnetId)!.subnet]
      const chosen = random.pick(all)
      switch (random.below(4)) {
        case 0: {
          const taken = map.take(subnets, 1 + random.below(20), () => 0.999999).map(each => each.address)
          assert.equal(new Set(taken).size, taken.length, 'one address twice')
          assert.ok(taken.every(each => !leased.has(each)))
          assert.deepEqual(taken, model.take(subnetId, taken.length))
          break
        }
        case 1: {
          const [candidate] = map.take(subnets, 1, () => 0.999999)
          assert.equal(candidate?.address, model.take(subnetId, 1)[0])
          if (candidate === undefined) break
          map.apply([{kind: 'create', lease: leaseOf(0, {address: candidate.address, expire: NOW + 100})}], NOW)
          leased.add(candidate.address)
          model.used(candidate.address)
          break
        }
        case 2:
          map.apply([{kind: 'delete', address: chosen, expected: NOW}], NOW)
          leased.delete(chosen)
          model.freed(chosen)
          break
        default: {
          // A renewal, or a lease that ran out and was reclaimed.
          const over = random.below(2) === 0
          map.apply(
            [{kind: 'update', lease: leaseOf(0, {address: chosen, expire: over ? NOW - 1 : NOW + 9}), expected: 0}],
            NOW,
          )
          if (over) leased.delete(chosen)
          else leased.add(chosen)
          if (over) model.freed(chosen)
          else model.used(chosen)
        }
      }
    }
  }
})
