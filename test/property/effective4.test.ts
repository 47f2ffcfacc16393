import assert from 'node:assert/strict'
import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {test} from 'node:test'
import {configHash, configText} from '../../src/config/config-text.ts'
import {type ConfigResult4, parseConfig4} from '../../src/config/dhcp4.ts'
import {effective4} from '../../src/config/effective4.ts'
import type {Environment} from '../../src/config/environment.ts'
import {formatIssue} from '../../src/config/issues.ts'
import type {Json} from '../../src/model/json.ts'
import {configCases4, includedFiles} from '../support/config-cases4.ts'

type Read = Extract<ConfigResult4, {kind: 'config'}>

const environment: Environment = {
  readFile: path => {
    const text = includedFiles[path]
    if (text === undefined) throw new Error('no such file')
    return text
  },
  stateDirectory: '/state',
}

function read(text: string): Read | undefined {
  const result = parseConfig4(text, 'x', environment)
  return result.kind === 'config' ? result : undefined
}

const print = ({config, given}: Read): Json => effective4(config, given)

/** What is printed reads back as the same configuration, and prints as the same text. */
function checkLossless(first: Read, text: string): void {
  const printed = configText(print(first))
  const again = parseConfig4(printed, 'printed', environment)
  if (again.kind === 'errors') assert.fail(`${text}\n${printed}\n${again.errors.map(formatIssue).join('\n')}`)
  assert.deepEqual(again.config, first.config, text)
  assert.equal(configText(print(again)), printed, text)
  assert.equal(configHash(print(again)), configHash(print(first)))
}

test('every configuration of the table is printed without a loss', () => {
  const accepted = configCases4().filter(({text}) => {
    const result = read(text)
    if (result !== undefined) checkLossless(result, text)
    return result !== undefined
  })
  assert.ok(accepted.length >= 300, `${accepted.length} configurations`)
})

test('the examples of the Kea package are printed without a loss', () => {
  const directory = '/usr/share/doc/kea/examples/kea4'
  const accepted = readdirSync(directory).filter(name => {
    if (!name.endsWith('.json')) return false
    const text = readFileSync(join(directory, name), 'utf8')
    const result = read(text)
    if (result !== undefined) checkLossless(result, name)
    return result !== undefined
  })
  assert.ok(accepted.length >= 6, accepted.join())
})
