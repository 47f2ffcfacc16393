import {encodeOptionCsv, normaliseOption} from '../../wire/option-codec.ts'
import type {OptionDefinition} from '../../wire/option-definition.ts'
import {isOptionDataError, splitCsv} from '../../wire/option-text.ts'
import type {EvaluationFailure} from '../expression/evaluation4.ts'

const utf8 = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true})

/** What the bytes of an expression mean as the text of an option (`csv-format`). */
export function csvContent4(definition: OptionDefinition, bytes: Uint8Array): Uint8Array | EvaluationFailure {
  const text = textOf(bytes)
  // A text of other bytes than UTF-8 is a text all the same, where the option is nothing else.
  const content = text === undefined ? anyText(definition, bytes) : encodeOptionCsv(definition, text)
  if (content === undefined) return {kind: 'evaluation-failure', reason: 'its text is no UTF-8'}
  if (isOptionDataError(content)) return {kind: 'evaluation-failure', reason: content.text}
  const normal = normaliseOption(definition, content)
  return isOptionDataError(normal) ? {kind: 'evaluation-failure', reason: normal.text} : normal
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}

function anyText({fields, repeats}: OptionDefinition, bytes: Uint8Array): Uint8Array | undefined {
  if (repeats || fields.length !== 1 || fields[0]!.name !== 'string') return undefined
  const [first] = splitCsv(Buffer.from(bytes).toString('latin1'))
  return first === undefined ? undefined : Buffer.from(first, 'latin1')
}
