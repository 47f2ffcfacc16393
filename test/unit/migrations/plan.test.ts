import assert from 'node:assert/strict'
import {test} from 'node:test'
import {plan} from '../../../src/db/migrations/plan.ts'
import {parseVersion, type Version} from '../../../src/db/migrations/version.ts'

const v = (text: string): Version => parseVersion(text)!
const steps = ['6.1', '6.2', '7.0', '10.0'].map(text => ({file: text, version: v(text), title: '', statements: []}))
const optional = (text: string | undefined) => (text === undefined ? undefined : v(text))

const cases: readonly (readonly [string | undefined, string | undefined, string])[] = [
  [undefined, undefined, '6.1 6.2 7.0 10.0'],
  [undefined, '6.2', '6.1 6.2'],
  ['6.1', undefined, '6.2 7.0 10.0'],
  ['7.0', undefined, '10.0'],
  ['7.0', '7.0', ''],
  ['10.0', undefined, ''],
  ['6.1', '7.0', '6.2 7.0'],
  ['10.1', undefined, 'newer'],
  ['11.0', '6.1', 'newer'],
  ['6.0', undefined, 'older'],
  ['1.0', '10.0', 'older'],
  ['6.3', undefined, 'gap'],
  ['8.0', '10.0', 'gap'],
  ['6.1', '9.0', 'unknown-target'],
  [undefined, '99.0', 'unknown-target'],
  ['7.0', '6.2', 'backwards'],
]

for (const [from, to, expected] of cases) {
  test(`from ${from ?? 'nothing'} to ${to ?? 'the newest'}: ${expected || 'nothing to do'}`, () => {
    const planned = plan(steps, optional(from), optional(to))
    const answer = planned.kind === 'steps' ? planned.pending.map(step => step.file).join(' ') : planned.kind
    assert.equal(answer, expected)
  })
}
