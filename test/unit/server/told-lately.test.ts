import assert from 'node:assert/strict'
import {test} from 'node:test'
import {ToldLately} from '../../../src/server/told-lately.ts'

test('each is told once in a while, and of all only so many', () => {
  const told = new ToldLately(1000, 2)
  const ask = (now: number, ...names: string[]) => names.filter(name => told.admit(name, now)).join()
  assert.equal(ask(-5, 'a', 'a', 'b', 'c'), 'a,b')
  assert.equal(ask(994, 'c', 'a'), '')
  assert.equal(ask(995, 'c', 'a', 'b'), 'c,a')
})
