import type {Condition, Value} from '../../model/expression.ts'
import type {Cursor} from './cursor.ts'

/** What the names in an expression are looked up in. */
export interface ExpressionContext {
  /** Expressions of the one family may not ask for what packets of the other have. */
  readonly family: 4 | 6
  /** Code of a standard or configured option. */
  optionCode(name: string): number | undefined
  /** Whether a test may ask for this class: built in, or defined earlier. */
  knowsClass(name: string): boolean
}

/** A piece of an expression whose kind is only known once it was read. */
export type Term =
  | {readonly type: 'condition'; readonly condition: Condition}
  | {readonly type: 'value'; readonly value: Value}

/** What the readers of the pieces need of the whole. */
export interface Parsing {
  readonly cursor: Cursor
  readonly context: ExpressionContext
  condition(): Condition
  value(): Value
}
