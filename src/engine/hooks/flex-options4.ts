import type {ServerConfig4} from '../../model/config4.ts'
import type {FlexOption4} from '../../model/hooks4.ts'
import {keaOrder4} from '../../wire/encode4.ts'
import type {Message4} from '../../wire/message4.ts'
import {type OptionDefinitions4, standardDefinitions4} from '../../wire/option-definitions4.ts'
import {compileMaker4, compileTest4} from '../expression/compile4.ts'
import type {Definitions4, EvaluationFailure, Packet4} from '../expression/evaluation4.ts'
import type {Request4} from '../request4.ts'
import {emptyContent4, type FlexContent4, readContent4, writeContent4} from './flex-content4.ts'
import {csvContent4} from './flex-csv4.ts'

/** What flex_option makes of an answer. */
export interface Flexed4 {
  readonly reply: Message4
  /** Why the changes from some point on were not made. */
  readonly failure: string | undefined
}

/** `classes`: all of the client's, the additional ones too. */
export type FlexOptions4 = (request: Request4, reply: Message4, classes: ReadonlySet<string>) => Flexed4

/** Undefined: nothing is asked for. */
export function flexOptions4({hooks, optionDefinitions}: ServerConfig4): FlexOptions4 | undefined {
  if (hooks.flexOption.length === 0) return undefined
  const definitions = standardDefinitions4.with(optionDefinitions)
  const steps = [...hooks.flexOption].sort(inTurn).map(change => compile(change, definitions))
  return (request, reply, classes) => {
    // An answer to a BOOTP client is complete when bootp stands in front.
    if (hooks.bootpFirst && request.bootp) return {reply, failure: undefined}
    const answer: Answer = {options: new Map(reply.options), set: new Set(), contents: new Map()}
    const failure = run(steps, request.packet, classes, answer)
    return {reply: {...reply, options: keaOrder4(answer.options)}, failure}
  }
}

/** The first change that fails ends all (measured on Kea 2.2.0). */
function run(
  steps: readonly Step[],
  packet: Packet4,
  classes: ReadonlySet<string>,
  answer: Answer,
): string | undefined {
  for (const {guards, apply} of steps) {
    if (!guards.every(name => classes.has(name))) continue
    const failure = apply(packet, classes, answer)
    if (failure !== undefined) return failure
  }
  return undefined
}

/** Options by code, then sub-options by both codes; those of one code in the order of the file. */
function inTurn(one: FlexOption4, other: FlexOption4): number {
  if (one.sub === undefined || other.sub === undefined) {
    if ((one.sub === undefined) !== (other.sub === undefined)) return one.sub === undefined ? -1 : 1
    return one.code - other.code
  }
  return one.code - other.code || one.sub.code - other.sub.code
}

interface Answer {
  readonly options: Map<number, Uint8Array>
  /** Codes whose bytes an expression has made. */
  readonly set: Set<number>
  /** Options whose sub-options are being changed; after all changes of whole options. */
  readonly contents: Map<number, FlexContent4>
}

interface Step {
  readonly guards: readonly string[]
  /** Answers why it failed. */
  readonly apply: (packet: Packet4, classes: ReadonlySet<string>, answer: Answer) => string | undefined
}

/** What an expression makes of a packet: the bytes of an option, whether it is removed, or nothing at all. */
type Effect = (packet: Packet4, classes: ReadonlySet<string>) => Uint8Array | 'remove' | undefined | EvaluationFailure

function compile(change: FlexOption4, definitions: OptionDefinitions4): Step {
  const effect = compileEffect(change, definitions)
  const apply =
    change.sub === undefined ? onOption(change, effect) : onSubOption(change, change.sub, effect, definitions)
  return {guards: change.clientClasses, apply}
}

function compileEffect({action, csv}: FlexOption4, definitions: OptionDefinitions4): Effect {
  const find: Definitions4 = Object.assign((code: number) => definitions.find('dhcp4', code), {
    all: definitions,
    afterClasses: true,
  })
  if (action.kind === 'remove') {
    const test = compileTest4(action.condition, find)
    return (packet, classes) => {
      const result = test(packet, classes)
      return typeof result === 'boolean' ? (result ? 'remove' : undefined) : result
    }
  }
  const make = compileMaker4(action.value, find)
  return (packet, classes) => {
    const made = make(packet, classes)
    if (!(made instanceof Uint8Array)) return made
    if (made.length === 0) return undefined
    return csv === undefined ? made : csvContent4(csv, made)
  }
}

function onOption({code, action, csv}: FlexOption4, effect: Effect): Step['apply'] {
  return (packet, classes, {options, set}) => {
    // Kea does not look at the expression of an option that is there already.
    if (action.kind === 'add' && options.has(code)) return undefined
    if (action.kind === 'remove' && !options.has(code)) return undefined
    const made = effect(packet, classes)
    if (made === undefined) return undefined
    if (made === 'remove') {
      options.delete(code)
      return undefined
    }
    if (!(made instanceof Uint8Array)) return `option ${code}: ${made.reason}`
    options.set(code, made)
    if (csv === undefined) set.add(code)
    else set.delete(code)
    return undefined
  }
}

function onSubOption(
  {code, action}: FlexOption4,
  sub: NonNullable<FlexOption4['sub']>,
  effect: Effect,
  definitions: OptionDefinitions4,
): Step['apply'] {
  return (packet, classes, answer) => {
    const {options} = answer
    if (!options.has(code) && (action.kind === 'remove' || !sub.containerAdd)) return undefined
    const content = contentOf(code, sub.enterprise, answer, definitions)
    if (content === undefined || isOfAnother(content, sub.enterprise)) return undefined
    if (content.subOptions.has(sub.code) ? action.kind === 'add' : action.kind === 'remove') return undefined
    const made = effect(packet, classes)
    if (made === undefined) return undefined
    if (made === 'remove') content.subOptions.delete(sub.code)
    else if (made instanceof Uint8Array) content.subOptions.set(sub.code, made)
    else return `sub-option ${sub.code} of option ${code}: ${made.reason}`
    answer.contents.set(code, content)
    const isEmpty = made === 'remove' && sub.containerRemove && content.subOptions.size === 0
    if (isEmpty) {
      options.delete(code)
      return undefined
    }
    const bytes = writeContent4(content)
    if (bytes === undefined) return `sub-option ${sub.code} of option ${code}: more than 255 bytes of vendor options`
    options.set(code, bytes)
    return undefined
  }
}

function contentOf(
  code: number,
  enterprise: number | undefined,
  {options, set, contents}: Answer,
  definitions: OptionDefinitions4,
): FlexContent4 | undefined {
  const known = contents.get(code)
  const there = options.get(code)
  if (there === undefined) return emptyContent4(enterprise)
  return known ?? readContent4(code, there, set.has(code) ? undefined : definitions.find('dhcp4', code))
}

function isOfAnother(content: FlexContent4, enterprise: number | undefined): boolean {
  return content.enterprise !== undefined && enterprise !== undefined && content.enterprise !== enterprise
}
