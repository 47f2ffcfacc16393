import assert from 'node:assert/strict'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {after, before, test} from 'node:test'
import {type ControlCase4, type ControlPlaces, controlConfig4, controlGroups4} from '../support/control-cases4.ts'
import {exchange} from '../support/kea-control.ts'
import {startKea4} from '../support/kea4.ts'
import {type Ended, ended, printed, startKeats} from '../support/keats.ts'
import {writeConfig4} from '../support/loopback4.ts'
import {freePort} from '../support/servers.ts'

interface Answer {
  readonly result: number
  readonly text?: string
  readonly arguments?: unknown
}

/** A server with a control socket. */
interface Controlled extends ControlPlaces {
  stop(): Promise<void>
}

let kea: Controlled
let keats: Controlled & {readonly ended: Promise<Ended>}

function places(name: string): Pick<ControlPlaces, 'directory' | 'socket'> {
  const directory = mkdtempSync(join(tmpdir(), `keats-control-${name}-`))
  return {directory, socket: join(directory, 'control')}
}

async function startKea(): Promise<Controlled> {
  const own = places('kea')
  const server = await startKea4(controlConfig4(own))
  const stop = async () => {
    await server.stop()
    rmSync(own.directory, {recursive: true, force: true})
  }
  return {...own, file: join(server.directory, 'kea-dhcp4.conf'), stop}
}

async function startOwn(): Promise<typeof keats> {
  const own = places('keats')
  const file = writeConfig4(controlConfig4(own))
  const [port, replyPort] = [await freePort(), await freePort()]
  const child = startKeats(['dhcp4', '-c', file, '-p', `${port}`, '-P', `${replyPort}`])
  const end = ended(child)
  const stop = async () => {
    child.kill('SIGTERM')
    await end
    rmSync(own.directory, {recursive: true, force: true})
  }
  await printed(child, 'DHCP4_STARTED')
  return {...own, file, stop, ended: end}
}

before(async () => {
  kea = await startKea()
  keats = await startOwn()
})

after(async () => {
  await kea?.stop()
  await keats?.stop()
})

async function ask(server: Controlled, text: string): Promise<Answer> {
  const answer = await exchange(server.socket, text)
  return JSON.parse(answer) as Answer
}

/** An answer without what each server has of its own. */
function comparable(answer: Answer, {directory, file}: Controlled): Answer {
  const text = JSON.stringify(answer).replaceAll(file, '{FILE}').replaceAll(directory, '{DIRECTORY}')
  return JSON.parse(text) as Answer
}

const fields = ['result', 'text', 'arguments'] as const

/** The fields in which the answers differ. */
function differing(theirs: Answer, ours: Answer): readonly string[] {
  const known: readonly string[] = fields
  const unknown = Object.keys(ours).filter(key => !known.includes(key))
  const text = (value: unknown) => JSON.stringify(value, sorted) ?? ''
  return [...unknown, ...fields.filter(field => text(theirs[field]) !== text(ours[field]))]
}

function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Whether they differ as the table says: a reason that no longer holds must go. */
function asTold(differs: ControlCase4['differs'], found: readonly string[]): boolean {
  if (differs === undefined) return found.length === 0
  if (differs === 'words') return found.includes('text') && !found.includes('result')
  if (differs === 'arguments') return found.join() === 'arguments'
  return found.includes('result')
}

test('every command that Kea 2.2.0 has built in, but the one that newer Kea dropped', async () => {
  const list = async (server: Controlled) =>
    (await ask(server, '{"command":"list-commands"}')).arguments as readonly string[]
  const ours = new Set(await list(keats))
  const missing = (await list(kea)).filter(name => !ours.has(name))
  assert.deepEqual(missing, ['libreload'])
})

test('status-get has what Kea has, and the dhcp-state of newer Kea', async () => {
  const status = async (server: Controlled) =>
    (await ask(server, '{"command":"status-get"}')).arguments as Readonly<Record<string, unknown>>
  const [theirs, ours] = [await status(kea), await status(keats)]
  for (const [key, value] of Object.entries(theirs)) assert.equal(typeof ours[key], typeof value, key)
  for (const key of ['multi-threading-enabled', 'sockets']) assert.deepEqual(ours[key], theirs[key])
  assert.deepEqual(ours['dhcp-state'], {
    'globally-disabled': false,
    'disabled-by-user': false,
    'disabled-by-local-command': [],
    'disabled-by-remote-command': [],
    'disabled-by-db-connection': [],
    reasons: [],
  })
  assert.deepEqual(ours['database'], {type: 'memfile', status: 'ready'})
})

for (const [name, cases] of controlGroups4()) {
  test(`${name}: ${cases.length} commands`, async () => {
    const complaints: string[] = []
    for (const {text, line, differs} of cases) {
      const theirs = comparable(await ask(kea, text(kea)), kea)
      const ours = comparable(await ask(keats, text(keats)), keats)
      if (asTold(differs, differing(theirs, ours))) continue
      const [a, b] = [theirs, ours].map(answer => JSON.stringify(answer).slice(0, 500))
      complaints.push(`line ${line}: ${text(keats).slice(0, 200)}\n  Kea:   ${a}\n  keats: ${b}`)
    }
    assert.equal(complaints.join('\n'), '')
  })
}

test('shutdown has ended it with the status that was asked for', async () => {
  assert.equal((await keats.ended).code, 7)
})
