import assert from 'node:assert/strict'
import {describe, test} from 'node:test'
import {loadBalancingHash} from '../../../src/ha/hash.ts'
import {type HaQuery4, haClassOf, isInScope, ownerOf4} from '../../../src/ha/owner4.ts'
import {fromHex} from '../../../src/net-types/identifiers.ts'
import {peer, setup} from '../../support/ha.ts'

/** Keys, hashes and owners; the first six were observed on two live servers of Kea 2.2.0 (facts: ha.md §4). */
const vectors = `
020000000010 134 primary
020000000011 61 secondary
020000000012 9 secondary
020000000013 38 primary
01020000000101 200 primary
ff000000010001aabbccdd020000000102 153 secondary
000300010200000006 255 secondary
00030001020000000610 113 secondary
ffffffffffff 79 secondary
01 251 secondary`

const none = new Uint8Array(0)
const query = (change: Partial<HaQuery4>): HaQuery4 => ({
  messageType: 1,
  clientId: undefined,
  hwAddr: fromHex('020000000010'),
  ...change,
})

describe('load balancing', () => {
  for (const line of vectors.trim().split('\n')) {
    const [hex, hash, role] = line.split(' ')
    test(`${hex} is the ${role}'s`, () => {
      const key = fromHex(hex!)
      assert.equal(loadBalancingHash(key), Number(hash))
      const owner = ownerOf4(setup('load-balancing'), query({clientId: key}))
      assert.deepEqual(owner, {name: role === 'primary' ? 'server1' : 'server2', anybody: false})
    })
  }

  test('the client identifier counts before the hardware address, an empty one does not', () => {
    const balancing = setup('load-balancing')
    const owner = (change: Partial<HaQuery4>) => ownerOf4(balancing, query(change))?.name
    assert.equal(owner({}), 'server1')
    assert.equal(owner({clientId: fromHex('020000000011')}), 'server2')
    assert.equal(owner({clientId: none}), 'server1')
    assert.equal(owner({clientId: none, hwAddr: none}), undefined)
  })

  test('the primary is first wherever it stands, and backups own nobody', () => {
    const peers = [peer('b', 'backup'), peer('server2', 'secondary'), peer('server1', 'primary')]
    for (const own of ['server1', 'server2', 'b']) {
      const balancing = setup('load-balancing', {peers, thisServerName: own})
      assert.equal(ownerOf4(balancing, query({}))!.name, 'server1')
      assert.equal(ownerOf4(balancing, query({hwAddr: fromHex('020000000011')}))!.name, 'server2')
    }
  })

  test('in the other modes every client is the primary’s, whatever it is known by', () => {
    for (const mode of ['hot-standby', 'passive-backup'] as const) {
      const owner = ownerOf4(setup(mode, {thisServerName: 'server2'}), query({hwAddr: none}))
      assert.deepEqual(owner, {name: 'server1', anybody: false})
    }
  })

  test('types of messages that are not shared are anybody’s, and of the primary’s class', () => {
    for (let messageType = 0; messageType < 20; messageType++) {
      const owner = ownerOf4(setup('load-balancing'), query({messageType, hwAddr: fromHex('020000000011')}))!
      const shared = [1, 3, 4, 7, 8].includes(messageType)
      assert.deepEqual(owner, {name: shared ? 'server2' : 'server1', anybody: !shared})
      assert.equal(isInScope(owner, []), !shared)
      assert.equal(isInScope(owner, ['server2']), true)
      assert.equal(haClassOf(owner), shared ? 'HA_server2' : 'HA_server1')
    }
  })
})
