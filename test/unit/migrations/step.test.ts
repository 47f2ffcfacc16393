import assert from 'node:assert/strict'
import {test} from 'node:test'
import {chainOf, requiredVersion} from '../../../src/db/migrations/chain.ts'
import {parseStep, StepFormatError} from '../../../src/db/migrations/step.ts'
import {compareVersions} from '../../../src/db/migrations/version.ts'
import {backends} from '../../support/databases.ts'

const text = `-- Does two things.

-- A comment about the table.
CREATE TABLE a (
  id INTEGER; -- not the end
);;

-- unless index a.a_by_id
-- if query SELECT 1 FROM a WHERE id = 2
CREATE INDEX a_by_id ON a (id);;
`

test('a step has a title, and statements with their lines and guards', () => {
  const step = parseStep('0013.2.sql', text)
  assert.deepEqual(step.version, {major: 13, minor: 2})
  assert.equal(step.title, 'Does two things.')
  assert.deepEqual(step.statements, [
    {sql: 'CREATE TABLE a (\n  id INTEGER; -- not the end\n)', line: 4, guards: []},
    {
      sql: 'CREATE INDEX a_by_id ON a (id)',
      line: 10,
      guards: [
        {when: 'unless', subject: {kind: 'index', table: 'a', name: 'a_by_id'}},
        {when: 'if', subject: {kind: 'query', sql: 'SELECT 1 FROM a WHERE id = 2'}},
      ],
    },
  ])
})

test('what is not in the format is refused with file and line', () => {
  const wrong: readonly (readonly [string, string, RegExp])[] = [
    ['13.sql', text, /13\.sql, line 1/],
    ['0001.0.sql', 'CREATE TABLE a (id INTEGER);;\n', /line 1: the first line/],
    ['0001.0.sql', '-- Title.\nCREATE TABLE a (id INTEGER);\n', /line 2: the statement does not end/],
    ['0001.0.sql', '-- Title.\n-- unless tabel a\nSELECT 1;;\n', /line 2: the guard/],
    ['0001.0.sql', '-- Title.\n-- if column a\nSELECT 1;;\n', /line 2: the guard/],
    ['0001.0.sql', '-- Title.\n-- unless table a\n', /a guard stands before no statement/],
  ]
  for (const [file, content, message] of wrong) {
    assert.throws(
      () => parseStep(file, content),
      error => error instanceof StepFormatError && message.test(error.message),
    )
  }
})

for (const backend of backends) {
  test(`the chain of ${backend} is readable, in order, and its head is what a server needs`, () => {
    const steps = chainOf(backend)
    for (let i = 1; i < steps.length; i++) {
      assert.ok(compareVersions(steps[i - 1]!.version, steps[i]!.version) < 0)
    }
    assert.deepEqual(steps.at(-1)!.version, requiredVersion(backend))
    for (const step of steps) assert.ok(step.statements.length > 0, step.file)
  })
}
