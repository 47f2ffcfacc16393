import type {ControlSocket, HttpControlSocket, ServerConfig4} from '../../model/config4.ts'
import type {HaCredentials, HaRelationship, HaUrl} from '../../model/ha.ts'

/** What a partner needs; everything else comes through the ordinary control channel (facts: ha.md §1, restrict-commands). */
const partnerCommands4: ReadonlySet<string> = new Set([
  'list-commands',
  'status-get',
  'dhcp-disable',
  'dhcp-enable',
  'ha-reset',
  'ha-heartbeat',
  'lease4-update',
  'lease4-del',
  'lease4-get-all',
  'lease4-get-page',
  'ha-maintenance-notify',
  'ha-sync-complete-notify',
  'keats-lease4-apply',
])

/** The dedicated listener on this server's own url; undefined = the partner comes through a control socket or an agent. */
export function haListenerOf(relationship: HaRelationship): HttpControlSocket | undefined {
  const {threads, peers, thisServerName, requireClientCerts, restrictCommands} = relationship
  if (!threads.enabled || !threads.dedicatedListener) return undefined
  const {url, tls, basicAuth} = peers.find(({name}) => name === thisServerName)!
  return {
    type: 'http',
    address: url.address,
    port: url.port,
    tls: tls && {...tls, certRequired: requireClientCerts},
    authentication: basicAuth === undefined ? undefined : {realm: 'keats-ha', clients: loginsOf(basicAuth)},
    headers: [],
    forPeers: true,
    ...(restrictCommands ? {allowed: partnerCommands4} : {}),
    userContext: undefined,
  }
}

/**
 * Kea takes the line end of a password file for a part of the password, and does not look at passwords itself: a partner may
 * well have it where this server has not, or the other way round.
 */
function loginsOf({user, password}: HaCredentials): readonly HaCredentials[] {
  const bare = password.replace(/(\r?\n)+$/, '')
  const passwords = new Set([password, bare, `${bare}\n`, `${bare}\r\n`])
  return [...passwords].map(each => ({user, password: each}))
}

/** The control sockets of a configuration and the listener for partners, which a control socket of the same place stands in for. */
export function channelSockets({controlSockets, hooks}: ServerConfig4): readonly ControlSocket[] {
  const listener = hooks.ha && haListenerOf(hooks.ha)
  if (listener === undefined) return controlSockets
  const isTaken = controlSockets.some(socket => standsIn(socket, listener))
  return isTaken ? controlSockets : [...controlSockets, listener]
}

/** Whether what comes to a place comes to this control socket. */
export function standsIn(socket: ControlSocket, {address, port}: Pick<HaUrl, 'address' | 'port'>): boolean {
  if (socket.type !== 'http' || socket.port !== port) return false
  return (
    socket.address === address || socket.address === '::' || (socket.address === '0.0.0.0' && !address.includes(':'))
  )
}
