import {type ClientClass4, SPAWN_PREFIX} from '../model/client-class4.ts'
import type {OptionDefinitions4} from '../wire/option-definitions4.ts'
import {isPrivateOption4} from '../wire/option-spaces4.ts'
import {standardOption4} from '../wire/options4.ts'
import {compileMaker4, compileTest4} from './expression/compile4.ts'
import type {Definitions4, EvaluationFailure, Packet4} from './expression/evaluation4.ts'

/** Told of every class that was evaluated, with what came of it: for those who ask why. */
export type ClassWitness4 = (name: string, result: boolean | EvaluationFailure) => void

export interface CompiledClass4 {
  readonly definition: ClientClass4
  /** Evaluates the class for a packet and adds what it is a member of. A class without a test has no members by itself. */
  readonly assign: (packet: Packet4, classes: Set<string>, witness: ClassWitness4 | undefined) => void
}

export function compileClass4(definition: ClientClass4, all: OptionDefinitions4): CompiledClass4 {
  const {match, name} = definition
  const definitions = definitionsFor(definition, all)
  if (match === undefined) return {definition, assign: () => {}}
  if (match.kind === 'test') {
    const test = compileTest4(match.condition, definitions)
    return {
      definition,
      assign(packet, classes, witness) {
        const result = test(packet, classes)
        if (result === true) classes.add(name)
        witness?.(name, result)
      },
    }
  }
  const make = compileMaker4(match.value, definitions)
  return {
    definition,
    assign(packet, classes, witness) {
      const value = make(packet, classes)
      if (!(value instanceof Uint8Array)) return witness?.(name, value)
      // What the spawned class says beats what its template says.
      if (value.length > 0) classes.add(`${SPAWN_PREFIX}${name}_${Buffer.from(value).toString()}`).add(name)
      witness?.(name, value.length > 0)
    },
  }
}

/** Private options are read by their definitions once the classes are known, which may define them too; so they are bytes before. */
function definitionsFor({dependsOnKnown, additionalOnly}: ClientClass4, all: OptionDefinitions4): Definitions4 {
  if (dependsOnKnown || additionalOnly) {
    return Object.assign((code: number) => all.find('dhcp4', code), {all, afterClasses: true})
  }
  const find = (code: number) => (isPrivateOption4(code) ? standardOption4(code) : all.find('dhcp4', code))
  return Object.assign(find, {all})
}
