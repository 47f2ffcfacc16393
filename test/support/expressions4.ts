import {readFileSync} from 'node:fs'
import {isBuiltInClass} from '../../src/config/expression/builtin-classes.ts'
import type {ExpressionContext} from '../../src/config/expression/parsing.ts'
import {standardOption4} from '../../src/wire/options4.ts'

/** The names that the texts of the fixtures may use. */
export const context4: ExpressionContext = {
  family: 4,
  optionCode: name => standardOption4(name)?.code,
  knowsClass: name => name === 'known_one' || isBuiltInClass(name),
}

export interface ExpressionText {
  readonly text: string
  /** Column of the error; undefined = it is an expression. */
  readonly column: number | undefined
  readonly keaAccepts: boolean
}

export function expressionTexts(): readonly ExpressionText[] {
  return lines('texts').map(line => {
    const verdict = line.slice(0, 4).trim()
    return {
      text: withEscapes(line.slice(4)),
      column: verdict === 'ok' || verdict === '+' ? undefined : Number(verdict.slice(1)),
      keaAccepts: verdict === 'ok' || verdict.startsWith('~'),
    }
  })
}

/** Texts of expressions that make a string. */
export function expressionValues(): readonly string[] {
  return lines('values').map(withEscapes)
}

export function expressionConditions(): readonly string[] {
  return lines('conditions').map(withEscapes)
}

const escapes: Readonly<Record<string, string>> = {n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\'}

function withEscapes(line: string): string {
  return line.replace(/\\([nrtv\\])/g, (_, letter: string) => escapes[letter]!)
}

function lines(name: string): string[] {
  const file = new URL(`../../../test/fixtures/expressions4/${name}.txt`, import.meta.url)
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#'))
}
