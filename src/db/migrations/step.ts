import {type Guard, parseGuard} from './guard.ts'
import {parseVersion, type Version} from './version.ts'

export interface Statement {
  readonly sql: string
  /** Line of the file on which the statement begins, from 1. */
  readonly line: number
  /** The statement runs only when each of them allows it. */
  readonly guards: readonly Guard[]
}

/** One file of a chain: what leads from the version before it to `version`. */
export interface Step {
  readonly file: string
  readonly version: Version
  /** What the step does, in one sentence. */
  readonly title: string
  readonly statements: readonly Statement[]
}

/** A migration file that does not follow the format; a fault of the package, not of its user. */
export class StepFormatError extends Error {
  constructor(file: string, line: number, why: string) {
    super(`${file}, line ${line}: ${why}`)
    this.name = 'StepFormatError'
  }
}

const fileName = /^(\d{4})\.(\d+)\.sql$/

/** The version that a file name stands for; undefined when it is not the name of a step. */
export function versionOfFile(file: string): Version | undefined {
  const match = fileName.exec(file)
  return match === null ? undefined : parseVersion(`${Number(match[1])}.${Number(match[2])}`)
}

/**
 * Parses a step: the first line is `-- ` and a sentence, a statement ends with `;;` at the end of a line,
 * and guard comments stand directly before the statement that they guard.
 */
export function parseStep(file: string, text: string): Step {
  const version = versionOfFile(file)
  if (version === undefined) throw new StepFormatError(file, 1, 'the name is not a version like 0013.0.sql')
  const lines = text.split(/\r?\n/)
  const title = /^-- +(\S.*)$/.exec(lines[0] ?? '')?.[1]
  if (title === undefined)
    throw new StepFormatError(file, 1, 'the first line must be a comment that says what the step does')
  return {file, version, title, statements: parseStatements(file, lines)}
}

function parseStatements(file: string, lines: readonly string[]): Statement[] {
  const statements: Statement[] = []
  let guards: Guard[] = []
  let open: {line: number; text: string[]} | undefined
  for (let index = 1; index < lines.length; index++) {
    const line = lines[index]!
    if (open === undefined) {
      const guard = parseGuard(line)
      if (guard === 'malformed') throw new StepFormatError(file, index + 1, 'the guard cannot be read')
      if (guard !== undefined) guards.push(guard)
      if (/^\s*(--.*)?$/.test(line)) continue
      open = {line: index + 1, text: []}
    }
    const end = /^(.*);;\s*$/.exec(line)
    open.text.push(end === null ? line : end[1]!)
    if (end === null) continue
    statements.push({sql: open.text.join('\n'), line: open.line, guards})
    open = undefined
    guards = []
  }
  if (open !== undefined) throw new StepFormatError(file, open.line, 'the statement does not end with ;;')
  if (guards.length > 0) throw new StepFormatError(file, lines.length, 'a guard stands before no statement')
  return statements
}
