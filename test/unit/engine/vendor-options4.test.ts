import assert from 'node:assert/strict'
import {test} from 'node:test'
import {hostOptions4} from '../../../src/engine/host-options4.ts'
import {mergeOptions4} from '../../../src/engine/option-set4.ts'
import {ReplyOptions4} from '../../../src/engine/reply-options4.ts'
import {addVendorOptions4} from '../../../src/engine/vendor-options4.ts'
import type {Host4, HostOption4} from '../../../src/model/host4.ts'
import type {ConfiguredOption4} from '../../../src/model/scope4.ts'
import {OptionDefinitions4} from '../../../src/wire/option-definitions4.ts'
import {uint8} from '../../../src/wire/option-fields.ts'

const hex = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString('hex')
const option = (code: number, data: string, more: Partial<ConfiguredOption4> = {}): ConfiguredOption4 => ({
  ...{code, space: 'vendor-9', data: Buffer.from(data, 'hex'), alwaysSend: true, neverSend: false},
  ...{clientClasses: [], userContext: undefined, ...more},
})

function answered(levels: readonly ConfiguredOption4[], asked = '0000000900'): string | undefined {
  const options = new ReplyOptions4()
  addVendorOptions4(options, Buffer.from(asked, 'hex'), mergeOptions4([levels], new Set(['in'])))
  return hex(options.get(125))
}

test('what does not fit into 255 bytes of a vendor goes into further blocks', () => {
  const long = answered([option(1, 'ab'.repeat(150)), option(2, 'cd'.repeat(150)), option(3, 'ef'.repeat(255))])
  const block = (data: string) => `00000009${(data.length / 2).toString(16).padStart(2, '0')}${data}`
  const blocks = [
    `0196${'ab'.repeat(150)}`,
    `0296${'cd'.repeat(150)}`,
    `03fd${'ef'.repeat(253)}`,
    `0302${'ef'.repeat(2)}`,
  ].map(block)
  assert.equal(long, blocks.join(''))
})

test('never-send of a vendor option, and of option 125 itself', () => {
  assert.equal(answered([option(1, '01'), option(2, '02', {neverSend: true})]), '0000000903010101')
  assert.equal(answered([option(1, '01'), option(125, '', {space: 'dhcp4', neverSend: true})]), undefined)
})

test('an option for classes is for members only, and the first that is for the client counts', () => {
  assert.equal(answered([option(1, '01', {clientClasses: ['out']}), option(1, '02')]), '0000000903010102')
  assert.equal(answered([option(1, '01', {clientClasses: ['out', 'in']}), option(1, '02')]), '0000000903010101')
})

test('broken vendor options of a client', () => {
  for (const asked of ['', '00', '000000', '00000009ff', '00000009ff0101']) {
    const found = answered([option(1, '01')], asked)
    assert.equal(found, asked.length >= 8 ? '0000000903010101' : undefined, asked)
  }
})

const row = (code: number, space: string, data: HostOption4['data']): HostOption4 => ({
  ...{code, space, data, alwaysSend: false, neverSend: false, userContext: undefined},
})

test('options of a row are read by the definitions of the configuration, sub-options go inside', () => {
  const definitions = new OptionDefinitions4([
    {code: 230, name: 'holder', space: 'dhcp4', fields: [], repeats: false, encapsulates: 'x'},
    {code: 1, name: 'one', space: 'x', fields: [uint8 as never], repeats: false, encapsulates: undefined},
  ])
  const options = [
    row(3, 'dhcp4', {text: '192.0.2.1, 192.0.2.2'}),
    row(6, 'dhcp4', {text: 'no address'}),
    row(222, 'dhcp4', {text: 'nobody knows what it is'}),
    row(223, 'dhcp4', {bytes: '0a0b'}),
    row(15, 'dhcp4', {bytes: '61626300'}),
    row(28, 'dhcp4', {bytes: '01'}),
    row(230, 'dhcp4', {bytes: ''}),
    row(1, 'x', {text: '7'}),
  ]
  const host = {options} as unknown as Host4
  const read = hostOptions4(host, definitions)
  assert.deepEqual(
    read.options.map(({code, space, data}) => `${space} ${code} ${hex(data)}`),
    ['dhcp4 3 c0000201c0000202', 'dhcp4 223 0a0b', 'dhcp4 15 616263', 'dhcp4 230 010107', 'x 1 07'],
  )
  assert.deepEqual(
    read.refused.map(({code, why}) => [code, why]),
    [
      [6, "option domain-name-servers: 'no address' is not an IPv4 address"],
      [222, 'option 222: it is text, and nothing defines how to read it'],
      [28, "option broadcast-address: its bytes '01' are not an IPv4 address"],
    ],
  )
})
