import assert from 'node:assert/strict'
import {test} from 'node:test'
import type {Answer} from '../../../src/cli/ctl-answer.ts'
import {Failure} from '../../../src/cli/failure.ts'
import {haLines, haSummary} from '../../../src/cli/ha-report.ts'
import {haDocument, haStatusOf} from '../../../src/cli/ha-status.ts'
import {failoverWords, haTroubles} from '../../../src/cli/ha-verdict.ts'
import {type HaView, haViews} from '../../../src/cli/ha-view.ts'
import {rewriteBareWatch, watchHa} from '../../../src/cli/ha-watch.ts'

type Map = Readonly<Record<string, unknown>>

const plain = {terminal: false, emphasis: (text: string) => text}

/** As Kea 2.2.0 tells it (facts: ha.md §5.11). */
function kea(local: Map = {}, remote: Map | null = {}, mode = 'load-balancing'): Map {
  const theirs = {
    age: 1,
    'analyzed-packets': 0,
    'communication-interrupted': false,
    'connecting-clients': 0,
    'in-touch': true,
    'last-scopes': ['server2'],
    'last-state': mode,
    role: 'secondary',
    'unacked-clients': 0,
    'unacked-clients-left': 0,
    ...remote,
  }
  const own = {role: 'primary', scopes: ['server1'], state: mode, ...local}
  return {'ha-mode': mode, 'ha-servers': {local: own, ...(remote === null ? {} : {remote: theirs})}}
}

/** As keats does. */
function keats(more: Map = {}, local: Map = {}, remote: Map = {}): Map {
  const times = {'server-name': 'server1', 'system-time': '2026-11-22 16:51:04'}
  return {
    ...kea({...times, ...local}, {'server-name': 'server2', 'clock-skew': -2, ...remote}),
    keats: {
      failover: {kind: 'partner-answers', text: 'the partner answers, its state is load-balancing'},
      'state-since': '2026-11-22T16:47:59.000Z',
      paused: false,
      'parked-queries': 4,
      'unsent-update-count': 5,
      'delayed-updates': {waiting: 6, limit: 100, overflowed: false},
      'rejected-clients': 7,
      'max-rejected-clients': 10,
      peers: [
        {name: 'server1', role: 'primary', url: 'http://192.0.2.1:8000/'},
        {name: 'server2', role: 'secondary', url: 'http://192.0.2.2:8000/'},
      ],
      ...more,
    },
  }
}

function view(raw: Map): HaView {
  const [only, ...others] = haViews({'high-availability': [raw]}) ?? []
  assert.ok(only !== undefined && others.length === 0)
  return only
}

const lines = (raw: Map) => haLines(view(raw), plain).join('\n')
const answer = (args: unknown, result = 0): Answer => ({raw: '', result, text: 'told', arguments: args})

test('a pair that is in order, as keats tells of it', () => {
  const shown = lines(keats())
  assert.deepEqual(haTroubles(view(keats())), [])
  assert.match(shown, /^load-balancing: in order\n +this server +partner, as heard here\nname +server1 +server2\n/)
  assert.match(shown, /^for +3 min 5 s *$/m)
  assert.match(shown, /^serves clients of +server1 +server2$/m)
  assert.match(shown, /^clock +2 s behind$/m)
  assert.match(shown, /^failover +the partner answers, its state is load-balancing$/m)
  assert.match(shown, /^delayed updates +6 of at most 100\nunsent updates +5 queries/m)
  assert.match(shown, /^waiting clients +4 until.*\nrejected clients +7 of 10/m)
  assert.match(shown, /^last sync +none since/m)
  assert.match(shown, /^other server +server2 \(secondary\), http:\/\/192\.0\.2\.2:8000\/$/m)
  assert.doesNotMatch(shown, /does not tell/)
})

test('a synchronization under way, over, failed', () => {
  const sync = {partner: 'server2', started: '2026-11-22T16:50:00.000Z', pages: 2, leases: 12, taken: 3, skipped: 1}
  const ended = {...sync, ended: '2026-11-22T16:50:01.500Z'}
  const figures = 'from server2, leases 12, taken 3, unreadable 1, pages 2'
  assert.match(lines(keats({task: 'sync', 'last-sync': sync})), /^at work +fetches the leases of the partner$/m)
  assert.match(lines(keats({'last-sync': sync})), new RegExp(`^last sync +under way, ${figures}$`, 'm'))
  const over = new RegExp(`^last sync +1 min 2 s ago, took 1.5 s, ${figures}$`, 'm')
  assert.match(lines(keats({'last-sync': ended})), over)
  assert.match(
    lines(keats({'last-sync': {...ended, failure: 'no answer'}})),
    /took 1\.5 s, failed, no answer; from server2/,
  )
})

test('what is not in order', () => {
  const troubles = (raw: Map) => haTroubles(view(raw)).join('; ')
  assert.equal(troubles(kea({state: 'partner-down'})), 'this server is in the state partner-down')
  assert.equal(troubles(kea({}, {'last-state': ''})), 'nothing has been heard of the partner yet')
  assert.equal(troubles(kea({}, {'last-state': 'ready'})), 'the partner is in the state ready')
  const silent = kea({}, {'last-state': 'unavailable', 'communication-interrupted': true})
  assert.equal(troubles(silent), 'the partner does not answer; communication is interrupted')
  assert.match(troubles(keats({}, {}, {'clock-skew': -31})), /the clocks are 31 s apart/)
  assert.equal(troubles(keats({}, {}, {'clock-skew': 30})), '')
  assert.match(troubles(keats({paused: true})), /paused: keats ha continue/)
  // Nobody to watch.
  assert.equal(troubles(kea({}, null, 'passive-backup')), '')
  assert.equal(troubles(kea({state: 'backup', role: 'backup'}, null, 'hot-standby')), '')
})

test('a Kea does not tell everything: the reason is found in what it tells', () => {
  const shown = lines(kea())
  assert.match(shown, /^name +this server does not tell +this server does not tell$/m)
  assert.match(shown, /^clock +this server does not tell$/m)
  assert.match(shown, /^updates, last sync +this server does not tell$/m)
  const cases: readonly (readonly [Map, string, RegExp])[] = [
    [kea({}, null), 'no-partner', /no partner/],
    [kea({}, {'last-state': ''}), 'not-heard-yet', /nothing has been heard/],
    [kea(), 'partner-answers', /answers, its state is load-balancing/],
    [kea({}, {'last-state': 'unavailable', age: 7}), 'not-interrupted', /silent for 7 s, not yet/],
    [
      kea({}, {'last-state': 'unavailable', 'communication-interrupted': true, 'unacked-clients-left': 3}),
      'clients-answered',
      /3 more of the partner's clients/,
    ],
    [kea({}, {'last-state': 'unavailable', 'communication-interrupted': true}), 'unknown', /does not tell/],
    [kea({state: 'partner-down', scopes: ['a', 'b']}), 'partner-down', /serves the clients of a and b/],
  ]
  for (const [raw, kind, text] of cases) {
    assert.equal(failoverWords(view(raw)).kind, kind)
    assert.match(failoverWords(view(raw)).text, text)
  }
  const counted = kea({}, {'communication-interrupted': true, 'unacked-clients': 2, 'unacked-clients-left': 9})
  assert.match(lines(counted), /^unacked clients +2 of 11 needed$/m)
})

test('an answer of any shape is shown or refused, and cannot act on a terminal', () => {
  const shapes = [null, 5, 'x', [], {}, {'ha-servers': 5}, {'ha-servers': {local: 5, remote: []}}, {keats: 5}]
  for (const shape of shapes) {
    const found = haViews({'high-availability': [shape]})
    for (const one of found ?? []) assert.ok(haLines(one, plain).length > 3)
  }
  const texts = {failover: {text: '\x1b[2J'}, peers: [5, {name: '\x07', url: [1]}], 'last-sync': 'x', task: '\n'}
  const evil = keats(texts, {state: 'a\x1b[31m', scopes: 'x'}, {'last-state': '\u202e', age: 'x'})
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there.
  assert.doesNotMatch(haLines(view(evil), plain).join(''), /[\x00-\x1f\u202e]/)
  for (const args of [undefined, {}, {'high-availability': []}, {'high-availability': 7}]) {
    assert.throws(() => haStatusOf(answer(args)), {name: 'Failure', exit: 'failure', message: /no high availability/})
  }
  assert.throws(() => haStatusOf(answer({}, 2)), {message: 'status-get: told'})
})

test('--json has the verdict and the words of the server', () => {
  const raw = keats()
  const sound = {'in-order': true, troubles: [], 'high-availability': [raw]}
  assert.deepEqual(haDocument(haStatusOf(answer({'high-availability': [raw]}))), sound)
})

test('numbers that go on are no change, other rules and states are', () => {
  const key = (raw: Map) => haSummary(view(raw)).key
  assert.equal(key(keats()), key(keats({'unsent-update-count': 9}, {'system-time': '2026-11-22 17:00:00'}, {age: 3})))
  const waits = (text: string) => key(keats({failover: {kind: 'not-interrupted', text}}))
  assert.equal(waits('1 s'), waits('2 s'))
  assert.notEqual(waits('1 s'), key(keats()))
  assert.notEqual(key(keats()), key(keats({}, {scopes: []})))
  assert.notEqual(key(keats()), key(keats({task: 'sync'})))
})

/** What is written while these answers come, one after the other, until there are none. */
async function watched(answers: readonly (Answer | Failure)[], terminal: boolean, json = false): Promise<string[]> {
  const written: string[] = []
  const abort = new AbortController()
  const left = [...answers]
  const ask = async () => {
    const next = left.shift()!
    if (left.length === 0) abort.abort()
    if (next instanceof Failure) throw next
    return next
  }
  const options = {
    ...{interval: 1, signal: abort.signal, ask, json, layout: {...plain, terminal}},
    write: (text: string) => void written.push(text),
    ...{size: () => ({rows: 6, columns: 20}), clock: () => 'NOW'},
  }
  await assert.rejects(watchHa(options), {name: 'Failure', exit: 'interrupted'})
  return written
}

test('--watch writes one line for each change, also that the server is away', async () => {
  const told = (raw: Map) => answer({'high-availability': [raw]})
  const away = new Failure('unreachable', 'nobody there', 'start it')
  const answers = [
    told(keats()),
    told(keats({}, {}, {age: 2})),
    away,
    away,
    told(keats({}, {scopes: []})),
    told(keats()),
  ]
  const written = await watched(answers, false)
  assert.equal(written.length, 4, written.join(''))
  assert.match(
    written[0]!,
    /^NOW server1 load-balancing \[server1\] \| server2 load-balancing \[server2\] \| the partner/,
  )
  assert.equal(written[1], 'NOW nobody there\n')
  const documents = (await watched(answers, true, true)).map(text => JSON.parse(text) as Map)
  assert.deepEqual(
    documents.map(document => document['in-order'] ?? (document['error'] as Map)['code']),
    [true, 3, true, true],
  )
})

test('--watch draws a terminal anew, within its size', async () => {
  const told = answer({'high-availability': [keats()]})
  const written = await watched([told, told], true)
  assert.equal(written.length, 2)
  for (const text of written) {
    assert.ok(text.startsWith('\x1b[H') && text.endsWith('\x1b[J'))
    const shown = text.slice(3, -3).split('\n')
    assert.equal(shown.length, 5)
    assert.ok(shown.every(line => line.replace('\x1b[K', '').length <= 20))
  }
})

test('--watch fails at once where there is nothing to watch', async () => {
  const failure = new Failure('unreachable', 'nobody there')
  const options = {
    ...{interval: 1, signal: new AbortController().signal, json: false, layout: plain},
    ask: () => Promise.reject(failure),
    write: () => assert.fail('nothing to write'),
    ...{size: () => ({rows: 6, columns: 20}), clock: () => 'NOW'},
  }
  await assert.rejects(watchHa(options), failure)
})

test('--watch alone takes two seconds', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['--watch', '--watch=2'],
    ['--watch -c x', '--watch=2 -c x'],
    ['--watch 5 -c x', '--watch 5 -c x'],
    ['--watch=0.5', '--watch=0.5'],
    ['-c x --watch --json', '-c x --watch=2 --json'],
  ]
  for (const [given, expected] of cases) assert.equal(rewriteBareWatch(given.split(' ')).join(' '), expected)
})

test('a server whose service is off is not in order, whatever the states', () => {
  const off = (reasons: readonly string[]) => {
    const state = {'globally-disabled': reasons.length > 0, reasons}
    return haViews({'high-availability': [keats()], 'dhcp-state': state})![0]!
  }
  assert.deepEqual(haTroubles(off([])), [])
  // That the state does not let it serve is told as the state.
  assert.deepEqual(haTroubles(off(['ha:1000'])), [])
  const user = off(['user', 'db:lease'])
  const nobody = 'serves nobody: switched off by the command dhcp-disable; the lease database is lost'
  assert.deepEqual(haTroubles(user), [`it ${nobody}`])
  assert.ok(haLines(user, plain).includes(`  it ${nobody}`))
  assert.ok(haSummary(user).key.includes(nobody))
})
