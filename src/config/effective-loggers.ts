import type {JsonMap} from '../model/json.ts'
import {filled, mapsOf, type Rule, textIn} from './given.ts'
import type {MapNode} from './node.ts'

/** One entry of `loggers`; the outputs under Kea 2.2's name of the list. */
export function effectiveLogger(node: MapNode): JsonMap {
  const outputs: Rule = list => ({output_options: mapsOf(list).map(effectiveOutput)})
  return filled(
    node,
    {debuglevel: 0, severity: 'INFO'},
    {
      'output-options': outputs,
      output_options: outputs,
      severity: (_severity, key) => ({[key]: textIn(node, key)?.toUpperCase() ?? ''}),
    },
  )
}

/** Only a file has a size. */
function effectiveOutput(node: MapNode): JsonMap {
  const isFile = !/^(?:stdout$|stderr$|syslog(?::|$))/.test(textIn(node, 'output') ?? '')
  return filled(node, {flush: true, pattern: '', ...(isFile ? {maxsize: 10_240_000, maxver: 1} : {})})
}
