import assert from 'node:assert/strict'
import {join} from 'node:path'
import {after, before, test} from 'node:test'
import {setTimeout as sleep} from 'node:timers/promises'
import {scratchDirectory} from '../support/databases.ts'
import {type HaGroup4, type HaStep4, haGroups4} from '../support/ha-command-cases4.ts'
import {FakePartner} from '../support/ha-fake-partner.ts'
import {exchange} from '../support/kea-control.ts'
import {startKea4} from '../support/kea4.ts'
import {startLoopback4} from '../support/loopback4.ts'

const hooks = '/usr/lib/x86_64-linux-gnu/kea/hooks'

type Map = Readonly<Record<string, unknown>>

interface Answer {
  readonly result: number
  readonly text?: string
  readonly arguments?: Map
}

/** One of the two, with a partner of its own that says the same as the other's. */
interface Side {
  readonly socket: string
  readonly partner: FakePartner
  stop(): Promise<unknown>
}

let kea: Side
let keats: Side

/** Without a relationship: each group of the table brings its own. */
function configOf(socket: string, libraries: readonly object[] = []): object {
  return {
    'interfaces-config': {interfaces: []},
    'lease-database': {type: 'memfile', persist: false},
    'control-socket': {'socket-type': 'unix', 'socket-name': socket},
    'valid-lifetime': 4000,
    subnet4: [{id: 1, subnet: '192.0.2.0/24', pools: [{pool: '192.0.2.10 - 192.0.2.20'}]}],
    'hooks-libraries': libraries,
  }
}

before(async () => {
  const [theirs, ours] = [join(scratchDirectory(), 'kea.sock'), join(scratchDirectory(), 'keats.sock')]
  const server = await startKea4(configOf(theirs))
  kea = {socket: theirs, partner: await FakePartner.open(), stop: () => server.stop()}
  const own = await startLoopback4(configOf(ours))
  const stop = () => {
    own.child.kill('SIGTERM')
    return own.ended
  }
  keats = {socket: ours, partner: await FakePartner.open(), stop}
})

after(async () => {
  for (const side of [kea, keats]) await Promise.all([side?.stop(), side?.partner.close()])
})

/** Kea ends some connections without a word: result -1. */
async function ask({socket}: Side, text: string): Promise<Answer> {
  const answer = await exchange(socket, text)
  return answer === '' ? {result: -1} : (JSON.parse(answer) as Answer)
}

const working = ['dhcp-disable', 'ha-heartbeat', 'ha-maintenance-notify', 'ha-sync-complete-notify', 'lease4-get-page']

function instruct({partner}: Side, what: string, how: string): void {
  if (what === 'state') partner.state = how
  else {
    const [failing, refusing, cutting] = [partner.failing, partner.refusing, partner.cutting]
    for (const [set, word] of [
      [failing, 'fails'],
      [refusing, 'refuses'],
      [cutting, 'cuts'],
    ] as const) {
      if (how === word) set.add(what)
      else set.delete(what)
    }
  }
}

let groups = 0

async function begin(side: Side, {mode, own, more}: HaGroup4): Promise<void> {
  instruct(side, 'state', 'waiting')
  for (const command of working) instruct(side, command, 'works')
  const {url} = side.partner
  const other = {'hot-standby': 'standby', 'load-balancing': 'secondary', 'passive-backup': undefined}[mode]
  const roles = [
    ['server1', 'primary'],
    ['server2', other],
    ['server3', 'backup'],
  ] as const
  const peers = roles.flatMap(([name, role]) => (role === undefined ? [] : [{name, role, url}]))
  // keats keeps a relationship whose configuration stays the same.
  const unlike = {'max-ack-delay': 10_000 + groups++}
  const relationship = {...unlike, 'this-server-name': own, mode, 'heartbeat-delay': 60_000, peers, ...more}
  const parameters = {'high-availability': [relationship]}
  const libraries = [{library: `${hooks}/libdhcp_lease_cmds.so`}, {library: `${hooks}/libdhcp_ha.so`, parameters}]
  const text = JSON.stringify({command: 'config-set', arguments: {Dhcp4: configOf(side.socket, libraries)}})
  const answer = await ask(side, text)
  assert.equal(answer.result, 0, answer.text)
}

async function reach(side: Side, state: string): Promise<void> {
  for (const end = performance.now() + 30_000; performance.now() < end; ) {
    if ((await ask(side, '{"command":"ha-heartbeat"}')).arguments?.['state'] === state) return
    await sleep(50)
  }
  assert.fail(`${side === kea ? 'Kea' : 'keats'} does not come to ${state}`)
}

const moment = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/

/** Members that hold a moment or a count of seconds, and ours that Kea 2.2.0 does not have. */
function comparable(answer: Answer): Answer {
  const status = answer.arguments?.['high-availability'] as readonly Map[] | undefined
  if (status !== undefined) return {...answer, arguments: {'high-availability': status.map(comparableStatus)}}
  const time = answer.arguments?.['date-time']
  if (time === undefined) return answer
  assert.match(String(time), moment)
  return {...answer, arguments: {...answer.arguments, 'date-time': ''}}
}

function comparableStatus({keats: _own, ...status}: Map): Map {
  const servers = Object.entries(status['ha-servers'] as Record<string, Map>).map(([name, told]) => {
    const {age, 'server-name': _name, 'system-time': _time, 'clock-skew': _skew, ...rest} = told
    return [name, name === 'remote' ? {...rest, age: typeof age} : rest]
  })
  return {...status, 'ha-servers': Object.fromEntries(servers)}
}

/** What is not as the table says. */
async function complaintOf(step: Extract<HaStep4, {kind: 'command'}>): Promise<string | undefined> {
  const [theirs, ours] = (await Promise.all([ask(kea, step.text), ask(keats, step.text)])).map(comparable)
  const same = (a: Answer, b: Answer) => {
    try {
      assert.deepEqual(a, b)
      return true
    } catch {
      return false
    }
  }
  const wordless = same({...theirs!, text: ''}, {...ours!, text: ''})
  const found = same(theirs!, ours!) ? undefined : wordless ? 'words' : 'other'
  if (found === step.differs) return undefined
  const [a, b] = [theirs, ours].map(answer => JSON.stringify(answer).slice(0, 700))
  return `${step.text.slice(0, 300)}: ${found ?? 'alike'}\n  Kea:   ${a}\n  keats: ${b}`
}

for (const group of haGroups4()) {
  test(`${group.name}: ${group.steps.length} steps`, async () => {
    await Promise.all([begin(kea, group), begin(keats, group)])
    const complaints: string[] = []
    for (const step of group.steps) {
      if (step.kind === 'partner') for (const side of [kea, keats]) instruct(side, step.what, step.how)
      else if (step.kind === 'reach') await Promise.all([reach(kea, step.state), reach(keats, step.state)])
      else {
        const complaint = await complaintOf(step)
        if (complaint !== undefined) complaints.push(complaint)
      }
    }
    assert.equal(complaints.join('\n'), '')
  })
}
