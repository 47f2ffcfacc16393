import {readFileSync, statSync} from 'node:fs'
import {type ConfigResult4, parseConfig4} from '../config/dhcp4.ts'
import {ConfigSyntaxError, Issues} from '../config/issues.ts'
import {readJson} from '../config/json.ts'
import {type Finding, type Severity, severities} from '../config/lint/finding.ts'
import {byPlace, type LintResult, lint4, readerFindings, ruleNames4} from '../config/lint/lint4.ts'
import type {Machine} from '../config/lint/machine.ts'
import {nearest} from '../config/nearest.ts'
import type {MapNode} from '../config/node.ts'
import type {ServerConfig4} from '../model/config4.ts'
import {systemInterfaces4} from '../net/interfaces4.ts'
import {readText, thisEnvironment} from './dhcp4-config.ts'
import {exitCodes} from './exit-codes.ts'
import {Failure, toFailure} from './failure.ts'

export interface ConfigCheckOptions {
  /** The file is for another machine: nothing of this one is looked at. */
  readonly elsewhere: boolean
  /** Connects to the databases as the server does; rejects like it. undefined = offline. */
  readonly checkDatabases: ((config: ServerConfig4) => Promise<void>) | undefined
  /** Warnings fail too. */
  readonly strict: boolean
  /** Names of rules that are not asked. */
  readonly ignore: readonly string[]
}

export interface ConfigCheck {
  readonly file: string
  /** Whether a server would take it. */
  readonly valid: boolean
  readonly counts: Readonly<Record<Severity, number>>
  readonly findings: readonly Finding[]
  /** Findings that are not listed because there are too many of one rule. */
  readonly more: Readonly<Record<string, number>>
  readonly exitCode: number
}

/** Checks a configuration file of the DHCPv4 server: what it means, what rules find in it, and its databases. */
export async function checkConfig4(file: string, options: ConfigCheckOptions): Promise<ConfigCheck> {
  const text = readText(file)
  const machine = options.elsewhere ? undefined : thisMachine()
  // Interfaces are looked at by a rule, which tells of all the rest too.
  const {readFile, stateDirectory, programFault} = thisEnvironment()
  const environment = {readFile, stateDirectory, ...(options.elsewhere ? {} : {programFault})}
  const result = parseConfig4(text, file, environment)
  const {findings, more} = lintOf(result, text, file, machine, ignoredRules(options.ignore))
  const found = [...readerFindings('warning', result.warnings), ...findings]
  if (result.kind === 'errors') found.unshift(...readerFindings('error', result.errors))
  let exitCode: number = found.some(({severity}) => severity === 'error') ? exitCodes.failure.code : exitCodes.done.code
  if (options.strict && found.some(({severity}) => severity === 'warning')) exitCode = exitCodes.failure.code
  if (options.checkDatabases !== undefined && result.kind === 'config') {
    const failure = await failureOf(options.checkDatabases(result.config))
    if (failure !== undefined) {
      found.push(ofDatabase(failure, file))
      exitCode = failure.code
    }
  }
  found.sort(byPlace)
  const count = (severity: Severity) => found.filter(finding => finding.severity === severity).length
  const counts = Object.fromEntries(severities.map(severity => [severity, count(severity)])) as ConfigCheck['counts']
  return {file, valid: counts.error === 0, counts, findings: found, more: Object.fromEntries(more), exitCode}
}

function lintOf(
  result: ConfigResult4,
  text: string,
  file: string,
  machine: Machine | undefined,
  ignored: ReadonlySet<string>,
): LintResult {
  if (result.kind === 'config' && result.given.kind === 'map') {
    return lint4(result.given, result.config, machine, ignored)
  }
  const given = treeOf(text, file)
  return given === undefined ? {findings: [], more: new Map()} : lint4(given, undefined, machine, ignored)
}

function ignoredRules(names: readonly string[]): ReadonlySet<string> {
  const known = ruleNames4()
  const unknown = names.find(name => !known.includes(name))
  if (unknown === undefined) return new Set(names)
  const near = nearest(unknown, known)
  const hint = near === undefined ? `rules: ${known.join(', ')}` : `did you mean ${near}?`
  throw new Failure('usage', `there is no rule "${unknown}"`, hint)
}

/** The value of "Dhcp4" of a text that is refused for what it means; undefined where it is no JSON. */
function treeOf(text: string, file: string): MapNode | undefined {
  try {
    const root = readJson(text, file, readFile, new Issues())
    const dhcp4 = root.kind === 'map' ? root.entries.get('Dhcp4')?.value : undefined
    return dhcp4?.kind === 'map' ? dhcp4 : undefined
  } catch (error) {
    if (error instanceof ConfigSyntaxError) return undefined
    throw error
  }
}

function thisMachine(): Machine {
  const found = [...systemInterfaces4().values()]
  return {
    interfaces: new Map(found.map(({name, addresses}) => [name, addresses.map(({address}) => address)])),
    modeOf,
  }
}

function modeOf(path: string): number | undefined {
  try {
    return statSync(path).mode
  } catch {
    return undefined
  }
}

async function failureOf(check: Promise<void>): Promise<Failure | undefined> {
  try {
    await check
    return undefined
  } catch (error) {
    return toFailure(error)
  }
}

function ofDatabase({message, hint}: Failure, file: string): Finding {
  return {severity: 'error', rule: 'database', file, line: 1, column: 1, path: '', message, remedy: hint}
}

function readFile(path: string): string {
  return readFileSync(path, 'utf8')
}
