import assert from 'node:assert/strict'
import {test} from 'node:test'
import type {Json, JsonMap} from '../../src/model/json.ts'
import {MemoryControl, MemoryServer4} from '../support/controlled-server4.ts'
import {SeededRandom, testSeed} from '../support/random.ts'

const SEQUENCES = 30
const STEPS = 40

/** What the configuration must hold: subnets with their shared network, and all shared networks. */
interface Model {
  readonly subnets: Map<number, string | undefined>
  readonly networks: Set<string>
}

interface Step {
  readonly command: string
  readonly args: JsonMap
  /** Expected result. */
  readonly result: 0 | 1 | 3
  /** What it does to the model when it is 0. */
  readonly act: () => void
}

const prefixOf = (id: number) => `10.0.${id}.0/24`
const pool = (id: number, n: number) => ({pool: `10.0.${id}.${n * 16}-10.0.${id}.${n * 16 + 7}`})

function randomStep({subnets, networks}: Model, random: SeededRandom): Step {
  const id = 1 + random.below(6)
  const name = random.pick(['a', 'b', 'c'])
  const there = subnets.has(id)
  const known = networks.has(name)
  const inside = [...subnets].flatMap(([one, network]) => (network === name ? [one] : []))
  const subnet = {id, subnet: prefixOf(id), 'valid-lifetime': 100 + random.below(5), pools: [pool(id, 1)]}
  const step = (command: string, args: JsonMap, good: boolean, act: () => void = () => {}, bad: 1 | 3 = 1): Step => {
    return {command, args, result: good ? 0 : bad, act}
  }
  switch (random.below(9)) {
    case 0:
    case 1:
      return step('subnet4-add', {subnet4: [subnet]}, !there, () => subnets.set(id, undefined))
    case 2:
      return step('subnet4-update', {subnet4: [subnet]}, there)
    case 3:
      return step('subnet4-del', {id}, there, () => subnets.delete(id), 3)
    case 4:
      return step('subnet4-delta-add', {subnet4: [{id, 'valid-lifetime': 500, pools: [pool(id, 2)]}]}, there)
    case 5:
      return step('network4-add', {'shared-networks': [{name}]}, !known, () => networks.add(name))
    case 6: {
      const keep = random.below(2) === 0
      const act = () => {
        networks.delete(name)
        for (const one of inside) keep ? subnets.set(one, undefined) : subnets.delete(one)
      }
      return step('network4-del', {name, 'subnets-action': keep ? 'keep' : 'delete'}, known, act, 3)
    }
    case 7: {
      const good = known && there && subnets.get(id) === undefined
      return step('network4-subnet-add', {name, id}, good, () => subnets.set(id, name))
    }
    default:
      return step('network4-subnet-del', {name, id}, inside.includes(id), () => subnets.set(id, undefined))
  }
}

test(`${SEQUENCES} sequences of subnet commands: the model's subnets, and a configuration that can be read again`, async () => {
  const seed = testSeed()
  console.log(`seed ${seed} (KEATS_SEED=${seed} repeats this run)`)
  const random = new SeededRandom(seed)
  for (let sequence = 0; sequence < SEQUENCES; sequence++) {
    const server = new MemoryServer4({'valid-lifetime': 4000, 'min-valid-lifetime': 50})
    const control = new MemoryControl(server)
    const model: Model = {subnets: new Map(), networks: new Set()}
    for (let number = 0; number < STEPS; number++) {
      const {command, args, result, act} = randomStep(model, random)
      const told = `step ${number} of sequence ${sequence}, seed ${seed}: ${command} ${JSON.stringify(args)}`
      const before = server.current.hash
      const answer = await control.command(command, args)
      assert.equal(answer.result, result, `${told}: ${answer.text}`)
      if (result === 0) act()
      else assert.equal(server.current.hash, before, told)
      const {config, dhcp4, hash} = server.current
      const subnets = config.subnets.map(({id, sharedNetwork}) => [id, sharedNetwork])
      assert.deepEqual(
        subnets,
        [...model.subnets].sort(([a], [b]) => a - b),
        told,
      )
      assert.deepEqual(
        config.sharedNetworks.map(network => network.name),
        [...model.networks].sort(),
        told,
      )
      assert.equal(new MemoryServer4(dhcp4).current.hash, hash, told)
    }
  }
})

test('what delta-add brings, delta-del takes away', async () => {
  const server = new MemoryServer4({subnet4: [{id: 1, subnet: prefixOf(1), pools: [pool(1, 1)]}]} satisfies Json)
  const control = new MemoryControl(server)
  const before = server.current.hash
  const delta = {
    id: 1,
    'renew-timer': 5,
    'valid-lifetime': 600,
    'option-data': [{name: 'routers', data: '10.0.1.1'}],
    pools: [pool(1, 2), {...pool(1, 1), 'option-data': [{code: 6, data: '10.0.1.2'}]}],
  }
  assert.equal((await control.command('subnet4-delta-add', {subnet4: [delta]})).result, 0)
  assert.notEqual(server.current.hash, before)
  assert.equal((await control.command('subnet4-delta-del', {subnet4: [delta]})).result, 0)
  assert.equal(server.current.hash, before)
})
