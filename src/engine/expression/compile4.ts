// Expressions of client classes become closures once, when a configuration is taken in; a packet then only runs them.

import type {Condition, Value} from '../../model/expression.ts'
import {standardOption4} from '../../wire/options4.ts'
import {compileCondition} from './conditions4.ts'
import type {Compiler4, Definitions4, Evaluation4, EvaluationFailure, Packet4} from './evaluation4.ts'
import {compileValue} from './values4.ts'

export type Test4 = (packet: Packet4, classes: ReadonlySet<string>) => boolean | EvaluationFailure
export type Maker4 = (packet: Packet4, classes: ReadonlySet<string>) => Uint8Array | EvaluationFailure

/** The `test` of a class. The closure never throws. Throws RangeError for a tree with terms of DHCPv6. */
export function compileTest4(condition: Condition, definitions: Definitions4 = standardOption4): Test4 {
  return runner(compiler(definitions).condition(condition).run)
}

/** An expression that makes a string; as compileTest4. The bytes may be a view into the packet. */
export function compileMaker4(value: Value, definitions: Definitions4 = standardOption4): Maker4 {
  return runner(compiler(definitions).value(value).run)
}

function compiler(definitions: Definitions4): Compiler4 {
  const self: Compiler4 = {
    definitions,
    condition: condition => compileCondition(condition, self),
    value: value => compileValue(value, self),
  }
  return self
}

function runner<T>(run: (evaluation: Evaluation4) => T) {
  return (packet: Packet4, classes: ReadonlySet<string>): T | EvaluationFailure => {
    const evaluation: Evaluation4 = {packet, classes, failure: undefined}
    const result = run(evaluation)
    return evaluation.failure ?? result
  }
}
