// Run as a program: migrates the database of argv[2] (a Target as JSON) and kills itself with SIGKILL
// after the statement whose number, counted over all steps, is argv[3].
import {chainOf} from '../../src/db/migrations/chain.ts'
import {initialise, upgrade} from '../../src/db/migrations/migrate.ts'
import {readSchemaState} from '../../src/db/migrations/schema-state.ts'
import {openSession} from '../../src/db/open-session.ts'
import type {Target} from '../../src/db/session.ts'

const target = JSON.parse(process.argv[2]!) as Target
const last = Number(process.argv[3])
const session = await openSession(target)
let count = 0
const options = {
  steps: chainOf(target.backend),
  lockTimeout: 20_000,
  onStatement: () => {
    if (count++ === last) process.kill(process.pid, 'SIGKILL')
  },
}
const state = await readSchemaState(session)
await (state.kind === 'version' ? upgrade(session, options) : initialise(session, options))
await session.close()
