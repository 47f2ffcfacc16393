import assert from 'node:assert/strict'
import {after, describe, test} from 'node:test'
import {hostStoreKinds, testHosts} from '../support/hosts.ts'
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

/** Their reservations come from a database, where Kea has them in its configuration. */
const hostTargets = async (): Promise<readonly Target4[]> => {
  const targets = await Promise.all(
    hostStoreKinds.map(async kind => {
      const [leases, hosts] = await Promise.all([testLeases('sqlite'), testHosts(kind)])
      const [store, hostStore] = await Promise.all([leases.open({answerTimeout: 60_000}), hosts.open()])
      after(() => Promise.all([store.close(), hostStore.close()]))
      return serverTarget4(`keats with hosts on ${kind}`, store, hostStore)
    }),
  )
  return targets
}

const reserves = ({config}: Scenario4) => JSON.stringify(config ?? {}).includes('"reservations":[{')

const [plain, hosted] = await Promise.all([targets(), hostTargets()])

for (const [theme, scenarios] of Object.entries(scenarios4)) {
  describe(`DHCPv4 as the real Kea: ${theme}`, () => {
    for (const scenario of scenarios) {
      test(scenario.name, async () => {
        const ours = reserves(scenario) ? [...plain, ...hosted] : plain
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
