import type {Condition, Value} from './expression.ts'

/**
 * The classes that an expression asks for: a test that names KNOWN or UNKNOWN, or a class that depends on them, can only be
 * evaluated once the reservations of the client are known.
 */
export function classesIn(tree: Condition | Value, found: Set<string> = new Set()): ReadonlySet<string> {
  if (tree.kind === 'member') found.add(tree.className)
  for (const part of partsOf(tree)) classesIn(part, found)
  return found
}

function partsOf(tree: Condition | Value): readonly (Condition | Value)[] {
  switch (tree.kind) {
    case 'equal':
      return [tree.left, tree.right]
    case 'and':
    case 'or':
    case 'concat':
      return tree.of
    case 'not':
    case 'substring':
    case 'totext':
    case 'lcase':
    case 'ucase':
    case 'match':
      return [tree.of]
    case 'split':
      return [tree.of, tree.delimiters]
    case 'hexstring':
      return [tree.of, tree.separator]
    case 'ifelse':
      return [tree.condition, tree.yes, tree.no]
    default:
      return []
  }
}
