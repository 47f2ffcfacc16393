import {type ConfigIssue, ConfigSyntaxError, formatIssue, Issues} from '../config/issues.ts'
import {JsonReading} from '../config/json.ts'
import type {MapNode, Node} from '../config/node.ts'
import {clip} from './arguments.ts'

/** A command as it was sent; `args` is undefined when it came without. */
export interface ReadCommand {
  readonly name: string
  readonly args: Node | undefined
  readonly warnings: readonly ConfigIssue[]
}

/** Text that is no JSON, with the place where it goes wrong. */
export class CommandSyntaxError extends Error {}

/** JSON that is no command. */
export class CommandShapeError extends Error {}

/** What Kea takes at the top; `service` and `remote-address` are for agents on the way and mean nothing here. */
const known = new Set(['command', 'arguments', 'service', 'remote-address'])

/** Read in one go: some milliseconds. What is longer must not hold up the packets. */
const PIECE = 2000

/** 100,000 subnets with their pools. So many empty maps take some hundred megabytes while they are read. */
const MAX_VALUES = 1_000_000

/** Checks the shape as Kea does (facts: server.md §4.1). Rejects with CommandSyntaxError or CommandShapeError. */
export async function readCommand(text: string): Promise<ReadCommand> {
  const issues = new Issues()
  const root = await readText(text, issues)
  if (root.kind !== 'map') throw new CommandShapeError('Invalid command Element specified, expected map')
  const name = member(root, 'command')
  if (name === undefined) throw new CommandShapeError("Invalid command specified, does not contain mandatory 'command'")
  if (name.kind !== 'string') throw new CommandShapeError("'command' element in command message is not a string")
  const other = firstUnknown(root)
  if (other !== undefined) {
    throw new CommandShapeError(`Received command contains unsupported parameter '${clip(other)}'`)
  }
  return {name: name.value, args: member(root, 'arguments'), warnings: issues.warnings}
}

async function readText(text: string, issues: Issues): Promise<Node> {
  try {
    const reading = new JsonReading(text, '<wire>', refuseInclude, issues)
    for (let read = 0; read < MAX_VALUES; read += PIECE) {
      const whole = reading.advance(PIECE)
      if (whole !== undefined) return whole
      await new Promise(setImmediate)
    }
  } catch (error) {
    if (!(error instanceof ConfigSyntaxError)) throw error
    throw new CommandSyntaxError(formatIssue({...error.at, path: '', message: clip(error.message, 500)}))
  }
  throw new CommandShapeError(`Received command has more than ${MAX_VALUES} values`)
}

/** Kea reads no includes here, and whoever may send commands must not read every file that the server can. */
function refuseInclude(): never {
  throw new Error('commands must not include files')
}

function member(map: MapNode, key: string): Node | undefined {
  return map.entries.get(key)?.value
}

/** In the order of the alphabet, as Kea looks at them. */
function firstUnknown({entries}: MapNode): string | undefined {
  let first: string | undefined
  for (const key of entries.keys()) if (!known.has(key) && (first === undefined || key < first)) first = key
  return first
}
