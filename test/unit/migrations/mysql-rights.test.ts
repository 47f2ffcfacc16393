import assert from 'node:assert/strict'
import {test} from 'node:test'
import {missingRights, neededRights} from '../../../src/db/migrations/mysql-rights.ts'

const all = neededRights.join(', ')
const without = (...rights: readonly string[]) => neededRights.filter(right => !rights.includes(right))

const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['everything everywhere', ['GRANT ALL PRIVILEGES ON *.* TO `root`@`%` WITH GRANT OPTION'], []],
  ['everything in the database', ['GRANT USAGE ON *.* TO `k`@`%`', 'GRANT ALL PRIVILEGES ON `kea`.* TO `k`@`%`'], []],
  ['each by name', [`GRANT ${all} ON \`kea\`.* TO \`k\`@\`%\``], []],
  [
    'global and local together',
    [
      'GRANT SELECT, INSERT ON *.* TO `k`@`%`',
      `GRANT ${without('SELECT', 'INSERT').join(', ')} ON \`kea\`.* TO \`k\`@\`%\``,
    ],
    [],
  ],
  ['one missing', [`GRANT ${without('TRIGGER').join(', ')} ON \`kea\`.* TO \`k\`@\`%\``], ['TRIGGER']],
  ['nothing', ["GRANT USAGE ON *.* TO `k`@`%` IDENTIFIED BY PASSWORD '*123'"], [...neededRights]],
  ['another database', [`GRANT ${all} ON \`other\`.* TO \`k\`@\`%\``], [...neededRights]],
  ['one table only', [`GRANT ${all} ON \`kea\`.\`lease4\` TO \`k\`@\`%\``], [...neededRights]],
  ['a pattern', [`GRANT ${all} ON \`k%\`.* TO \`k\`@\`%\``], []],
  ['a pattern of one character', [`GRANT ${all} ON \`ke_\`.* TO \`k\`@\`%\``], []],
  ['an escaped pattern', [`GRANT ${all} ON \`ke\\_\`.* TO \`k\`@\`%\``], [...neededRights]],
  ['ANSI quotes', [`GRANT ${all} ON "kea".* TO "k"@"%"`], []],
  ['a role line tells nothing', ['GRANT `dba`@`%` TO `k`@`%`'], [...neededRights]],
]

for (const [name, lines, missing] of cases) {
  test(name, () => assert.deepEqual(missingRights(lines, 'kea'), missing))
}

test('a quoted name with a backquote and a dot', () => {
  assert.deepEqual(missingRights([`GRANT ALL PRIVILEGES ON \`a\`\`b.c\`.* TO \`k\`@\`%\``], 'a`b.c'), [])
})
