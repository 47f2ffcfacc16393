import type {ServerConfig4} from '../model/config4.ts'
import {OptionDefinitions4, standardDefinitions4} from '../wire/option-definitions4.ts'
import {readClientClasses4} from './client-classes4.ts'
import {readConfigControl} from './config-control.ts'
import {readControlSockets} from './control-sockets.ts'
import {readHostsDatabases, readLeaseDatabase} from './database4.ts'
import type {Environment} from './environment.ts'
import {warnUnreachable} from './ha/reachable.ts'
import {readHooks} from './hooks.ts'
import {readInterfaces4} from './interfaces4.ts'
import {type ConfigIssue, ConfigSyntaxError, Issues, TooManyErrors} from './issues.ts'
import {readJson} from './json.ts'
import {laterGlobal4} from './later4.ts'
import {readLimits4} from './limits4.ts'
import {readLoggers} from './loggers.ts'
import {withFormerNames} from './names4.ts'
import {type Node, nameOf} from './node.ts'
import {readOptions4} from './option-data4.ts'
import {readOptionDefinitions4} from './option-definitions4.ts'
import {readReservationLookup4} from './reservation-modes4.ts'
import {ReservationReader4} from './reservations4.ts'
import {checkLifetime, lifetimeOf, readScope4, type Scope4} from './scope4.ts'
import {Section} from './section.ts'
import {
  readCompatibility,
  readDdns,
  readExpiredLeases,
  readQueues,
  readSanityChecks,
  readStatisticSamples,
} from './service4.ts'
import {bootOf, readSubnets4} from './subnets4.ts'

export type ConfigResult4 =
  | {
      readonly kind: 'config'
      readonly config: ServerConfig4
      /** The value of "Dhcp4" as it was given. */
      readonly given: Node
      readonly warnings: readonly ConfigIssue[]
    }
  | {readonly kind: 'errors'; readonly errors: readonly ConfigIssue[]; readonly warnings: readonly ConfigIssue[]}

/**
 * Reads a configuration file of Kea's DHCPv4 server. All errors of meaning are reported at once; of syntax, the first.
 * `fileName` is only for messages. Never throws for what the text says.
 */
export function parseConfig4(text: string, fileName: string, environment: Environment): ConfigResult4 {
  return collect(issues => {
    const node = readJson(text, fileName, environment.readFile, issues)
    return readRoot(node, environment, issues)
  })
}

/** Reads the value of "Dhcp4" alone, as config-set brings it. Never throws for what it says. */
export function readConfig4(dhcp4: Node, environment: Environment): ConfigResult4 {
  const entry = {at: dhcp4.at, value: dhcp4}
  const root: Node = {kind: 'map', at: dhcp4.at, entries: new Map([['Dhcp4', entry]])}
  return collect(issues => readRoot(root, environment, issues))
}

interface Parsed {
  readonly config: ServerConfig4
  readonly given: Node
}

function collect(read: (issues: Issues) => Parsed | undefined): ConfigResult4 {
  const issues = new Issues()
  let parsed: Parsed | undefined
  try {
    parsed = read(issues)
  } catch (error) {
    if (error instanceof ConfigSyntaxError) issues.error(error.at, '', error.message)
    else if (!(error instanceof TooManyErrors)) throw error
  }
  const {errors, warnings} = issues
  return parsed === undefined || errors.length > 0
    ? {kind: 'errors', errors, warnings}
    : {kind: 'config', ...parsed, warnings}
}

/** The text is one map with one member. */
function readRoot(node: Node, environment: Environment, issues: Issues): Parsed | undefined {
  if (node.kind !== 'map') {
    issues.error(node.at, '', `expected {"Dhcp4": …}, found ${nameOf(node.kind)}`)
    return undefined
  }
  const top = new Section(node, '', issues)
  const given = top.node('Dhcp4')
  const section = top.map('Dhcp4', laterGlobal4)
  if (node.entries.size > 0) top.required('Dhcp4')
  top.finish()
  return section === undefined || given === undefined ? undefined : {config: readServer(section, environment), given}
}

/** What stands at the global level alone and shapes the protocol. */
function readProtocol(root: Section, scope: Scope4) {
  return {
    validLifetime: lifetimeOf(scope),
    boot: bootOf(scope),
    authoritative: scope.authoritative ?? false,
    echoClientId: root.boolean('echo-client-id') ?? true,
    stashAgentOptions: root.boolean('stash-agent-options') ?? false,
    declineProbationPeriod: root.integer('decline-probation-period', 0, 0xffffffff) ?? 86400,
  }
}

function readServer(root: Section, environment: Environment): ServerConfig4 {
  const scope = withFormerNames(readScope4(root), readDdns(root))
  checkLifetime(root, scope)
  const optionDefinitions = readOptionDefinitions4(root, 'global', standardDefinitions4)
  const definitions = new OptionDefinitions4(optionDefinitions)
  const lookup = readReservationLookup4(root)
  const reservations = new ReservationReader4(definitions, lookup.ipReservationsUnique)
  reservations.read(root, undefined)
  readConfigControl(root)
  const hooks = readHooks(root, {definitions, environment})
  const clientClasses = readClientClasses4(root, definitions)
  const leaseDatabase = readLeaseDatabase(root, environment)
  const compatibility = readCompatibility(root)
  const {excludeFirstLast24} = compatibility
  const config = {
    interfaces: readInterfaces4(root, environment),
    leaseDatabase,
    ...readSubnets4(root, scope, {environment, definitions, reservations, excludeFirstLast24}),
    options: readOptions4(root, definitions),
    ...readProtocol(root, scope),
    expiredLeasesProcessing: readExpiredLeases(root),
    sanityChecks: readSanityChecks(root, leaseDatabase.type),
    compatibility,
    ...readQueues(root),
    loggers: readLoggers(root),
    ...hooks,
    limits: hooks.hooks.limits ? readLimits4(root, clientClasses) : undefined,
    clientClasses,
    optionDefinitions,
    reservations: reservations.hosts,
    hostsDatabases: readHostsDatabases(root, environment),
    ...lookup,
    controlSockets: readControlSockets(root, environment),
    serverTag: root.string('server-tag') ?? '',
    statisticSamples: readStatisticSamples(root),
    userContext: root.userContext(),
  }
  warnUnreachable(root, config)
  root.finish()
  return config
}
