import {failoverWords, haTroubles} from './ha-verdict.ts'
import {type HaRemote, type HaView, mapOf, numberOf, textOf} from './ha-view.ts'
import {type Layout, tableLines} from './table.ts'

type Facts = readonly (readonly [name: string, text: string])[]

const NOT_TOLD = 'this server does not tell'

/** One relationship for people: whether it is in order, both servers, why one does not take over, updates, the last sync. */
export function haLines(view: HaView, layout: Layout): string[] {
  const troubles = haTroubles(view)
  const facts = factsOf(view)
  const width = Math.max(...facts.map(([name]) => name.length))
  // Programs have --json.
  const aligned = {...layout, terminal: true}
  return [
    layout.emphasis(`${harmless(view.mode)}: ${troubles.length === 0 ? 'in order' : 'not in order'}`),
    ...troubles.map(trouble => `  ${harmless(trouble)}`),
    ...tableLines(['', 'this server', ...(view.remote ? ['partner, as heard here'] : [])], rowsOf(view), aligned),
    ...facts.map(([name, text]) => `${name.padEnd(width)}  ${harmless(text)}`),
  ]
}

function rowsOf(view: HaView): string[][] {
  const {local, remote} = view
  const rows: (readonly [string, string, (remote: HaRemote) => string])[] = [
    ['name', local.name || NOT_TOLD, ({name}) => name || NOT_TOLD],
    ['role', local.role, ({role}) => role],
    ['state', local.state, ({state}) => state || 'not known yet'],
    ['for', ago(view, mapOf(view.more)['state-since']), () => ''],
    ['serves clients of', local.scopes.join(', ') || 'nobody', ({scopes}) => scopes.join(', ') || 'nobody'],
    ['last heartbeat', '', ({age}) => (age === undefined ? NOT_TOLD : `${age} s ago`)],
    ['clock', '', clockText],
    ['unacked clients', '', unackedText],
  ]
  return rows.map(([name, own, theirs]) => (remote === undefined ? [name, own] : [name, own, theirs(remote)]))
}

function clockText({skew}: HaRemote): string {
  if (skew === undefined) return NOT_TOLD
  if (skew === null) return 'not known'
  return skew === 0 ? 'the same' : `${Math.abs(skew)} s ${skew > 0 ? 'ahead' : 'behind'}`
}

function unackedText({interrupted, unacked, left}: HaRemote): string {
  if (unacked === undefined) return NOT_TOLD
  return interrupted && left !== undefined ? `${unacked} of ${unacked + left} needed` : `${unacked}, not counted now`
}

function factsOf(view: HaView): Facts {
  const {more} = view
  return [
    ['failover', failoverWords(view).text],
    ...(more === undefined
      ? ([['updates, last sync', NOT_TOLD]] as const)
      : [...updateFacts(more), ...syncFacts(view, more), ...peerFacts(view, more)]),
  ]
}

function updateFacts(more: Readonly<Record<string, unknown>>): Facts {
  const delayed = mapOf(more['delayed-updates'])
  const count = (from: Readonly<Record<string, unknown>>, name: string) => numberOf(from[name]) ?? 0
  const overflowed = delayed['overflowed'] === true ? ', overflowed: the partner has to begin anew' : ''
  return [
    ['delayed updates', `${count(delayed, 'waiting')} of at most ${count(delayed, 'limit')}${overflowed}`],
    ['unsent updates', `${count(more, 'unsent-update-count')} queries since this server started`],
    ['waiting clients', `${count(more, 'parked-queries')} until a peer has acknowledged their leases`],
    ['rejected clients', `${count(more, 'rejected-clients')} of ${count(more, 'max-rejected-clients')} that end this`],
  ]
}

function syncFacts(view: HaView, more: Readonly<Record<string, unknown>>): Facts {
  const task = textOf(more['task'])
  const sync = mapOf(more['last-sync'])
  const started = textOf(sync['started'])
  const atWork: Facts = task === '' ? [] : [['at work', tasks[task] ?? task]]
  if (started === '') return [...atWork, ['last sync', 'none since this server started']]
  const ended = textOf(sync['ended'])
  const failure = textOf(sync['failure'])
  const count = (name: string) => numberOf(sync[name]) ?? 0
  const figures =
    `from ${textOf(sync['partner'])}, leases ${count('leases')}, taken ${count('taken')}, ` +
    `unreadable ${count('skipped')}, pages ${count('pages')}`
  const when = ended === '' ? 'under way' : `${ago(view, ended)} ago, took ${tookText(started, ended)}`
  return [...atWork, ['last sync', `${when}, ${failure === '' ? '' : `failed, ${failure}; `}${figures}`]]
}

const tasks: Readonly<Record<string, string>> = {
  sync: 'fetches the leases of the partner',
  flush: 'sends the delayed updates',
  'reset-partner': 'asks the partner to start again',
  'ask-maintenance': 'asks the partner to go into maintenance',
  'end-maintenance': 'asks the partner to end its maintenance',
}

/** Where the others are, for whoever wants to ask them. */
function peerFacts({local}: HaView, more: Readonly<Record<string, unknown>>): Facts {
  const peers = Array.isArray(more['peers']) ? more['peers'].map(mapOf) : []
  return peers
    .filter(peer => textOf(peer['name']) !== local.name)
    .map(peer => ['other server', `${textOf(peer['name'])} (${textOf(peer['role'])}), ${textOf(peer['url'])}`] as const)
}

function tookText(started: string, ended: string): string {
  return `${(Date.parse(ended) - Date.parse(started)) / 1000} s`
}

/** "3 min 5 s" before the server's own clock; the time itself where there is none. */
function ago({now}: HaView, time: unknown): string {
  const at = Date.parse(textOf(time))
  if (Number.isNaN(at)) return NOT_TOLD
  if (now === undefined) return `since ${textOf(time)}`
  const seconds = Math.max(0, Math.floor((now - at) / 1000))
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const from = Math.max(
    0,
    parts.findIndex(part => part > 0),
  )
  return parts
    .map((part, index) => `${part} ${['h', 'min', 's'][index]}`)
    .slice(seconds === 0 ? 2 : from)
    .slice(0, 2)
    .join(' ')
}

/** Text of a server, harmless on a terminal. */
export function harmless(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '?')
}

/** One line of what matters, and a key that is the same as long as only times and counts go on. */
export function haSummary(view: HaView): {readonly key: string; readonly line: string} {
  const {local, remote} = view
  const {kind, text} = failoverWords(view)
  const task = textOf(mapOf(view.more)['task'])
  const side = (name: string, {state, scopes}: {state: string; scopes: readonly string[]}) =>
    `${name} ${state || 'not known yet'} [${scopes.join(' ')}]`
  const parts = [side(local.name || 'this server', local)]
  if (remote !== undefined) parts.push(side(remote.name || 'partner', remote))
  if (remote?.interrupted === true) parts.push(`interrupted, ${remote.unacked ?? 0} unacked clients`)
  if (view.off.length > 0) parts.push(`serves nobody: ${view.off.join('; ')}`)
  if (task !== '') parts.push(tasks[task] ?? task)
  return {key: harmless([...parts, kind].join(' | ')), line: harmless([...parts, text].join(' | '))}
}
