import type {ClientClass4} from '../model/client-class4.ts'
import type {ServerConfig4} from '../model/config4.ts'
import type {JsonMap} from '../model/json.ts'
import {effectiveDefinitions4, effectiveOptions4} from './effective-options4.ts'
import {filled, mapsIn, nothing, type Rule, type Rules, unlessEmpty} from './given.ts'
import {type MapNode, plain} from './node.ts'

/** Kea prints a flag of a class where it is set. */
const ifTrue: Rule = (node, key) => (plain(node) === true ? {[key]: true} : {})

const onceEach: Rule = (node, key) => ({[key]: [...new Set(plain(node) as readonly string[])]})

/** Keywords of a pool, subnet or shared network that name classes: an empty name says nothing, the same again neither. */
export const guardRules4: Rules = {
  'client-class': unlessEmpty,
  'client-classes': onceEach,
  'require-client-classes': onceEach,
  'evaluate-additional-classes': onceEach,
}

const rules: Rules = {
  'only-if-required': ifTrue,
  'only-in-additional-list': ifTrue,
  'valid-lifetime': nothing,
  'min-valid-lifetime': nothing,
  'max-valid-lifetime': nothing,
  'option-data': nothing,
  'option-def': nothing,
}

const defaults: JsonMap = {'boot-file-name': '', 'next-server': '0.0.0.0', 'server-hostname': ''}

/** `client-classes`, in the order of the file; nothing where there are none. */
export function effectiveClasses4({clientClasses}: ServerConfig4, root: MapNode | undefined): JsonMap {
  if (clientClasses.length === 0) return {}
  const printed = mapsIn(root, 'client-classes').map((node, index) => classOf(node, clientClasses[index]!))
  return {'client-classes': printed}
}

function classOf(node: MapNode, {options, validLifetime}: ClientClass4): JsonMap {
  return Object.assign(filled(node, defaults, rules), lifetimeOf(validLifetime), {
    'option-data': effectiveOptions4(node, options),
    'option-def': effectiveDefinitions4(node),
  })
}

/** A bound is printed where it is one. */
function lifetimeOf(lifetime: ClientClass4['validLifetime']): JsonMap {
  if (lifetime === undefined) return {}
  const {min, default: value, max} = lifetime
  return {
    'valid-lifetime': value,
    ...(min < value ? {'min-valid-lifetime': min} : {}),
    ...(max > value ? {'max-valid-lifetime': max} : {}),
  }
}
