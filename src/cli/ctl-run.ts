import type {Json} from '../model/json.ts'
import {jsonText} from '../model/json-text.ts'
import {ControlClientError, type ControlTarget, sendCommand} from '../net/control-client.ts'
import {coloursOf} from './colours.ts'
import {type Answer, readAnswer} from './ctl-answer.ts'
import {connectionFailure} from './ctl-failure.ts'
import {argumentLines, textLines} from './ctl-report.ts'
import {healthOf} from './ctl-status.ts'
import {Failure} from './failure.ts'
import type {Layout} from './table.ts'

export interface Request {
  /** Kea's, or "status". */
  readonly command: string
  /** undefined = none. */
  readonly args: Json | undefined
  /** For a control agent; "none" = the agent itself. */
  readonly service: string
  /** Milliseconds; undefined = as long as that command may take. */
  readonly timeout: number | undefined
  readonly signal: AbortSignal
}

/** A health check that hangs is no answer; other commands may have much to do. */
const patience = {status: 5000, other: 60_000}

/** Sends one command. Throws Failure when no answer could be had. */
export async function runControl(target: ControlTarget, request: Request): Promise<Answer> {
  const {command, args, service, signal} = request
  const isStatus = command === 'status'
  const message: Record<string, Json> = {command: isStatus ? 'status-get' : command}
  if (args !== undefined) message['arguments'] = args
  if (target.kind === 'http' && service !== 'none') message['service'] = [service]
  const timeout = request.timeout ?? (isStatus ? patience.status : patience.other)
  try {
    return readAnswer(target, await sendCommand(target, jsonText(message), {timeout, signal}))
  } catch (error) {
    if (signal.aborted) throw new Failure('interrupted', `stopped while waiting for the answer to ${command}`)
    throw error instanceof ControlClientError ? connectionFailure(target, error) : error
  }
}

export interface Output {
  /** The answer is printed as it came; only the exit code is decided here. */
  readonly json: boolean
  readonly print: (lines: readonly string[]) => void
  readonly note: (line: string) => void
}

/** Shows an answer and decides the exit code. Throws Failure for what the server refused. */
export async function reportAnswer(command: string | undefined, answer: Answer, output: Output): Promise<number> {
  // Kea's result codes (facts: server.md §4.1): 3 says that there was nothing to find or to do.
  const success = answer.result === 0 || answer.result === 3
  if (command === 'status' && success) return reportStatus(answer, output)
  if (output.json) return success ? 0 : 1
  if (!success) throw refusal(command ?? 'list-commands', answer)
  const text = answer.text === '' ? [] : textLines(answer.text)
  if (isEmpty(answer.arguments)) output.print(text)
  else {
    output.print(argumentLines(answer.arguments, await layout()))
    for (const line of text) output.note(line)
  }
  return 0
}

function reportStatus({arguments: args}: Answer, {json, print}: Output): number {
  const {serving, reasons, facts} = healthOf(args)
  const width = Math.max(...facts.map(([name]) => name.length), 0)
  const line = (text: string) => textLines(text).join(' ')
  if (!json) {
    print([
      serving ? 'serving' : 'not serving',
      ...reasons.map(reason => `  ${line(reason)}`),
      ...facts.map(([name, value]) => `${name.padEnd(width)}  ${line(value)}`),
    ])
  }
  return serving ? 0 : 1
}

function refusal(command: string, {result, text}: Answer): Failure {
  const reason = textLines(text).join('\n  ') || `result ${result}`
  const hint = result === 2 ? 'keats ctl without a command lists what this server can do' : ''
  return new Failure('failure', `${command}: ${reason}`, hint)
}

function isEmpty(args: unknown): boolean {
  if (args === undefined || args === null) return true
  return typeof args === 'object' && Object.values(args).every(value => Array.isArray(value) && value.length === 0)
}

/** How results are shown where standard output goes. */
export async function layout(): Promise<Layout> {
  const terminal = process.stdout.isTTY === true
  if (!terminal) return {terminal, emphasis: text => text}
  const {bold} = await coloursOf('stdout')
  return {terminal, emphasis: text => bold(text)}
}
