import assert from 'node:assert/strict'
import {mkdtempSync} from 'node:fs'
import {join} from 'node:path'
import {after, test} from 'node:test'
import {scratchDirectory} from '../support/databases.ts'
import {freeUrls, HaServer4} from '../support/ha-servers4.ts'

// A server whose partner is not there, and what becomes of its state when it is configured anew.

const directory = mkdtempSync(join(scratchDirectory(), 'ha-'))
const database = (name: string) => ({type: 'sqlite', name: join(directory, name)})
const urls = await freeUrls()
const alone = {'heartbeat-delay': 200, 'max-response-delay': 400}
const server = await HaServer4.start({maker: 'keats', index: 0, urls, leaseDatabase: database('first'), changes: alone})
after(() => server.stop())

/** Since when it is in its state. */
async function since(): Promise<unknown> {
  const status = await server.ask<{'high-availability': readonly [{keats: {'state-since': unknown}}]}>('status-get')
  return status['high-availability'][0].keats['state-since']
}

const configure = (change: object) => server.ask('config-set', {Dhcp4: {...server.configuration, ...change}})

test('a configuration of something else leaves it; another database of leases has it begin anew', async () => {
  await server.reaches('partner-down')
  const before = await since()
  await configure({'valid-lifetime': 3000})
  assert.deepEqual([await server.state(), await since()], ['partner-down', before])
  await configure({'lease-database': database('second')})
  assert.notEqual(await since(), before)
  await server.reaches('partner-down')
})

test('another relationship begins anew, none serves', async () => {
  const reasons = async () => (await server.ask<{'dhcp-state': object}>('status-get'))['dhcp-state']
  // Nobody is given up before the test has looked.
  server.change({'heartbeat-delay': 60_000, 'max-response-delay': 60_000})
  await configure({})
  assert.equal(await server.state(), 'waiting')
  assert.equal(((await reasons()) as {'globally-disabled': boolean})['globally-disabled'], true)
  await configure({'hooks-libraries': []})
  assert.equal(((await reasons()) as {'globally-disabled': boolean})['globally-disabled'], false)
})
