import assert from 'node:assert/strict'
import {describe, test} from 'node:test'
import {HaGroup4} from '../support/ha-group4.ts'
import {addedLease} from '../support/ha-leases4.ts'

/** In a partition both may give one address in the same second, each to a client of its own. */
describe('leases of one address that are equally new', {concurrency: true}, () => {
  for (const makers of [
    ['keats', 'keats'],
    ['keats', 'kea'],
    ['kea', 'keats'],
  ] as const)
    test(`${makers.join(' + ')} come to hold the same one`, async context => {
      const group = await HaGroup4.of(makers, {changes: {mode: 'hot-standby'}})
      context.after(() => group.close())
      await group.reach('hot-standby', 'hot-standby')
      const [one, two] = group.servers
      const mac = (server: string) => ({'hw-address': `02:00:00:00:00:${server}`})
      for (let n = 1; n <= 20; n++) {
        await one!.ask('lease4-add', addedLease(n, mac('a1')))
        await two!.ask('lease4-add', addedLease(n, mac('b2')))
      }
      for (const server of [one!, two!]) {
        await server.ask('ha-reset')
        await group.reach('hot-standby', 'hot-standby')
      }
      assert.equal((await group.agreed(0, 1)).length, 20)
    })
})
