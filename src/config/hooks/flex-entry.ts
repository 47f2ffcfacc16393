import type {FlexOption4} from '../../model/hooks4.ts'
import type {OptionDefinition} from '../../wire/option-definition.ts'
import {isSpaceName} from '../../wire/option-spaces4.ts'
import {formatExpressionError} from '../expression/error.ts'
import {parseCondition, parseValue} from '../expression/parse.ts'
import type {Section} from '../section.ts'
import {type HookContext, hookExpressions} from './hook-reader.ts'

// What entries of flex_option have in common, for options and for sub-options.

export function readGuard(section: Section): readonly string[] {
  const name = section.string('client-class') ?? ''
  return name === '' ? [] : [name]
}

export function readFlexSpace(section: Section): string | undefined {
  const space = section.string('space')
  if (space === undefined || isSpaceName(space)) return space
  return section.error('space', `${JSON.stringify(space)} is no name of a space`)
}

export interface FlexWhich {
  readonly code: number
  readonly definition: OptionDefinition | undefined
  /** The definition again where the expression makes a text for it. */
  readonly csv: OptionDefinition | undefined
}

/** By `code`, by `name`, or by both when they agree; codes of options are 1 to 254. */
export function readFlexWhich(
  section: Section,
  space: string | undefined,
  what: 'option' | 'sub-option',
  {definitions}: HookContext,
): FlexWhich | undefined {
  const name = section.string('name')
  const given = section.integer('code', what === 'option' ? 1 : 0, what === 'option' ? 254 : 255)
  const isCsv = section.boolean('csv-format') ?? false
  if (!section.has('code') && !section.has('name')) {
    section.issues.error(section.at, section.path, `expected a "code" or a "name" of the ${what}`)
    return undefined
  }
  if (space === undefined) return undefined
  const key = name ?? given
  if (key === undefined) return undefined
  const definition = definitions.find(space, key)
  if (definition === undefined && name !== undefined) {
    return section.error('name', `there is no ${what} ${JSON.stringify(name)} in the space "${space}"`)
  }
  if (definition !== undefined && given !== undefined && given !== definition.code) {
    return section.error('code', `${what} "${definition.name}" has the code ${definition.code}, found ${given}`)
  }
  if (definition === undefined && isCsv) {
    return section.error(
      'csv-format',
      `${what} ${given} has no definition in the space "${space}": its text has no meaning`,
    )
  }
  return {code: definition?.code ?? given!, definition, csv: isCsv ? definition : undefined}
}

export const flexActions = ['add', 'supersede', 'remove'] as const

/** Exactly one of the three. */
export function readFlexAction(section: Section, context: HookContext): FlexOption4['action'] | undefined {
  const texts = flexActions.map(key => section.string(key))
  const given = flexActions.filter(key => section.has(key))
  if (given.length !== 1) {
    const found = given.length === 0 ? 'found none' : `found ${given.join(' and ')}`
    section.issues.error(section.at, section.path, `expected one of add, supersede and remove, ${found}`)
    return undefined
  }
  const kind = given[0]!
  const text = texts[flexActions.indexOf(kind)]
  if (text === undefined) return undefined
  const parsed = (kind === 'remove' ? parseCondition : parseValue)(text, hookExpressions(context))
  if (parsed.kind === 'expression-error') return section.error(kind, formatExpressionError(parsed))
  return {kind, [kind === 'remove' ? 'condition' : 'value']: parsed} as FlexOption4['action']
}
