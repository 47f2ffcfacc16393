import assert from 'node:assert/strict'
import {after, describe, test} from 'node:test'
import {storeKinds, testLeases} from '../support/lease-stores.ts'
import {scenarios4} from '../support/scenarios4/all.ts'
import {compareTranscripts4} from '../support/scenarios4/compare.ts'
import {runScenario4, type Transcript4} from '../support/scenarios4/run.ts'
import type {Scenario4} from '../support/scenarios4/scenario.ts'
import type {Target4} from '../support/scenarios4/target.ts'
import {engineTarget4} from '../support/scenarios4/target-engine.ts'
import {keaTarget4} from '../support/scenarios4/target-kea.ts'
import {serverTarget4} from '../support/scenarios4/target-server.ts'

const targets = async (): Promise<readonly Target4[]> => {
  const stores = await Promise.all(storeKinds.map(async kind => (await testLeases(kind)).open({answerTimeout: 60_000})))
  after(() => Promise.all(stores.map(store => store.close())))
  return [engineTarget4, ...stores.map((store, at) => serverTarget4(`keats on ${storeKinds[at]}`, store))]
}

function check(scenario: Scenario4, kea: Transcript4, name: string, ours: Transcript4): void {
  const found = compareTranscripts4(kea, ours, scenario.countsDown)
  const counts = ours.statistics !== undefined
  const listed = Object.keys(scenario.differences ?? {}).filter(path => counts || !path.startsWith('statistic '))
  const unlisted = Object.fromEntries(Object.entries(found).filter(([path]) => !listed.includes(path)))
  assert.deepEqual(unlisted, {}, `kea-dhcp4 | ${name}`)
  const gone = listed.filter(path => found[path] === undefined)
  assert.deepEqual(gone, [], `listed as a difference, but the same: ${name}`)
}

const ours = await targets()

for (const [theme, scenarios] of Object.entries(scenarios4)) {
  describe(`DHCPv4 as the real Kea: ${theme}`, () => {
    for (const scenario of scenarios) {
      test(scenario.name, async () => {
        const [kea, ...others] = await Promise.all([keaTarget4, ...ours].map(target => runScenario4(scenario, target)))
        others.forEach((other, at) => {
          check(scenario, kea!, ours[at]!.name, other)
        })
      })
    }
  })
}

test('no two scenarios have one name', () => {
  const names = Object.entries(scenarios4).flatMap(([theme, list]) => list.map(({name}) => `${theme}: ${name}`))
  assert.equal(new Set(names).size, names.length)
})
