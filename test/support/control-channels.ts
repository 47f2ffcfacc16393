import {type ChildProcess, fork} from 'node:child_process'
import {once} from 'node:events'
import {connect, type Socket} from 'node:net'
import {fileURLToPath} from 'node:url'
import type {ControlSocket, HttpControlSocket} from '../../src/model/config4.ts'
import type {ChannelLimits} from '../../src/net/control/parts.ts'
import type {Measured} from './control-channels-program.ts'

/** Control channels in a process of their own. */
export interface TestChannels {
  readonly child: ChildProcess
  measure(): Promise<Measured>
  /** Closes them in order; resolves when the process has ended. */
  close(): Promise<void>
}

export async function startChannels(
  sockets: readonly ControlSocket[],
  limits: Partial<ChannelLimits> = {},
): Promise<TestChannels> {
  const program = fileURLToPath(new URL('./control-channels-program.js', import.meta.url))
  const child = fork(program, [JSON.stringify([sockets, limits], writeSet)])
  const orphan = () => child.kill('SIGKILL')
  process.once('exit', orphan)
  const ended = once(child, 'exit').finally(() => process.off('exit', orphan))
  await Promise.race([
    once(child, 'message'),
    ended.then(() => {
      throw new Error('the channels did not open')
    }),
  ])
  return {
    child,
    async measure() {
      const answer = once(child, 'message')
      child.send('measure')
      return (await answer)[0] as Measured
    },
    async close() {
      // One that was killed cannot be told; 'exit' follows all the same.
      if (child.connected) child.send('close', () => {})
      await ended
    },
  }
}

const writeSet = (_key: string, value: unknown) => (value instanceof Set ? [...value] : value)

export function unixSocket(path: string): ControlSocket {
  return {type: 'unix', path, userContext: undefined}
}

export function httpSocket(port: number, more: Partial<HttpControlSocket> = {}): HttpControlSocket {
  const none = {tls: undefined, authentication: undefined, headers: [], userContext: undefined}
  return {type: 'http', address: '127.0.0.1', port, ...none, ...more}
}

/** What came back on a connection until it was closed; undefined = an error instead of an end. */
export interface Conversation {
  readonly text: string
  readonly error: string | undefined
}

/** Opens a connection to a path or a port of 127.0.0.1. */
export function dial(to: string | number): Socket {
  return typeof to === 'string' ? connect(to) : connect(to, '127.0.0.1')
}

/** Collects what comes until the connection is closed. */
export function listenTo(socket: Socket): Promise<Conversation> {
  let text = ''
  let error: string | undefined
  socket.setEncoding('utf8')
  socket.on('data', piece => {
    text += piece
  })
  socket.on('error', failure => {
    error = 'code' in failure ? String(failure.code) : failure.message
  })
  return new Promise(resolve => socket.once('close', () => resolve({text, error})))
}

/** Sends a text and waits for the end of the connection. */
export function converse(to: string | number, text: string | Uint8Array): Promise<Conversation> {
  const socket = dial(to)
  const heard = listenTo(socket)
  socket.write(text)
  return heard
}

/** A POST request as its bytes. */
export function post(body: string, headers: readonly string[] = []): string {
  const lines = ['POST / HTTP/1.1', 'Host: x', 'Content-Type: application/json', ...headers]
  return `${lines.join('\r\n')}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}
