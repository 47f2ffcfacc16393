import type {OptionDefinition} from './option-definition.ts'
import {CABLE_LABS, docsis3Options4, docsis3Space4, vendorSpaceOf4} from './option-spaces4.ts'
import {standardOption4, standardOptions4} from './options4.ts'

/**
 * Every definition that holds in one place of a configuration: the standard ones, and those of `option-def` over them.
 * Immutable.
 */
export class OptionDefinitions4 {
  /** Those of `option-def`; the later of two wins. */
  readonly custom: readonly OptionDefinition[]
  readonly #outer: OptionDefinitions4 | undefined
  readonly #byKey = new Map<string, OptionDefinition>()

  constructor(custom: readonly OptionDefinition[], outer?: OptionDefinitions4) {
    this.#outer = outer
    this.custom = custom
    for (const definition of custom) {
      this.#byKey.set(keyOf(definition.space, definition.code), definition)
      this.#byKey.set(keyOf(definition.space, definition.name), definition)
    }
  }

  /** By code (a number) or by name. */
  find(space: string, key: number | string): OptionDefinition | undefined {
    return this.#byKey.get(keyOf(space, key)) ?? standardIn(space, key)
  }

  /** Without what `option-def` says. */
  standard(space: string, key: number | string): OptionDefinition | undefined {
    return space === docsis3Space4 || space === 'dhcp4' ? standardIn(space, key) : undefined
  }

  /** Names that an entry of `option-data` may use, for hints. */
  names(space: string): readonly string[] {
    const own = this.custom.filter(definition => definition.space === space)
    return [...own, ...standardOf(space)].map(definition => definition.name)
  }

  /** Others laid over these: what a client class defines. */
  with(more: readonly OptionDefinition[]): OptionDefinitions4 {
    return more.length === 0 ? this : new OptionDefinitions4([...this.custom, ...more], this)
  }

  /** What these were laid over; themselves where they were not. */
  get outer(): OptionDefinitions4 {
    return this.#outer ?? this
  }
}

/** What holds without `option-def`. */
export const standardDefinitions4 = new OptionDefinitions4([])

function keyOf(space: string, key: number | string): string {
  return `${typeof key} ${key} ${space}`
}

function standardIn(space: string, key: number | string): OptionDefinition | undefined {
  if (space === 'dhcp4') return standardOption4(key)
  return [...standardOf(space)].find(({code, name}) => code === key || name === key)
}

function standardOf(space: string): Iterable<OptionDefinition> {
  if (space === 'dhcp4') return standardOptions4()
  return space === docsis3Space4 || vendorSpaceOf4(space) === CABLE_LABS ? docsis3Options4.values() : []
}
