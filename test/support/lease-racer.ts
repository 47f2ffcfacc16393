// A process of its own that creates leases in a SQLite file: PATH, SEED. Sends {made, errors} when it is done.
import {openLeaseStore4} from '../../src/db/lease-stores.ts'
import {leaseOf} from './leases.ts'
import {SeededRandom} from './random.ts'

const RACE_ADDRESSES = 2000

export interface RaceResult {
  readonly made: readonly number[]
  readonly conflicts: number
  readonly errors: readonly string[]
}

async function run(path: string, seed: number): Promise<RaceResult> {
  const store = await openLeaseStore4({type: 'sqlite', name: path, readonly: false}, {queued: 1000})
  const random = new SeededRandom(seed)
  const made: number[] = []
  const errors: string[] = []
  let conflicts = 0
  const worker = async () => {
    for (let tries = 0; tries < 100; tries++) {
      const n = random.below(RACE_ADDRESSES)
      try {
        if ((await store.commit4([{kind: 'create', lease: leaseOf(n, {hostname: `seed-${seed}`})}])) === 'ok')
          made.push(n)
        else conflicts++
      } catch (error) {
        errors.push(String(error))
      }
    }
  }
  await Promise.all(Array.from({length: 30}, worker))
  await store.close()
  return {made, conflicts, errors}
}

const [path, seed] = process.argv.slice(2)
if (process.send !== undefined && path !== undefined) process.send(await run(path, Number(seed)))
