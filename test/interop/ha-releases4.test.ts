import {afterEach, test} from 'node:test'
import {ReleasingPair} from '../support/ha-releases4.ts'

let pair: ReleasingPair | undefined
afterEach(async () => {
  await pair?.stop()
  pair = undefined
})

// Two Kea 2.2.0 leave such leases active at the one that was away, until they expire.
test('a Kea that comes back learns which clients have left meanwhile', async () => {
  pair = await ReleasingPair.start('kea')
  const {keats, partner} = pair
  const [atOnce, later, declined, kept] = await pair.lease(4)
  await partner.stop()
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
})
