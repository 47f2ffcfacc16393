import assert from 'node:assert/strict'
import {afterEach, describe, test} from 'node:test'
import {ReleasingPair} from '../support/ha-releases4.ts'

// What a client says once must be known to both servers in the end, whenever the partner was away.

let pair: ReleasingPair | undefined
afterEach(async () => {
  await pair?.stop()
  pair = undefined
})

describe('clients that leave while the partner is away', () => {
  test('it learns of them when it comes back', async () => {
    pair = await ReleasingPair.start('keats')
    const {keats, partner} = pair
    const [atOnce, later, declined, kept] = await pair.lease(4)
    await partner.stop()
    // Nobody has noticed yet: this one fails under way.
    pair.release(atOnce!)
    await keats.reaches('partner-down')
    pair.release(later!)
    pair.decline(declined!)
    const wanted = [
      [atOnce!, 'none'],
      [later!, 'none'],
      [declined!, 1],
      [kept!, 0],
    ] as const
    await pair.has(keats, wanted)
    await partner.start()
    await Promise.all([keats, partner].map(server => server.reaches('hot-standby')))
    await pair.has(partner, wanted)
    await pair.has(keats, wanted)
    assert.doesNotMatch(keats.output, /HA_LEASE_UPDATE_FAILED/)
  })

  test('their leases do not come back when the server that has served them is restarted with it', async () => {
    pair = await ReleasingPair.start('keats')
    const {keats, partner} = pair
    const [released, kept] = await pair.lease(2)
    await partner.stop()
    await keats.reaches('partner-down')
    pair.release(released!)
    const wanted = [
      [released!, 'none'],
      [kept!, 0],
    ] as const
    await pair.has(keats, wanted)
    await keats.stop('SIGTERM')
    await Promise.all([partner.start(), keats.start()])
    await Promise.all([keats, partner].map(server => server.reaches('hot-standby')))
    await pair.has(keats, wanted)
    await pair.has(partner, wanted)
  })
})
