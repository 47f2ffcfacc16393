import {readFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'

export type Party = 'server1' | 'server2'

/** What happened next in a captured conversation. */
export type Turn4 =
  | {readonly kind: 'exchange'; readonly asker: Party; readonly request: string; readonly answer: string}
  | {readonly kind: 'administrator'; readonly to: Party; readonly command: string; readonly args: object | undefined}
  /** A lease that a server gave, and the other is not told of. */
  | {readonly kind: 'gives'; readonly who: Party; readonly lease: object}
  | {readonly kind: 'ends'; readonly who: Party}
  /** With these parameters of the relationship. */
  | {readonly kind: 'starts'; readonly who: Party; readonly changes: object}

export interface Conversation4 {
  readonly mode: string
  readonly turns: readonly Turn4[]
}

/** The pairs of test/fixtures/ha/kea-2.2.0-pairs4.txt. */
export function conversations4(): readonly Conversation4[] {
  const file = fileURLToPath(new URL('../../../test/fixtures/ha/kea-2.2.0-pairs4.txt', import.meta.url))
  const conversations: (Conversation4 & {readonly turns: Turn4[]})[] = []
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  for (const [index, line] of lines.entries()) {
    if (line.startsWith('#') || line[1] === '<') continue
    if (line.startsWith('== ')) conversations.push({mode: line.slice(3), turns: []})
    else conversations.at(-1)!.turns.push(turnOf(line, lines[index + 1] ?? ''))
  }
  return conversations
}

function turnOf(line: string, next: string): Turn4 {
  const who = line[0] === '1' ? 'server1' : 'server2'
  const [first, rest] = split(line.slice(2).trim())
  switch (line[1]) {
    case '>':
      return {kind: 'exchange', asker: who, request: line.slice(3), answer: next.slice(3)}
    case '!':
      return {
        kind: 'administrator',
        to: who,
        command: first,
        args: rest === '' ? undefined : (JSON.parse(rest) as object),
      }
    case '+':
      return {kind: 'gives', who, lease: JSON.parse(line.slice(3)) as object}
    default:
      return first === 'ends' ? {kind: 'ends', who} : {kind: 'starts', who, changes: JSON.parse(rest) as object}
  }
}

function split(text: string): [string, string] {
  const blank = text.indexOf(' ')
  return blank < 0 ? [text, ''] : [text.slice(0, blank), text.slice(blank + 1)]
}
