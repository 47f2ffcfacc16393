import type {Socket} from 'node:net'

/** A way not to answer: what it does to the connection, and the code of the PeerError that comes of it. */
export interface HostileResponse {
  readonly name: string
  readonly code: RegExp
  readonly serve: (socket: Socket) => void
}

const head = (...lines: readonly string[]) => `HTTP/1.1 200 OK\r\n${[...lines, '', ''].join('\r\n')}`
const writing = (bytes: string | Uint8Array) => (socket: Socket) => void socket.write(bytes)
const ending = (bytes: string) => (socket: Socket) => void socket.end(bytes)

/** Writes as long as the other side takes it. */
function withoutEnd(first: string, piece: string | Uint8Array): (socket: Socket) => void {
  return socket => {
    const more = () => {
      if (!socket.destroyed && socket.write(piece)) setImmediate(more)
    }
    socket.on('drain', more)
    socket.write(first)
    more()
  }
}

/** One byte in a while. */
function slowly(text: string): (socket: Socket) => void {
  return socket => {
    let at = 0
    const timer = setInterval(() => socket.write(text[at++ % text.length]!), 20)
    socket.once('close', () => clearInterval(timer))
  }
}

const json = '[ { "result": 0 } ]'
const length = `Content-Length: ${json.length}`
const mebibyte = Buffer.alloc(1024 * 1024, 'x')

/** Responses that are none, by what is wrong with their HTTP. */
export const hostileResponses: readonly HostileResponse[] = [
  {name: 'chunked', code: /^NO_LENGTH$/, serve: writing(`${head('Transfer-Encoding: chunked')}2\r\n[]\r\n0\r\n\r\n`)},
  {name: 'without a length', code: /^NO_LENGTH$/, serve: ending(head() + json)},
  {name: 'without content', code: /^NO_LENGTH$/, serve: writing('HTTP/1.1 204 No Content\r\n\r\n')},
  {name: 'two lengths', code: /^HPE_/, serve: writing(head(length, 'Content-Length: 1') + json)},
  {name: 'length and chunks', code: /^HPE_/, serve: writing(head(length, 'Transfer-Encoding: chunked') + json)},
  {name: 'a negative length', code: /^HPE_/, serve: writing(head('Content-Length: -1') + json)},
  {name: 'no number as length', code: /^HPE_/, serve: writing(head('Content-Length: 0x13') + json)},
  {name: 'a length beyond numbers', code: /^HPE_/, serve: writing(head(`Content-Length: ${'9'.repeat(30)}`) + json)},
  {name: 'a length beyond what is taken', code: /^TOO_LONG$/, serve: writing(head('Content-Length: 1000000001'))},
  {name: 'cut in its headers', code: /^CUT$/, serve: ending('HTTP/1.1 200 OK\r\nContent-Len')},
  {name: 'cut in its body', code: /^CUT$/, serve: ending(head(length) + json.slice(1))},
  {name: 'no bytes and the end', code: /^CUT$/, serve: ending('')},
  {name: 'a reset', code: /^CUT$/, serve: socket => void socket.resetAndDestroy()},
  {
    name: 'a reset in its body',
    code: /^CUT$/,
    serve: socket => socket.write(head(length), () => socket.resetAndDestroy()),
  },
  {name: 'an upgrade', code: /^CUT$/, serve: writing('HTTP/1.1 101 X\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n')},
  {
    name: 'not UTF-8',
    code: /^NOT_UTF8$/,
    serve: writing(Buffer.from(`${head('Content-Length: 2')}\xff\xfe`, 'latin1')),
  },
  {name: 'no HTTP', code: /^HPE_/, serve: writing('SSH-2.0-x\r\n')},
  {name: 'only JSON', code: /^HPE_/, serve: ending(json)},
  {name: 'TLS', code: /^HPE_/, serve: writing(Buffer.from('16030300', 'hex'))},
  {name: 'zeros', code: /^HPE_/, serve: writing(new Uint8Array(100))},
  {
    name: 'headers without end',
    code: /^HPE_HEADER_OVERFLOW$/,
    serve: withoutEnd('HTTP/1.1 200 OK\r\n', 'X: y\r\n'.repeat(100)),
  },
  {name: 'a header without end', code: /^HPE_HEADER_OVERFLOW$/, serve: withoutEnd('HTTP/1.1 200 OK\r\nX: ', mebibyte)},
  {name: 'a body without end', code: /^NO_LENGTH$/, serve: withoutEnd(head(), mebibyte)},
  {name: 'patience asked for without end', code: /^TIMEOUT$/, serve: slowly('HTTP/1.1 102 Processing\r\n\r\n')},
  {name: 'headers byte by byte', code: /^TIMEOUT$/, serve: slowly(`HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(1000)}`)},
  {
    name: 'a body byte by byte',
    code: /^TIMEOUT$/,
    serve: socket => {
      socket.write(head('Content-Length: 1000'))
      slowly(' ')(socket)
    },
  },
  {name: 'nothing', code: /^TIMEOUT$/, serve: () => {}},
]
