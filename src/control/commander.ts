import {type ConfigIssue, ConfigSyntaxError, formatIssue, Issues} from '../config/issues.ts'
import {readJson} from '../config/json.ts'
import type {MapNode, Node} from '../config/node.ts'
import {type AnswerCommand, type CommandOrigin, type ControlAnswer, controlResult} from '../ports/control.ts'
import {isLost, StoreError} from '../ports/lease-store.ts'
import type {Log} from '../ports/log.ts'
import {Arguments, CommandError, clip} from './arguments.ts'
import {type Command4, done} from './command.ts'
import {commands4} from './commands4.ts'
import type {ControlledServer4} from './server4.ts'

/** Rows of the message table that commands write. */
export type CommandMessage =
  | 'COMMAND_RECEIVED'
  | 'COMMAND_PROCESS_ERROR1'
  | 'COMMAND_PROCESS_ERROR2'
  | 'DHCP4_CONFIG_SYNTAX_WARNING'

/** What Kea takes at the top of a command; `service` and `remote-address` are for agents on the way and mean nothing here. */
const known = new Set(['command', 'arguments', 'service', 'remote-address'])

/** What Kea puts before the reason when a command could not even begin, or broke off. */
const PROCESSING = 'Error during command processing: '

/** Answers commands of a running server (facts: server.md §4.1): the text of one in, its answer out. Never rejects. */
export function commander4(
  server: ControlledServer4,
  log: Log<CommandMessage>,
  commands: readonly Command4[] = commands4,
): AnswerCommand {
  const table = tableOf(commands)
  return async (text, origin) => {
    try {
      const {name, args} = readCommand(text, log)
      log.write('COMMAND_RECEIVED', {command: clip(name), from: describe(origin)})
      const command = table.get(name)
      if (command === undefined)
        throw new CommandError(`'${clip(name)}' command not supported.`, controlResult.unsupported)
      return await command.run(server, new Arguments(args))
    } catch (error) {
      return answerTo(error, log)
    }
  }
}

/** The commands by name, with the one that lists them. */
function tableOf(commands: readonly Command4[]): ReadonlyMap<string, Command4> {
  const names = ['list-commands', ...commands.map(({name}) => name)].sort()
  const list: Command4 = {name: 'list-commands', run: () => done(undefined, names)}
  return new Map([list, ...commands].map(command => [command.name, command]))
}

/** A command whose shape is wrong: it has no name to be logged by, so it gets a line of its own. */
class ShapeError extends Error {}

interface ReadCommand {
  readonly name: string
  readonly args: Node | undefined
}

function readCommand(text: string, log: Log<CommandMessage>): ReadCommand {
  const issues = new Issues()
  const root = readJson(text, '<wire>', refuseInclude, issues)
  for (const warning of issues.warnings) log.write('DHCP4_CONFIG_SYNTAX_WARNING', {warning: formatIssue(warning)})
  if (root.kind !== 'map') throw new ShapeError('Invalid command Element specified, expected map')
  const name = member(root, 'command')
  if (name === undefined) throw new ShapeError("Invalid command specified, does not contain mandatory 'command'")
  if (name.kind !== 'string') throw new ShapeError("'command' element in command message is not a string")
  const other = [...root.entries.keys()].filter(key => !known.has(key)).sort()[0]
  if (other !== undefined) throw new ShapeError(`Received command contains unsupported parameter '${clip(other)}'`)
  return {name: name.value, args: member(root, 'arguments')}
}

function member(map: MapNode, key: string): Node | undefined {
  return map.entries.get(key)?.value
}

/** Kea reads no includes here, and whoever may send commands must not read every file that the server can. */
function refuseInclude(): never {
  throw new Error('commands must not include files')
}

function answerTo(error: unknown, log: Log<CommandMessage>): ControlAnswer {
  if (error instanceof CommandError) return {result: error.result, text: error.message}
  if (error instanceof ConfigSyntaxError) {
    const reason = formatIssue(syntaxIssue(error))
    log.write('COMMAND_PROCESS_ERROR1', {reason})
    return {result: controlResult.error, text: reason}
  }
  const reason = error instanceof Error ? error.message : String(error)
  log.write('COMMAND_PROCESS_ERROR2', {reason})
  return {result: controlResult.error, text: `${PROCESSING}${textOf(error, reason)}`}
}

function syntaxIssue({at, message}: ConfigSyntaxError): ConfigIssue {
  return {...at, path: '', message: clip(message, 500)}
}

/** What an asker may read of an error: nothing of the inside of the program. */
function textOf(error: unknown, reason: string): string {
  if (error instanceof ShapeError) return reason
  if (isLost(error)) return 'no current lease manager is available'
  if (error instanceof StoreError) return `the lease database has refused it: ${clip(reason, 500)}`
  return 'it failed for a reason that the log tells'
}

function describe({channel, remote, user}: CommandOrigin): string {
  const where = `${channel} ${remote}`
  return user === undefined ? where : `${where}, user ${clip(user)}`
}
