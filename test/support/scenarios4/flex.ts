import {flexLibrary} from './hook-paths.ts'
import {discover} from './queries.ts'
import type {Query4, Scenario4} from './scenario.ts'

export const raw = (code: number, data: string, more: object = {}) => ({code, data, 'csv-format': false, ...more})
export const always = "member('ALL')"
/** An expression of more than 255 bytes. */
export const long = "hexstring(hexstring(hexstring(pkt4.mac, '---------'), '---------'), '-')"
/** An expression without a result. */
export const fails = "uint8totext('ab')"
export const VENDOR = 'vendor-encapsulated-options-space'

/** Answers that flex_option changes. */
export function flex(
  name: string,
  options: readonly object[],
  steps: readonly Query4[] = [discover()],
  more: Omit<Partial<Scenario4>, 'name' | 'steps'> = {},
): Scenario4 {
  return {name, ...more, config: {...more.config, 'hooks-libraries': [flexLibrary(...options)]}, steps}
}

export const data = (...list: readonly object[]) => ({config: {'option-data': list}})
