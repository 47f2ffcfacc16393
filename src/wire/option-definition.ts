import type {Field} from './option-fields.ts'

/** How the content of an option is laid out. */
export interface OptionLayout {
  /** None: the option has no content of its own ("empty" in Kea). One: a plain value. More: a record. */
  readonly fields: readonly Field<unknown>[]
  /** The last field may come any number of times. */
  readonly repeats: boolean
}

export interface OptionDefinition extends OptionLayout {
  readonly code: number
  readonly name: string
  /** 'dhcp4', or the space that a parent option encapsulates. */
  readonly space: string
  /** Space of the sub-options that are appended to the content. */
  readonly encapsulates: string | undefined
}

type Row<C extends number> = OptionLayout & {readonly code: C; readonly encapsulates?: string}

// Fields of any value stand in one list; each is only ever given what it made itself.
// biome-ignore lint/suspicious/noExplicitAny: a Field is neither co- nor contravariant in its value
type AnyField = Field<any>

export function one<const C extends number>(code: C, field: AnyField): Row<C> {
  return {code, fields: [field], repeats: false}
}

export function many<const C extends number>(code: C, field: AnyField): Row<C> {
  return {code, fields: [field], repeats: true}
}

export function record<const C extends number>(code: C, ...fields: AnyField[]): Row<C> {
  return {code, fields, repeats: false}
}

/** A record whose last field may come several times. */
export function recordMany<const C extends number>(code: C, ...fields: AnyField[]): Row<C> {
  return {code, fields, repeats: true}
}

export function container<const C extends number>(code: C, encapsulates: string, ...fields: AnyField[]): Row<C> {
  return {code, fields, repeats: false, encapsulates}
}

/** The definitions of one space by code, from a table keyed by name. */
export function definitionsByCode(
  space: string,
  table: Readonly<Record<string, Row<number>>>,
): ReadonlyMap<number, OptionDefinition> {
  const entries = Object.entries(table).map(
    ([name, row]) => [row.code, {encapsulates: undefined, ...row, name, space}] as const,
  )
  return new Map(entries)
}
