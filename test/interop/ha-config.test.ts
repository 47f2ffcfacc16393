import assert from 'node:assert/strict'
import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {test} from 'node:test'
import {effectiveHighAvailability} from '../../src/config/ha/effective.ts'
import {readHighAvailability} from '../../src/config/ha/high-availability.ts'
import {Issues} from '../../src/config/issues.ts'
import {readJson} from '../../src/config/json.ts'
import type {MapNode} from '../../src/config/node.ts'
import {Section} from '../../src/config/section.ts'
import type {JsonMap} from '../../src/model/json.ts'
import {makeAuthority} from '../support/certificates.ts'
import {scratchDirectory} from '../support/databases.ts'
import {haCases} from '../support/ha-config-cases.ts'
import {type ControlAnswer, exchange, keaCommand} from '../support/kea-control.ts'
import {startKea4} from '../support/kea4.ts'

const hooks = '/usr/lib/x86_64-linux-gnu/kea/hooks'
const environment = {readFile: (path: string) => readFileSync(path, 'utf8'), stateDirectory: '/'}

function configOf(socket: string, parameters: string): string {
  const library = `{"library":"${hooks}/libdhcp_ha.so","parameters":${parameters}}`
  return `{"interfaces-config":{"interfaces":[]},"lease-database":{"type":"memfile","persist":false},
    "control-socket":{"socket-type":"unix","socket-name":"${socket}"},
    "hooks-libraries":[{"library":"${hooks}/libdhcp_lease_cmds.so"},${library}]}`
}

interface Judged {
  /** What is wrong; '' = nothing. */
  readonly refusal: string
  /** The parameters as config-get prints them, when nothing is wrong. */
  readonly printed: unknown
}

async function askKea(socket: string, parameters: string): Promise<Judged> {
  const command = `{"command":"config-set","arguments":{"Dhcp4":${configOf(socket, parameters)}}}`
  const {result, text} = JSON.parse(await exchange(socket, command)) as ControlAnswer
  if (result !== 0) return {refusal: text, printed: undefined}
  const {arguments: got} = await keaCommand(socket, 'config-get')
  const {Dhcp4} = got as {Dhcp4: {'hooks-libraries': {parameters?: unknown}[]}}
  return {refusal: '', printed: Dhcp4['hooks-libraries'][1]!.parameters}
}

function judge(parameters: string): Judged {
  const issues = new Issues()
  const node = readJson(`{"entry":1,"parameters":${parameters}}`, 'test', environment.readFile, issues)
  const entry = new Section(node as MapNode, '', issues)
  const map = (node as MapNode).entries.get('parameters')!.value as MapNode
  const section = map.entries.size === 0 ? undefined : entry.map('parameters')
  const relationship = readHighAvailability(section, entry, environment)
  section?.finish()
  const refusal = issues.errors.map(({path, message}) => `${path}: ${message}`).join('\n')
  assert.equal(relationship === undefined && refusal === '', false, `${parameters}: refused without a reason`)
  return {refusal, printed: refusal === '' ? plainCopy(effectiveHighAvailability(map)) : undefined}
}

const plainCopy = (value: JsonMap): unknown => JSON.parse(JSON.stringify(value))

function paths(): (parameters: string) => string {
  const at = (name: string) => join(scratchDirectory(), name)
  const {certFile, keyFile} = makeAuthority(at('ha-tls'))
  writeFileSync(at('ha-secret'), 'secret\n')
  const files: Readonly<Record<string, string>> = {
    SECRET: at('ha-secret'),
    ABSENT: at('ha-absent'),
    'TRUST-ANCHOR': certFile,
    'CERT-FILE': certFile,
    'KEY-FILE': keyFile,
  }
  const words = /"(SECRET|ABSENT|TRUST-ANCHOR|CERT-FILE|KEY-FILE)"/g
  return parameters => parameters.replace(words, (_, word: string) => JSON.stringify(files[word]))
}

test('libdhcp_ha.so 2.2.0 and keats take the same parameters, and print them alike', async context => {
  assert.ok(haCases.length >= 250, `only ${haCases.length} cases`)
  const withPaths = paths()
  const socket = join(scratchDirectory(), 'ha.sock')
  const bare = JSON.parse(configOf(socket, '{}')) as {'hooks-libraries': object[]}
  const kea = await startKea4({...bare, 'hooks-libraries': []})
  context.after(() => kea.stop())
  const wrong: string[] = []
  for (const {parameters: words, differs} of haCases) {
    const parameters = withPaths(words)
    const [theirs, ours] = [await askKea(socket, parameters), judge(parameters)]
    const told = `${parameters}\n  Kea: ${theirs.refusal || 'taken'}\n  keats: ${ours.refusal || 'taken'}`
    const same = (theirs.refusal === '') === (ours.refusal === '')
    if (same !== (differs === undefined)) wrong.push(told)
    else if (same && ours.refusal === '') assert.deepEqual(ours.printed, theirs.printed, parameters)
  }
  assert.equal(wrong.join('\n'), '')
})
