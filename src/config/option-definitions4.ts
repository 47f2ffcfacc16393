import type {OptionDefinition} from '../wire/option-definition.ts'
import type {OptionDefinitions4} from '../wire/option-definitions4.ts'
import {type Field, optionFields} from '../wire/option-fields.ts'
import {isPrivateOption4, isSpaceName} from '../wire/option-spaces4.ts'
import {nearest} from './nearest.ts'
import type {Section} from './section.ts'

/** Where `option-def` may stand: a client class may define private options of DHCPv4 only. */
export type DefinitionPlace4 = 'global' | 'class'

type AnyField = Field<unknown>
type Type = keyof typeof optionFields | 'empty' | 'record'

const types: readonly Type[] = ['empty', ...(Object.keys(optionFields) as (keyof typeof optionFields)[]), 'record']

/**
 * Reads `option-def` of the global level or of a client class (facts: server.md §2.6). `outer` is what holds there without
 * them. For `option-data` beside it, use `outer.with(answer)`.
 */
export function readOptionDefinitions4(
  parent: Section,
  place: DefinitionPlace4,
  outer: OptionDefinitions4,
): readonly OptionDefinition[] {
  const taken = new Set<string>()
  const read = parent.maps('option-def').flatMap(section => {
    const definition = readDefinition(section)
    section.userContext()
    section.finish()
    if (definition === undefined) return []
    checkPlace(section, definition, place, outer)
    const {space, code, name} = definition
    for (const [key, value] of [['code', code] as const, ['name', name] as const]) {
      const text = `${key} ${value} ${space}`
      if (taken.has(text)) section.error(key, `the space "${space}" has an option of this ${key} already`)
      taken.add(text)
    }
    return [definition]
  })
  return read.sort((a, b) => compareTexts(a.space, b.space))
}

/** Space by space, as Kea keeps them. */
export function compareTexts(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

function readDefinition(section: Section): OptionDefinition | undefined {
  for (const key of ['code', 'name', 'type']) section.required(key)
  const space = readSpaceName(section, 'space') ?? 'dhcp4'
  const code = section.integer('code', space === 'dhcp4' ? 1 : 0, space === 'dhcp4' ? 254 : 255)
  const name = section.string('name')
  if (name !== undefined && !isSpaceName(name)) {
    return section.error('name', `expected letters, digits, "-" and "_", with neither sign at an end`)
  }
  const repeats = section.boolean('array') ?? false
  const fields = readFields(section, repeats)
  const given = section.string('encapsulate') ?? ''
  const encapsulates = given === '' ? undefined : readSpaceName(section, 'encapsulate')
  if (encapsulates !== undefined && encapsulates === space) {
    return section.error('encapsulate', `an option of the space "${space}" cannot hold that space`)
  }
  if (encapsulates !== undefined && repeats) {
    return section.error('encapsulate', 'an array cannot be followed by sub-options')
  }
  if (code === undefined || name === undefined || fields === undefined) return undefined
  return {code, name, space, encapsulates, fields, repeats}
}

/** Of DHCPv4 or of the site's own. */
export function readSpaceName(section: Section, key: string): string | undefined {
  const space = section.string(key)
  if (space === undefined) return undefined
  if (space === 'dhcp6') return section.error(key, 'expected a space of DHCPv4 options, "dhcp6" is not one')
  if (isSpaceName(space)) return space
  return section.error(key, `expected letters, digits, "-" and "_" with neither sign at an end, found "${space}"`)
}

function readFields(section: Section, repeats: boolean): readonly AnyField[] | undefined {
  const type = section.word('type', types)
  const names = (section.string('record-types') ?? '')
    .split(',')
    .map(word => word.trim())
    .filter(word => word !== '')
  if (type === undefined) return undefined
  if (type !== 'record' && names.length > 0) {
    return section.error('record-types', `expected "type": "record" beside them, found "${type}"`)
  }
  if (type === 'record') return readRecord(section, names, repeats)
  const field = type === 'empty' ? undefined : fieldOf(type)
  if (repeats && (field === undefined || takesTheRest(field))) {
    return section.error('array', `there is no array of "${type}"`)
  }
  return field === undefined ? [] : [field]
}

function readRecord(section: Section, names: readonly string[], repeats: boolean): readonly AnyField[] | undefined {
  if (names.length < 2) return section.error('record-types', `a record has at least two fields, found ${names.length}`)
  const fields: AnyField[] = []
  for (const name of names) {
    const field = fieldOf(name)
    if (field === undefined) {
      const near = nearest(name, Object.keys(optionFields))
      const hint = near === undefined ? '' : `, did you mean "${near}"?`
      return section.error('record-types', `there is no field of type ${JSON.stringify(name)}${hint}`)
    }
    fields.push(field)
  }
  if (fields.slice(0, -1).some(takesTheRest)) {
    return section.error('record-types', 'only the last field may be a string or binary: nothing says where they end')
  }
  if (repeats && takesTheRest(fields.at(-1)!)) {
    return section.error('array', `there is no array of "${fields.at(-1)!.name}"`)
  }
  return fields
}

function fieldOf(name: string): AnyField | undefined {
  return Object.hasOwn(optionFields, name) ? (optionFields[name as keyof typeof optionFields] as AnyField) : undefined
}

function takesTheRest({name}: AnyField): boolean {
  return name === 'string' || name === 'binary'
}

/** Standard options stay what they are, but for 43: its content is each vendor's own. */
function checkPlace(
  section: Section,
  {code, name, space}: OptionDefinition,
  place: DefinitionPlace4,
  outer: OptionDefinitions4,
): void {
  if (place === 'class' && !(space === 'dhcp4' && isPrivateOption4(code))) {
    section.error('code', 'a client class may define the options 43 and 224 to 254 of the space "dhcp4" only')
    return
  }
  const own = (key: number | string) => outer.standard(space, key)
  const byCode = space === 'dhcp4' && code === 43 ? undefined : own(code)
  if (byCode !== undefined) section.error('code', `option ${code} is "${byCode.name}", which cannot be defined anew`)
  const byName = own(name)
  if (byName !== undefined && byName.code !== code) {
    section.error('name', `"${name}" is option ${byName.code}, which cannot be defined anew`)
  }
}
