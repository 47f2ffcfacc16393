import {readFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'

export type HaStep4 =
  | {
      readonly kind: 'command'
      /** As it is sent. */
      readonly text: string
      /** How the answers of Kea and keats differ; words = only the text. */
      readonly differs: 'words' | 'other' | undefined
    }
  /** The state that the partner says, or what it answers to a command. */
  | {readonly kind: 'partner'; readonly what: string; readonly how: string}
  | {readonly kind: 'reach'; readonly state: string}

export interface HaGroup4 {
  readonly name: string
  readonly mode: string
  readonly own: string
  /** More parameters of the relationship. */
  readonly more: object
  readonly steps: readonly HaStep4[]
}

/** The table of test/fixtures/ha/commands4.txt. */
export function haGroups4(): readonly HaGroup4[] {
  const table = fileURLToPath(new URL('../../../test/fixtures/ha/commands4.txt', import.meta.url))
  const groups: (HaGroup4 & {readonly steps: HaStep4[]})[] = []
  let differs: 'words' | 'other' | undefined
  for (const line of readFileSync(table, 'utf8').split('\n')) {
    if (line === '' || line.startsWith('#')) continue
    if (line.startsWith('== ')) groups.push(groupOf(line))
    else if (line.startsWith('-- ')) differs = differenceOf(line)
    else {
      groups.at(-1)!.steps.push(stepOf(line, differs))
      differs = undefined
    }
  }
  return groups
}

function groupOf(line: string) {
  const [name, mode, own, more] = line
    .slice(3)
    .split('|')
    .map(part => part.trim())
  return {name: name!, mode: mode!, own: own!, more: JSON.parse(`{${more ?? ''}}`) as object, steps: []}
}

function differenceOf(line: string): 'words' | 'other' {
  const [, kind] = /^-- (words|other): .+$/.exec(line) ?? []
  if (kind === undefined) throw new Error(`not a difference: ${line}`)
  return kind as 'words' | 'other'
}

function stepOf(line: string, differs: 'words' | 'other' | undefined): HaStep4 {
  const [first, second, third] = line.split(' ')
  if (first === '@') return {kind: 'partner', what: second!, how: third!}
  if (first === '~') return {kind: 'reach', state: second!}
  const args = line.slice(first!.length).trim()
  return {kind: 'command', text: `{"command":"${first}"${args === '' ? '' : `,"arguments":${args}`}}`, differs}
}
