import type {SqlSession} from '../session.ts'

/** What a guard looks for. */
export type Subject =
  | {readonly kind: 'table' | 'trigger' | 'routine'; readonly name: string}
  | {readonly kind: 'column' | 'index' | 'constraint'; readonly table: string; readonly name: string}
  | {readonly kind: 'query'; readonly sql: string}

/** `unless`: the statement is skipped when the subject is there. `if`: when it is not. */
export interface Guard {
  readonly when: 'unless' | 'if'
  readonly subject: Subject
}

const shape = /^\s*--\s+(unless|if)\s+(table|trigger|routine|column|index|constraint|query)\s+(\S.*?)\s*$/
const almost = /^\s*--\s+(unless\b|if\s+(table|trigger|routine|column|index|constraint|query)\b)/

/** A guard comment; undefined for any other line, 'malformed' for one that was meant as a guard. */
export function parseGuard(line: string): Guard | 'malformed' | undefined {
  const match = shape.exec(line)
  if (match === null) return almost.test(line) ? 'malformed' : undefined
  const [, when, kind, rest] = match as unknown as [string, Guard['when'], Subject['kind'], string]
  const subject = parseSubject(kind, rest)
  return subject === undefined ? 'malformed' : {when, subject}
}

function parseSubject(kind: Subject['kind'], rest: string): Subject | undefined {
  if (kind === 'query') return {kind, sql: rest}
  if (kind === 'table' || kind === 'trigger' || kind === 'routine') {
    return /^\w+$/.test(rest) ? {kind, name: rest} : undefined
  }
  const match = /^(\w+)\.(\w+)$/.exec(rest)
  return match === null ? undefined : {kind, table: match[1]!, name: match[2]!}
}

/** Where each kind is listed. Names of columns and indexes ignore case in MySQL, so the comparison may too. */
const listed = {
  table: 'SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?',
  trigger: 'SELECT 1 FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE() AND TRIGGER_NAME = ?',
  routine: 'SELECT 1 FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE() AND ROUTINE_NAME = ?',
  column:
    'SELECT 1 FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? AND COLUMN_NAME = ?',
  index:
    'SELECT 1 FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? AND INDEX_NAME = ?',
  constraint:
    'SELECT 1 FROM information_schema.TABLE_CONSTRAINTS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? AND CONSTRAINT_NAME = ?',
} as const

async function isThere(session: SqlSession, subject: Subject): Promise<boolean> {
  if (subject.kind === 'query') return (await session.query(subject.sql)).length > 0
  const names = 'table' in subject ? [subject.table, subject.name] : [subject.name]
  return (await session.query(`${listed[subject.kind]} LIMIT 1`, names)).length > 0
}

/** Whether every guard allows the statement now. MySQL only: the other backends roll a step back instead. */
export async function allows(session: SqlSession, guards: readonly Guard[]): Promise<boolean> {
  for (const guard of guards) {
    if ((await isThere(session, guard.subject)) === (guard.when === 'unless')) return false
  }
  return true
}
