import type {Host4, HostOption4} from '../model/host4.ts'
import {toHex} from '../net-types/identifiers.ts'
import type {OptionDefinitions4} from '../wire/option-definitions4.ts'
import {isOptionDataError, parseBinaryOptionData} from '../wire/option-text.ts'
import {mapsIn, textIn, valueIn} from './given.ts'
import {type ConfigIssue, Issues, TooManyErrors} from './issues.ts'
import type {MapNode} from './node.ts'
import {ReservationReader4, type ReservedIn4} from './reservations4.ts'
import {Section} from './section.ts'

const LIST = 'reservations'

/**
 * Reads one reservation as those of a file are read: what would be refused there is refused here. The options of the host
 * are as a database keeps them: text stays text, to be read by the definitions of whoever serves it. `subnet`: undefined =
 * the global level.
 */
export function readReservation4(
  node: MapNode,
  subnet: ReservedIn4 | undefined,
  definitions: OptionDefinitions4,
): {readonly host: Host4} | {readonly errors: readonly ConfigIssue[]} {
  const issues = new Issues()
  const list = {at: node.at, value: {kind: 'list', at: node.at, items: [node]}} as const
  const reader = new ReservationReader4(definitions, false)
  try {
    reader.read(new Section({kind: 'map', at: node.at, entries: new Map([[LIST, list]])}, '', issues), subnet)
  } catch (error) {
    if (!(error instanceof TooManyErrors)) throw error
  }
  const [host] = reader.hosts
  const errors = issues.errors.map(issue => ({...issue, path: issue.path.replace(`${LIST}[0]`, 'reservation')}))
  if (errors.length > 0 || host === undefined) return {errors}
  const given = mapsIn(node, 'option-data')
  return {host: {...host, options: host.options.map((option, index) => asStored(option, given[index]!, definitions))}}
}

/** Without what the options of the same level put into it: those are stored too. */
function asStored(option: HostOption4, given: MapNode, definitions: OptionDefinitions4): HostOption4 {
  const text = textIn(given, 'data') ?? ''
  const defined = definitions.find(option.space, option.code) !== undefined
  if (text !== '' && defined && valueIn(given, 'csv-format') !== false) return {...option, data: {text}}
  const bytes = parseBinaryOptionData(text)
  return isOptionDataError(bytes) ? option : {...option, data: {bytes: toHex(bytes)}}
}
