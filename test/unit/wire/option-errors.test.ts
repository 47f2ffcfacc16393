import assert from 'node:assert/strict'
import {test} from 'node:test'
import {encodeOptionBinary, encodeOptionCsv} from '../../../src/wire/option-codec.ts'
import {standardOption4} from '../../../src/wire/options4.ts'
import {decodeSubOptions, encodeSubOptions} from '../../../src/wire/sub-options.ts'

const option = (name: string) => standardOption4(name)!

const complaints: readonly [string, string, string][] = [
  ['domain-name-servers', '10.0.0', "option domain-name-servers: '10.0.0' is not an IPv4 address"],
  ['interface-mtu', '70000', "option interface-mtu: '70000' is not an integer from 0 to 65535"],
  ['time-offset', 'east', "option time-offset: 'east' is not an integer from -2147483648 to 2147483647"],
  ['ip-forwarding', 'yes', "option ip-forwarding: 'yes' is not true or false"],
  ['domain-search', 'a..b', "option domain-search: 'a..b' is not a domain name"],
  ['host-name', '', 'option host-name: a value is missing (string)'],
  ['slp-service-scope', 'true', 'option slp-service-scope: has the values boolean, string, only 1 given'],
  ['dhcp-client-identifier', '0a0', "option dhcp-client-identifier: '0a0' is not an even number of hexadecimal digits"],
  ['vendor-encapsulated-options', '01', "option vendor-encapsulated-options: has no value of its own, '01' is given"],
]
for (const [name, data, text] of complaints) {
  test(`csv: ${name} '${data}'`, () => {
    assert.deepEqual(encodeOptionCsv(option(name), data), {kind: 'option-data-error', text})
  })
}

test('binary: what does not fit the definition is told with the bytes', () => {
  const told = (name: string, data: string) => encodeOptionBinary(option(name), data)
  assert.deepEqual(told('routers', '0a0b'), {
    kind: 'option-data-error',
    text: "option routers: its bytes '0a0b' are not an IPv4 address",
  })
  assert.deepEqual(told('routers', 'xyz'), {
    kind: 'option-data-error',
    text: "option routers: 'xyz' is neither hexadecimal digits nor a text in single quotes",
  })
})

test('sub-options: the first of two counts, a broken one ends them, 0 and 255 are codes', () => {
  const bytes = Uint8Array.of(0, 1, 9, 255, 0, 1, 1, 7, 1, 1, 8, 2, 5, 1)
  const {found} = decodeSubOptions(bytes)
  assert.deepEqual(
    [...found].map(([code, content]) => [code, ...content]),
    [[0, 9], [255], [1, 7]],
  )
  assert.deepEqual([...encodeSubOptions(found)], [...bytes.subarray(0, 8)])
  const long = encodeSubOptions([[1, new Uint8Array(256)]])
  assert.deepEqual([long[0], long[1], long[257], long[258], long.length], [1, 255, 1, 1, 260])
})
