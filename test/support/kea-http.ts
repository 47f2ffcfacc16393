import {connect} from 'node:net'

export interface HttpAnswer {
  readonly head: string
  readonly body: string
}

/** Asks as Kea 2.2.0 does, byte for byte, on a connection of its own (facts: ha.md §5.1). Rejects when there is no whole answer. */
export function postAsKea(port: number, body: string): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let text = ''
    socket.setEncoding('utf8')
    socket.setTimeout(15_000, () => socket.destroy(new Error('no answer')))
    socket.on('error', reject)
    socket.on('close', () => reject(new Error(`the connection ended: ${text.slice(0, 300)}`)))
    socket.on('data', part => {
      text += part
      const [head, rest] = text.split('\r\n\r\n', 2)
      const [, length] = /^content-length: (\d+)\r?$/im.exec(head!) ?? []
      if (rest === undefined || Buffer.byteLength(rest) < Number(length)) return
      resolve({head: head!, body: rest})
      socket.destroy()
    })
    const length = Buffer.byteLength(body)
    const head = ['POST / HTTP/1.1', 'Host: 127.0.0.1', `Content-Length: ${length}`, 'Content-Type: application/json']
    socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
  })
}
