import type {ListenOptions, Server} from 'node:net'

/**
 * Connections that may wait to be accepted: a burst of them should not wait for TCP to try again. They cost the kernel little;
 * those that have been accepted are bounded by Guests.
 */
const BACKLOG = 1024

/** Resolves when the server listens; rejects with the system's error. */
export function listen(server: Server, options: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error) => {
      server.off('listening', listening)
      reject(error)
    }
    const listening = () => {
      server.off('error', failed)
      resolve()
    }
    server.once('error', failed)
    server.once('listening', listening)
    server.listen({...options, backlog: BACKLOG})
  })
}
