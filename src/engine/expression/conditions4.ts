import {ScriptRegex} from '../../lib/script-regex.ts'
import type {Condition, Value} from '../../model/expression.ts'
import type {CompiledCondition, Compiler4} from './evaluation4.ts'
import {compileOption} from './options4.ts'
import {substringIs} from './strings.ts'
import {hasVendor} from './vendor4.ts'

export function compileCondition(condition: Condition, compiler: Compiler4): CompiledCondition {
  switch (condition.kind) {
    case 'equal':
      return equal(condition.left, condition.right, compiler)
    case 'not': {
      const {run, fallible} = compiler.condition(condition.of)
      return {run: evaluation => !run(evaluation), fallible}
    }
    case 'and':
    case 'or':
      return chain(
        condition.of.map(part => compiler.condition(part)),
        condition.kind === 'or',
      )
    case 'member': {
      const {className} = condition
      return {run: ({classes}) => classes.has(className), fallible: false}
    }
    case 'match': {
      const regex = new ScriptRegex(condition.pattern)
      const {run, fallible} = compiler.value(condition.of)
      return {run: evaluation => regex.matches(run(evaluation)), fallible}
    }
    case 'exists': {
      const content = compileOption(condition.source, compiler.definitions)
      return {run: ({packet}) => content(packet.message.options) !== undefined, fallible: false}
    }
    case 'vendor-exists': {
      const {of, enterprise} = condition
      return {run: ({packet}) => hasVendor(packet.message.options, of, enterprise), fallible: false}
    }
    default:
      throw condition satisfies never
  }
}

function equal(left: Value, right: Value, compiler: Compiler4): CompiledCondition {
  // The commonest of all tests, a piece of an option against a literal, need not make the piece.
  if (left.kind === 'substring' && right.kind === 'literal') {
    const {run, fallible} = compiler.value(left.of)
    const {start, length} = left
    return {run: evaluation => substringIs(run(evaluation), start, length, right.bytes), fallible}
  }
  const [one, other] = [compiler.value(left), compiler.value(right)]
  return {
    run: evaluation => sameBytes(one.run(evaluation), other.run(evaluation)),
    fallible: one.fallible || other.fallible,
  }
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false
  return true
}

/** `ends` is the answer of a part that settles the whole. Kea runs every part: one that fails makes the whole fail. */
function chain(parts: readonly CompiledCondition[], ends: boolean): CompiledCondition {
  const fallible = parts.some(part => part.fallible)
  const runs = parts.map(part => part.run)
  if (!fallible) {
    return {
      run: evaluation => {
        for (const run of runs) if (run(evaluation) === ends) return ends
        return !ends
      },
      fallible,
    }
  }
  return {
    run: evaluation => {
      let result = !ends
      for (const run of runs) if (run(evaluation) === ends) result = ends
      return result
    },
    fallible,
  }
}
