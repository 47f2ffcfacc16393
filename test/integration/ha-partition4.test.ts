import assert from 'node:assert/strict'
import {describe, test} from 'node:test'
import {setTimeout as delay} from 'node:timers/promises'
import type {Leased4} from '../support/ha-lab4/clients.ts'
import {MAX_UNACKED, type PairMode} from '../support/ha-lab4/configuration.ts'
import {RealPair4} from '../support/ha-lab4/pair.ts'
import type {LeaseJson} from '../support/lease-control4.ts'

const holderOf = (lease: LeaseJson | undefined) => lease && String(lease['hw-address']).replaceAll(':', '')

async function holders(pair: RealPair4, index: 0 | 1): Promise<ReadonlyMap<string, string | undefined>> {
  const leases = await pair.sides[index].leases()
  return new Map(leases.map(lease => [String(lease['ip-address']), holderOf(lease)]))
}

/**
 * What clients were told until this server was last seen in its normal state: it may not have told them before its partner
 * had the lease.
 */
async function toldWhileNormal(pair: RealPair4, index: 0 | 1): Promise<ReadonlyMap<string, string>> {
  let told: ReadonlyMap<string, string> = new Map()
  for (const end = performance.now() + 20_000; performance.now() < end; await delay(20)) {
    const seen = new Map(pair.clients.ledger.holders)
    if ((await pair.sides[index].own()).state !== pair.kind.mode) return told
    told = seen
  }
  throw new Error(`${pair.sides[index].name} does not miss its partner`)
}

async function takeOver(pair: RealPair4, index: 0 | 1): Promise<void> {
  const some = Array.from({length: MAX_UNACKED + 1}, () => pair.clients.next(index === 0 ? 1 : 0))
  await pair.until('serving alone', async () => {
    for (const client of some) pair.clients.knock(client, 5)
    await delay(100)
    assert.deepEqual(await pair.sides[index].own(), {state: 'partner-down', scopes: pair.allScopes})
  })
}

/** New clients of both halves, of whom the partner cannot know; `rounds` times ten of them. */
async function serveAlone(pair: RealPair4, rounds: number): Promise<readonly Leased4[]> {
  const leased: Leased4[] = []
  for (let round = 0; round < rounds; round++) {
    for (const half of [0, 1] as const) leased.push(await pair.clients.lease(pair.clients.next(half)))
    await pair.clients.crowd(8)
  }
  return leased
}

/**
 * Each server loses sight of the other while its own clients reach it, so both come to serve for both: neither can know that
 * the other does. Where they share a pool the same addresses are given by both.
 */
function partition(mode: PairMode): void {
  test(mode, {timeout: 300_000}, async context => {
    const pair = await RealPair4.open({makers: ['keats', 'keats'], mode, store: 'embedded'})
    context.after(() => pair.close())
    const {network, clients, sides} = pair
    await pair.start()
    await pair.normal()

    const crowd = clients.crowd(120)
    await pair.until('clients are served', async () => assert.ok(clients.ledger.holders.size > 20))
    // The second server is cut off from everybody, and nobody is told so.
    for (const cable of ['link', 'lan'] as const) network.cut(1, cable, 'silent')
    const told = await toldWhileNormal(pair, 0)
    assert.ok(told.size > 20)
    const far = await holders(pair, 1)
    for (const [address, mac] of told) assert.equal(far.get(address), mac, `${address}, told of while connected`)
    await crowd
    await takeOver(pair, 0)
    const first = await serveAlone(pair, 3)
    assert.equal(clients.ledger.wrongs.length, 0)

    // Now the clients of the second server are back, and the first is the one without.
    network.heal(1, 'lan')
    network.cut(0, 'lan', 'silent')
    await takeOver(pair, 1)
    // It gives again what the first has written for clients that were never told, and then what clients have.
    let second = await serveAlone(pair, 1)
    while (clients.ledger.wrongs.length === 0 && second.length < 30)
      second = [...second, ...(await serveAlone(pair, 1))]
    const before = [await holders(pair, 0), await holders(pair, 1)] as const
    const twice = [...before[0]].filter(([address, mac]) => before[1].has(address) && before[1].get(address) !== mac)
    const {wrongs} = clients.ledger
    assert.ok(wrongs.length > 0, 'nothing was given twice: this is no partition')

    network.heal(0, 'lan')
    network.heal(1, 'link')
    await pair.normal()
    const leases = await pair.agreed()
    const now = new Map(leases.map(lease => [String(lease['ip-address']), holderOf(lease)]))
    for (const [address] of [...before[0], ...before[1]])
      assert.ok([before[0].get(address), before[1].get(address)].includes(now.get(address)), `who holds ${address}`)
    // Addresses that both gave are the only ones about which anybody was told a wrong thing.
    for (const wrong of wrongs)
      assert.ok(
        twice.some(([address]) => wrong.startsWith(`${address} `)),
        wrong,
      )
    context.diagnostic(
      `${now.size} leases, ${twice.length} addresses written by both, ${wrongs.length} given to two clients`,
    )

    // Who has lost its address gets another, the others keep theirs.
    for (const each of [...first, ...second]) {
      const keeps = now.get(each.address) === each.client.mac
      if (keeps) await clients.extend(each, 'rebind')
      else assert.notEqual((await clients.lease(each.client)).address, each.address)
    }
    const end = new Set<unknown>()
    for (const {'hw-address': mac} of await pair.agreed()) {
      assert.ok(!end.has(mac), `${String(mac)} has two addresses`)
      end.add(mac)
    }
    assert.ok(sides.every(side => !/FATAL|TypeError/.test(side.output)))
  })
}

describe('a partition between two keats, with clients on both sides', {concurrency: 2}, () => {
  partition('hot-standby')
  partition('load-balancing')
})
