import type {Ipv4} from '../../src/net-types/ipv4.ts'
import {encode4} from '../../src/wire/encode4.ts'
import {message4} from './message4.ts'

type Options = Iterable<readonly [number, readonly number[] | Uint8Array]>

/** DISCOVERs with what expressions ask for, whole, odd and broken, by what is special in them. None repeats an xid. */
export function expressionPackets4(): ReadonlyMap<string, Uint8Array> {
  return new Map(Object.entries(optionsOf).map(([name, options], index) => [name, packet(options, index)]))
}

function packet(options: Options, index: number): Uint8Array {
  return encode4(
    message4({
      xid: 0x1000 + index,
      giaddr: 0x7f000001 as Ipv4,
      chaddr: Uint8Array.of(2, 1, 2, 3, 4, index),
      options: [[53, [1]], ...options],
    }),
  )
}

const text = (value: string) => Buffer.from(value, 'latin1')

// biome-ignore format: tables of bytes
const optionsOf: Readonly<Record<string, Options>> = {
  'many options': [
    [60, text('APC Foo')], [12, text('host\0')], [50, [10, 1, 2, 3]], [51, [0, 0, 14, 16]], [61, [1, 2, 1, 2, 3, 4, 5]],
    [55, [1, 3, 6]], [57, [5, 220]], [77, [3, 97, 98, 99]], [81, [5, 0, 0, 4, 72, 111, 115, 116, 0]], [93, [0, 7]],
    [94, [1, 2, 1]], [97, [0, 1, 2, 0xab]], [43, [1, 2, 65, 66, 2, 1, 67]], [150, [1, 2, 3, 4]], [224, [9]],
    [82, [1, 3, 97, 98, 99, 2, 2, 0, 255, 5, 4, 10, 0, 0, 1]], [118, [10, 0, 0, 0]], [116, [1]], [108, [0, 0, 1, 0]],
    [124, [0, 0, 17, 139, 4, 3, 97, 98, 99, 0, 0, 17, 139, 5, 1, 65, 2, 66, 67]], [14, []], [145, [1]], [90, [0, 1]],
    [125, [0, 0, 17, 139, 7, 10, 2, 88, 89, 11, 1, 90]], [119, [3, 102, 111, 111, 0, 3, 98, 97, 114, 0]],
    [2, [255, 255, 255, 255]], [33, [1, 2, 3, 4, 5, 6, 7, 8]], [80, []], [19, [1]], [121, [24, 10, 0, 0, 10, 0, 0, 1]],
    [78, [1, 1, 2, 3, 4]], [79, [1, 97, 98]], [67, text('boot\0\0')], [159, [0, 6, 80, 0]],
    [212, [4, 32, 0x20, 1, 13, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4]],
  ],
  'no options': [],
  'sub-options twice, code 0': [[82, [1, 3, 97, 98, 99, 1, 2, 88, 89, 0, 0]], [81, [4, 0, 0, 4, 104, 111, 115, 116, 3, 99, 111, 109, 0]]],
  'two enterprises in 125': [[125, [0, 0, 0, 9, 4, 10, 2, 1, 81, 0, 0, 0, 10, 3, 7, 1, 9]]],
  'first enterprise without data': [[125, [0, 0, 0, 9, 0, 0, 0, 0, 10, 3, 7, 1, 9]]],
  'a sub-option of 125 twice': [[125, [0, 0, 0, 9, 6, 10, 1, 65, 10, 1, 66]]],
  'enterprise alone': [[125, [0, 0, 0, 9]]],
  '125 cut short in its number': [[125, [0, 0]]],
  '125 cut short in its data': [[125, [0, 0, 0, 9, 9, 5, 1, 1]]],
  'several vendor class strings': [[124, [0, 0, 0, 9, 6, 2, 97, 98, 2, 99, 100]]],
  'two enterprises in 124': [[124, [0, 0, 17, 139, 4, 3, 97, 98, 99, 0, 0, 17, 140, 2, 1, 65]]],
  'empty vendor class': [[124, [0, 0, 17, 139, 0]]],
  'empty 82': [[82, []], [81, [14, 0, 0, 4, 72, 111, 115, 116]]],
  'sub-option of 82 cut short': [[82, [1, 3, 97, 98]]],
  'second sub-option of 82 cut short': [[82, [1, 3, 97, 98, 99, 2, 9, 1]]],
  'name of zero bytes': [[60, [0]], [81, [1, 0, 0]]],
  'zero inside a text': [[60, [65, 0, 66, 0]], [61, [1, 9]]],
  'empty client identifier': [[61, []], [119, [3, 102, 111, 111, 0]]],
  'records': [
    [146, [1, 1, 2, 3, 4, 5, 6, 7, 8, 3, 102, 111, 111, 0]], [137, [3, 102, 111, 111, 0]], [117, [0, 1, 0, 2]], [99, [1, 2]],
    [138, [1, 2, 3, 4]], [113, text('x')], [97, [1]], [90, []],
  ],
}
