import {createRequire} from 'node:module'

const parts = ['pg', 'mysql2', 'better-sqlite3', 'umzug', '@oclif/core', 'koffi'] as const

/** Versions for people who report a problem: `-V` what it runs on, `-W` also what it is built from. */
export function buildReport(version: string, whole: boolean): string {
  const lines = [version, `Node.js ${process.version}`, `${process.platform} ${process.arch}`]
  if (!whole) return lines.join('\n')
  const {dependencies} = createRequire(import.meta.url)('../../../package.json') as {
    dependencies: Readonly<Record<string, string>>
  }
  return [...lines, ...parts.flatMap(name => (name in dependencies ? [`${name} ${dependencies[name]}`] : []))].join(
    '\n',
  )
}
