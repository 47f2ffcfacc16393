import type {ControlSocket} from '../../model/config4.ts'
import type {AnswerCommand, ControlChannel} from '../../ports/control.ts'
import type {Log} from '../../ports/log.ts'
import {ByteBudget} from './byte-budget.ts'
import {ControlChannelError, placeOf} from './channel-error.ts'
import {HttpChannel} from './http.ts'
import {LongAnswers} from './long-answers.ts'
import {BUDGET_BYTES, type ChannelLimits, type ChannelParts, defaultLimits} from './parts.ts'
import {openUnixChannel} from './unix.ts'

/** The open control sockets of a server. */
export interface ControlChannels {
  /**
   * Opens what is new, closes what is gone and leaves the rest open; TLS files are read again. Rejects with
   * ControlChannelError when a new one cannot be opened: then all is as before. Does not wait for the answers that still
   * leave on closed ones, since the command that asks for this may be one of them.
   */
  reconfigure(sockets: readonly ControlSocket[]): Promise<void>
  /** Ends listening; resolves when the last answer has left, or had its time. */
  close(): Promise<void>
}

/** Opens all sockets or none, but for the listener for peers. Rejects with ControlChannelError. */
export async function openControlChannels(
  sockets: readonly ControlSocket[],
  answer: AnswerCommand,
  log: Log,
  limits: ChannelLimits = defaultLimits,
): Promise<ControlChannels> {
  const channels = new Channels({
    answer,
    log,
    limits,
    budget: new ByteBudget(BUDGET_BYTES),
    longAnswers: new LongAnswers(),
  })
  await channels.reconfigure(sockets)
  return channels
}

class Channels implements ControlChannels {
  readonly #parts: ChannelParts
  #open = new Map<string, ControlChannel>()
  /** Closed channels whose answers still leave. */
  readonly #leaving = new Set<Promise<void>>()
  #last: Promise<void> = Promise.resolve()

  constructor(parts: ChannelParts) {
    this.#parts = parts
  }

  reconfigure(sockets: readonly ControlSocket[]): Promise<void> {
    return this.#inTurn(() => this.#change(sockets))
  }

  close(): Promise<void> {
    return this.#inTurn(async () => {
      for (const channel of this.#open.values()) this.#retire(channel)
      this.#open = new Map()
      await Promise.all(this.#leaving)
    })
  }

  #inTurn(run: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(run)
    this.#last = turn.catch(() => {})
    return turn
  }

  async #change(sockets: readonly ControlSocket[]): Promise<void> {
    const wanted = new Map(sockets.map(socket => [endpointOf(socket), socket]))
    const kept = [...this.#open].filter(([endpoint]) => wanted.has(endpoint))
    const gone = [...this.#open].filter(([endpoint]) => !wanted.has(endpoint)).map(([, channel]) => channel)
    const putInForce = kept.map(([endpoint, channel]) => prepare(channel, wanted.get(endpoint)!))
    const fresh = [...wanted].filter(([endpoint]) => !this.#open.has(endpoint))
    const opened = await this.#openAll(fresh, gone)
    for (const apply of putInForce) apply()
    for (const channel of gone) this.#retire(channel)
    this.#open = new Map([...kept, ...opened])
  }

  /** All or none, but for what `openOne` leaves out. A port whose address changes is given up first, and taken again when the new address fails. */
  async #openAll(
    fresh: readonly (readonly [string, ControlSocket])[],
    gone: readonly ControlChannel[],
  ): Promise<readonly (readonly [string, ControlChannel])[]> {
    const opened: (readonly [string, ControlChannel])[] = []
    const yielding = gone.filter(channel => channel instanceof HttpChannel)
    for (const channel of yielding) channel.unlisten()
    try {
      for (const [endpoint, socket] of fresh) {
        const channel = await openOne(socket, this.#parts)
        if (channel !== undefined) opened.push([endpoint, channel])
      }
      return opened
    } catch (error) {
      for (const [, channel] of opened) this.#retire(channel)
      for (const channel of yielding) await channel.listen()
      throw error
    }
  }

  #retire(channel: ControlChannel): void {
    const closing = channel.close().finally(() => this.#leaving.delete(closing))
    this.#leaving.add(closing)
  }
}

/** What cannot be listened on twice. */
function endpointOf(socket: ControlSocket): string {
  return socket.type === 'unix' ? placeOf(socket) : placeOf({...socket, tls: undefined})
}

function prepare(channel: ControlChannel, socket: ControlSocket): () => void {
  return channel instanceof HttpChannel && socket.type === 'http' ? channel.prepare(socket) : () => {}
}

/**
 * undefined = the listener for peers, where another program listens: as a rule the agent of this server, through which a Kea
 * with the same file is reached, since it does not fail for that. Not tried again before the next configuration: an agent
 * that restarts has to find its port.
 */
async function openOne(socket: ControlSocket, parts: ChannelParts): Promise<ControlChannel | undefined> {
  if (socket.type === 'unix') return openUnixChannel(socket, parts)
  const channel = new HttpChannel(socket, parts)
  try {
    await channel.listen()
    return channel
  } catch (error) {
    if (socket.forPeers !== true || !(error instanceof ControlChannelError) || error.code !== 'EADDRINUSE') throw error
    parts.log.write('HA_LISTENER_TAKEN', {reason: error.message})
    return undefined
  }
}
