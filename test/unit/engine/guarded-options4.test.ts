import assert from 'node:assert/strict'
import {test} from 'node:test'
import {parseConfig4} from '../../../src/config/dhcp4.ts'
import {effective4} from '../../../src/config/effective4.ts'
import type {Host4} from '../../../src/model/host4.ts'
import {indexOf} from '../../support/engine4.ts'

const definitions = [
  {name: 'holder', code: 230, type: 'empty', encapsulate: 'x'},
  {name: 'n', code: 1, type: 'uint8', space: 'x'},
  {name: 'inner', code: 2, type: 'empty', space: 'x', encapsulate: 'y'},
  {name: 'deep', code: 1, type: 'uint8', space: 'y'},
]
const holder = {name: 'holder'}
const n = (data: string, ...classes: string[]) => ({name: 'n', space: 'x', data, ...forClasses(classes)})
const forClasses = (classes: string[]) => (classes.length === 0 ? {} : {'client-classes': classes})

type Map4 = Record<string, unknown>

/** Option 230 of a client in these classes, as hexadecimal digits, of a network with these keywords at some level. */
function holderOf(levels: {[level: string]: object[]}, ...classes: string[]): string | undefined {
  const options = (level: string) => ({'option-data': levels[level] ?? []})
  const reservation = {'hw-address': '02:00:00:00:00:01', hostname: 'h', ...options('reservation')}
  const pools = [{pool: '10.1.0.10 - 10.1.0.20', ...options('pool')}]
  const subnet = {id: 1, subnet: '10.1.0.0/24', pools, reservations: [reservation], ...options('subnet')}
  const config: Map4 = {
    'option-def': definitions,
    subnet4: [],
    'client-classes': [{name: 'a'}, {name: 'b'}, {name: 'c', ...options('class')}],
    'shared-networks': [{name: 'net', subnet4: [subnet], ...options('network')}],
    ...options('global'),
  }
  const index = indexOf(config)
  const indexed = index.byId.get(1)!
  const pool = indexed.subnet.pools[0]!
  const host = levels['reservation'] === undefined ? undefined : (index.config.reservations[0] as Host4)
  const place = indexed.poolOptions.get(pool) ?? indexed.options
  const value = index.optionLevels.of(place, new Set([...classes, 'c']), host).values.get(230)
  return value && Buffer.from(value).toString('hex')
}

for (const level of ['global', 'class', 'network', 'subnet', 'pool', 'reservation']) {
  test(`a sub-option for members of a class is for them only: ${level}`, () => {
    const options = {[level]: [holder, n('7', 'a', 'b')]}
    assert.equal(holderOf(options), '')
    assert.equal(holderOf(options, 'a'), '010107')
    assert.equal(holderOf(options, 'b'), '010107')
    const either = {[level]: [n('7', 'a'), n('8', 'b'), n('9'), holder]}
    assert.equal(holderOf(either), '010109')
    assert.equal(holderOf(either, 'a'), '010107')
    assert.equal(holderOf(either, 'b'), '010108')
    assert.equal(holderOf(either, 'a', 'b'), '010107')
  })
}

test('sub-options of sub-options, and parents, for members', () => {
  const deep = {name: 'deep', space: 'y', data: '5', 'client-classes': ['b']}
  const inner = {name: 'inner', space: 'x', 'client-classes': ['a']}
  const options = {subnet: [holder, inner, deep, n('3')]}
  assert.equal(holderOf(options), '010103')
  assert.equal(holderOf(options, 'a'), '0101030200')
  assert.equal(holderOf(options, 'b'), '010103')
  assert.equal(holderOf(options, 'a', 'b'), '0101030203010105')
  const guardedHolder = {subnet: [{...holder, 'client-classes': ['a']}, n('3', 'b')], global: [holder, n('4')]}
  assert.equal(holderOf(guardedHolder), '010104')
  assert.equal(holderOf(guardedHolder, 'a'), '')
  assert.equal(holderOf(guardedHolder, 'a', 'b'), '010103')
})

test('a sub-option that is never to be sent stays out of its parent', () => {
  assert.equal(holderOf({subnet: [holder, {name: 'n', space: 'x', 'never-send': true}]}), '')
  const hidden = {subnet: [holder, {name: 'n', space: 'x', 'never-send': true, 'client-classes': ['a']}, n('3')]}
  assert.equal(holderOf(hidden), '010103')
  assert.equal(holderOf(hidden, 'a'), '')
})

test('bytes of the parent itself count before sub-options for members', () => {
  const own = {code: 230, 'csv-format': false, data: '010101'}
  const other = {name: 'inner', space: 'x', 'client-classes': ['a']}
  assert.equal(holderOf({subnet: [own, n('7', 'a'), other]}, 'a'), '0101010200')
  assert.equal(holderOf({subnet: [own, n('7', 'a'), other]}), '010101')
})

test('what is printed means the same when it is read again', () => {
  const read = (dhcp4: unknown) => {
    const result = parseConfig4(JSON.stringify({Dhcp4: dhcp4}), 'x', {readFile: () => '', stateDirectory: '/'})
    assert.ok(result.kind === 'config')
    return {config: result.config, printed: effective4(result.config, result.given)}
  }
  const options = {'option-data': [holder, n('7', 'a'), n('9')]}
  const reservations = [{'hw-address': '02:00:00:00:00:01', ...options}]
  const first = read({'option-def': definitions, ...options, reservations})
  const second = read(first.printed)
  assert.deepEqual(second.config, first.config)
  assert.deepEqual(second.printed, first.printed)
})
