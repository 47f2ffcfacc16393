import {type ClientClass4, SPAWN_PREFIX} from '../model/client-class4.ts'
import type {ServerConfig4} from '../model/config4.ts'
import type {Host4} from '../model/host4.ts'
import {OptionDefinitions4} from '../wire/option-definitions4.ts'
import {type ClassWitness4, type CompiledClass4, compileClass4} from './compiled-class4.ts'
import type {Packet4} from './expression/evaluation4.ts'
import {option4} from './option-codes4.ts'

export type {ClassWitness4} from './compiled-class4.ts'

/** Assigns classes (facts: server.md §5.8). Sets keep the order of assignment. Pure: built once per configuration. */
export interface Classifier4 {
  /** What needs no reservation: ALL, VENDOR_CLASS_*, then the tests in the order of the file. */
  readonly before: (packet: Packet4, seed: ReadonlySet<string>, witness?: ClassWitness4) => ReadonlySet<string>
  /** What a reservation adds: KNOWN or UNKNOWN, the classes of the host, and the tests that depend on them. */
  readonly after: (
    packet: Packet4,
    before: ReadonlySet<string>,
    host: Host4 | undefined,
    witness?: ClassWitness4,
  ) => ReadonlySet<string>
  /** What the chosen levels ask to be evaluated beside (additionalClasses4). */
  readonly additional: (
    packet: Packet4,
    classes: ReadonlySet<string>,
    names: AdditionalNames4,
    witness?: ClassWitness4,
  ) => ReadonlySet<string>
  /** Definitions of those of the classes that have one, the one that counts first first. */
  readonly definitions: (classes: ReadonlySet<string>) => readonly ClientClass4[]
}

/** Names in the order in which they are to be evaluated. */
export interface AdditionalNames4 {
  /** Kea 2.2's: a class without a test cannot be asked for. */
  readonly required: readonly string[]
  /** Newer Kea's: a class without a test is simply assigned. */
  readonly additional: readonly string[]
}

/** Members of it are not served at all. */
export const DROP_CLASS = 'DROP'

// Of packets for which nothing is evaluated. Whoever adds to classes makes a set of its own.
const everybody: ReadonlySet<string> = new Set(['ALL'])
const everybodyUnknown: ReadonlySet<string> = new Set(['ALL', 'UNKNOWN'])
const nobody: readonly ClientClass4[] = []

export function classifier4(config: ServerConfig4): Classifier4 {
  const definitions = new OptionDefinitions4(config.optionDefinitions)
  const compiled = config.clientClasses.map(one => compileClass4(one, definitions))
  const ordinary = compiled.filter(({definition}) => !definition.additionalOnly && definition.match !== undefined)
  const early = ordinary.filter(({definition}) => !definition.dependsOnKnown)
  const late = ordinary.filter(({definition}) => definition.dependsOnKnown)
  const byName = new Map(compiled.map(one => [one.definition.name, one]))
  const isTested = testedOf(compiled)
  return {
    before(packet, seed, witness) {
      const vendor = vendorClass(packet)
      if (vendor === undefined && early.length === 0 && seed.size === 0) return everybody
      const classes = new Set(everybody)
      for (const name of seed) classes.add(name)
      if (vendor !== undefined) classes.add(vendor)
      return evaluate(early, packet, classes, witness)
    },
    after(packet, before, host, witness) {
      if (before === everybody && host === undefined && late.length === 0) return everybodyUnknown
      const reserved = host?.clientClasses ?? []
      const classes = new Set(reserved.length === 0 ? before : [...withoutTested(before, isTested), ...reserved])
      // A test that was not true of the packet may be true of a member of these, and the other way round.
      if (reserved.length > 0) evaluate(early, packet, classes, witness)
      // A global reservation may have made it known before its subnet was.
      if (host !== undefined) classes.add('KNOWN')
      else if (!classes.has('KNOWN')) classes.add('UNKNOWN')
      return evaluate(late, packet, classes, witness)
    },
    additional(packet, classes, {required, additional}, witness) {
      if (required.length === 0 && additional.length === 0) return classes
      const more = new Set(classes)
      for (const name of required) byName.get(name)?.assign(packet, more, witness)
      for (const name of additional) {
        const one = byName.get(name)
        if (one !== undefined && one.definition.match === undefined) more.add(name)
        else one?.assign(packet, more, witness)
      }
      return more
    },
    definitions: classes => (byName.size === 0 ? nobody : definitionsOf(classes, byName)),
  }
}

function evaluate(
  list: readonly CompiledClass4[],
  packet: Packet4,
  classes: Set<string>,
  witness: ClassWitness4 | undefined,
): ReadonlySet<string> {
  for (const {assign} of list) assign(packet, classes, witness)
  return classes
}

function definitionsOf(
  classes: ReadonlySet<string>,
  byName: ReadonlyMap<string, CompiledClass4>,
): readonly ClientClass4[] {
  const found: ClientClass4[] = []
  for (const name of classes) {
    const one = byName.get(name)
    if (one !== undefined) found.push(one.definition)
  }
  return found
}

/** Kea reads option 60 as a text without zero bytes at its end; an empty one makes no class. */
function vendorClass({message}: Packet4): string | undefined {
  const content = message.options.get(option4.vendorClassId)
  if (content === undefined) return undefined
  let end = content.length
  while (end > 0 && content[end - 1] === 0) end--
  return end === 0 ? undefined : `VENDOR_CLASS_${Buffer.from(content.buffer, content.byteOffset, end).toString()}`
}

/** Whether a class is one that evaluation assigns, and so may take back. */
function testedOf(compiled: readonly CompiledClass4[]): (name: string) => boolean {
  const tested = compiled.map(({definition}) => definition).filter(({match}) => match !== undefined)
  const names = new Set(tested.map(({name}) => name))
  const spawned = tested.filter(({match}) => match?.kind === 'template').map(({name}) => `${SPAWN_PREFIX}${name}_`)
  return name => names.has(name) || spawned.some(prefix => name.startsWith(prefix))
}

function withoutTested(classes: ReadonlySet<string>, isTested: (name: string) => boolean): readonly string[] {
  return [...classes].filter(name => !isTested(name))
}

/** Whether a member of these classes may use a level that is guarded by `guards`. */
export function admits4(guards: readonly string[], classes: ReadonlySet<string>): boolean {
  return guards.length === 0 || guards.some(name => classes.has(name))
}
