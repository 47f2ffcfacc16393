import assert from 'node:assert/strict'
import {test} from 'node:test'
import {setTimeout as delay} from 'node:timers/promises'
import {IdleProbe, probeInterval} from '../../../src/db/idle-probe.ts'
import {Recovery} from '../../../src/db/recovery.ts'
import {DbError} from '../../../src/db/session.ts'
import {type RecoveryPolicy, recoveryPolicy, retriesAtStart} from '../../../src/model/recovery-policy.ts'

const policy: RecoveryPolicy = {
  maxReconnectTries: 3,
  reconnectWaitTime: 1,
  onFail: 'stop-retry-exit',
  retryOnStartup: true,
}

const away = () => new DbError('unreachable', 'ECONNREFUSED', 'away')
const mismatch = () => Object.assign(new Error('schema'), {name: 'SchemaMismatch'})

/** Something whose connections succeed or fail as `script` says, and everything that was told meanwhile. */
function scripted(script: readonly ('ok' | 'early' | Error)[], changes: Partial<RecoveryPolicy> = {}) {
  const story: string[] = []
  const left = [...script]
  const opened: {lose: (error: Error) => void; closed: boolean; close(): Promise<void>}[] = []
  let ended: () => void = () => {}
  const end = new Promise<void>(resolve => {
    ended = resolve
  })
  const tell = (word: string) => () => void story.push(word)
  const recovery = Recovery.start({
    open: async onLost => {
      const step = left.shift()
      if (step instanceof Error) throw step
      if (step === 'early') onLost(away())
      const resource = {
        lose: onLost,
        closed: false,
        async close() {
          resource.closed = true
        },
      }
      opened.push(resource)
      return resource
    },
    policy: {...policy, ...changes},
    signal: new AbortController().signal,
    events: {
      lost: tell('lost'),
      absent: tell('absent'),
      attempting: tell('attempt'),
      attemptFailed: tell('failed'),
      scheduled: attempt => void story.push(`next ${attempt}`),
      refresh: async () => void story.push('refresh'),
      recovered: () => {
        story.push('recovered')
        ended()
      },
      givenUp: error => {
        story.push(`given up: ${error.message}`)
        ended()
      },
    },
  })
  return {recovery, story, opened, end}
}

test('what was lost comes back, and attempts are counted anew', async () => {
  const {recovery, story, opened, end} = scripted(['ok', away(), away(), 'ok'])
  const recovering = await recovery
  opened[0]!.lose(away())
  assert.equal(recovering.resource, undefined)
  assert.equal(opened[0]!.closed, true)
  await end
  assert.equal(recovering.resource, opened[1])
  const twice = ['attempt', 'failed', 'next 2', 'attempt', 'failed', 'next 3']
  assert.deepEqual(story, ['lost', ...twice, 'attempt', 'refresh', 'recovered'])
})

test('attempts end at max-reconnect-tries, or at an error that no attempt helps', async () => {
  const used = scripted([away(), away(), away(), away(), 'ok'])
  await used.recovery
  await used.end
  assert.deepEqual(used.story.slice(-3), ['attempt', 'failed', 'given up: away'])
  assert.equal(used.story.filter(word => word === 'attempt').length, 3)
  const changed = scripted(['ok', away(), mismatch(), 'ok'])
  await changed.recovery
  changed.opened[0]!.lose(away())
  await changed.end
  assert.deepEqual(changed.story, ['lost', 'attempt', 'failed', 'next 2', 'attempt', 'failed', 'given up: schema'])
  const none = scripted(['ok', 'ok'], {reconnectWaitTime: 0})
  await none.recovery
  none.opened[0]!.lose(away())
  await none.end
  assert.deepEqual(none.story, ['lost', 'given up: away'])
})

test('a connection that breaks before it is handed over counts as a failed attempt', async () => {
  const {recovery, story, opened, end} = scripted([away(), 'early', 'ok'])
  await recovery
  await end
  assert.equal(opened[0]!.closed, true)
  assert.deepEqual(story, ['absent', 'attempt', 'failed', 'next 2', 'attempt', 'refresh', 'recovered'])
})

test('closing ends a recovery: nothing more is told', async () => {
  const {recovery, story} = scripted([away(), away(), 'ok'], {reconnectWaitTime: 20})
  const recovering = await recovery
  await recovering.close()
  await delay(60)
  assert.deepEqual(story, ['absent'])
  assert.equal(recovering.resource, undefined)
})

test('the first connection is looked for only with retry-on-startup, without the limits library, and when that helps', () => {
  const asked = {...policy, retryOnStartup: true}
  assert.equal(retriesAtStart(asked, away()), true)
  assert.equal(retriesAtStart({...asked, retryOnStartup: false}, away()), false)
  assert.equal(retriesAtStart(asked, mismatch()), false)
  assert.equal(retriesAtStart(asked, new DbError('tls', 'CERT', 'expired')), false)
  const others = ['/usr/lib/kea/hooks/libdhcp_lease_cmds.so', 'libdhcp_limits.so.bak']
  assert.equal(retriesAtStart(recoveryPolicy(asked, others), away()), true)
  assert.equal(retriesAtStart(recoveryPolicy(asked, [...others, '/opt/hooks/libdhcp_limits.so']), away()), false)
  assert.equal(retriesAtStart(recoveryPolicy(asked, ['libdhcp_limits.so']), away()), false)
})

test('an idle connection is probed again and again, a busy or closed one is not', async () => {
  assert.deepEqual([probeInterval(10_000), probeInterval(2000), probeInterval(100)], [5000, 1000, 250])
  let probes = 0
  const seen = new Set<number>()
  const probe = new IdleProbe(5, async () => {
    probes++
  })
  await probe.during(async () => {
    await delay(60)
    seen.add(probes)
  })
  assert.deepEqual([...seen], [0])
  while (probes < 3) await delay(5)
  probe.stop()
  const last = probes
  await probe.during(async () => {})
  await delay(60)
  assert.equal(probes, last)
})
