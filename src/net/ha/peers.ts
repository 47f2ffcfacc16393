import type {Peers} from '../../ports/peers.ts'
import {HttpLine} from './line.ts'

/** Peers over HTTP and HTTPS (facts: ha.md §5.1). */
export const httpPeers: Peers = {
  open: (peer, connections) => new HttpLine(peer, connections),
}
