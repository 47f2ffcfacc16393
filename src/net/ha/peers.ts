import type {Peers} from '../../ports/peers.ts'

/** Peers over HTTP and HTTPS (facts: ha.md §5.1). */
export const httpPeers: Peers = {
  open: () => {
    throw new Error('not there yet')
  },
}
