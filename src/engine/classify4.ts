import type {ClientClass4} from '../model/client-class4.ts'
import type {ServerConfig4} from '../model/config4.ts'
import type {Host4} from '../model/host4.ts'
import {compileMaker4, compileTest4} from './expression/compile4.ts'
import type {EvaluationFailure, Packet4} from './expression/evaluation4.ts'
import {option4} from './option-codes4.ts'

/** Told of every class that was evaluated, with what came of it: for those who ask why. */
export type ClassWitness4 = (name: string, result: boolean | EvaluationFailure) => void

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
  /** What the chosen levels ask to be evaluated beside. */
  readonly additional: (
    packet: Packet4,
    classes: ReadonlySet<string>,
    names: readonly string[],
    witness?: ClassWitness4,
  ) => ReadonlySet<string>
}

/** Members of it are not served at all. */
export const DROP_CLASS = 'DROP'

interface Compiled {
  readonly definition: ClientClass4
  readonly assign: (packet: Packet4, classes: Set<string>, witness: ClassWitness4 | undefined) => void
}

export function classifier4(config: ServerConfig4): Classifier4 {
  const compiled = config.clientClasses.map(compile)
  const ordinary = compiled.filter(({definition}) => !definition.additionalOnly)
  const early = ordinary.filter(({definition}) => !definition.dependsOnKnown)
  const late = ordinary.filter(({definition}) => definition.dependsOnKnown)
  const byName = new Map(compiled.map(one => [one.definition.name, one]))
  return {
    before(packet, seed, witness) {
      const classes = new Set(['ALL', ...seed])
      const vendor = packet.message.options.get(option4.vendorClassId)
      if (vendor !== undefined) classes.add(`VENDOR_CLASS_${Buffer.from(vendor).toString('latin1')}`)
      for (const {assign} of early) assign(packet, classes, witness)
      return classes
    },
    after(packet, before, host, witness) {
      const classes = new Set(before)
      for (const name of host?.clientClasses ?? []) classes.add(name)
      classes.add(host === undefined ? 'UNKNOWN' : 'KNOWN')
      for (const {assign} of late) assign(packet, classes, witness)
      return classes
    },
    additional(packet, classes, names, witness) {
      if (names.length === 0) return classes
      const more = new Set(classes)
      for (const name of names) byName.get(name)?.assign(packet, more, witness)
      return more
    },
  }
}

function compile(definition: ClientClass4): Compiled {
  const {match, name} = definition
  if (match === undefined) return {definition, assign: () => {}}
  if (match.kind === 'test') {
    const test = compileTest4(match.condition)
    return {
      definition,
      assign(packet, classes, witness) {
        const result = test(packet, classes)
        if (result === true) classes.add(name)
        witness?.(name, result)
      },
    }
  }
  const make = compileMaker4(match.value)
  return {
    definition,
    assign(packet, classes, witness) {
      const value = make(packet, classes)
      if (!(value instanceof Uint8Array)) return witness?.(name, value)
      if (value.length > 0) {
        classes.add(name)
        classes.add(`SPAWN_${name}_${Buffer.from(value).toString('latin1')}`)
      }
      witness?.(name, value.length > 0)
    },
  }
}

/** Whether a member of these classes may use a level that is guarded by `guards`. */
export function admits4(guards: readonly string[], classes: ReadonlySet<string>): boolean {
  return guards.length === 0 || guards.some(name => classes.has(name))
}
