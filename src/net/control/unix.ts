import {createServer, type Server, type Socket} from 'node:net'
import type {UnixControlSocket} from '../../model/config4.ts'
import type {ControlChannel} from '../../ports/control.ts'
import {Throttle} from '../throttle.ts'
import {channelError, codeOf} from './channel-error.ts'
import {Guests} from './guests.ts'
import {listen} from './listen.ts'
import type {ChannelParts} from './parts.ts'
import {claimSocketFile, type SocketClaim} from './socket-file.ts'
import {UnixConversation} from './unix-conversation.ts'

/** Listens on a unix socket whose mode is what the umask leaves, as Kea's. Rejects with ControlChannelError. */
export async function openUnixChannel(socket: UnixControlSocket, parts: ChannelParts): Promise<ControlChannel> {
  const claim = await claimSocketFile(socket)
  const guests = new Guests(parts.limits.connections)
  // Half-open: a client may end its side once it has sent the command.
  const server = createServer({allowHalfOpen: true}, connection => receive(connection, socket.path, guests, parts))
  try {
    await listen(server, {path: socket.path})
  } catch (error) {
    claim.release()
    throw channelError(
      socket,
      codeOf(error),
      `${codeOf(error)}; is ${socket.path} in a directory of this machine?`,
      error,
    )
  }
  const failures = new Throttle(1000, reason => parts.log.write('COMMAND_SOCKET_ACCEPT_FAIL', {reason}))
  server.on('error', error => failures.say(error.message))
  parts.log.write('COMMAND_ACCEPTOR_START', {socket: socket.path})
  return {close: () => close(server, claim, guests, parts)}
}

function receive(connection: Socket, path: string, guests: Guests, parts: ChannelParts): void {
  const conversation = new UnixConversation(connection, path, parts)
  // Errors of a connection that is not taken are nobody's business.
  connection.on('error', () => {})
  if (guests.admit(conversation)) conversation.begin(guests)
  else connection.destroy()
}

/** Ends listening at once (which removes the socket's file); resolves when the last answer has left. */
async function close(server: Server, claim: SocketClaim, guests: Guests, parts: ChannelParts): Promise<void> {
  server.close()
  claim.release()
  await guests.close(parts.limits.grace)
}
