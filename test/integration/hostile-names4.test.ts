import assert from 'node:assert/strict'
import {after, test} from 'node:test'
import {storeKinds, testLeases} from '../support/lease-stores.ts'
import {compareTranscripts4} from '../support/scenarios4/compare.ts'
import {discover, select} from '../support/scenarios4/queries.ts'
import {runScenario4} from '../support/scenarios4/run.ts'
import type {Scenario4} from '../support/scenarios4/scenario.ts'
import {engineTarget4} from '../support/scenarios4/target-engine.ts'
import {serverTarget4} from '../support/scenarios4/target-server.ts'

/** Host names that are no text, or none that every database keeps as it is. */
const names: readonly string[] = [
  '610062',
  '610a620d63',
  '612c62266323783263',
  '61e9',
  'c3a9',
  'f09f9880',
  'eda080',
  'efbfbd',
  '6127225c62',
  '61'.repeat(255),
  Array.from({length: 60}, (_, index) => (index + 196).toString(16)).join(''),
  'f09f9880'.repeat(15),
]

const scenario: Scenario4 = {
  name: 'names that are taken as they are',
  config: {
    'hostname-char-set': '',
    subnet4: [{id: 1, subnet: '127.0.1.0/24', pools: [{pool: '127.0.1.10 - 127.0.1.99'}]}],
  },
  steps: names.flatMap((name, index) => {
    const more = {mac: `0200000000${index + 10}`, options: {12: name}}
    return [discover(more), select(more)]
  }),
}

for (const kind of storeKinds) {
  test(`hostile host names are answered and kept on ${kind}`, async () => {
    const store = await (await testLeases(kind)).open({answerTimeout: 60_000})
    after(() => store.close())
    const [engine, server] = [
      await runScenario4(scenario, engineTarget4),
      await runScenario4(scenario, serverTarget4(kind, store)),
    ]
    assert.deepEqual(compareTranscripts4(engine, server), {})
    assert.equal(server.leases.length, names.length)
  })
}
