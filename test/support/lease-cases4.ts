import {readFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {type StoreKind, storeKinds} from './lease-stores.ts'

/** How the answers of Kea and keats to one command may differ. */
export interface Difference {
  /** words = only the text. */
  readonly kind: 'words' | 'other'
  /** Kinds of lease database with which it is so. */
  readonly with: readonly StoreKind[]
  readonly reason: string
}

export interface LeaseCase4 {
  /** The whole command as it is sent. */
  readonly text: string
  readonly differs: readonly Difference[]
}

export interface LeaseGroup4 {
  readonly name: string
  readonly memfileOnly: boolean
  readonly cases: readonly LeaseCase4[]
}

/** The table of test/fixtures/lease-commands4.txt. */
export function leaseGroups4(): readonly LeaseGroup4[] {
  const table = fileURLToPath(new URL('../../../test/fixtures/lease-commands4.txt', import.meta.url))
  const groups: {name: string; memfileOnly: boolean; cases: LeaseCase4[]}[] = []
  let differs: Difference[] = []
  for (const line of readFileSync(table, 'utf8').split('\n')) {
    if (line === '' || line.startsWith('#')) continue
    if (line.startsWith('== ')) {
      const memfileOnly = line.endsWith(' memfile')
      groups.push({name: line.slice(3), memfileOnly, cases: []})
    } else if (line.startsWith('-- ')) differs.push(differenceOf(line))
    else {
      groups.at(-1)!.cases.push({text: commandOf(line), differs})
      differs = []
    }
  }
  return groups
}

/** "-- words[.kind[.kind]]: reason"; sql stands for both databases. */
function differenceOf(line: string): Difference {
  const [, kind, only, reason] = /^-- (words|other)((?:\.\w+)*): (.+)$/.exec(line) ?? []
  if (reason === undefined) throw new Error(`not a difference: ${line}`)
  const kinds = only!.split('.').slice(1)
  const held = storeKinds.filter(store => {
    return kinds.includes(store) || (kinds.includes('sql') && (store === 'postgresql' || store === 'mysql'))
  })
  return {kind: kind as 'words' | 'other', with: kinds.length === 0 ? storeKinds : held, reason}
}

function commandOf(line: string): string {
  const [name] = line.split(' ', 1)
  const args = line.slice(name!.length).trim()
  return `{"command":"${name}"${args === '' ? '' : `,"arguments":${args}`}}`
}
