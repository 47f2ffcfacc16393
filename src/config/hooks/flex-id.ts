import {formatExpressionError} from '../expression/error.ts'
import {parseValue} from '../expression/parse.ts'
import {type HookReader, hookExpressions} from './hook-reader.ts'

/** libdhcp_flex_id.so: `ignore-iapd` is for DHCPv6. */
export const readFlexId: HookReader = (parameters, entry, context) => {
  if (parameters === undefined) {
    entry.error('parameters', '"identifier-expression" is missing')
    return {}
  }
  parameters.required('identifier-expression')
  const text = parameters.string('identifier-expression')
  const replaceClientId = parameters.boolean('replace-client-id') ?? false
  parameters.boolean('ignore-iapd')
  if (text === undefined) return {}
  const identifier = parseValue(text, hookExpressions(context))
  if (identifier.kind === 'expression-error') {
    parameters.error('identifier-expression', formatExpressionError(identifier))
    return {}
  }
  return {flexId: {identifier, replaceClientId}}
}
