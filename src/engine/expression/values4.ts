import type {PacketField, PacketField4, Value} from '../../model/expression.ts'
import {concatBytes} from '../../wire/writer.ts'
import {option4} from '../option-codes4.ts'
import {uint32Bytes} from '../read-option4.ts'
import {
  type CompiledValue,
  type Compiler4,
  type Definitions4,
  EMPTY,
  type Evaluation4,
  type Packet4,
} from './evaluation4.ts'
import {compileLength, compileOption, compileOptionText} from './options4.ts'
import {hexString, lowerCase, splitField, substring, upperCase} from './strings.ts'
import {toText} from './to-text.ts'
import {vendorClassData, vendorEnterprise} from './vendor4.ts'

export function compileValue(value: Value, compiler: Compiler4): CompiledValue {
  const inner = compiler.value
  switch (value.kind) {
    case 'literal':
      return sure(() => value.bytes)
    case 'option': {
      const read = (value.form === 'hex' ? compileOption : compileOptionText)(value.source, compiler.definitions)
      return {run: ({packet}) => read(packet.message.options) ?? EMPTY, fallible: false}
    }
    case 'pkt':
      return packetField(value.field, compiler.definitions)
    case 'pkt4':
      return sure(packetFields4[value.field])
    case 'enterprise':
      return sure(packet => vendorEnterprise(packet.message.options, value.of))
    case 'vendor-class-data':
      return sure(packet => vendorClassData(packet.message.options, value.enterprise, value.index))
    case 'substring': {
      const {run, fallible} = inner(value.of)
      const {start, length} = value
      return {run: evaluation => substring(run(evaluation), start, length), fallible}
    }
    case 'split':
      return both(inner(value.of), inner(value.delimiters), (of, by) => splitField(of, by, value.field))
    case 'hexstring':
      return hexstring(inner(value.of), inner(value.separator))
    case 'concat':
      return concat(value.of.map(inner))
    case 'ifelse':
      return choice(value, compiler)
    case 'lcase':
    case 'ucase': {
      const {run, fallible} = inner(value.of)
      const recase = value.kind === 'lcase' ? lowerCase : upperCase
      return {run: evaluation => recase(run(evaluation)), fallible}
    }
    case 'totext':
      return toText(value.as, inner(value.of))
    case 'pkt6':
    case 'relay6':
      throw new RangeError(`${value.kind} is for DHCPv6 only`)
    default:
      throw value satisfies never
  }
}

function sure(run: (packet: Packet4) => Uint8Array): CompiledValue {
  return {run: ({packet}) => run(packet), fallible: false}
}

function both(
  first: CompiledValue,
  second: CompiledValue,
  make: (first: Uint8Array, second: Uint8Array) => Uint8Array,
): CompiledValue {
  const [one, other] = [first.run, second.run]
  return {run: evaluation => make(one(evaluation), other(evaluation)), fallible: first.fallible || second.fallible}
}

/** More than any packet brings; what multiplies its input, nested, would otherwise have no bound. */
const MAX_LENGTH = 2 ** 20

function isTooLong(evaluation: Evaluation4, length: number): boolean {
  if (length <= MAX_LENGTH) return false
  evaluation.failure ??= {kind: 'evaluation-failure', reason: `a string of more than ${MAX_LENGTH} bytes`}
  return true
}

function hexstring(of: CompiledValue, separator: CompiledValue): CompiledValue {
  return {
    run: evaluation => {
      const [bytes, between] = [of.run(evaluation), separator.run(evaluation)]
      return isTooLong(evaluation, bytes.length * (2 + between.length)) ? EMPTY : hexString(bytes, between)
    },
    fallible: of.fallible || separator.fallible,
  }
}

function concat(parts: readonly CompiledValue[]): CompiledValue {
  return {
    run: evaluation => {
      const made = parts.map(part => part.run(evaluation))
      const length = made.reduce((sum, bytes) => sum + bytes.length, 0)
      return isTooLong(evaluation, length) ? EMPTY : concatBytes(made)
    },
    fallible: parts.some(part => part.fallible),
  }
}

/** Kea runs both branches: the one that is not chosen can make the whole fail. */
function choice(value: Value & {readonly kind: 'ifelse'}, compiler: Compiler4): CompiledValue {
  const condition = compiler.condition(value.condition)
  const yes = compiler.value(value.yes)
  const no = compiler.value(value.no)
  if (!yes.fallible && !no.fallible) {
    return {run: evaluation => (condition.run(evaluation) ? yes : no).run(evaluation), fallible: condition.fallible}
  }
  return {
    run: evaluation => {
      const [chosen, one, other] = [condition.run(evaluation), yes.run(evaluation), no.run(evaluation)]
      return chosen ? one : other
    },
    fallible: true,
  }
}

const utf8 = new TextEncoder()

function packetField(field: PacketField, definitions: Definitions4): CompiledValue {
  switch (field) {
    case 'iface':
      return sure(packet => utf8.encode(packet.interface))
    case 'src':
      return sure(packet => uint32Bytes(packet.source))
    case 'dst':
      return sure(packet => uint32Bytes(packet.destination))
    case 'len': {
      const length = compileLength(definitions)
      return sure(packet => uint32Bytes(length(packet.message.options)))
    }
    default:
      throw field satisfies never
  }
}

// Numbers are four bytes each, however many the packet has for them.
const packetFields4: Readonly<Record<PacketField4, (packet: Packet4) => Uint8Array>> = {
  mac: ({message}) => message.chaddr,
  hlen: ({message}) => uint32Bytes(message.chaddr.length),
  htype: ({message}) => uint32Bytes(message.htype),
  ciaddr: ({message}) => uint32Bytes(message.ciaddr),
  giaddr: ({message}) => uint32Bytes(message.giaddr),
  yiaddr: ({message}) => uint32Bytes(message.yiaddr),
  siaddr: ({message}) => uint32Bytes(message.siaddr),
  msgtype: ({message}) => uint32Bytes(message.options.get(option4.messageType)?.[0] ?? 0),
  transid: ({message}) => uint32Bytes(message.xid),
}
