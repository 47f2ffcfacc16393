import assert from 'node:assert/strict'
import {test} from 'node:test'
import {loginCheck} from '../../../../src/net/control/basic-auth.ts'
import {type Guest, Guests} from '../../../../src/net/control/guests.ts'

class TestGuest implements Guest {
  busy = false
  left = false
  leave(): void {
    this.left = true
  }
}

test('a newcomer takes the place of the one that has waited longest', () => {
  const guests = new Guests(2)
  const [a, b, c, d] = [new TestGuest(), new TestGuest(), new TestGuest(), new TestGuest()]
  assert.ok(guests.admit(a) && guests.admit(b) && guests.admit(c))
  assert.deepEqual([a.left, b.left, c.left], [true, false, false])
  b.busy = true
  assert.ok(guests.admit(d))
  assert.deepEqual([b.left, c.left, d.left], [false, true, false])
})

test('when all are busy nobody is let in', () => {
  const guests = new Guests(1)
  const [a, b] = [new TestGuest(), new TestGuest()]
  a.busy = true
  assert.ok(guests.admit(a))
  assert.equal(guests.admit(b), false)
  guests.remove(a)
  assert.ok(guests.admit(b))
})

test('closing sends the idle away at once and waits for the busy', async () => {
  const guests = new Guests(9)
  const [idle, busy] = [new TestGuest(), new TestGuest()]
  busy.busy = true
  guests.admit(idle)
  guests.admit(busy)
  const closed = guests.close(10_000)
  assert.deepEqual([idle.left, busy.left], [true, false])
  assert.equal(guests.admit(new TestGuest()), false)
  guests.remove(idle)
  guests.remove(busy)
  await closed
})

test('who does not finish in time is sent away too', async () => {
  const guests = new Guests(9)
  const busy = new TestGuest()
  busy.busy = true
  busy.leave = () => guests.remove(busy)
  guests.admit(busy)
  await guests.close(1)
})

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`

test('credentials', () => {
  const check = loginCheck({
    realm: 'r',
    clients: [
      {user: 'anna', password: 'a:b'},
      {user: 'börge', password: ''},
    ],
  })
  assert.deepEqual(check(basic('anna:a:b')), {kind: 'user', user: 'anna'})
  assert.deepEqual(check(basic('anna:a:b').replace('Basic', 'bASIC  ')), {kind: 'user', user: 'anna'})
  assert.deepEqual(check(basic('börge:')), {kind: 'user', user: 'börge'})
  assert.deepEqual(check(undefined), {kind: 'none'})
  for (const text of ['anna:a', 'anna:', 'anna', ':', 'anna:a:b ', 'Anna:a:b', 'börge:x']) {
    assert.deepEqual(check(basic(text)), {kind: 'wrong'}, text)
  }
  for (const header of ['', 'Basic', 'Basic ', 'Bearer abc', 'Basic a b', `Basic ${'\xff'}`]) {
    assert.deepEqual(check(header), {kind: 'malformed'}, header)
  }
  assert.deepEqual(loginCheck({realm: 'r', clients: []})(undefined), {kind: 'user', user: undefined})
  assert.deepEqual(loginCheck(undefined)('nonsense'), {kind: 'user', user: undefined})
})
