import type {MapNode, Node} from '../config/node.ts'
import {type Arguments, CommandError, clip} from './arguments.ts'

/**
 * The text of lease4.user_context that `user-context` and `comment` together ask for; a comment becomes its member.
 * What relay agents left there (ISC) is kept as it is given. Throws CommandError.
 */
export function readContext(args: Arguments): string | undefined {
  const context = args.value('user-context')
  const comment = args.value('comment')
  if (context !== undefined && context.kind !== 'map') {
    throw new CommandError(`Invalid user context '${clip(contextText(context))}' is not a JSON map.`)
  }
  if (comment === undefined) return context === undefined ? undefined : contextText(context)
  const entries = new Map(context?.entries)
  if (entries.has('comment')) {
    const [given, within] = [comment, context!].map(node => clip(contextText(node)))
    throw new CommandError(`Duplicated comment entry '${given}' in user context '${within}'`)
  }
  entries.set('comment', {at: comment.at, value: comment})
  return contextText({kind: 'map', at: comment.at, entries})
}

/** JSON as Kea writes it into the column: sorted keys, blanks inside of brackets, fractions that stay fractions. */
function contextText(node: Node): string {
  if (node.kind === 'list') return `[ ${node.items.map(contextText).join(', ')} ]`
  if (node.kind === 'map') return mapText(node)
  if (node.kind === 'float' && Number.isInteger(node.value)) return `${node.value}.0`
  return JSON.stringify(node.value)
}

function mapText(node: MapNode): string {
  const members = [...node.entries].sort(([a], [b]) => (a < b ? -1 : 1))
  return `{ ${members.map(([key, {value}]) => `${JSON.stringify(key)}: ${contextText(value)}`).join(', ')} }`
}
