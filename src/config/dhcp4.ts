import type {ServerConfig4} from '../model/config4.ts'
import {readLeaseDatabase} from './database4.ts'
import type {Environment} from './environment.ts'
import {readInterfaces4} from './interfaces4.ts'
import {type ConfigIssue, ConfigSyntaxError, Issues, TooManyErrors} from './issues.ts'
import {readJson} from './json.ts'
import {laterGlobal4} from './later4.ts'
import {readLoggers} from './loggers.ts'
import {type Node, nameOf} from './node.ts'
import {readOptions4} from './option-data4.ts'
import {checkLifetime, lifetimeOf, readScope4} from './scope4.ts'
import {Section} from './section.ts'
import {readCompatibility, readDdns, readExpiredLeases, readPacketQueue, readSanityChecks} from './service4.ts'
import {bootOf, readSubnets4} from './subnets4.ts'

export type ConfigResult4 =
  | {readonly kind: 'config'; readonly config: ServerConfig4; readonly warnings: readonly ConfigIssue[]}
  | {readonly kind: 'errors'; readonly errors: readonly ConfigIssue[]; readonly warnings: readonly ConfigIssue[]}

/**
 * Reads a configuration file of Kea's DHCPv4 server. All errors of meaning are reported at once; of syntax, the first.
 * `fileName` is only for messages. Never throws for what the text says.
 */
export function parseConfig4(text: string, fileName: string, environment: Environment): ConfigResult4 {
  const issues = new Issues()
  const config = read(text, fileName, environment, issues)
  const {errors, warnings} = issues
  return config === undefined || errors.length > 0
    ? {kind: 'errors', errors, warnings}
    : {kind: 'config', config, warnings}
}

function read(text: string, file: string, environment: Environment, issues: Issues): ServerConfig4 | undefined {
  try {
    const root = dhcp4Section(readJson(text, file, environment.readFile, issues), issues)
    return root === undefined ? undefined : readServer(root, environment)
  } catch (error) {
    if (error instanceof ConfigSyntaxError) issues.error(error.at, '', error.message)
    else if (!(error instanceof TooManyErrors)) throw error
    return undefined
  }
}

/** The text is one map with one member. */
function dhcp4Section(node: Node, issues: Issues): Section | undefined {
  if (node.kind !== 'map') {
    issues.error(node.at, '', `expected {"Dhcp4": …}, found ${nameOf(node.kind)}`)
    return undefined
  }
  const top = new Section(node, '', issues)
  const section = top.map('Dhcp4', laterGlobal4)
  if (node.entries.size > 0) top.required('Dhcp4')
  top.finish()
  return section
}

function readServer(root: Section, environment: Environment): ServerConfig4 {
  const scope = readScope4(root)
  checkLifetime(root, scope)
  readDdns(root)
  const config = {
    interfaces: readInterfaces4(root, environment),
    leaseDatabase: readLeaseDatabase(root, environment),
    ...readSubnets4(root, scope, environment),
    options: readOptions4(root),
    validLifetime: lifetimeOf(scope),
    boot: bootOf(scope),
    authoritative: scope.authoritative ?? false,
    echoClientId: root.boolean('echo-client-id') ?? true,
    declineProbationPeriod: root.integer('decline-probation-period', 0, 0xffffffff) ?? 86400,
    expiredLeasesProcessing: readExpiredLeases(root),
    sanityChecks: readSanityChecks(root),
    compatibility: readCompatibility(root),
    packetQueueSize: readPacketQueue(root),
    loggers: readLoggers(root),
    serverTag: root.string('server-tag') ?? '',
    userContext: root.userContext(),
  }
  root.finish()
  return config
}
