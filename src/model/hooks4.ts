import type {OptionDefinition} from '../wire/option-definition.ts'
import type {Condition, Value} from './expression.ts'
import type {HaRelationship} from './ha.ts'

/** What the entries of `hooks-libraries` ask for; a library that is not there is undefined or false. */
export interface Hooks4 {
  readonly flexId: FlexId4 | undefined
  readonly flexOption: readonly FlexOption4[]
  readonly runScript: RunScript4 | undefined
  readonly bootp: boolean
  /** bootp stands in front of flex_option: answers to BOOTP clients are written before flex_option could change them. */
  readonly bootpFirst: boolean
  readonly limits: boolean
  /** libdhcp_ha.so: the relationship that this server is in. */
  readonly ha: HaRelationship | undefined
}

/** libdhcp_flex_id.so: an identifier of the site's own. */
export interface FlexId4 {
  readonly identifier: Value
  /** The identifier also stands in for the client-id. */
  readonly replaceClientId: boolean
}

/** libdhcp_flex_option.so: one change of one option, or of one sub-option, of every answer. */
export interface FlexOption4 {
  readonly code: number
  /** undefined = the option itself. */
  readonly sub: FlexSubOption4 | undefined
  readonly action:
    | {readonly kind: 'add' | 'supersede'; readonly value: Value}
    /** Where the condition holds. */
    | {readonly kind: 'remove'; readonly condition: Condition}
  /** The string of the expression is a text for this definition; undefined = it is the content itself. */
  readonly csv: OptionDefinition | undefined
  /** Only for members of all of these. */
  readonly clientClasses: readonly string[]
}

export interface FlexSubOption4 {
  readonly code: number
  /** Only in vendor options (125) of this enterprise number. */
  readonly enterprise: number | undefined
  /** Whether the option is made where an answer does not have it. */
  readonly containerAdd: boolean
  /** Whether the option goes when its last sub-option does. */
  readonly containerRemove: boolean
}

/** libdhcp_run_script.so. */
export interface RunScript4 {
  /** Path of an executable file. */
  readonly name: string
}

export const noHooks4: Hooks4 = {
  flexId: undefined,
  flexOption: [],
  runScript: undefined,
  bootp: false,
  bootpFirst: false,
  limits: false,
  ha: undefined,
}
