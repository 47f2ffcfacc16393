import {NAME_LIST} from './differences.ts'
import {discover, select} from './queries.ts'
import type {Query4, Scenario4} from './scenario.ts'

const one = (name: string, query: Query4): Scenario4 => ({name, steps: [query]})
const withOption = (name: string, code: number, content: string): Scenario4 =>
  one(`option ${code}: ${name}`, discover({options: {[code]: content}}))

/** The statistics of a message that Kea drops and keats answers. */
const answered = ['discover-received', 'parse-failed', 'receive-drop', 'offer-sent', 'sent']
const nameListCounted = Object.fromEntries(answered.map(name => [`statistic pkt4-${name}`, NAME_LIST]))

/** What a server should not answer, or answer all the same. */
export const hostileScenarios4: readonly Scenario4[] = [
  one('no message type', {type: 0}),
  ...[2, 5, 6, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 200, 255].map(type => one(`message type ${type}`, {type})),
  withOption('empty', 53, ''),
  withOption('two bytes', 53, '0101'),
  one('reply instead of request', discover({op: 2})),
  one('DISCOVER with our server-id', discover({server: '127.0.0.1'})),
  one('DISCOVER with another server-id', discover({server: '127.8.8.8'})),
  one('REQUEST with server-id 0.0.0.0', select({ask: '127.0.1.10', server: '0.0.0.0'})),
  one('REQUEST with server-id of three bytes', {type: 3, ask: '127.0.1.10', options: {54: '7f0000'}}),
  one('REQUEST with server-id of five bytes', {type: 3, ask: '127.0.1.10', options: {54: '7f00000100'}}),
  one('REQUEST with an empty server-id', {type: 3, ask: '127.0.1.10', options: {54: ''}}),
  ...[3, 0, 5, 8].map(length => withOption(`${length} bytes`, 50, '7f00010c01020304'.slice(0, length * 2))),
  withOption('empty', 55, ''),
  withOption('empty', 51, ''),
  withOption('three bytes', 1, 'ffffff'),
  withOption('empty', 3, ''),
  withOption('five bytes', 6, '0102030405'),
  withOption('three bytes', 57, '000102'),
  withOption('one byte', 57, '02'),
  withOption('576', 57, '0240'),
  withOption('empty', 60, ''),
  withOption('text', 60, '61626364'),
  withOption('zero bytes', 60, '0000'),
  withOption('three bytes', 93, '000102'),
  withOption('empty', 124, ''),
  withOption('short', 124, '000000'),
  withOption('number alone', 124, '00000009'),
  withOption('empty text', 124, '0000000900'),
  withOption('one text', 124, '0000000901ff'),
  withOption('two texts', 124, '0000000901ff0000000a01aa'),
  withOption('second number alone', 124, '0000000901ff00000009'),
  withOption('cut short', 124, '0000000902ff'),
  withOption('byte too much', 124, '0000000901ff00'),
  {
    ...withOption('cut short, read leniently', 124, '0000000902ff'),
    config: {compatibility: {'lenient-option-parsing': true}},
  },
  withOption('short', 125, '0000118b05'),
  withOption('well formed', 125, '0000118b03010102'),
  withOption('lone byte', 43, '01'),
  withOption('sub-option cut short', 43, '0109aa'),
  withOption('empty', 43, ''),
  withOption('empty', 15, ''),
  {...withOption('pointer', 119, 'c000'), differences: {'0.answer': NAME_LIST, ...nameListCounted}},
  withOption('empty', 77, ''),
  withOption('some bytes', 77, '0561'),
  withOption('some bytes', 224, '00'),
  withOption('empty', 116, ''),
  withOption('three', 116, '03'),
  withOption('empty', 19, ''),
  withOption('seven', 19, '07'),
  withOption('some bytes', 121, '18c0'),
  withOption('some bytes', 90, '0101'),
  withOption('three', 52, '03'),
  withOption('nine', 52, '09'),
]
