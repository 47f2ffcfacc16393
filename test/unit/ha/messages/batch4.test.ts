import assert from 'node:assert/strict'
import {describe, test} from 'node:test'
import {batchLine4, readBatchAnswer, readBatchLine4} from '../../../../src/ha/messages/batch4.ts'
import type {Lease4} from '../../../../src/model/lease4.ts'
import type {ClientId} from '../../../../src/net-types/identifiers.ts'
import {lease} from '../../../support/ha-replicator4.ts'
import {SeededRandom, testSeed} from '../../../support/random.ts'

const full: Lease4 = {
  ...lease(1),
  clientId: '01020000000001' as ClientId,
  fqdnFwd: true,
  fqdnRev: true,
  hostname: 'host one.ä.example.',
  state: 2,
  userContext: '{ "ISC": { "relay-agent-info": "0x0106" } }',
}

describe('lines of updates', () => {
  test('as they are spelled', () => {
    assert.equal(batchLine4('delete', full), 'delete 192.0.2.1')
    assert.equal(batchLine4('put', lease(1)), 'put 192.0.2.1 1 600 1795366305 0 0 0 020000000001  ')
    assert.equal(
      batchLine4('put', full),
      'put 192.0.2.1 1 600 1795366305 2 1 1 020000000001 01020000000001 host%20one.%C3%A4.example. ' +
        '{"ISC":{"relay-agent-info":"0x0106"}}',
    )
  })

  test('what was spelled is read', () => {
    const endless = {...lease(1), validLifetime: 0xffffffff}
    const declined = {...lease(1), hwAddr: undefined, state: 1} as const
    for (const lease of [full, endless, declined, {...full, userContext: undefined}]) {
      assert.deepEqual(readBatchLine4(batchLine4('put', lease)), {kind: 'put', lease})
    }
    assert.deepEqual(readBatchLine4('delete 192.0.2.1'), {kind: 'delete', address: full.address})
  })

  test('a broken context of the row is left out', () => {
    assert.equal(batchLine4('put', {...lease(1), userContext: '{'}), batchLine4('put', lease(1)))
  })

  test('what is none is refused', () => {
    const good = 'put 192.0.2.1 1 600 1795366305 0 0 0 020000000001 0102 a {"a":1}'
    assert.equal(typeof readBatchLine4(good), 'object')
    const wrong: readonly (readonly [string, string])[] = [
      ['put ', 'put'],
      ['192.0.2.1', '192.0.2.256'],
      ['192.0.2.1', '2001:db8::1'],
      [' 1 600', ' 0 600'],
      [' 1 600', ' 4294967296 600'],
      [' 600', ' 4294967296'],
      [' 600', ' -1'],
      [' 1795366305', ' 0'],
      [' 0 0 0', ' 3 0 0'],
      [' 0 0 0', ' 0 2 0'],
      [' 020000000001', ' 02000000001'],
      [' 020000000001', ` ${'02'.repeat(21)}`],
      [' 020000000001', ' 0200000000FF'],
      [' 0102', ' 01'],
      [' 0102', ` ${'01'.repeat(129)}`],
      [' a', ' %'],
      [' a', ' %00'],
      [' a', ' %ff'],
      ['{"a":1}', '{"a":1'],
      ['{"a":1}', '[]'],
      ['{"a":1}', '{"a":"\\u0000"}'],
      ['{"a":1}', '{"a":"\\ud800"}'],
      ['{"a":1}', `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`],
      ['{"a":1}', '{"a":1}\n'],
    ]
    for (const [part, bad] of wrong) {
      const line = good.replace(part, () => bad)
      assert.notEqual(line, good)
      assert.equal(typeof readBatchLine4(line), 'string', line)
    }
    assert.equal(typeof readBatchLine4('put 192.0.2.1 1 600 1795366305 0 1 0 020000000001 0102 '), 'string')
  })

  test('any text is read or refused', context => {
    const seed = testSeed()
    context.diagnostic(`KEATS_SEED=${seed}`)
    const random = new SeededRandom(seed)
    const spelled = batchLine4('put', full)
    for (let round = 0; round < 20_000; round++) {
      const place = random.below(spelled.length)
      const line =
        spelled.slice(0, place) + String.fromCharCode(random.below(256)) + spelled.slice(place + random.below(3))
      const read = readBatchLine4(line)
      if (typeof read === 'object' && read.kind === 'put') {
        assert.deepEqual(readBatchLine4(batchLine4('put', read.lease)), read, line)
      }
    }
  })
})

describe('answers to batches', () => {
  const answered = (args: object, result = 0) =>
    readBatchAnswer({result, text: 'so it is', arguments: args as never}, 2)

  test('a result for each, with what is said of it', () => {
    assert.deepEqual(answered({results: [0, 4], texts: [{update: 1, text: 'no'}]}), [
      {result: 0, text: ''},
      {result: 4, text: 'no'},
    ])
  })

  test('all others tell nothing', () => {
    assert.equal(answered({}, 1), 'so it is')
    for (const args of [{}, {results: 5}, {results: [0]}, {results: [0, 0, 0]}]) {
      assert.equal(answered(args), 'the answer has not one result for each update')
    }
    const strange = answered({results: ['0', null], texts: [5, {update: 0}, {text: 'x', update: 'y'}]})
    assert.deepEqual(strange, [
      {result: 1, text: ''},
      {result: 1, text: ''},
    ])
  })
})
