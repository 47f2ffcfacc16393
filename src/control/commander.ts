import {formatIssue} from '../config/issues.ts'
import {type AnswerCommand, type CommandOrigin, type ControlAnswer, controlResult} from '../ports/control.ts'
import {isLost, StoreError} from '../ports/lease-store.ts'
import type {Log} from '../ports/log.ts'
import {Arguments, CommandError, clip} from './arguments.ts'
import {type Command4, type CommandFailure, done, notSupported} from './command.ts'
import {commands4} from './commands4.ts'
import {CommandShapeError, CommandSyntaxError, readCommand} from './read-command.ts'
import type {ControlledServer4} from './server4.ts'

/** Rows of the message table that commands write. */
export type CommandMessage =
  | 'COMMAND_RECEIVED'
  | 'COMMAND_PROCESS_ERROR1'
  | 'COMMAND_PROCESS_ERROR2'
  | 'DHCP4_CONFIG_SYNTAX_WARNING'
  | CommandFailure

/** What Kea puts before the reason when a command could not even begin, or broke off. */
const PROCESSING = 'Error during command processing: '

/** Characters of a command that is more than a question: of those one is read and run at a time, for the memory they take. */
const LONG = 65_536

/** Answers commands of a running server (facts: server.md §4.1): the text of one in, its answer out. Never rejects. */
export function commander4(
  server: ControlledServer4,
  log: Log<CommandMessage>,
  commands: readonly Command4[] = commands4,
): AnswerCommand {
  const table = tableOf(commands)
  const answer: AnswerCommand = async (text, origin) => {
    try {
      const {name, args, warnings} = await readCommand(text)
      log.write('COMMAND_RECEIVED', {command: clip(name), from: describe(origin)})
      for (const warning of warnings) log.write('DHCP4_CONFIG_SYNTAX_WARNING', {warning: formatIssue(warning)})
      if (origin.allowed?.has(name) === false) throw new CommandError('Forbidden', controlResult.forbidden)
      const command = table.get(name)
      if (command?.available?.(server) === false || command === undefined) throw notSupported(name)
      return await run(command, server, new Arguments(args), log)
    } catch (error) {
      return answerTo(error, log)
    }
  }
  let last: Promise<unknown> = Promise.resolve()
  return (text, origin) => {
    if (text.length <= LONG) return answer(text, origin)
    const turn = last.then(() => answer(text, origin))
    last = turn
    return turn
  }
}

async function run(command: Command4, server: ControlledServer4, args: Arguments, log: Log<CommandFailure>) {
  const {failure} = command
  if (failure === undefined) return command.run(server, args)
  const tell = (reason: string) => log.write(failure, {reason: clip(reason, 500)})
  try {
    const answer = await command.run(server, args)
    if (answer.result !== controlResult.success) tell(answer.text ?? '')
    return answer
  } catch (error) {
    tell(error instanceof Error ? error.message : String(error))
    throw error
  }
}

/** The commands by name, with the one that lists them. */
function tableOf(commands: readonly Command4[]): ReadonlyMap<string, Command4> {
  const list: Command4 = {name: 'list-commands', run: server => done(undefined, namesOf(server))}
  const all = [list, ...commands]
  const namesOf = (server: ControlledServer4) =>
    all
      .filter(({available}) => available?.(server) !== false)
      .map(({name}) => name)
      .sort()
  return new Map(all.map(command => [command.name, command]))
}

function answerTo(error: unknown, log: Log<CommandMessage>): ControlAnswer {
  if (error instanceof CommandError) return {result: error.result, text: error.message}
  const reason = error instanceof Error ? error.message : String(error)
  log.write(error instanceof CommandSyntaxError ? 'COMMAND_PROCESS_ERROR1' : 'COMMAND_PROCESS_ERROR2', {reason})
  const prefix = error instanceof CommandSyntaxError ? '' : PROCESSING
  return {result: controlResult.error, text: prefix + textOf(error, reason)}
}

/** What an asker may read of an error: nothing of the inside of the program. */
function textOf(error: unknown, reason: string): string {
  if (error instanceof CommandShapeError || error instanceof CommandSyntaxError) return reason
  if (isLost(error)) return 'no current lease manager is available'
  if (error instanceof StoreError) return `the lease database has refused it: ${clip(reason, 500)}`
  return 'it failed for a reason that the log tells'
}

function describe({channel, remote, user}: CommandOrigin): string {
  const where = `${channel} ${remote}`
  return user === undefined ? where : `${where}, user ${clip(user)}`
}
