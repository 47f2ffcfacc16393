import type {Condition} from '../../model/expression.ts'
import type {CompiledCondition, CompiledValue, Compiler4} from './evaluation4.ts'
import {compileOption} from './options4.ts'
import {hasVendor} from './vendor4.ts'

export function compileCondition(condition: Condition, compiler: Compiler4): CompiledCondition {
  switch (condition.kind) {
    case 'equal':
      return equal(compiler.value(condition.left), compiler.value(condition.right))
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

function equal(left: CompiledValue, right: CompiledValue): CompiledCondition {
  const [one, other] = [left.run, right.run]
  return {
    run: evaluation => sameBytes(one(evaluation), other(evaluation)),
    fallible: left.fallible || right.fallible,
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
