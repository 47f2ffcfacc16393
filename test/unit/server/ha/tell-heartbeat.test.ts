import assert from 'node:assert/strict'
import {test} from 'node:test'
import {HeartbeatLog4} from '../../../../src/server/ha/tell-heartbeat.ts'
import {setup} from '../../../support/ha.ts'

test('each failed heartbeat has its line, and the first one that counts as an interruption one more', () => {
  const ids: string[] = []
  const log = new HeartbeatLog4({write: id => void ids.push(id), enabled: () => true}, setup('hot-standby'))
  const gone = {reason: 'gone', answered: false}
  const [failed, interrupted] = ['HA_HEARTBEAT_COMMUNICATIONS_FAILED', 'HA_COMMUNICATION_INTERRUPTED']
  log.failed(gone, false)
  log.failed(gone, true)
  log.failed(gone, true)
  assert.deepEqual(ids.splice(0), [failed, failed, interrupted, failed])
  log.heard('hot-standby')
  log.failed(gone, true)
  assert.deepEqual(ids, [failed, interrupted])
  log.failed({reason: 'Unauthorized', answered: true}, true)
  assert.deepEqual(ids.slice(2), ['HA_HEARTBEAT_FAILED'])
})
