import {connect} from 'node:net'
import {setTimeout as delay} from 'node:timers/promises'

export interface ControlAnswer {
  readonly result: number
  readonly text: string
  readonly arguments?: unknown
}

/** One command over Kea's unix control socket. */
export async function keaCommand(path: string, command: string, args?: object): Promise<ControlAnswer> {
  return JSON.parse(await keaAnswer(path, command, args)) as ControlAnswer
}

/**
 * The same for a command that changes nothing: it is asked again when Kea 2.2.0 ends the connection without an answer, as it
 * does now and then.
 */
export async function keaQuery(path: string, command: string, args?: object): Promise<ControlAnswer> {
  for (let tries = 1; ; tries++) {
    try {
      return await keaCommand(path, command, args)
    } catch (error) {
      if (tries === 4) throw error
    }
    await delay(100)
  }
}

/** The same, with the answer's text as Kea spells it. */
export function keaAnswer(path: string, command: string, args?: object): Promise<string> {
  return exchange(path, JSON.stringify({command, ...(args === undefined ? {} : {arguments: args})}))
}

/** Sends a text over a unix socket and answers all that comes back until the other side closes. */
export function exchange(path: string, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(path)
    socket.setEncoding('utf8')
    socket.on('error', reject)
    socket.on('data', part => {
      answer += part
    })
    socket.on('end', () => resolve(answer))
    socket.write(text)
  })
}
