import assert from 'node:assert/strict'
import {describe, test} from 'node:test'
import {setTimeout as delay} from 'node:timers/promises'
import {MAX_UNACKED, type PairMode} from '../support/ha-lab4/configuration.ts'
import {differences, RealPair4} from '../support/ha-lab4/pair.ts'
import {settle} from '../support/ha-lab4/steps.ts'
import {SeededRandom, testSeed} from '../support/random.ts'

const ROUNDS = 4

/** A lease that neither its client nor the partner was told of is forgotten, so that the stores agree. */
async function forgetUntold(pair: RealPair4): Promise<number> {
  const [one, other] = await Promise.all(pair.sides.map(side => side.leases()))
  const found = differences(one!, other!)
  const {holders} = pair.clients.ledger
  for (const [address, text] of found) {
    assert.ok(!holders.has(address), `an acknowledged lease: ${text}`)
    for (const side of pair.sides) await side.ask('lease4-del', {'ip-address': address}, [0, 3])
  }
  return found.size
}

function killed(mode: PairMode): void {
  const seed = testSeed()
  test(`${mode}, seed ${seed}`, {timeout: 300_000}, async context => {
    const random = new SeededRandom(seed)
    const pair = await RealPair4.open({makers: ['keats', 'keats'], mode, store: 'embedded'})
    context.after(() => pair.close())
    const {clients, sides} = pair
    await pair.start()
    await pair.normal()
    let untold = 0
    for (let round = 0; round < ROUNDS; round++) {
      const crowd = clients.crowd(100)
      await delay(random.below(1200))
      const victims = random.below(4) === 0 ? ([0, 1] as const) : ([random.below(2) as 0 | 1] as const)
      for (const victim of victims) await sides[victim].stop('SIGKILL')
      const survivor = victims[0] === 0 ? 1 : 0
      const alone = victims.length === 1 && random.below(2) === 0
      context.diagnostic(
        `round ${round}: ${victims.map(index => sides[index]!.name).join(' and ')}, ${alone ? 'replaced' : 'missed'}`,
      )
      if (alone) {
        const some = Array.from({length: MAX_UNACKED + 1}, () => clients.next(victims[0]))
        await pair.until('serving alone', async () => {
          for (const client of some) clients.knock(client, 5)
          await delay(100)
          assert.equal((await sides[survivor].own()).state, 'partner-down')
        })
        await clients.crowd(20)
      } else await delay(random.below(2000))
      for (const victim of victims) await sides[victim].start()
      await crowd
      await pair.normal()
      untold += await forgetUntold(pair)
      await pair.agreed()
    }
    context.diagnostic(`${clients.ledger.holders.size} leases acknowledged, ${untold} written and told nobody`)
    await settle(pair)
  })
}

describe('servers of a pair that are killed at any moment, among clients', {concurrency: 2}, () => {
  killed('hot-standby')
  killed('load-balancing')
})
