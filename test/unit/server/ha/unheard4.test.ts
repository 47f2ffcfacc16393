import assert from 'node:assert/strict'
import {describe, test} from 'node:test'
import {openLeaseStore4} from '../../../../src/db/lease-stores.ts'
import {cltt, type Lease4} from '../../../../src/model/lease4.ts'
import type {Ipv4} from '../../../../src/net-types/ipv4.ts'
import {StoreError} from '../../../../src/ports/lease-store.ts'
import {remains4, tombstone4} from '../../../../src/server/ha/remains4.ts'
import {Unheard4} from '../../../../src/server/ha/unheard4.ts'
import type {LeaseUpdate4} from '../../../../src/server/ha/update4.ts'
import {lease} from '../../../support/ha-replicator4.ts'

const wall = () => 1_795_366_500_000

async function emptyStore() {
  const access = {type: 'memfile', name: '', persist: false, lfcInterval: 0, maxRowErrors: 0} as const
  return openLeaseStore4(access, {queued: 100})
}

describe('what remains of a change', () => {
  test('of a lease that is gone a row that is nobody’s, free at once, and newer than the lease', async () => {
    const store = await emptyStore()
    const told: unknown[] = []
    const applied = (...all: unknown[]) => void told.push(all)
    const row = await remains4({store: () => store, applied, wall}, {kind: 'delete', lease: lease(1)})
    assert.deepEqual(row, tombstone4(lease(1), 1_795_366_500))
    assert.deepEqual(await store.find4({by: 'all'}, undefined, 10), [row])
    assert.deepEqual(told, [[[{kind: 'create', lease: row}], [undefined]]])
    assert.deepEqual([row!.validLifetime, row!.expire, row!.state, row!.hwAddr], [0, 1_795_366_500, 2, '00c0000201'])
    // The clock of the partner, which gave that lease, may be ahead.
    const ahead: Lease4 = {...lease(1), expire: 1_795_367_200}
    assert.equal(cltt(tombstone4(ahead, 1_795_366_500)), cltt(ahead) + 1)
    await store.close()
  })

  test('nothing where others have changed the address since, or the store does not answer', async () => {
    const store = await emptyStore()
    const applied = () => assert.fail('nothing was committed')
    const parts = {store: () => store, applied, wall}
    await store.commit4([{kind: 'create', lease: lease(1, 9)}])
    assert.equal(await remains4(parts, {kind: 'delete', lease: lease(1)}), undefined)
    assert.deepEqual(await remains4(parts, {kind: 'put', lease: lease(1, 9)}), lease(1, 9))
    const other = {...lease(1, 9), expire: lease(1).expire - 1}
    assert.equal(await remains4(parts, {kind: 'put', lease: other}), undefined)
    await store.close()
    const lost = () => {
      throw new StoreError('lost', 'it is away')
    }
    assert.equal(await remains4({...parts, store: lost}, {kind: 'delete', lease: lease(2)}), undefined)
    const full = {commit4: () => 'full' as const}
    assert.equal(await remains4({...parts, store: () => full}, {kind: 'delete', lease: lease(2)}), undefined)
  })
})

describe('what the partner has not heard', () => {
  const at = (address: number): LeaseUpdate4 => ({kind: 'put', lease: {...lease(1), address: address as Ipv4}})

  test('is bounded: the oldest goes', async () => {
    const unheard = new Unheard4()
    for (let address = 0; address <= 65_536; address++) unheard.add(at(address))
    const sent = new Set<number>()
    await unheard.send({
      send: async update => {
        sent.add(update.lease.address)
        return 'accepted'
      },
    })
    assert.deepEqual([sent.size, sent.has(0), sent.has(65_536)], [65_536, false, true])
    await unheard.send({send: () => assert.fail('all have arrived')})
  })

  test('stops where one does not arrive, and what changes under way is not sent', async () => {
    const unheard = new Unheard4()
    for (let address = 0; address < 600; address++) unheard.add(at(address))
    let sent = 0
    const failing = async () => (++sent === 10 ? ('failed' as const) : ('accepted' as const))
    await unheard.send({send: failing})
    assert.equal(sent, 256)
    let more = 0
    await unheard.send({
      send: async () => {
        if (more++ === 0) unheard.settle(599 as Ipv4)
        return 'rejected'
      },
    })
    assert.equal(more, 600 - 255 - 1)
  })
})
