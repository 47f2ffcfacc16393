import {readFileSync} from 'node:fs'
import {ConfigSyntaxError, formatIssue, Issues} from '../config/issues.ts'
import {readJson} from '../config/json.ts'
import {plain} from '../config/node.ts'
import type {Json} from '../model/json.ts'
import {Failure} from './failure.ts'

/** Arguments that are text for every command, also when they look like numbers: client-id=11223344. */
const alwaysText: ReadonlySet<string> = new Set([
  'circuit-id',
  'client-id',
  'duid',
  'filename',
  'flex-id',
  'from',
  'hostname',
  'hw-address',
  'identifier',
  'identifier-type',
  'ip-address',
  'name',
])

/**
 * The arguments of a command: from `--arguments` (JSON as in configuration files, @FILE, or - for standard input), or from
 * words key=value. undefined = none.
 */
export function commandArguments(json: string | undefined, words: readonly string[]): Json | undefined {
  if (json === undefined) return words.length === 0 ? undefined : ofWords(words)
  if (words.length > 0) throw usage(`arguments come from --arguments or as key=value, not both ("${words[0]}")`)
  return parse(textOf(json), json.startsWith('@') ? json.slice(1) : '--arguments')
}

function textOf(given: string): string {
  if (given !== '-' && !given.startsWith('@')) return given
  const file = given === '-' ? 0 : given.slice(1)
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Failure('usage', `cannot read the arguments: ${why}`, 'check the path and its permissions')
  }
}

function ofWords(words: readonly string[]): Json {
  const entries = words.map(word => {
    const [, key, value] = /^([A-Za-z][\w-]*)=(.*)$/s.exec(word) ?? []
    if (key === undefined || value === undefined) throw usage(`an argument is key=value, not "${word}"`)
    return [key, valueFor(key, value)] as const
  })
  const twice = entries.find(([key], index) => entries.findIndex(([other]) => other === key) !== index)
  if (twice !== undefined) throw usage(`${twice[0]} is given twice`)
  return Object.fromEntries(entries)
}

/** JSON where it looks like it, text otherwise. */
function valueFor(key: string, value: string): Json {
  if (alwaysText.has(key) && !value.startsWith('"')) return value
  if (/^(true|false|null|-?(0|[1-9]\d*)(\.\d+)?)$|^["[{]/.test(value)) return parse(value, key)
  return value
}

function parse(text: string, what: string): Json {
  try {
    return plain(readJson(text, what, path => readFileSync(path, 'utf8'), new Issues()))
  } catch (error) {
    if (!(error instanceof ConfigSyntaxError)) throw error
    throw usage(`this is not JSON: ${formatIssue({...error.at, path: '', message: error.message})}`)
  }
}

function usage(text: string): Failure {
  return new Failure('usage', text, 'try --help')
}
