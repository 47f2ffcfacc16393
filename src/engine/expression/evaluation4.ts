import type {Condition, Value} from '../../model/expression.ts'
import type {Ipv4} from '../../net-types/ipv4.ts'
import type {Message4} from '../../wire/message4.ts'
import type {OptionDefinition} from '../../wire/option-definition.ts'
import type {OptionDefinitions4} from '../../wire/option-definitions4.ts'

/** A packet as expressions see it. */
export interface Packet4 {
  readonly message: Message4
  /** Name of the interface that it came in by; '' = not known. */
  readonly interface: string
  readonly source: Ipv4
  readonly destination: Ipv4
}

/** Why an expression has no result for a packet: the class is not assigned, the option not added (as Kea). */
export interface EvaluationFailure {
  readonly kind: 'evaluation-failure'
  readonly reason: string
}

/** One evaluation. A failure anywhere in it is the result of the whole, whatever the other parts say. */
export interface Evaluation4 {
  readonly packet: Packet4
  /** Classes assigned so far. */
  readonly classes: ReadonlySet<string>
  failure: EvaluationFailure | undefined
}

export const EMPTY = new Uint8Array(0)

/** Part of a compiled expression. */
export interface Compiled<T> {
  readonly run: (evaluation: Evaluation4) => T
  /** Whether it may set `failure`: what cannot need not be run once the result is clear. */
  readonly fallible: boolean
}

export type CompiledValue = Compiled<Uint8Array>
export type CompiledCondition = Compiled<boolean>

/** What is known of an option by its code. */
export interface Definitions4 {
  (code: number): OptionDefinition | undefined
  /** Whether expressions run after option 43 was taken apart, which is when the classes of a packet are known. */
  readonly afterClasses?: boolean
  /** Those of sub-options too. */
  readonly all?: OptionDefinitions4
}

/** How one kind of expression compiles the parts that are of the other. */
export interface Compiler4 {
  readonly definitions: Definitions4
  condition(condition: Condition): CompiledCondition
  value(value: Value): CompiledValue
}
