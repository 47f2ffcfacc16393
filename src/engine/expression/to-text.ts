import type {TextForm} from '../../model/expression.ts'
import {formatIpv4, type Ipv4} from '../../net-types/ipv4.ts'
import {ipv6FromBytes} from '../../net-types/ipv6.ts'
import {readUint32} from '../../wire/reader.ts'
import {type CompiledValue, EMPTY} from './evaluation4.ts'
import {formatIpv6AsKea} from './ipv6-text.ts'
import {plain} from './strings.ts'

/** Undefined where the bytes are not as many as the form needs. */
type Format = (bytes: Uint8Array) => string | undefined

const formats: Readonly<Record<TextForm, Format>> = {
  addrtotext: address,
  int8totext: sized(1, bytes => (bytes[0]! << 24) >> 24),
  int16totext: sized(2, bytes => ((bytes[0]! << 24) >> 16) | bytes[1]!),
  int32totext: sized(4, bytes => readUint32(bytes, 0) | 0),
  uint8totext: sized(1, bytes => bytes[0]!),
  uint16totext: sized(2, bytes => (bytes[0]! << 8) | bytes[1]!),
  uint32totext: sized(4, bytes => readUint32(bytes, 0)),
}

/** Nothing becomes nothing; any other number of bytes than the form has is a failure. */
export function toText(as: TextForm, of: CompiledValue): CompiledValue {
  const format = formats[as]
  return {
    run: evaluation => {
      const bytes = of.run(evaluation)
      if (bytes.length === 0) return EMPTY
      const text = format(bytes)
      if (text !== undefined) return plain(text)
      evaluation.failure ??= {kind: 'evaluation-failure', reason: `${as} cannot read ${bytes.length} bytes`}
      return EMPTY
    },
    fallible: true,
  }
}

function sized(size: number, read: (bytes: Uint8Array) => number): Format {
  return bytes => (bytes.length === size ? String(read(bytes)) : undefined)
}

function address(bytes: Uint8Array): string | undefined {
  if (bytes.length === 4) return formatIpv4(readUint32(bytes, 0) as Ipv4)
  return bytes.length === 16 ? formatIpv6AsKea(ipv6FromBytes(bytes)) : undefined
}
