import type {AgentOptions} from 'node:https'
import type {HaPeer, HaTls} from '../../model/ha.ts'
import {PeerError} from '../../ports/peers.ts'
import {readTlsFiles} from '../tls-files.ts'

/**
 * What a client of this peer shows and trusts. The peer is who the trust anchor says, under whatever name: a URL has an
 * address, which certificates rarely tell, and Kea does not look at it either.
 */
export function peerTls(peer: HaPeer, tls: HaTls): AgentOptions {
  const fail = (why: string) => new PeerError('TLS', `cannot use TLS towards ${peer.name}: ${why}`)
  const {ca, cert, key} = readTlsFiles(tls, fail)
  // Kea’s listener ends the handshake of a client that comes back with a former session (seen of 2.2.0, require-client-certs).
  return {ca: [...ca], cert, key, checkServerIdentity: () => undefined, maxCachedSessions: 0}
}
