import assert from 'node:assert/strict'
import {execFileSync} from 'node:child_process'
import {type TestDatabase, withSession} from './databases.ts'

/**
 * Schema and rows of a database as text, equal for equal databases: the product's own dump
 * without what differs from run to run (times, names of the dump and of the account).
 */
export async function dumpOf({backend, target}: TestDatabase): Promise<string> {
  const where = [`--host=${target.host}`, `--port=${target.port}`]
  const run = (program: string, words: readonly string[]) =>
    withoutTimes(execFileSync(program, words, {encoding: 'utf8', maxBuffer: 1 << 26}))
  if (backend === 'pgsql') {
    return run('pg_dump', [...where, `--username=${target.user}`, '--no-owner', '--inserts', target.database])
  }
  if (backend === 'mysql') {
    const words = [...where, `--user=${target.user}`, '--protocol=TCP', '--routines', '--skip-comments']
    return run('mariadb-dump', ['--no-defaults', ...words, '--skip-extended-insert', target.database])
  }
  return withSession(target, async session => {
    const objects = await session.query('SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name')
    const tables = await session.query(`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`)
    const parts = objects.map(row => String(row['sql']))
    for (const {name} of tables) parts.push(JSON.stringify([name, await session.query(`SELECT * FROM ${name}`)]))
    return parts.join('\n').replace(/"modification_ts":\d+/g, '"modification_ts":0')
  })
}

function withoutTimes(text: string): string {
  return text
    .replace(/^\\(un)?restrict .*$/gm, '')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?(\+\d\d)?/g, 'TIME')
    .replace(/DEFINER=`[^`]*`@`[^`]*`/g, '')
    .replace(/ AUTO_INCREMENT=\d+/g, '')
}

/** Fails with the lines that differ when two databases are not equal. */
export async function assertSameDump(actual: TestDatabase, expected: TestDatabase): Promise<void> {
  const lines = (text: string) => text.split('\n').filter(line => line !== '')
  const [found, wanted] = [lines(await dumpOf(actual)), lines(await dumpOf(expected))]
  assert.deepEqual(
    {more: found.filter(line => !wanted.includes(line)), less: wanted.filter(line => !found.includes(line))},
    {more: [], less: []},
  )
  assert.deepEqual(found, wanted)
}
