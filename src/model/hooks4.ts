import type {Condition, Value} from './expression.ts'

/** What the entries of `hooks-libraries` ask for; a library that is not there is undefined or false. */
export interface Hooks4 {
  readonly flexId: FlexId4 | undefined
  readonly flexOption: readonly FlexOption4[]
  readonly runScript: RunScript4 | undefined
  readonly bootp: boolean
  readonly limits: boolean
}

/** libdhcp_flex_id.so: an identifier of the site's own. */
export interface FlexId4 {
  readonly identifier: Value
  /** The identifier also stands in for the client-id. */
  readonly replaceClientId: boolean
}

/** libdhcp_flex_option.so: one change of one option of every answer; undefined sub = the option itself. */
export interface FlexOption4 {
  readonly code: number
  readonly sub: {readonly code: number; readonly space: string; readonly removeEmptyContainer: boolean} | undefined
  readonly action:
    | {readonly kind: 'add' | 'supersede'; readonly value: Value}
    /** Where the condition holds. */
    | {readonly kind: 'remove'; readonly condition: Condition}
  /** How the string of the expression is read: as bytes, or as text by the definition of the option. */
  readonly csvFormat: boolean
  /** Only for members. */
  readonly clientClass: string | undefined
}

/** libdhcp_run_script.so. */
export interface RunScript4 {
  /** Path of an executable file. */
  readonly name: string
  /** Whether the server waits for it. */
  readonly sync: boolean
}

export const noHooks4: Hooks4 = {
  flexId: undefined,
  flexOption: [],
  runScript: undefined,
  bootp: false,
  limits: false,
}
