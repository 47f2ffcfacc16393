import assert from 'node:assert/strict'
import {test} from 'node:test'
import {standardOptions4} from '../../../src/wire/options4.ts'
import {encodeVector, expectedOf, optionVectors4} from '../../support/option-vectors4.ts'

test('every standard option has vectors that Kea accepts and bytes that it sends', () => {
  // 51, 52 and 53 are what a server writes itself; 43 and 82 have no value of their own.
  const owned = new Set([51, 52, 53])
  for (const {code, name} of standardOptions4()) {
    if (owned.has(code)) continue
    const sound = optionVectors4.filter(vector => vector.code === code && vector.kea !== null)
    assert.ok(sound.length > 0, `${name} has no vector`)
  }
})

test('option-data becomes the bytes that Kea sends', () => {
  const wrong = optionVectors4.filter(vector => encodeVector(vector) !== expectedOf(vector))
  assert.deepEqual(wrong, [])
})

test('a difference from Kea has its reason', () => {
  for (const vector of optionVectors4) assert.equal(vector.keats === undefined, vector.why === undefined)
})
