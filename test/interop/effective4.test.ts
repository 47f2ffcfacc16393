import assert from 'node:assert/strict'
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {after, before, test} from 'node:test'
import {configText} from '../../src/config/config-text.ts'
import {type ConfigResult4, parseConfig4} from '../../src/config/dhcp4.ts'
import {effective4} from '../../src/config/effective4.ts'
import {formatIssue} from '../../src/config/issues.ts'
import type {Json, JsonMap} from '../../src/model/json.ts'
import {configCases4} from '../support/config-cases4.ts'
import {migratedDatabase, onServer} from '../support/databases.ts'
import {differencesOf, explanation, knownDifferences} from '../support/effective-differences4.ts'
import {type ControlAnswer, keaAnswer, keaCommand} from '../support/kea-control.ts'
import {type Kea4, startKea4} from '../support/kea4.ts'
import {wholeConfigs4} from '../support/whole-configs4.ts'

type Read = Extract<ConfigResult4, {kind: 'config'}>

let directory = ''
let socket = ''
let kea: Kea4

before(async () => {
  directory = mkdtempSync(join(tmpdir(), 'keats-effective4-'))
  socket = join(directory, 'control')
  mkdirSync(join(directory, 'files'))
  kea = await startKea4({
    'interfaces-config': {interfaces: []},
    'lease-database': {type: 'memfile', persist: false},
    'control-socket': {'socket-type': 'unix', 'socket-name': socket},
  })
})

after(async () => {
  await kea.stop()
  rmSync(directory, {recursive: true, force: true})
})

async function keaLoads(text: string): Promise<ControlAnswer> {
  writeFileSync(join(kea.directory, 'kea-dhcp4.conf'), text)
  return keaCommand(socket, 'config-reload')
}

/** Text of the value of "Dhcp4" that Kea has after this file; undefined when it does not take it. */
async function keaPrints(text: string): Promise<string | undefined> {
  if ((await keaLoads(text)).result !== 0) return undefined
  const answer = await keaAnswer(socket, 'config-get')
  const start = answer.indexOf('"Dhcp4": ') + '"Dhcp4": '.length
  return answer.slice(start, answer.lastIndexOf('}, "result"'))
}

/** Everything without which Kea would not answer any more, or not from memory. */
function withChannel(text: string): string {
  const channel = {'socket-type': 'unix', 'socket-name': socket, comment: 'of this test'}
  const database = text.includes('"lease-database"') ? {} : {'lease-database': {type: 'memfile', persist: false}}
  const members = JSON.stringify({'control-socket': channel, ...database}).slice(1, -1)
  return text.replace(/"Dhcp4"\s*:\s*\{(?=\s*")/, found => `${found}${members},`)
}

function read(text: string): ConfigResult4 {
  return parseConfig4(text, 'x', {readFile: () => '', stateDirectory: directory})
}

function accepted(text: string): Read {
  const result = read(text)
  if (result.kind === 'errors') assert.fail(`${text}\n${result.errors.map(formatIssue).join('\n')}`)
  return result
}

/** Cases of the table, with every file of theirs below the directory of this test, and configurations with everything. */
function texts(): string[] {
  const table = configCases4().filter(({text, differs}) => differs === undefined && !/<\?|"control-socket"/.test(text))
  const all = [...table.map(({text}) => text), ...wholeConfigs4(directory)]
  return all
    .map(text => withChannel(text.replaceAll('"/tmp/', `"${directory}/files/`)))
    .filter(text => read(text).kind === 'config')
}

interface Finding {
  readonly compared: number
  readonly unexplained: readonly string[]
  /** Reasons of the table that were needed. */
  readonly used: ReadonlySet<string>
}

/** What does not fit although it should, of every text that Kea takes. */
async function findings(check: (text: string, kea: string) => Promise<[Json, Json]>): Promise<Finding> {
  const unexplained: string[] = []
  const used = new Set<string>()
  let compared = 0
  for (const text of texts()) {
    const theirs = await keaPrints(text)
    if (theirs === undefined) continue
    compared++
    const [kea, keats] = await check(text, theirs)
    for (const difference of differencesOf(kea, keats)) {
      const known = explanation(difference)
      if (known === undefined) unexplained.push(`${text}\n  ${JSON.stringify(difference)}`)
      else used.add(known.reason)
    }
  }
  return {compared, unexplained, used}
}

const jsonOf = (text: string): Json => JSON.parse(text) as Json

function effectiveOf(text: string): Json {
  const {config, given} = accepted(text)
  return effective4(config, given)
}

test('config-get of the real Kea and the effective configuration are the same tree', async () => {
  const found = await findings(async (text, kea) => [jsonOf(kea), effectiveOf(text)])
  assert.deepEqual(found.unexplained, [])
  assert.ok(found.compared >= 260, `${found.compared} configurations`)
  const unused = knownDifferences.filter(({reason}) => !found.used.has(reason))
  assert.deepEqual(unused, [], 'differences that do not occur any more')
})

test('the real Kea takes what keats prints, and means the same by it', async () => {
  const found = await findings(async (text, kea) => {
    const printed = configText(effectiveOf(text))
    const again = await keaPrints(printed)
    assert.ok(again !== undefined, printed)
    return [jsonOf(kea), jsonOf(again)]
  })
  assert.deepEqual(found.unexplained, [])
})

test('keats takes what the real Kea prints, and means the same by it', async () => {
  const found = await findings(async (_text, kea) => [jsonOf(kea), effectiveOf(`{"Dhcp4":${kea}}`)])
  assert.deepEqual(found.unexplained, [])
})

test('every configuration of every keyword is one that Kea takes', async () => {
  for (const text of wholeConfigs4(directory).map(withChannel))
    assert.equal((await keaLoads(text)).text, 'Configuration successful.', text)
})

for (const backend of ['pgsql', 'mysql'] as const) {
  test(`the keywords of a ${backend} database are printed as they were given, the password too`, async () => {
    const {target} = await migratedDatabase(backend)
    const user = `keats_effective_${process.pid}`
    await onServer(backend, ...accountWithPassword(backend, user))
    try {
      const access = {
        type: backend === 'pgsql' ? 'postgresql' : 'mysql',
        ...{name: target.database, host: target.host, port: target.port, user, password: 'se"cret'},
        ...{'connect-timeout': 7, 'max-reconnect-tries': 3, 'reconnect-wait-time': 10, 'on-fail': 'serve-retry-exit'},
        ...{'lfc-interval': 0, 'trust-anchor': '', persist: true},
      }
      const databases = {
        'lease-database': {...access, 'max-row-errors': 0},
        'hosts-database': {...access, readonly: true},
        'hosts-databases': [access],
      }
      const text = withChannel(JSON.stringify({Dhcp4: databases}))
      assert.equal((await keaLoads(text)).text, 'Configuration successful.')
      const kea = jsonOf((await keaPrints(text))!) as JsonMap
      const ours = effectiveOf(text) as JsonMap
      for (const key of Object.keys(databases)) assert.deepEqual(ours[key], kea[key])
      assert.match(configText(effectiveOf(text)), /"password": "se\\"cret"/)
      await keaLoads(withChannel('{"Dhcp4": {"valid-lifetime": 5}}'))
    } finally {
      await onServer(backend, backend === 'pgsql' ? `DROP ROLE ${user}` : `DROP USER '${user}'@'%'`)
    }
  })
}

function accountWithPassword(backend: 'pgsql' | 'mysql', user: string): readonly string[] {
  if (backend === 'pgsql') return [`CREATE ROLE ${user} SUPERUSER LOGIN PASSWORD 'se"cret'`]
  return [`CREATE USER '${user}'@'%' IDENTIFIED BY 'se"cret'`, `GRANT ALL ON *.* TO '${user}'@'%'`]
}
