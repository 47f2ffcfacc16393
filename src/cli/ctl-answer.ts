import type {ControlTarget, RawAnswer} from '../net/control-client.ts'
import {describeControl} from './ctl-target.ts'
import {Failure} from './failure.ts'

/** One answer: `raw` is the server's text of it, to the letter. */
export interface Answer {
  readonly raw: string
  readonly result: number
  readonly text: string
  /** undefined = none. Integers that a number cannot hold stand as text of their digits. */
  readonly arguments: unknown
}

/** Takes an answer out of what came back. Over HTTP it is the one member of a list (facts: server.md §4.1). */
export function readAnswer(target: ControlTarget, {status, text}: RawAnswer): Answer {
  const trimmed = text.trim()
  if (status === 403) throw forbidden(target)
  if (status === 401) throw refusedLogin(target, status)
  const value = parse(trimmed)
  const list = Array.isArray(value) && value.length === 1
  const answer: unknown = list ? value[0] : value
  if (!isMap(answer) || typeof answer['result'] !== 'number') throw foreign(target, status, trimmed)
  return {
    raw: list ? trimmed.slice(1, -1).trim() : trimmed,
    result: answer['result'],
    text: typeof answer['text'] === 'string' ? answer['text'] : '',
    arguments: answer['arguments'],
  }
}

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parse(text: string): unknown {
  const exact = text.replace(/"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g, token =>
    token.startsWith('"') || Number.isSafeInteger(Number(token)) ? token : `"${token}"`,
  )
  try {
    return JSON.parse(exact)
  } catch {
    return undefined
  }
}

/** A listener for partners, or a control agent with roles, does not let everybody send everything. */
function forbidden(target: ControlTarget): Failure {
  return new Failure(
    'failure',
    `${describeControl(target)} does not take this command from here (HTTP 403)`,
    'a listener for partners takes only theirs (restrict-commands): use a control socket of the server',
  )
}

function refusedLogin(target: ControlTarget, status: number): Failure {
  const known = target.kind === 'http' && target.login !== undefined
  return new Failure(
    'unreachable',
    `${describeControl(target)} refused the login (HTTP ${status})`,
    known ? 'check the user and its password' : 'name a user with --user and its password with --password-file',
  )
}

function foreign(target: ControlTarget, status: number, text: string): Failure {
  const start = text.length > 80 ? `${text.slice(0, 80)}…` : text
  const what = status === 200 ? '' : ` (HTTP ${status})`
  return new Failure(
    'failure',
    `${describeControl(target)} gave no answer of a control channel${what}: ${start.replace(/\p{Cc}/gu, ' ')}`,
    'check that a Kea or keats server, or a control agent, listens there',
  )
}
