import type {Refusal} from './command-text.ts'

/** Statuses that a channel answers with instead of a command's result. */
const reasons = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  408: 'Request Timeout',
  413: 'Payload Too Large',
  431: 'Request Header Fields Too Large',
  503: 'Service Unavailable',
} as const

export type HttpStatus = keyof typeof reasons

/** Which status a text earns that is not taken. */
export const statusOf: Readonly<Record<Refusal, HttpStatus>> = {broken: 400, 'too-long': 413, busy: 503}

/** The bare object of Kea: not in a list, as results of commands are (facts: server.md §4.1). */
export function statusBody(status: HttpStatus): string {
  return `{ "result": ${status}, "text": "${reasons[status]}" }`
}

/** A whole answer, for a connection on which HTTP has failed. */
export function rawAnswer(
  status: HttpStatus,
  headers: readonly {readonly name: string; readonly value: string}[],
): string {
  const body = statusBody(status)
  const lines = [
    `HTTP/1.1 ${status} ${reasons[status]}`,
    `Content-Length: ${body.length}`,
    'Content-Type: application/json',
    ...headers.map(({name, value}) => `${name}: ${value}`),
    'Connection: close',
  ]
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}
