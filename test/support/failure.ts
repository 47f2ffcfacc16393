import assert from 'node:assert/strict'
import type {Ended} from './keats.ts'

/** Exit code, one message on stderr that matches, nothing like a stack trace. */
export function assertFailure(run: Ended, code: number, message: RegExp): void {
  assert.equal(run.code, code, `${run.stdout}${run.stderr}`)
  assert.match(run.stderr, message)
  assert.equal(run.stderr.match(/✖/g)?.length, 1, `one message:\n${run.stderr}`)
  assert.doesNotMatch(run.stderr, /^\s+at /m)
}
