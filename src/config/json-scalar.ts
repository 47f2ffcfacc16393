import {ConfigSyntaxError, type Issues, type Place} from './issues.ts'
import type {Node} from './node.ts'
import type {Source} from './source.ts'
import {unescapeString} from './string-literal.ts'

const STRING = /"(?:[^"\\\n]|\\[^\n])*"/y
const NUMBER = /-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/y
const INTEGER = /^-?\d+$/
const LEADING_ZERO = /^-?0\d/
const WORD = /[A-Za-z]{1,30}/y

/** Reads the string, number or word that stands next. */
export function readScalar(source: Source, at: Place, issues: Issues): Node {
  if (source.next === '"') return {kind: 'string', at, value: readString(source, at)}
  return readNumber(source, at, issues) ?? readWord(source, at)
}

export function readString(source: Source, at: Place): string {
  const literal = source.take(STRING)
  if (literal === undefined) throw new ConfigSyntaxError(at, 'this string is not closed on its line')
  return unescapeString(literal, at)
}

function readNumber(source: Source, at: Place, issues: Issues): Node | undefined {
  const literal = source.take(NUMBER)
  if (literal === undefined) return undefined
  // 0, not -0: the two print alike and must be the same when they are read again.
  const value = Number(literal) + 0
  if (INTEGER.test(literal)) {
    // Kea reads 64 bits; no keyword takes more than 32, so rounding beyond 2^53 decides nothing.
    if (Math.abs(value) >= 2 ** 63) throw new ConfigSyntaxError(at, 'expected an integer of at most 64 bits')
    if (LEADING_ZERO.test(literal)) issues.warn(at, '', `${literal} has leading zeros, it is read as decimal ${value}`)
    return {kind: 'integer', at, value}
  }
  if (!Number.isFinite(value)) throw new ConfigSyntaxError(at, 'this number is too large')
  return {kind: 'float', at, value}
}

function readWord(source: Source, at: Place): Node {
  const word = source.take(WORD)
  if (word === 'true' || word === 'false') return {kind: 'boolean', at, value: word === 'true'}
  if (word === 'null') return {kind: 'null', at, value: null}
  if (word === undefined) throw unexpected(source, 'a value')
  const lower = word.toLowerCase()
  if (['true', 'false', 'null'].includes(lower)) throw new ConfigSyntaxError(at, `expected ${lower} in lower case`)
  // The word is not repeated: it may be a password whose quotes were forgotten.
  throw new ConfigSyntaxError(at, 'expected a value, found a word without double quotes')
}

export function unexpected(source: Source, expected: string): ConfigSyntaxError {
  const found = source.next === '' ? 'the end of the text' : JSON.stringify(source.next)
  return new ConfigSyntaxError(source.place, `expected ${expected}, found ${found}`)
}
