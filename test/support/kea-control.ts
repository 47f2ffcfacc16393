import {connect} from 'node:net'

export interface ControlAnswer {
  readonly result: number
  readonly text: string
  readonly arguments?: unknown
}

/** One command over Kea's unix control socket. */
export function keaCommand(path: string, command: string, args?: object): Promise<ControlAnswer> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(path)
    socket.setEncoding('utf8')
    socket.on('error', reject)
    socket.on('data', text => {
      answer += text
    })
    socket.on('end', () => resolve(JSON.parse(answer) as ControlAnswer))
    socket.write(JSON.stringify({command, ...(args === undefined ? {} : {arguments: args})}))
  })
}
