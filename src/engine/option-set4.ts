import type {ConfiguredOption4} from '../model/config4.ts'
import {mergeSubOptions} from '../wire/sub-options.ts'
import {option4} from './option-codes4.ts'

/** The options of several levels as one client sees them. */
export interface OptionSet4 {
  /** Content by code; codes that are never to be sent are not in it. */
  readonly values: ReadonlyMap<number, Uint8Array>
  /** Codes sent without being asked for. */
  readonly always: readonly number[]
  /** Codes removed from every reply. */
  readonly never: ReadonlySet<number>
}

/** Space of the sub-options of option 43. */
const VENDOR_SPACE = 'vendor-encapsulated-options-space'

/**
 * Merges levels, the most specific first: the first that has a code gives its content, while always-send and never-send
 * set on any of them hold (facts: server.md §2.2).
 */
export function mergeOptions4(levels: readonly (readonly ConfiguredOption4[])[]): OptionSet4 {
  const values = new Map<number, Uint8Array>()
  const always = new Set<number>()
  const never = new Set<number>()
  for (const level of levels) {
    for (const option of level) {
      if (option.space !== 'dhcp4') continue
      if (!values.has(option.code)) values.set(option.code, contentOf(option, level))
      if (option.alwaysSend) always.add(option.code)
      if (option.neverSend) never.add(option.code)
    }
  }
  for (const code of never) values.delete(code)
  return {values, always: [...always].filter(code => !never.has(code)), never}
}

// Kea encapsulates at each level by itself: sub-options of another level do not come in.
function contentOf(option: ConfiguredOption4, level: readonly ConfiguredOption4[]): Uint8Array {
  if (option.code !== option4.vendorEncapsulated) return option.data
  const inner = level.filter(other => other.space === VENDOR_SPACE)
  return mergeSubOptions(
    option.data,
    inner.map(({code, data}) => [code, data] as const),
  )
}
