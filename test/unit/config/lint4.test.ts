import assert from 'node:assert/strict'
import {describe, test} from 'node:test'
import {parseConfig4} from '../../../src/config/dhcp4.ts'
import {Issues} from '../../../src/config/issues.ts'
import {readJson} from '../../../src/config/json.ts'
import {type Finding, formatFinding} from '../../../src/config/lint/finding.ts'
import {lint4} from '../../../src/config/lint/lint4.ts'
import type {Machine} from '../../../src/config/lint/machine.ts'
import {lintRules4, treeRules4} from '../../../src/config/lint/rules4.ts'
import type {MapNode} from '../../../src/config/node.ts'
import {type Ipv4, parseIpv4} from '../../../src/net-types/ipv4.ts'
import {lintCases4, soundConfig4} from '../../support/lint-cases4.ts'

const ip = (text: string): Ipv4 => parseIpv4(text)!

const machine: Machine = {
  interfaces: new Map([
    ['lo', [ip('127.0.0.1')]],
    ['eth0', [ip('192.0.2.2')]],
    ['eth1', []],
  ]),
  modeOf: path =>
    new Map([
      ['x.conf', 0o644],
      ['/tmp', 0o1777],
      ['/run/kea', 0o750],
    ]).get(path),
}

const readFile = (path: string): string => {
  if (path.endsWith('.pem')) return ''
  throw new Error('no such file')
}

function findings(dhcp4: object, elsewhere = false): readonly Finding[] {
  const text = JSON.stringify({Dhcp4: dhcp4}, undefined, 1)
  const result = parseConfig4(text, 'x.conf', {readFile, stateDirectory: '/state'})
  const config = result.kind === 'config' ? result.config : undefined
  const root = readJson(text, 'x.conf', readFile, new Issues()) as MapNode
  return lint4(root.entries.get('Dhcp4')!.value as MapNode, config, elsewhere ? undefined : machine).findings
}

/** What is wrong with a case itself. */
function refused(dhcp4: object): string[] {
  const result = parseConfig4(JSON.stringify({Dhcp4: dhcp4}), 'x.conf', {readFile, stateDirectory: '/state'})
  return result.kind === 'errors' ? result.errors.map(({message}) => message) : []
}

test('every rule has a case, and every case a rule', () => {
  const rules = [...lintRules4, ...treeRules4].map(({name}) => name).sort()
  assert.deepEqual([...new Set(lintCases4.map(({rule}) => rule))].sort(), rules)
  assert.equal(new Set(rules).size, rules.length)
})

test('nothing is said about a sound configuration', () => {
  assert.deepEqual(findings(soundConfig4), [])
})

describe('rules', () => {
  for (const {rule, bad, good, path, says} of lintCases4) {
    test(`${rule}: ${path} ${says.source}`, () => {
      const faulty = {...soundConfig4, ...bad}
      const sound = {...soundConfig4, ...good}
      assert.deepEqual([...refused(faulty), ...refused(sound)], [])
      const found = findings(faulty).filter(finding => finding.rule === rule)
      const there = found.filter(finding => finding.path === path && says.test(finding.message))
      assert.equal(there.length, 1, found.map(formatFinding).join('\n') || 'not found')
      assert.ok(there[0]!.remedy !== '' && there[0]!.line > 1)
      const remaining = findings(sound).filter(finding => finding.rule === rule)
      assert.deepEqual(remaining, [])
    })
  }
})

test('of a configuration for another machine nothing of this one is looked at', () => {
  const elsewhere = {
    ...soundConfig4,
    'interfaces-config': {interfaces: ['eth9']},
    'control-sockets': [{'socket-type': 'unix', 'socket-name': '/nowhere/x'}],
  }
  assert.deepEqual(findings(elsewhere, true), [])
  assert.equal(findings(elsewhere).length, 2)
})

test('a value that many inherit is told once, and of very many findings only the first', () => {
  const subnets = Array.from({length: 60}, (_, index) => ({
    id: index + 1,
    subnet: `10.0.${index}.0/24`,
    pools: [{pool: `10.0.${index}.0/25`}],
  }))
  const many = findings({...soundConfig4, 'valid-lifetime': 5, subnet4: subnets})
  assert.equal(many.filter(({rule}) => rule === 'lifetime-short').length, 1)
  assert.equal(many.filter(({rule}) => rule === 'pool-edge').length, 50)
})

test('a finding has its place in the text', () => {
  const [finding] = findings({...soundConfig4, 'valid-lifetime': 5})
  assert.match(
    formatFinding(finding!),
    /^x\.conf:\d+:\d+: warning: Dhcp4\.valid-lifetime: .+ \[lifetime-short\]\n {4}.+$/,
  )
})
