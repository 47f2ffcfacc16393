import assert from 'node:assert/strict'
import {join} from 'node:path'
import {test} from 'node:test'
import {setTimeout as sleep} from 'node:timers/promises'
import {scratchDirectory} from '../support/databases.ts'
import {type Conversation4, conversations4, type Party, type Turn4} from '../support/ha-conversation4.ts'
import {type Asked, ScriptedPartner} from '../support/ha-scripted-partner.ts'
import {keaCommand} from '../support/kea-control.ts'
import {postAsKea} from '../support/kea-http.ts'
import {type LoopbackServer4, startLoopback4} from '../support/loopback4.ts'
import {freePort} from '../support/servers.ts'

type Map = Readonly<Record<string, unknown>>

interface Answer extends Map {
  readonly result: number
  readonly arguments?: Map
}

const hooks = '/usr/lib/x86_64-linux-gnu/kea/hooks'
const PATIENCE = 15_000

let sockets = 0

/** keats in the place of one of two servers of Kea, and a partner that says what the other one said. */
class Replay {
  readonly #mode: string
  readonly #own: Party
  readonly #socket = join(scratchDirectory(), `replay-${++sockets}.sock`)
  readonly #port: number
  readonly #partner: ScriptedPartner
  #keats: LoopbackServer4 | undefined
  /** The last that the partner said of itself. */
  #word = ''
  /** Of commands of administrators, which end when the partner has been asked. */
  readonly #told: Promise<unknown>[] = []

  private constructor(mode: string, own: Party, port: number, partner: ScriptedPartner) {
    this.#mode = mode
    this.#own = own
    this.#port = port
    this.#partner = partner
  }

  static async open(mode: string, own: Party): Promise<Replay> {
    const partner = await ScriptedPartner.open(0)
    const replay = new Replay(mode, own, await freePort(), partner)
    await replay.#start({})
    return replay
  }

  async close(): Promise<void> {
    await this.#stop()
    await this.#partner.close()
    const answers = await Promise.all(this.#told)
    for (const answer of answers) assert.equal((answer as Answer).result, 0, JSON.stringify(answer))
  }

  async leases(): Promise<readonly Map[]> {
    return (await keaCommand(this.#socket, 'lease4-get-all')).arguments as unknown as readonly Map[]
  }

  play(turn: Turn4): Promise<void> | void {
    switch (turn.kind) {
      case 'exchange':
        return turn.asker === this.#own ? this.#asks(turn) : this.#isAsked(turn)
      case 'administrator':
        if (turn.to === this.#own) this.#told.push(keaCommand(this.#socket, turn.command, turn.args))
        return
      case 'gives':
        return turn.who === this.#own ? this.#change('lease4-update', turn.lease) : undefined
      case 'ends':
        return turn.who === this.#own ? this.#stop() : this.#losePartner()
      case 'starts':
        return turn.who === this.#own ? this.#start(turn.changes) : undefined
    }
  }

  async #start(changes: object): Promise<void> {
    const url = (name: Party) => `http://127.0.0.1:${name === this.#own ? this.#port : this.#partner.port}/`
    const peers = [
      {name: 'server1', url: url('server1'), role: 'primary'},
      {name: 'server2', url: url('server2'), role: this.#mode === 'hot-standby' ? 'standby' : 'secondary'},
    ]
    const relationship = {
      ...{'this-server-name': this.#own, mode: this.#mode, peers},
      'heartbeat-delay': 100,
      'multi-threading': {'enable-multi-threading': true, 'http-dedicated-listener': true},
      ...changes,
    }
    const parameters = {'high-availability': [relationship]}
    this.#keats = await startLoopback4({
      'interfaces-config': {interfaces: []},
      'multi-threading': {'enable-multi-threading': true},
      'lease-database': {type: 'memfile', persist: false},
      'control-socket': {'socket-type': 'unix', 'socket-name': this.#socket},
      // The leases of the capture are of its own day.
      'expired-leases-processing': {'reclaim-timer-wait-time': 0},
      'valid-lifetime': 600,
      subnet4: [{id: 1, subnet: '10.77.0.0/24', pools: [{pool: '10.77.0.100 - 10.77.0.199'}]}],
      'hooks-libraries': [{library: `${hooks}/libdhcp_lease_cmds.so`}, {library: `${hooks}/libdhcp_ha.so`, parameters}],
    })
  }

  async #stop(): Promise<void> {
    this.#keats?.child.kill('SIGTERM')
    const ended = await this.#keats?.ended
    assert.equal(ended?.code, 0, ended?.stderr)
  }

  /** A partner that is not there for its maintenance counts as down at once; by its silence alone only after a while. */
  async #losePartner(): Promise<void> {
    this.#partner.leave()
    const {result, text} = await keaCommand(this.#socket, 'ha-maintenance-start')
    assert.equal(result, 0, text)
  }

  /** What its own clients have brought about. */
  async #change(command: string, lease: object): Promise<void> {
    const {result, text} = await keaCommand(this.#socket, command, {...lease, 'force-create': true})
    assert.equal(result, 0, text)
  }

  /** keats has to ask the same by itself. */
  async #asks({request, answer}: Extract<Turn4, {kind: 'exchange'}>): Promise<void> {
    const {command, arguments: args = {}} = JSON.parse(request) as {command: string; arguments?: Map}
    if (command === 'lease4-update' || command === 'lease4-del') return this.#change(command, args)
    // Before the first page keats asks how many updates the partner has not sent, which a Kea does not.
    const between = command === 'lease4-get-page' ? (beat: Asked) => beat.answer(dated(this.#word)) : undefined
    const asked = await this.#partner.next(command, between)
    for (const [name, value] of Object.entries(args)) assert.deepEqual(asked.args[name], value, `${command} ${name}`)
    if (command === 'ha-heartbeat') this.#word = answer
    asked.answer(dated(answer))
  }

  /** Heartbeats of the capture came seconds apart: keats has as long to come to the same state. */
  async #isAsked({request, answer}: Extract<Turn4, {kind: 'exchange'}>): Promise<void> {
    const wanted = masked(JSON.parse(answer))
    const isHeartbeat = request.includes('"ha-heartbeat"')
    for (const until = Date.now() + PATIENCE; ; await sleep(20)) {
      const {head, body} = await postAsKea(this.#port, request)
      assert.match(head, /^HTTP\/1\.1 200 OK\r\n/)
      assert.match(head, /\r\nContent-Type: application\/json(\r\n|$)/i)
      const found = masked(JSON.parse(body))
      if (!isHeartbeat || Date.now() > until) return assert.deepEqual(found, wanted, request)
      if (JSON.stringify(found) === JSON.stringify(wanted)) return
      this.#partner.waiting('ha-heartbeat')?.answer(dated(this.#word))
    }
  }
}

/** The words of the capture, said now. */
function dated(answer: string): string {
  return answer.replace(/"date-time": "[^"]*"/, `"date-time": "${new Date().toUTCString()}"`)
}

const moment = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/

/** All that may differ: the date, and how many updates the server of the capture had not sent. */
function masked(answer: unknown): unknown {
  const [one, ...others] = answer as Answer[]
  assert.deepEqual(others, [])
  const args = one!.arguments
  if (args?.['date-time'] === undefined) return sorted(answer)
  assert.match(String(args['date-time']), moment)
  assert.equal(typeof args['unsent-update-count'], 'number')
  return sorted([{...one, arguments: {...args, 'date-time': '', 'unsent-update-count': 0}}])
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}

/** The rows that both servers of the capture had in the end, as its pages tell. */
function pagesAt(end: readonly Turn4[]): readonly unknown[] {
  return end.flatMap(turn => {
    if (turn.kind !== 'exchange' || !turn.request.includes('lease4-get-page')) return []
    return ((JSON.parse(turn.answer) as Answer[])[0]!.arguments?.['leases'] ?? []) as unknown[]
  })
}

async function replay({mode, turns}: Conversation4, own: Party): Promise<void> {
  const running = await Replay.open(mode, own)
  try {
    for (const turn of turns) await running.play(turn)
    const last = turns.findLastIndex(({kind}) => kind === 'starts')
    if (last >= 0) {
      const {leases} = (await running.leases()) as unknown as {leases: unknown[]}
      assert.deepEqual(sorted(leases), sorted(pagesAt(turns.slice(last))))
    }
  } finally {
    await running.close()
  }
}

for (const conversation of conversations4()) {
  for (const own of ['server1', 'server2'] as const) {
    test(`${conversation.mode}: keats in the place of ${own}, ${conversation.turns.length} turns`, () =>
      replay(conversation, own))
  }
}
