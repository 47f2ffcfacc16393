import assert from 'node:assert/strict'
import {test} from 'node:test'
import {readConfig4} from '../../../src/config/dhcp4.ts'
import {withMaps, withMember, withoutMember} from '../../../src/config/edit.ts'
import {mapsIn} from '../../../src/config/given.ts'
import {nodeOf} from '../../../src/config/json-node.ts'
import type {MapNode, Node} from '../../../src/config/node.ts'
import {type Running4, runningNode} from '../../../src/config/running-node.ts'
import {type Configured4, configured4} from '../../../src/config/verdict4.ts'
import type {Json} from '../../../src/model/json.ts'

const environment = {readFile: () => '', stateDirectory: '/'}
const mac = (n: number) => `02:00:00:00:00:0${n}`
const option = {'option-data': [{name: 'n', data: '7'}]}
const dhcp4 = {
  'option-def': [{name: 'n', code: 230, type: 'uint8'}],
  reservations: [{'hw-address': mac(1), hostname: 'everywhere', ...option}],
  'shared-networks': [
    {name: 'net', subnet4: [{id: 2, subnet: '10.2.0.0/24', reservations: [{duid: '01:02', 'ip-address': '10.2.0.1'}]}]},
  ],
  subnet4: [
    {
      id: 1,
      subnet: '10.1.0.0/24',
      reservations: [
        {'hw-address': mac(3), 'ip-address': '10.1.0.3', 'user-context': {a: [1, 2.5]}, ...option},
        {'hw-address': mac(2), 'ip-address': '10.1.0.2', 'client-classes': ['a']},
        {'client-id': '01', hostname: 'c'},
      ],
    },
  ],
}

type Edit = (dhcp4: MapNode) => MapNode

const map = (json: Json) => nodeOf(json) as MapNode
/** Changes the first subnet outside of networks. */
const inSubnet =
  (change: Edit): Edit =>
  dhcp4 =>
    withMaps(dhcp4, 'subnet4', mapsIn(dhcp4, 'subnet4').map(change))
const added = (json: Json) =>
  inSubnet(subnet => withMaps(subnet, 'reservations', [...mapsIn(subnet, 'reservations'), map(json)]))

function read(node: Node): Configured4 | readonly string[] {
  const result = readConfig4(node, environment)
  if (result.kind === 'config') return configured4(result)
  return result.errors.map(({file, line, column, path, message}) => [file, line, column, path, message].join(':'))
}

function started(): Configured4 {
  const first = read(map(dhcp4))
  assert.ok('config' in first)
  return first
}

/** What comes of a change is the same whether reservations are read again or not. */
function changed(current: Running4, edit: Edit): Configured4 | readonly string[] {
  const quick = read(edit(runningNode(current)))
  const slow = read(edit(map(current.dhcp4)))
  if (!('config' in quick) || !('config' in slow)) {
    assert.deepEqual(quick, slow)
    return quick
  }
  assert.deepEqual(quick.config, slow.config)
  assert.deepEqual(quick.dhcp4, slow.dhcp4)
  assert.deepEqual([...quick.printed.values()], [...slow.printed.values()])
  return quick
}

function good(current: Running4, edit: Edit): Configured4 {
  const next = changed(current, edit)
  assert.ok('config' in next, JSON.stringify(next))
  return next
}

test('reservations that stay are not read again, and not printed again', () => {
  const first = started()
  const edits: readonly Edit[] = [
    dhcp4 => dhcp4,
    added({'hw-address': mac(4), 'ip-address': '10.1.0.4'}),
    dhcp4 => withMaps(dhcp4, 'subnet4', [...mapsIn(dhcp4, 'subnet4'), map({id: 9, subnet: '10.9.0.0/24'})]),
    dhcp4 => withMember(dhcp4, 'valid-lifetime', map({n: 5}).entries.get('n')!.value),
  ]
  let current = first
  for (const edit of edits) current = good(current, edit)
  assert.equal(current.config.reservations.length, 6)
  for (const host of first.config.reservations) assert.ok(current.config.reservations.includes(host))
  const printed = [...first.printed.keys()]
  assert.ok(printed.every(json => current.printed.has(json)))
})

test('what is changed in one, or around it, counts', () => {
  const first = started()
  const renamed = inSubnet(subnet =>
    withMaps(
      subnet,
      'reservations',
      mapsIn(subnet, 'reservations').map(one => withMember(one, 'hostname', map({h: 'new'}).entries.get('h')!.value)),
    ),
  )
  const names = good(first, renamed).config.reservations.map(({hostname}) => hostname)
  assert.deepEqual(names.sort(), ['', 'everywhere', 'new', 'new', 'new'])

  const wider = (dhcp4: MapNode) => withMaps(dhcp4, 'option-def', [map({name: 'n', code: 230, type: 'uint16'})])
  const [global] = good(first, wider).config.reservations
  assert.deepEqual(global!.options[0]!.data, {bytes: '0007'})
})

test('the same is refused, in the same words', () => {
  const first = started()
  const errors = (edit: Edit) => {
    const refused = changed(first, edit)
    assert.ok(!('config' in refused))
    return refused.join('\n')
  }
  assert.match(errors(added({'hw-address': mac(2), hostname: 'x'})), /has a reservation for this hw-address already/)
  assert.match(errors(added({'client-id': '02', 'ip-address': '10.1.0.3'})), /has a reservation of 10\.1\.0\.3 already/)
  const moved = inSubnet(subnet => withMember(subnet, 'subnet', map({s: '10.8.0.0/24'}).entries.get('s')!.value))
  assert.match(errors(moved), /10\.1\.0\.3 is not inside the subnet 10\.8\.0\.0\/24/)
  assert.match(
    errors(dhcp4 => withoutMember(dhcp4, 'option-def')),
    /there is no option "n"|option 230 has no definition/,
  )
})
