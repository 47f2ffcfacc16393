import type {ConfiguredOption4} from '../model/config4.ts'
import {vendorSpaceOf4} from '../wire/option-spaces4.ts'
import {admits4} from './classify4.ts'

/** The options of several levels as one client sees them, of one space. */
export interface SpaceSet4 {
  /** Content by code; codes that are never to be sent are not in it. */
  readonly values: ReadonlyMap<number, Uint8Array>
  /** Codes sent without being asked for. */
  readonly always: readonly number[]
  /** Codes removed from every reply. */
  readonly never: ReadonlySet<number>
}

/** The space dhcp4, and those of vendors by their enterprise number. */
export interface OptionSet4 extends SpaceSet4 {
  readonly vendors: ReadonlyMap<number, SpaceSet4>
}

class Gathered {
  readonly values = new Map<number, Uint8Array>()
  readonly always = new Set<number>()
  readonly never = new Set<number>()

  add({code, data, alwaysSend, neverSend}: ConfiguredOption4): void {
    if (!this.values.has(code)) this.values.set(code, data)
    if (alwaysSend) this.always.add(code)
    if (neverSend) this.never.add(code)
  }

  finish(): SpaceSet4 {
    const {values, never} = this
    for (const code of never) values.delete(code)
    return {values, always: [...this.always].filter(code => !never.has(code)), never}
  }
}

const everyone: ReadonlySet<string> = new Set()

/**
 * Merges levels, the most specific first: the first that has a code gives its content, while always-send and never-send
 * set on any of them hold (facts: server.md §2.2). Options for members of other classes are not looked at. Sub-options of
 * the site's own spaces are in the content of their parents already.
 */
export function mergeOptions4(
  levels: readonly (readonly ConfiguredOption4[])[],
  classes: ReadonlySet<string> = everyone,
): OptionSet4 {
  const top = new Gathered()
  const vendors = new Map<number, Gathered>()
  for (const level of levels) {
    for (const option of level) {
      if (!admits4(option.clientClasses, classes)) continue
      if (option.space === 'dhcp4') top.add(option)
      else gatheredOf(vendors, option.space)?.add(option)
    }
  }
  return {...top.finish(), vendors: new Map([...vendors].map(([enterprise, set]) => [enterprise, set.finish()]))}
}

/** The same with one more level over all that was merged. */
export function overlayOptions4(
  level: readonly ConfiguredOption4[],
  under: OptionSet4,
  classes: ReadonlySet<string>,
): OptionSet4 {
  const over = mergeOptions4([level], classes)
  const vendors = new Map(under.vendors)
  for (const [enterprise, set] of over.vendors) vendors.set(enterprise, overlay(set, under.vendors.get(enterprise)))
  return {...overlay(over, under), vendors}
}

function overlay(over: SpaceSet4, under: SpaceSet4 | undefined): SpaceSet4 {
  if (under === undefined) return over
  const never = over.never.size === 0 ? under.never : new Set([...over.never, ...under.never])
  const values = new Map(under.values)
  for (const [code, value] of over.values) values.set(code, value)
  for (const code of never) values.delete(code)
  return {values, always: [...over.always, ...under.always].filter(code => !never.has(code)), never}
}

function gatheredOf(vendors: Map<number, Gathered>, space: string): Gathered | undefined {
  const enterprise = vendorSpaceOf4(space)
  if (enterprise === undefined) return undefined
  const there = vendors.get(enterprise)
  if (there !== undefined) return there
  const made = new Gathered()
  vendors.set(enterprise, made)
  return made
}
