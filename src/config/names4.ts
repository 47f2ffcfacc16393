import {ExtendedRegex} from '../lib/extended-regex.ts'
import {RegexError} from '../lib/regex-tree.ts'
import {type NameSettings4, type ReplaceClientName, replaceClientNameModes} from '../model/names4.ts'
import type {Issues} from './issues.ts'
import type {Section} from './section.ts'

/** What a level says about names; undefined = nothing. */
export interface NameScope4 {
  readonly replaceClientName: ReplaceClientName | undefined
  readonly generatedPrefix: string | undefined
  readonly qualifyingSuffix: string | undefined
  readonly charSet: {readonly regex: ExtendedRegex | undefined} | undefined
  readonly charReplacement: string | undefined
}

const defaultCharSet = new ExtendedRegex('[^A-Za-z0-9.-]')

/** `prefix`: of the keywords but hostname-*; those of `dhcp-ddns` have none (facts: server.md §2.4). */
export function readNameScope4(section: Section, prefix: 'ddns-' | ''): NameScope4 {
  return {
    replaceClientName: readMode(section, `${prefix}replace-client-name`),
    generatedPrefix: bytesOf(section.string(`${prefix}generated-prefix`)),
    qualifyingSuffix: bytesOf(section.string(`${prefix}qualifying-suffix`)),
    charSet: readCharSet(section),
    charReplacement: readReplacement(section),
  }
}

/** What the global level does not say counts where it used to stand. */
export function withFormerNames<S extends NameScope4>(scope: S, former: NameScope4 | undefined): S {
  if (former === undefined) return scope
  return {
    ...scope,
    replaceClientName: scope.replaceClientName ?? former.replaceClientName,
    generatedPrefix: scope.generatedPrefix ?? former.generatedPrefix,
    qualifyingSuffix: scope.qualifyingSuffix ?? former.qualifyingSuffix,
    charSet: scope.charSet ?? former.charSet,
    charReplacement: scope.charReplacement ?? former.charReplacement,
  }
}

export function namesOf({charSet, ...scope}: NameScope4): NameSettings4 {
  return {
    replaceClientName: scope.replaceClientName ?? 'never',
    generatedPrefix: scope.generatedPrefix ?? 'myhost',
    qualifyingSuffix: scope.qualifyingSuffix ?? '',
    charSet: charSet === undefined ? defaultCharSet : charSet.regex,
    charReplacement: scope.charReplacement ?? '',
  }
}

/** In any case, as Kea reads it. */
function readMode(section: Section, key: string): ReplaceClientName | undefined {
  const node = section.node(key)
  if (node?.kind === 'boolean') {
    const mode = node.value ? 'when-present' : 'never'
    return section.error(key, `expected a mode, found ${node.value}, which older releases of Kea took for "${mode}"`)
  }
  const text = section.string(key)
  if (text === undefined) return undefined
  const mode = replaceClientNameModes.find(candidate => candidate === text.toLowerCase())
  const modes = replaceClientNameModes.join(', ')
  return mode ?? section.error(key, `expected one of ${modes}, found ${JSON.stringify(text)}`)
}

/** Patterns of one reading: thousands of subnets may say the same. */
const regexes = new WeakMap<Issues, Map<string, ExtendedRegex>>()

function regexOf(pattern: string, reading: Issues): ExtendedRegex {
  const known = regexes.get(reading) ?? new Map<string, ExtendedRegex>()
  regexes.set(reading, known)
  const regex = known.get(pattern) ?? new ExtendedRegex(pattern)
  known.set(pattern, regex)
  return regex
}

// Kea takes a pattern that is none, and then no client has a name.
function readCharSet(section: Section): NameScope4['charSet'] {
  const pattern = section.string('hostname-char-set')
  if (pattern === undefined) return undefined
  if (pattern === '') return {regex: undefined}
  try {
    return {regex: regexOf(pattern, section.issues)}
  } catch (error) {
    if (!(error instanceof RegexError)) throw error
    return section.error('hostname-char-set', `expected an extended regular expression, found ${error.message}`)
  }
}

/** Kea puts parts of the name in for $& and the like, which no name of a host can need. */
function readReplacement(section: Section): string | undefined {
  const text = section.string('hostname-char-replacement')
  if (text === undefined || !/\$[$&`'\d]/.test(text)) return bytesOf(text)
  return section.error('hostname-char-replacement', 'references with $ to what was found are not supported by keats')
}

function bytesOf(text: string | undefined): string | undefined {
  return text === undefined ? undefined : Buffer.from(text).toString('latin1')
}
