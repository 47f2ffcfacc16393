// Run as a program: migrates the database of argv[2] (a Target as JSON) and kills itself with SIGKILL
// before the statement whose number, counted over the whole chain from 0, is argv[3].
import {chainOf} from '../../src/db/migrations/chain.ts'
import {initialise, upgrade} from '../../src/db/migrations/migrate.ts'
import {readSchemaState} from '../../src/db/migrations/schema-state.ts'
import type {Step} from '../../src/db/migrations/step.ts'
import {openSession} from '../../src/db/open-session.ts'
import type {Target} from '../../src/db/session.ts'

const target = JSON.parse(process.argv[2]!) as Target
const last = Number(process.argv[3])
const session = await openSession(target)
const steps = chainOf(target.backend)
const starts = new Map<Step, number>()
let before = 0
for (const step of steps) {
  starts.set(step, before)
  before += step.statements.length
}
const options = {
  steps,
  lockTimeout: 20_000,
  onStatement: (step: Step, index: number) => {
    if (starts.get(step)! + index - 1 === last) process.kill(process.pid, 'SIGKILL')
  },
}
const state = await readSchemaState(session)
await (state.kind === 'version' ? upgrade(session, options) : initialise(session, options))
await session.close()
