import assert from 'node:assert/strict'
import {test} from 'node:test'
import {setTimeout as delay} from 'node:timers/promises'
import {openServiceManager} from '../../../src/net/service-manager.ts'
import {receiveDatagrams} from '../../support/datagram-receiver.ts'

const none = () => assert.fail('nothing should have failed')
const name = `@keats-test-notify-${process.pid}`

test('a start, a reload and a stop are told in the words of sd_notify(3)', async () => {
  const receiver = receiveDatagrams(name)
  const manager = openServiceManager({env: {NOTIFY_SOCKET: name}, pid: 1, onFailure: none})
  manager.reloading()
  manager.reloaded('waiting')
  manager.state('waiting for the database', false)
  assert.equal(await receiver.next(), 'STATUS=waiting for the database')
  manager.state('serving\non lo', true)
  assert.equal(await receiver.next(), 'READY=1\nSTATUS=serving on lo')
  const before = process.hrtime.bigint()
  manager.reloading()
  const [first, time] = (await receiver.next()).split('\n')
  assert.equal(first, 'RELOADING=1')
  const micros = BigInt(/^MONOTONIC_USEC=(\d+)$/.exec(time!)![1]!)
  assert.ok(micros >= before / 1000n && micros <= process.hrtime.bigint() / 1000n)
  manager.reloaded('serving')
  assert.equal(await receiver.next(), 'READY=1\nSTATUS=serving')
  manager.state('not serving: database lost', false)
  assert.equal(await receiver.next(), 'STATUS=not serving: database lost')
  manager.state('serving', true)
  assert.equal(await receiver.next(), 'STATUS=serving')
  manager.stopping()
  assert.equal(await receiver.next(), 'STOPPING=1')
  manager.reloaded('serving')
  manager.state('serving', true)
  manager.stopping()
  manager.close()
  assert.deepEqual(receiver.waiting(), [])
  receiver.close()
})

test('the watchdog is fed from ready to close, and not while the event loop stands still', async () => {
  const receiver = receiveDatagrams(name)
  const env = {NOTIFY_SOCKET: name, WATCHDOG_USEC: '40000', WATCHDOG_PID: '77'}
  const manager = openServiceManager({env, pid: 77, onFailure: none})
  manager.state('starting', false)
  assert.equal(await receiver.next(), 'STATUS=starting')
  await delay(60)
  assert.deepEqual(receiver.waiting(), [])
  manager.state('serving', true)
  assert.equal(await receiver.next(), 'READY=1\nSTATUS=serving')
  for (let fed = 0; fed < 4; fed++) assert.equal(await receiver.next(), 'WATCHDOG=1')
  receiver.waiting()
  const end = performance.now() + 100
  while (performance.now() < end);
  assert.deepEqual(receiver.waiting(), [])
  assert.equal(await receiver.next(), 'WATCHDOG=1')
  manager.close()
  receiver.waiting()
  await delay(60)
  assert.deepEqual(receiver.waiting(), [])
  receiver.close()
})

for (const [what, env] of Object.entries({
  'of another process': {WATCHDOG_USEC: '20000', WATCHDOG_PID: '78'},
  'of no number': {WATCHDOG_USEC: 'soon'},
  'of zero': {WATCHDOG_USEC: '0'},
})) {
  test(`a watchdog ${what} is not fed`, async () => {
    const receiver = receiveDatagrams(name)
    const manager = openServiceManager({env: {NOTIFY_SOCKET: name, ...env}, pid: 77, onFailure: none})
    manager.state('serving', true)
    await delay(60)
    assert.deepEqual(receiver.waiting(), ['READY=1\nSTATUS=serving'])
    manager.close()
    receiver.close()
  })
}

test('without NOTIFY_SOCKET nothing happens', () => {
  const manager = openServiceManager({env: {WATCHDOG_USEC: '1000'}, pid: 1, onFailure: none})
  manager.state('serving', true)
  manager.reloading()
  manager.reloaded('')
  manager.stopping()
  manager.close()
})

test('a manager that cannot be reached is told of once, and does no harm', () => {
  for (const [place, reason] of [
    ['/nonexistent/notify', 'ENOENT'],
    [`/${'x'.repeat(200)}`, 'ENAMETOOLONG'],
    ['vsock:2:1234', 'neither a path nor a name of the abstract namespace'],
  ] as const) {
    const failures: string[] = []
    const manager = openServiceManager({
      env: {NOTIFY_SOCKET: place},
      pid: 1,
      onFailure: failure => failures.push(failure),
    })
    manager.state('serving', true)
    manager.stopping()
    manager.close()
    assert.deepEqual(failures, [`${place}: ${reason}`])
  }
})
