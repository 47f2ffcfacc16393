import {formatPlace, type Place} from '../issues.ts'
import type {MapNode, Node} from '../node.ts'

/** error: a server would refuse it, or it can never work. warning: surely not what was meant. hint: worth a look. */
export const severities = ['error', 'warning', 'hint'] as const

export type Severity = (typeof severities)[number]

/** One thing that is wrong or doubtful with a configuration. */
export interface Finding extends Place {
  readonly severity: Severity
  /** Name of the rule that found it. */
  readonly rule: string
  /** "Dhcp4.subnet4[0].pools[1].pool"; '' for the text as a whole. */
  readonly path: string
  readonly message: string
  /** What to do about it; '' where the message says it all. */
  readonly remedy: string
}

/** A map of the configuration with its path. */
export interface Placed {
  readonly path: string
  readonly node: MapNode
}

/** Tells of something at the member `key` of a map (of the map itself when it is undefined or not there), once each. */
export type Tell = (where: Placed, key: string | undefined, message: string, remedy: string) => void

/** `key` may name a member of a list: "interfaces[1]". */
export function placeOf({path, node}: Placed, key: string | undefined): Place & {readonly path: string} {
  const found = key === undefined ? undefined : memberOf(node, key)
  const {file, line, column} = found?.at ?? node.at
  return {file, line, column, path: found === undefined ? path : `${path}.${key}`}
}

function memberOf(map: MapNode, key: string): Node | undefined {
  const [, name, index] = /^(.*)\[(\d+)\]$/.exec(key) ?? [key, key]
  const value = map.entries.get(name!)?.value
  return index === undefined || value?.kind !== 'list' ? value : value.items[Number(index)]
}

/** "kea-dhcp4.conf:12:7: warning: Dhcp4.subnet4[0]: … [subnet-overlap]", with the remedy on a line of its own. */
export function formatFinding(finding: Finding): string {
  const {severity, rule, path, message, remedy} = finding
  const where = path === '' ? '' : `${path}: `
  const line = `${formatPlace(finding)}: ${severity}: ${where}${message} [${rule}]`
  return remedy === '' ? line : `${line}\n    ${remedy}`
}
