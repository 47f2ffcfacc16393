import assert from 'node:assert/strict'
import {describe, test} from 'node:test'
import type {HaMode} from '../../src/model/ha.ts'
import {play, someScript, storyOf} from '../support/ha-world/play.ts'
import {testSeed} from '../support/random.ts'

/** Of both kinds and all modes together. */
const RUNS = Number(process.env['KEATS_HA_RUNS'] ?? 100_000)

/**
 * 100,000 runs that are the same everywhere: a script that no run has met before is for whoever hunts, not for who changed
 * something else. Hunting (KEATS_SEED=random) still finds one in about a million. Known is that behind 10808080: both served a
 * client while they were apart, and the delayed update of the one, some seconds older, comes after the other's synchronization.
 */
const SEED = 1

const modes: readonly {readonly mode: HaMode; readonly share: number; readonly pairs: number}[] = [
  {mode: 'load-balancing', share: 0.28, pairs: 40},
  {mode: 'hot-standby', share: 0.2, pairs: 30},
  {mode: 'passive-backup', share: 0.02, pairs: 1},
]

/** Plays a share of the runs; answers which pairs of states there were when all was well again. */
function playAll(mode: HaMode, isStrict: boolean, share: number, seed: number): ReadonlySet<string> {
  const pairs = new Set<string>()
  for (let index = 0; index < RUNS * share; index++) {
    const script = someScript(mode, isStrict, (seed + index) >>> 0)
    try {
      pairs.add(play(script).replaceAll(/\[.*?\]/g, ''))
    } catch (error) {
      assert.fail(`${error}\n${storyOf(script)}`)
    }
  }
  return pairs
}

describe('two machines with clients, on a wire that loses, repeats, delays and parts', () => {
  for (const {mode, share, pairs} of modes) {
    test(`${mode}: once it is healed all comes to serve, no scope twice, and no lease is lost`, context => {
      const seed = testSeed(SEED)
      context.diagnostic(`KEATS_SEED=${seed}`)
      const reached = playAll(mode, false, share, seed)
      context.diagnostic(`healed in ${reached.size} pairs of states`)
      if (RUNS >= 100_000) assert.ok(reached.size >= pairs)
    })
  }
})

describe('two machines with clients, none of whom is ever taken from the other', () => {
  for (const {mode, share} of modes) {
    test(`${mode}: no address is for two clients, and every lease is at both`, context => {
      const seed = testSeed(SEED)
      context.diagnostic(`KEATS_SEED=${seed}`)
      playAll(mode, true, share, seed)
    })
  }
})
