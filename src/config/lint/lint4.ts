import type {ServerConfig4} from '../../model/config4.ts'
import type {ConfigIssue} from '../issues.ts'
import type {MapNode} from '../node.ts'
import {type Finding, type Placed, placeOf, type Severity, type Tell} from './finding.ts'
import type {Machine} from './machine.ts'
import type {LintRule4, TreeRule4} from './rule.ts'
import {lintRules4, treeRules4} from './rules4.ts'
import {subject4} from './subject4.ts'

/** More than a person reads of one kind; a wrong value at the top may show in 10,000 subnets. */
const MOST_OF_ONE = 50

export interface LintResult {
  readonly findings: readonly Finding[]
  /** How many more a rule has found than are listed. */
  readonly more: ReadonlyMap<string, number>
}

/** In the order of the alphabet. */
export function ruleNames4(): readonly string[] {
  return [...lintRules4, ...treeRules4].map(({name}) => name).sort()
}

/**
 * What rules find in a configuration, in the order of the text. `config` undefined = it was refused: only its text is looked
 * at then. `ignored`: names of rules that are not asked.
 */
export function lint4(
  given: MapNode,
  config: ServerConfig4 | undefined,
  machine: Machine | undefined,
  ignored: ReadonlySet<string> = new Set(),
): LintResult {
  const collected = new Collected()
  const root = {path: 'Dhcp4', node: given}
  const asked = ({name}: {readonly name: string}) => !ignored.has(name)
  for (const rule of treeRules4.filter(asked)) rule.checkTree(root, machine, collected.teller(rule))
  if (config !== undefined) {
    const subject = subject4(config, given, machine)
    for (const rule of lintRules4.filter(asked)) rule.check(subject, collected.teller(rule))
  }
  return {findings: collected.findings.sort(byPlace), more: collected.more}
}

/** Errors and warnings of the reader of configurations as findings. */
export function readerFindings(severity: Severity, issues: readonly ConfigIssue[]): readonly Finding[] {
  return issues.map(issue => ({...issue, severity, rule: 'configuration', remedy: ''}))
}

class Collected {
  readonly findings: Finding[] = []
  readonly more = new Map<string, number>()

  teller({name, severity}: LintRule4 | TreeRule4): Tell {
    const told = new Set<string>()
    return (where: Placed, key, message, remedy) => {
      const place = placeOf(where, key)
      // A value that many inherit is told once, where it stands.
      const once = `${place.file}:${place.line}:${place.column}`
      if (told.has(once)) return
      if (told.size >= MOST_OF_ONE) {
        this.more.set(name, (this.more.get(name) ?? 0) + 1)
        return
      }
      told.add(once)
      this.findings.push({severity, rule: name, ...place, message, remedy})
    }
  }
}

/** In the order of the text, files one after the other. */
export function byPlace(a: Finding, b: Finding): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1
  return a.line - b.line || a.column - b.column
}
