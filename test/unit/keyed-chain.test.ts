import assert from 'node:assert/strict'
import {test} from 'node:test'
import {setImmediate as turn} from 'node:timers/promises'
import {KeyedChain} from '../../src/lib/keyed-chain.ts'

test('one task a key at a time, the newest waits, the one between is dropped', async () => {
  const chain = new KeyedChain()
  const events: string[] = []
  let release: () => void = () => {}
  const gate = new Promise<void>(resolve => {
    release = resolve
  })
  const task = (name: string, wait?: Promise<void>) => ({
    run: async () => {
      events.push(`run ${name}`)
      await wait
    },
    dropped: () => {
      events.push(`drop ${name}`)
    },
  })
  chain.submit('a', task('first', gate))
  chain.submit('a', task('second'))
  chain.submit('a', task('third'))
  chain.submit('b', task('other'))
  assert.deepEqual(events, ['run first', 'drop second', 'run other'])
  release()
  await turn()
  await turn()
  assert.deepEqual(events, ['run first', 'drop second', 'run other', 'run third'])
  assert.equal(chain.size, 0)
})

test('a task that fails does not keep those behind it waiting', async () => {
  const chain = new KeyedChain()
  const failing = {run: () => Promise.reject(new Error('cannot even say so')), dropped: () => assert.fail('dropped')}
  chain.submit('a', failing)
  await new Promise<void>(resolve => {
    chain.submit('a', {run: async () => resolve(), dropped: () => assert.fail('dropped')})
  })
  await new Promise(resolve => setImmediate(resolve))
  assert.equal(chain.size, 0)
})
