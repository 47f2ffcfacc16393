import type {ListenOptions, Server} from 'node:net'

/** Connections that may wait to be accepted; those that have been are bounded by Guests. */
const BACKLOG = 128

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
