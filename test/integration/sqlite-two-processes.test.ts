import assert from 'node:assert/strict'
import {fork} from 'node:child_process'
import {test} from 'node:test'
import {fileURLToPath} from 'node:url'
import {openLeaseStore4} from '../../src/db/lease-stores.ts'
import type {Ipv4} from '../../src/net-types/ipv4.ts'
import {migratedDatabase} from '../support/databases.ts'
import type {RaceResult} from '../support/lease-racer.ts'
import {leaseOf} from '../support/leases.ts'
import {testSeed} from '../support/random.ts'

const program = fileURLToPath(new URL('../support/lease-racer.js', import.meta.url))

function race(path: string, seed: number): Promise<RaceResult> {
  const {NODE_TEST_CONTEXT: _, ...env} = process.env
  return new Promise((resolve, reject) => {
    const child = fork(program, [path, String(seed)], {env})
    let result: RaceResult | undefined
    child.once('message', message => {
      result = message as RaceResult
    })
    child.once('exit', code => (result === undefined ? reject(new Error(`ended with ${code}`)) : resolve(result)))
  })
}

const seed = testSeed()

test(`two processes on one SQLite file never give one address twice (seed ${seed})`, async () => {
  const database = await migratedDatabase('sqlite', undefined, 'race')
  const {database: path} = database.target
  const results = await Promise.all([race(path, seed), race(path, seed + 1)])
  assert.deepEqual(
    results.flatMap(result => result.errors),
    [],
  )
  const made = results.flatMap(result => result.made)
  assert.equal(new Set(made).size, made.length)
  for (const {made, conflicts} of results) assert.ok(made.length > 0 && conflicts > 0)
  const store = await openLeaseStore4({type: 'sqlite', name: path, readonly: false}, {queued: 1})
  const rows = await store.page4(0 as Ipv4, 0xffffffff as Ipv4, undefined, 10_000)
  assert.deepEqual(
    rows.map(row => row.address),
    made.map(n => leaseOf(n).address).sort((a, b) => a - b),
  )
  assert.equal((await store.counts4())[0]?.leases, made.length)
  await store.close()
})
