import {readFileSync} from 'node:fs'
import {encodeOptionBinary, encodeOptionCsv} from '../../src/wire/option-codec.ts'
import {standardOption4} from '../../src/wire/options4.ts'

/**
 * One entry of `option-data` and what kea-dhcp4 2.2.0 sends for it: hexadecimal digits, null where it refuses the entry.
 * `keats` is there where ours differs, with the reason.
 */
export interface OptionVector4 {
  readonly code: number
  readonly data: string
  readonly csv: boolean
  readonly kea: string | null
  readonly keats?: string | null
  readonly why?: string
}

export const optionVectors4: readonly OptionVector4[] = JSON.parse(
  readFileSync(new URL('../../../test/fixtures/options4.json', import.meta.url), 'utf8'),
)

/** What our encoders make of a vector, in the form of the table. */
export function encodeVector({code, data, csv}: OptionVector4): string | null {
  const definition = standardOption4(code)
  if (csv && definition === undefined) return null
  const encoded = csv ? encodeOptionCsv(definition!, data) : encodeOptionBinary(definition, data)
  return encoded instanceof Uint8Array ? Buffer.from(encoded).toString('hex') : null
}

export function expectedOf(vector: OptionVector4): string | null {
  return vector.keats === undefined ? vector.kea : vector.keats
}
