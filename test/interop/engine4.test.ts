import assert from 'node:assert/strict'
import {describe, test} from 'node:test'
import {scenarios4} from '../support/scenarios4/all.ts'
import {compareTranscripts4} from '../support/scenarios4/compare.ts'
import {runScenario4} from '../support/scenarios4/run.ts'
import type {Scenario4} from '../support/scenarios4/scenario.ts'
import {engineTarget4} from '../support/scenarios4/target-engine.ts'
import {keaTarget4} from '../support/scenarios4/target-kea.ts'

async function compare(scenario: Scenario4): Promise<void> {
  const [kea, ours] = await Promise.all([runScenario4(scenario, keaTarget4), runScenario4(scenario, engineTarget4)])
  const found = compareTranscripts4(kea, ours)
  const listed = Object.keys(scenario.differences ?? {})
  const unlisted = Object.fromEntries(Object.entries(found).filter(([path]) => !listed.includes(path)))
  assert.deepEqual(unlisted, {}, 'kea-dhcp4 | engine')
  assert.deepEqual(
    listed.filter(path => found[path] === undefined),
    [],
    'listed as a difference, but the same',
  )
}

for (const [theme, scenarios] of Object.entries(scenarios4)) {
  describe(`DHCPv4 as the real Kea: ${theme}`, {concurrency: 2}, () => {
    for (const scenario of scenarios) test(scenario.name, () => compare(scenario))
  })
}

test('no two scenarios have one name', () => {
  const names = Object.entries(scenarios4).flatMap(([theme, list]) => list.map(({name}) => `${theme}: ${name}`))
  assert.equal(new Set(names).size, names.length)
})
