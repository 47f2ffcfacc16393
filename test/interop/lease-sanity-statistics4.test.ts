import assert from 'node:assert/strict'
import {test} from 'node:test'
import {type CountedServer4, countedKea4, countedKeats4, serverPlace} from '../support/counted-server4.ts'
import type {Seed4} from '../support/scenarios4/scenario.ts'

// What lease-checks mends or removes is counted where it belongs, at a start and when a configuration changes.

const seeds: readonly Seed4[] = [
  {address: '127.0.1.10', mac: '02000000aa01', subnetId: 1},
  {address: '127.0.1.11', mac: '02000000aa02', subnetId: 2},
  {address: '127.0.2.10', mac: '02000000aa03', subnetId: 1},
  {address: '127.0.2.11', state: 1, subnetId: 7},
  {address: '127.0.9.10', mac: '02000000aa05', subnetId: 2},
]
const start = {
  'sanity-checks': {'lease-checks': 'fix-del'},
  'expired-leases-processing': {'reclaim-timer-wait-time': 0},
  subnet4: [
    {id: 1, subnet: '127.0.1.0/24'},
    {id: 2, subnet: '127.0.2.0/24'},
  ],
}
/** The second subnet has another number, the first one is gone. */
const next = [{id: 5, subnet: '127.0.2.0/24'}]

/** Leases and declined ones of each subnet, at the start and behind the change; then the leases themselves. */
async function story(server: CountedServer4): Promise<unknown> {
  const numbers = async () => {
    const values = [...(await server.values())].filter(([name]) =>
      /^subnet.*\.(?:assigned|declined)-addresses$/.test(name),
    )
    return Object.fromEntries(values.sort(([one], [other]) => (one < other ? -1 : 1)))
  }
  const first = await numbers()
  const {Dhcp4} = (await server.command('config-get')).arguments as {Dhcp4: object}
  const answer = await server.command('config-set', {Dhcp4: {...Dhcp4, subnet4: next}})
  assert.equal(answer.result, 0, answer.text)
  const second = await numbers()
  const all = await server.command('lease4-get-all')
  const leases = (all.arguments as {leases: readonly {'ip-address': string; 'subnet-id': number}[]}).leases
  return {first, second, leases: leases.map(lease => `${lease['ip-address']} ${lease['subnet-id']}`).sort()}
}

test('the statistics of subnets follow what lease-checks does, as with the real Kea', async () => {
  const places = [serverPlace(seeds), serverPlace(seeds)]
  const kea = await countedKea4(start, places[0]!)
  const keats = await countedKeats4(start, places[1]!)
  try {
    const [theirs, ours] = [await story(kea), await story(keats)]
    assert.deepEqual(ours, theirs)
    assert.deepEqual(ours, {
      first: {
        'subnet[1].assigned-addresses': 2,
        'subnet[1].declined-addresses': 0,
        'subnet[2].assigned-addresses': 2,
        'subnet[2].declined-addresses': 1,
      },
      second: {'subnet[5].assigned-addresses': 2, 'subnet[5].declined-addresses': 1},
      leases: ['127.0.2.10 5', '127.0.2.11 5'],
    })
  } finally {
    await kea.stop()
    await keats.stop()
    for (const place of places) place.remove()
  }
})
