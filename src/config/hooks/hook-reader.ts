import type {Hooks4} from '../../model/hooks4.ts'
import type {OptionDefinitions4} from '../../wire/option-definitions4.ts'
import type {Environment} from '../environment.ts'
import type {ExpressionContext} from '../expression/parsing.ts'
import type {Section} from '../section.ts'

export interface HookContext {
  readonly definitions: OptionDefinitions4
  readonly environment: Environment
}

/**
 * Reads the `parameters` of one library; undefined = there are none, or an empty map. `entry` is for what must be said of
 * their absence.
 */
export type HookReader = (
  parameters: Section | undefined,
  entry: Section,
  context: HookContext,
) => Partial<Omit<Hooks4, 'bootpFirst'>>

/** Expressions of hooks may ask for classes that nothing defines: other libraries may assign them. */
export function hookExpressions({definitions}: HookContext): ExpressionContext {
  return {family: 4, optionCode: name => definitions.find('dhcp4', name)?.code, knowsClass: () => true}
}
