import type {ControlSocket} from '../../model/config4.ts'
import type {HaPeer, HaRelationship} from '../../model/ha.ts'
import type {Hooks4} from '../../model/hooks4.ts'
import {mapIn, mapsOf, valueIn} from '../given.ts'
import type {Place} from '../issues.ts'
import type {Node} from '../node.ts'
import type {Section} from '../section.ts'
import {haListenerOf, standsIn} from './listener.ts'

/** Warns where a partner would not find this server at its own url, and where a Kea would not listen and keats does. */
export function warnUnreachable(
  root: Section,
  {hooks: {ha}, controlSockets}: {readonly hooks: Hooks4; readonly controlSockets: readonly ControlSocket[]},
): void {
  const own = ha?.peers.find(({name}) => name === ha.thisServerName)
  const found = placeOf(root.node('hooks-libraries'))
  // Without an own peer the relationship is refused.
  if (ha === undefined || own === undefined || found === undefined) return
  const warn = (message: string) => root.issues.warn(found.at, root.pathOf(found.path), message)
  const socket = controlSockets.find(candidate => standsIn(candidate, own.url))
  if (socket?.type === 'http') return warnScheme(own, socket.tls !== undefined, warn)
  if (haListenerOf(ha) === undefined) return isAwaited(ha, own) ? warn(nobodyThere(own, controlSockets)) : undefined
  const threads = root.node('multi-threading')
  if (threads?.kind !== 'map' || valueIn(threads, 'enable-multi-threading') !== false) return
  warn(
    `keats listens at ${own.url.text} itself; a Kea would not, as "enable-multi-threading" of the server is false: if a ` +
      'kea-ctrl-agent listens there for it, set "http-dedicated-listener" to false here',
  )
}

/** To the only server that serves nobody sends anything. */
function isAwaited({mode}: HaRelationship, {role}: HaPeer): boolean {
  return mode !== 'passive-backup' || role === 'backup'
}

function warnScheme({url, tls: own}: HaPeer, tls: boolean, warn: (message: string) => void): void {
  const wants = own !== undefined
  if (wants === tls) return
  const [asked, there] = wants ? ['https', 'http'] : ['http', 'https']
  warn(`the other servers speak ${asked} to ${url.text}, and the control socket of that place speaks ${there}`)
}

function nobodyThere({url}: HaPeer, sockets: readonly ControlSocket[]): string {
  const agent = sockets.some(({type}) => type === 'unix')
    ? 'the other servers reach it through a kea-ctrl-agent that listens there, or not at all'
    : 'and no unix control-socket lets a kea-ctrl-agent do it: the other servers cannot reach it'
  return (
    `nothing of this server listens at its own url ${url.text}, ${agent}; to listen there without an agent, set ` +
    '"enable-multi-threading" and "http-dedicated-listener" of "multi-threading" to true here'
  )
}

/** Where the relationship stands in `hooks-libraries`. */
function placeOf(libraries: Node | undefined): {readonly at: Place; readonly path: string} | undefined {
  const entries = libraries === undefined ? [] : mapsOf(libraries)
  // Of two entries of one library the later counts.
  const index = entries.findLastIndex(entry => mapIn(entry, 'parameters')?.entries.has('high-availability'))
  const at = index < 0 ? undefined : mapIn(entries[index], 'parameters')?.entries.get('high-availability')?.value.at
  return at && {at, path: `hooks-libraries[${index}].parameters.high-availability`}
}
