import {Agent, type ClientRequest, request as httpRequest} from 'node:http'
import {request as httpsRequest, Agent as SecureAgent} from 'node:https'
import type {HaPeer} from '../../model/ha.ts'
import {peerTls} from './tls.ts'

/** Kea's listener ends connections that have rested for 30 s (facts: ha.md §0). */
const IDLE = 25_000

/** Where requests to one peer go, and the connections there that rest. */
export interface PeerTarget {
  readonly agent: Agent
  post(body: string): ClientRequest
}

/** Throws PeerError when a file of TLS cannot be used. */
export function peerTarget(peer: HaPeer): PeerTarget {
  const {url, tls} = peer
  const resting = {keepAlive: true, noDelay: true, timeout: IDLE}
  const agent = url.tls && tls ? new SecureAgent({...resting, ...peerTls(peer, tls)}) : new Agent(resting)
  const request = url.tls ? httpsRequest : httpRequest
  const fixed = headers(peer)
  return {
    agent,
    post: body => {
      const bytes = Buffer.from(body)
      const sending = request({
        agent,
        host: url.address,
        port: url.port,
        method: 'POST',
        path: '/',
        setHost: false,
        headers: {...fixed, 'Content-Length': bytes.length, 'Content-Type': 'application/json'},
      })
      sending.end(bytes)
      return sending
    },
  }
}

/** As Kea's own client sends them (facts: ha.md §5.1). */
function headers({url, basicAuth}: HaPeer): {readonly [name: string]: string} {
  if (basicAuth === undefined) return {Host: url.address}
  const {user, password} = basicAuth
  return {Host: url.address, Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`}
}
