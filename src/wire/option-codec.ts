import type {OptionDefinition} from './option-definition.ts'
import type {Field} from './option-fields.ts'
import {
  isOptionDataError,
  joinCsv,
  type OptionDataError,
  optionDataError,
  parseBinaryOptionData,
  splitCsv,
} from './option-text.ts'
import {concatBytes} from './writer.ts'

/** Sub-options follow the enterprise number and this count of their bytes (RFC 3925 §4). */
const VENDOR_SPACE = 'vendor-encapsulated'

/**
 * Bytes of `data` where `csv-format` is true. Values beyond those that the definition has are left out, as Kea does.
 * An empty text is right for an option without content and for a list of addresses only.
 */
export function encodeOptionCsv(definition: OptionDefinition, text: string): Uint8Array | OptionDataError {
  const {fields, repeats} = definition
  const values = splitCsv(text)
  if (fields.length === 0) {
    return values.length === 0
      ? new Uint8Array(0)
      : complaint(definition, `has no value of its own, '${text}' is given`)
  }
  if (values.length === 0 && mayBeEmpty(definition)) return new Uint8Array(0)
  if (values.length < fields.length) return complaint(definition, tooFew(definition, values.length))
  const parts: Uint8Array[] = []
  for (const [index, value] of values.entries()) {
    if (index >= fields.length && !repeats) break
    const field = fields[Math.min(index, fields.length - 1)]!
    const parsed = field.parse(value)
    if (parsed === undefined) return complaint(definition, `'${value}' is not ${field.expects}`)
    parts.push(field.write(parsed))
  }
  if (definition.encapsulates === VENDOR_SPACE) parts.push(Uint8Array.of(0))
  return concatBytes(parts)
}

/**
 * Bytes of `data` where `csv-format` is false. With a definition they are checked against it, and what stands behind the
 * last field is cut off, compressed names are written out, zero bytes leave the end of a text: all as Kea does.
 */
export function encodeOptionBinary(
  definition: OptionDefinition | undefined,
  text: string,
): Uint8Array | OptionDataError {
  const bytes = parseBinaryOptionData(text)
  if (definition === undefined) return bytes
  if (!(bytes instanceof Uint8Array)) return complaint(definition, bytes.text)
  return normaliseOption(definition, bytes)
}

/** The values in the order of the fields, a repeated one as often as it came. */
export function decodeOption(definition: OptionDefinition, bytes: Uint8Array): readonly unknown[] | OptionDataError {
  const values: unknown[] = []
  const failure = walk(definition, bytes, (_field, value) => values.push(value))
  return failure ?? values
}

/** Text that encodeOptionCsv reads; the hexadecimal digits of content that does not fit the definition. */
export function formatOption(definition: OptionDefinition, bytes: Uint8Array): string {
  const texts: string[] = []
  const failure = walk(definition, bytes, (field, value) => texts.push(field.format(value)))
  return failure === undefined && definition.fields.length > 0 ? joinCsv(texts) : Buffer.from(bytes).toString('hex')
}

/** Bytes as Kea sends them for those that were given; sub-options behind the fields stay as they are. */
export function normaliseOption(definition: OptionDefinition, bytes: Uint8Array): Uint8Array | OptionDataError {
  if (definition.fields.length === 0) return holdsSubOptions(definition) ? bytes : new Uint8Array(0)
  const parts = splitOption(definition, bytes)
  if (isOptionDataError(parts)) return parts
  const {head, rest} = parts
  if (definition.encapsulates === VENDOR_SPACE) return vendorContent(definition, head, rest)
  return holdsSubOptions(definition) ? concatBytes([head, rest]) : head
}

/** What an option's own fields are, in the form of Kea, and what stands behind them. */
export function splitOption(
  definition: OptionDefinition,
  bytes: Uint8Array,
): {readonly head: Uint8Array; readonly rest: Uint8Array} | OptionDataError {
  const parts: Uint8Array[] = []
  let used = 0
  const failure = walk(definition, bytes, (field, _value, at, next) => {
    parts.push(field.normalise?.(bytes, at, next, 0) ?? bytes.subarray(at, next))
    used = next
  })
  return failure ?? {head: concatBytes(parts), rest: bytes.subarray(used)}
}

/** Whether sub-options follow its fields. Kea lets none follow a text or bytes alone, which have no end of their own. */
export function holdsSubOptions({encapsulates, fields}: OptionDefinition): boolean {
  if (encapsulates === undefined || encapsulates === VENDOR_SPACE) return false
  return fields.length !== 1 || (fields[0]!.name !== 'string' && fields[0]!.name !== 'binary')
}

type Visit = (field: Field<unknown>, value: unknown, at: number, next: number) => void

/** Reads field after field; stops at the end of the bytes or, without a repeated field, after the last. */
function walk(definition: OptionDefinition, bytes: Uint8Array, visit: Visit): OptionDataError | undefined {
  const {fields, repeats} = definition
  if (bytes.length === 0 && mayBeEmpty(definition)) return undefined
  let at = 0
  for (let index = 0; index < fields.length || (repeats && at < bytes.length); index++) {
    const field = fields[Math.min(index, fields.length - 1)]!
    const found = field.read(bytes, at, bytes.length, 0)
    // Kea does not mind what is left behind the repeated field of a record.
    if (found === undefined && fields.length > 1 && index >= fields.length) return undefined
    if (found === undefined) return complaint(definition, `its bytes ${where(bytes, at)} are not ${field.expects}`)
    visit(field, found.value, at, found.next)
    at = found.next
  }
  return undefined
}

function vendorContent(definition: OptionDefinition, head: Uint8Array, rest: Uint8Array): Uint8Array | OptionDataError {
  if (rest.length === 0) return concatBytes([head, Uint8Array.of(0)])
  const length = rest[0]! + 1
  if (length > rest.length) return complaint(definition, 'its vendor data is shorter than its length says')
  return concatBytes([head, rest.subarray(0, length)])
}

// Lists of addresses may be empty in Kea; a list of anything else may not.
function mayBeEmpty({fields, repeats}: OptionDefinition): boolean {
  if (fields.length === 0) return true
  return repeats && fields.length === 1 && (fields[0]!.name === 'ipv4-address' || fields[0]!.name === 'ipv6-address')
}

function tooFew(definition: OptionDefinition, given: number): string {
  const names = definition.fields.map(field => field.name).join(', ')
  return given === 0 ? `a value is missing (${names})` : `has the values ${names}, only ${given} given`
}

function where(bytes: Uint8Array, at: number): string {
  const shown = Buffer.from(bytes.subarray(at, at + 16)).toString('hex')
  return bytes.length - at > 16 ? `${shown}...` : `'${shown}'`
}

function complaint(definition: OptionDefinition, what: string): OptionDataError {
  return optionDataError(`option ${definition.name}: ${what}`)
}
