import assert from 'node:assert/strict'
import {describe, test} from 'node:test'
import {openSession} from '../../src/db/open-session.ts'
import type {Target} from '../../src/db/session.ts'
import {onServer} from '../support/databases.ts'
import {assertKept} from '../support/lease-load4.ts'
import {lossLab} from '../support/loss-lab4.ts'

describe('connections to the lease database that break', {concurrency: 4}, () => {
  for (const backend of ['pgsql', 'mysql'] as const) {
    test(`${backend}: ended by the database's administrator, they are opened again at once`, {
      timeout: 300_000,
    }, async context => {
      const {target, start, load: loadOf} = await lossLab(context, {backend, onFail: 'stop-retry-exit'})
      const server = await start({'max-reconnect-tries': 50, 'reconnect-wait-time': 200})
      await server.until(/t/)
      const load = await loadOf(server)
      for (const times of [1, 2]) {
        await load.more(10)
        await cutConnections(target)
        await server.until(new RegExp(`(Eb.*Ru){${times}}`))
      }
      await load.more(10)
      await assertKept(target, await load.stop())
      assert.equal((await server.stop()).code, 0)
    })

    for (const onFail of ['stop-retry-exit', 'serve-retry-exit', 'serve-retry-continue'] as const) {
      test(`${backend}, ${onFail}: without attempts allowed there is none`, {timeout: 300_000}, async context => {
        const {proxy, start, load: loadOf} = await lossLab(context, {backend, onFail, shared: true})
        const server = await start({})
        await server.until(/t/)
        const load = await loadOf(server)
        await load.more(3)
        await proxy.set('reset')
        await server.until(/D/)
        if (onFail === 'serve-retry-continue') {
          await proxy.set('pass')
          assert.equal(await load.ask(), undefined)
          assert.equal((await server.stop()).code, 0)
        } else assert.equal((await server.ended).code, 1)
        assert.match(server.story, onFail === 'stop-retry-exit' ? /^cOtEbLDz$/ : /^cOtELDz$/)
      })
    }
  }
})

async function cutConnections(target: Target): Promise<void> {
  const {backend, database} = target
  if (backend === 'pgsql') {
    await onServer('pgsql', `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${database}'`)
    return
  }
  const session = await openSession({...target, database: 'mysql'})
  const rows = await session.query(`SELECT id FROM information_schema.processlist WHERE db = '${database}'`)
  // One that the server closed itself meanwhile cannot be killed, which is as good.
  for (const row of rows) await session.query(`KILL ${row['id'] ?? row['ID']}`).catch(() => {})
  await session.close()
}
