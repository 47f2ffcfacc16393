import {type ClientClass4, SPAWN_PREFIX} from '../model/client-class4.ts'
import {classesIn} from '../model/expression-classes.ts'
import type {Ipv4} from '../net-types/ipv4.ts'
import {BROADCAST_IPV4, parseIpv4} from '../net-types/ipv4.ts'
import type {OptionDefinitions4} from '../wire/option-definitions4.ts'
import {isAssignedByServer, isBuiltInClass} from './expression/builtin-classes.ts'
import {formatExpressionError} from './expression/error.ts'
import {parseCondition, parseValue} from './expression/parse.ts'
import type {ExpressionContext} from './expression/parsing.ts'
import {readOptions4} from './option-data4.ts'
import {readOptionDefinitions4} from './option-definitions4.ts'
import {readField, UINT32} from './scope4.ts'
import type {Section} from './section.ts'

type Match = ClientClass4['match']

/** Reads `client-classes` (facts: server.md §2.8). A test may only name what stands before it, so that no two can wait for each other. */
export function readClientClasses4(root: Section, definitions: OptionDefinitions4): readonly ClientClass4[] {
  const earlier = new Map<string, ClientClass4>()
  for (const section of root.maps('client-classes')) {
    const read = readClass(section, definitions, earlier)
    section.finish()
    if (read.name === '') continue
    if (earlier.has(read.name)) section.error('name', `there is already a class ${JSON.stringify(read.name)}`)
    else earlier.set(read.name, read)
  }
  return [...earlier.values()]
}

function readClass(
  section: Section,
  definitions: OptionDefinitions4,
  earlier: ReadonlyMap<string, ClientClass4>,
): ClientClass4 {
  const name = readName(section)
  const match = readMatch(section, name, contextOf(definitions, earlier))
  const optionDefinitions = readOptionDefinitions4(section, 'class', definitions)
  return {
    name,
    match,
    additionalOnly: readAdditionalOnly(section, name),
    dependsOnKnown: match !== undefined && dependsOnKnown(match, earlier),
    optionDefinitions,
    options: readOptions4(section, definitions.with(optionDefinitions)),
    ...readLifetimes(section),
    offerLifetime: section.integer('offer-lifetime', 0, UINT32),
    nextServer: readNextServer(section),
    serverHostname: readField(section, 'server-hostname', 63),
    bootFileName: readField(section, 'boot-file-name', 128),
    userContext: section.userContext(),
  }
}

function readName(section: Section): string {
  section.required('name')
  const name = section.string('name') ?? ''
  if (section.has('name') && name === '') section.error('name', 'a class needs a name')
  return name
}

function contextOf(definitions: OptionDefinitions4, earlier: ReadonlyMap<string, ClientClass4>): ExpressionContext {
  return {
    family: 4,
    optionCode: name => definitions.find('dhcp4', name)?.code,
    knowsClass: name => earlier.has(name) || isBuiltInClass(name),
  }
}

function readMatch(section: Section, name: string, context: ExpressionContext): Match {
  const test = section.string('test')
  const template = section.string('template-test')
  if (section.has('test') && section.has('template-test')) {
    return section.error('template-test', 'expected either test or template-test, not both')
  }
  const key = section.has('test') ? 'test' : 'template-test'
  const text = test ?? template
  if (text === undefined) return undefined
  if (isAssignedByServer(name))
    return section.error(key, `the server itself puts clients into ${name}: no test is possible`)
  if (key === 'test') {
    const condition = parseCondition(text, context)
    if (condition.kind === 'expression-error') return section.error(key, formatExpressionError(condition))
    return {kind: 'test', condition}
  }
  const value = parseValue(text, context)
  if (value.kind === 'expression-error') return section.error(key, formatExpressionError(value))
  return {kind: 'template', value}
}

/** By the classes that it asks for too. A spawned one depends on what its template does. */
function dependsOnKnown(match: NonNullable<Match>, earlier: ReadonlyMap<string, ClientClass4>): boolean {
  const asked = classesIn(match.kind === 'test' ? match.condition : match.value)
  return [...asked].some(
    name =>
      name === 'KNOWN' ||
      name === 'UNKNOWN' ||
      earlier.get(name)?.dependsOnKnown === true ||
      isSpawnedLate(name, earlier),
  )
}

function isSpawnedLate(name: string, earlier: ReadonlyMap<string, ClientClass4>): boolean {
  if (!name.startsWith(SPAWN_PREFIX)) return false
  return [...earlier.values()].some(
    ({name: template, match, dependsOnKnown: late}) =>
      late && match?.kind === 'template' && name.startsWith(`${SPAWN_PREFIX}${template}_`),
  )
}

/** By either name. What the server decides, and whether a packet is dropped, cannot wait for a subnet to ask. */
function readAdditionalOnly(section: Section, name: string): boolean {
  const [older, newer] = ['only-if-required', 'only-in-additional-list'] as const
  const values = [section.boolean(older), section.boolean(newer)]
  if (section.has(older) && section.has(newer)) section.error(newer, `expected either ${older} or ${newer}, not both`)
  const isSet = values.includes(true)
  if (isSet && (name === 'DROP' || isAssignedByServer(name))) {
    section.error(section.has(older) ? older : newer, `${name} is a class that no list can ask for`)
  }
  return isSet
}

/** A bound alone is the lifetime itself; both bounds need one between them. */
function readLifetimes(section: Section) {
  const min = section.integer('min-valid-lifetime', 0, UINT32)
  const max = section.integer('max-valid-lifetime', 0, UINT32)
  const given = section.integer('valid-lifetime', 0, UINT32)
  if (min !== undefined && max !== undefined && given === undefined && !section.has('valid-lifetime')) {
    section.error('min-valid-lifetime', 'expected a valid-lifetime between min-valid-lifetime and max-valid-lifetime')
  }
  const value = given ?? min ?? max
  if (value === undefined) return {validLifetime: undefined}
  const lifetime = {min: min ?? value, default: value, max: max ?? value}
  if (lifetime.min > value || value > lifetime.max) {
    const found = `${lifetime.min}, ${value}, ${lifetime.max}`
    const key = section.has('valid-lifetime') ? 'valid-lifetime' : 'min-valid-lifetime'
    section.error(key, `expected min-valid-lifetime <= valid-lifetime <= max-valid-lifetime, found ${found}`)
  }
  return {validLifetime: lifetime}
}

/** Unlike that of a subnet it cannot be empty. 0.0.0.0 says nothing. */
function readNextServer(section: Section): Ipv4 | undefined {
  const text = section.string('next-server')
  if (text === undefined) return undefined
  const address = parseIpv4(text)
  if (address === undefined || address === BROADCAST_IPV4) {
    return section.error('next-server', `expected the IPv4 address of a server, found ${JSON.stringify(text)}`)
  }
  return address === 0 ? undefined : address
}
