import assert from 'node:assert/strict'
import {test} from 'node:test'
import {openLeaseStore4} from '../../../src/db/lease-stores.ts'
import {formatIpv4, parseIpv4} from '../../../src/net-types/ipv4.ts'
import type {LeaseChange4} from '../../../src/ports/lease-store.ts'
import {Counts4} from '../../../src/server/count4.ts'
import {Generation4} from '../../../src/server/generation4.ts'
import {Statistics} from '../../../src/server/statistics.ts'
import {decode4} from '../../../src/wire/decode4.ts'
import {leaseOf} from '../../support/leases.ts'
import {buildQuery4} from '../../support/scenarios4/build.ts'
import {loopbackArrival, parse} from '../../support/scenarios4/target-engine.ts'

test('what the former generation commits before the next one takes over is known to that one', async () => {
  const store = await openLeaseStore4({type: 'sqlite', name: ':memory:', readonly: false}, {queued: 10})
  const now = Date.now()
  const expire = Math.floor(now / 1000) + 3600
  const lease = (n: number) => leaseOf(n, {address: parseIpv4(`127.0.1.${n}`)!, expire})
  assert.equal(await store.commit4([{kind: 'create', lease: lease(1)}]), 'ok')
  const subnet4 = [{id: 1, subnet: '127.0.1.0/24', pools: [{pool: '127.0.1.1 - 127.0.1.2'}]}]
  const clock = {millis: () => now}
  const answers: string[] = []
  const parts = {
    config: parse({name: 'next', config: {subnet4}, steps: []}),
    store,
    hosts: undefined,
    service: {on: true},
    counts: new Counts4(new Statistics(clock), clock),
    transport: {
      send: (bytes: Uint8Array) => {
        const message = decode4(bytes)
        answers.push('kind' in message ? message.reason : formatIpv4(message.yiaddr))
      },
      endpoints: () => [],
    },
    clock,
    chance: () => 0,
    log: {write: () => {}, enabled: () => false},
    scripts: {run: () => {}, facts: {serverPort: 67, interfaceIndex: () => undefined}},
  }
  const former = await Generation4.prepare(parts, undefined)
  former.count()
  const next = await Generation4.prepare(parts, former)
  const changes: readonly LeaseChange4[] = [
    {kind: 'delete', address: parseIpv4('127.0.1.1')!, expected: expire},
    {kind: 'create', lease: lease(2)},
  ]
  assert.equal(await store.commit4(changes), 'ok')
  former.applied(changes, [lease(1), undefined])
  next.follow(former)
  next.receive({
    ...loopbackArrival,
    bytes: buildQuery4({type: 1, mac: '020000000099', giaddr: '127.0.1.1'}, 1, undefined),
  })
  await next.retire()
  assert.deepEqual(answers, ['127.0.1.1'])
  await store.close()
})
