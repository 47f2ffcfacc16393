import {Agent, type ClientRequest, request as httpRequest} from 'node:http'
import {request as httpsRequest, Agent as SecureAgent} from 'node:https'
import type {Duplex} from 'node:stream'
import type {HaPeer} from '../../model/ha.ts'
import {keaLogin} from '../kea-login.ts'
import {peerTls} from './tls.ts'

/** Where requests to one peer go, and the connections there that rest. */
export interface PeerTarget {
  post(body: string): ClientRequest
  /** Ends the connections that rest. */
  discard(): void
  /** The same, and those at work rest no more. */
  leave(): void
}

/** `idle`: milliseconds that a connection may rest. Throws PeerError when a file of TLS cannot be used. */
export function peerTarget(peer: HaPeer, idle: number): PeerTarget {
  const {url, tls} = peer
  const resting = {keepAlive: true, noDelay: true, timeout: idle}
  const agent = tls ? new SecureAgent({...resting, ...peerTls(peer, tls)}) : new Agent(resting)
  endTalkative(agent)
  const request = tls ? httpsRequest : httpRequest
  const fixed = headersTo(peer)
  const discard = () => {
    for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy()
  }
  return {
    discard,
    leave: () => {
      agent.maxFreeSockets = 0
      discard()
    },
    post: body => {
      const length = {'Content-Length': Buffer.byteLength(body), 'Content-Type': 'application/json'}
      const where = {host: url.address, port: url.port, method: 'POST', path: '/', setHost: false}
      return request({agent, ...where, headers: {...fixed, ...length}}).end(body)
    },
  }
}

/** What comes on a connection at rest answers nothing: the next request there would take it for its own answer. */
function endTalkative(agent: Agent): void {
  const watched = new WeakMap<Duplex, () => void>()
  const {keepSocketAlive, reuseSocket} = agent
  agent.keepSocketAlive = socket => {
    const end = () => void socket.destroy()
    watched.set(socket, end)
    socket.on('data', end)
    return keepSocketAlive.call(agent, socket)
  }
  agent.reuseSocket = (socket, sending) => {
    const end = watched.get(socket)
    if (end !== undefined) socket.off('data', end)
    reuseSocket.call(agent, socket, sending)
  }
}

/** As Kea's own client sends them (facts: ha.md §5.1). */
function headersTo({url, basicAuth}: HaPeer): {readonly [name: string]: string} {
  if (basicAuth === undefined) return {Host: url.address}
  return {Host: url.address, Authorization: `Basic ${keaLogin(basicAuth).toString('base64')}`}
}
