import type {Socket} from 'node:net'
import {type ControlAnswer, controlResult} from '../../ports/control.ts'
import {CommandText} from './command-text.ts'
import {Deadline} from './deadline.ts'
import type {Guest, Guests} from './guests.ts'
import {answered, type ChannelParts} from './parts.ts'
import {answerPieces} from './print.ts'
import {writePieces} from './write.ts'

/**
 * One connection to a unix socket: one command, whose end is the end of the JSON value, one answer, and the server closes
 * (facts: server.md §4.1). What follows the command is thrown away.
 */
export class UnixConversation implements Guest {
  readonly #socket: Socket
  readonly #path: string
  readonly #parts: ChannelParts
  readonly #command: CommandText
  readonly #silence = new Deadline(() => this.#timedOut())
  readonly #whole = new Deadline(() => this.#timedOut())
  #phase: 'command' | 'answer' | 'over' = 'command'

  constructor(socket: Socket, path: string, parts: ChannelParts) {
    this.#socket = socket
    this.#path = path
    this.#parts = parts
    this.#command = new CommandText(parts.budget)
  }

  get busy(): boolean {
    return this.#phase === 'answer'
  }

  leave(): void {
    this.#socket.destroy()
  }

  begin(guests: Guests): void {
    const {log, limits} = this.#parts
    const socket = this.#socket
    log.write('COMMAND_SOCKET_CONNECTION_OPENED', {socket: this.#path})
    socket.on('data', (piece: Buffer) => this.#receive(piece))
    socket.on('end', () => this.#ended())
    socket.on('error', error => this.#failed(error))
    socket.once('close', () => {
      this.#over()
      guests.remove(this)
      log.write('COMMAND_SOCKET_CONNECTION_CLOSED', {socket: this.#path})
    })
    this.#silence.set(limits.silence)
    this.#whole.set(limits.command)
  }

  #receive(piece: Buffer): void {
    if (this.#phase !== 'command') return
    this.#parts.log.write('COMMAND_SOCKET_READ', {socket: this.#path, bytes: piece.length})
    const progress = this.#command.add(piece)
    if (progress.kind === 'more') return this.#silence.set(this.#parts.limits.silence)
    this.#complete()
    void (progress.kind === 'text' ? this.#run(progress.text) : this.#respond(refusal(progress.reason)))
  }

  /** The client sends no more. It may still read: socat does. */
  #ended(): void {
    if (this.#phase !== 'command') return
    const bytes = this.#command.length
    this.#parts.log.write('COMMAND_SOCKET_CLOSED_BY_FOREIGN_HOST', {socket: this.#path, bytes})
    this.#complete()
    if (bytes === 0) this.#socket.end()
    else void this.#respond(refusal('the command ends before it is complete'))
  }

  #timedOut(): void {
    this.#parts.log.write('COMMAND_SOCKET_CONNECTION_TIMEOUT', {socket: this.#path})
    if (this.#phase !== 'command') return this.leave()
    this.#complete()
    void this.#respond(refusal('no complete command came in time'))
  }

  #failed(error: Error): void {
    const id = this.#phase === 'command' ? 'COMMAND_SOCKET_READ_FAIL' : 'COMMAND_SOCKET_WRITE_FAIL'
    // Who has its answer may go as it likes.
    if (this.#phase !== 'over') this.#parts.log.write(id, {socket: this.#path, reason: error.message})
  }

  #complete(): void {
    this.#phase = 'answer'
    this.#command.release()
    this.#silence.clear()
    this.#whole.clear()
    this.#socket.pause()
  }

  async #run(text: string): Promise<void> {
    const answer = await answered(this.#parts, text, {channel: 'unix', remote: this.#path})
    await this.#parts.longAnswers.pass(answer, passed => this.#respond(passed))
  }

  async #respond(answer: ControlAnswer): Promise<void> {
    const {limits, log} = this.#parts
    this.#whole.set(limits.answer)
    this.#silence.set(limits.silence)
    const sent = await writePieces(this.#socket, answerPieces(answer, false), () => this.#silence.set(limits.silence))
    if (sent) log.write('COMMAND_SOCKET_WRITE', {socket: this.#path, bytes: this.#socket.bytesWritten})
    this.#socket.end(() => this.#linger())
  }

  /** Closing with unread input would reset the connection under a client that has not read yet. */
  #linger(): void {
    this.#over()
    if (this.#socket.destroyed) return
    this.#silence.set(this.#parts.limits.linger)
    this.#socket.resume()
  }

  #over(): void {
    this.#phase = 'over'
    this.#command.release()
    this.#silence.clear()
    this.#whole.clear()
  }
}

function refusal(text: string): ControlAnswer {
  return {result: controlResult.error, text}
}
