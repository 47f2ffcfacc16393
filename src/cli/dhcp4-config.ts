import {accessSync, constants, readFileSync, statSync} from 'node:fs'
import {type ConfigResult4, parseConfig4, readConfig4} from '../config/dhcp4.ts'
import type {Environment} from '../config/environment.ts'
import {formatIssue} from '../config/issues.ts'
import type {Node} from '../config/node.ts'
import {systemInterfaces4} from '../net/interfaces4.ts'
import {Failure} from './failure.ts'

export type LoadedConfig4 = Extract<ConfigResult4, {kind: 'config'}>

/** Reads and checks a configuration file; every error that it has is in the message of the Failure. */
export function loadConfig4(file: string): LoadedConfig4 {
  return checked(parseConfig4(readText(file), file, thisEnvironment()), file)
}

/** How a running server reads its next configuration: the file again, or the value of "Dhcp4" that a command brought. */
export function configReader4(file: string | undefined) {
  return {
    file: () => (file === undefined ? demoConfig4() : readAgain(file)),
    node: (dhcp4: Node) => readConfig4(dhcp4, thisEnvironment()),
  }
}

function readAgain(file: string): ConfigResult4 {
  try {
    return parseConfig4(readFileSync(file, 'utf8'), file, thisEnvironment())
  } catch (error) {
    const message = `cannot be read: ${error instanceof Error ? error.message : String(error)}`
    return {kind: 'errors', errors: [{file, line: 1, column: 1, path: '', message}], warnings: []}
  }
}

/** An example network on loopback with leases in the current folder: what `--demo` serves. */
export function demoConfig4(): LoadedConfig4 {
  const demo = {
    Dhcp4: {
      'interfaces-config': {interfaces: ['lo/127.0.0.1'], 'dhcp-socket-type': 'udp'},
      'lease-database': {type: 'sqlite', name: 'keats-demo.sqlite'},
      'valid-lifetime': 3600,
      subnet4: [
        {
          id: 1,
          subnet: '192.0.2.0/24',
          relay: {'ip-addresses': ['127.0.0.1']},
          pools: [{pool: '192.0.2.10 - 192.0.2.200'}],
          'option-data': [
            {name: 'routers', data: '192.0.2.1'},
            {name: 'domain-name-servers', data: '192.0.2.2, 192.0.2.3'},
          ],
        },
      ],
    },
  }
  return checked(parseConfig4(JSON.stringify(demo), '--demo', thisEnvironment()), '--demo')
}

/** What `-t` prints: the warnings, and that the file may be used. */
export function checkReport4(
  loaded: LoadedConfig4,
  file: string,
): {file: string; valid: true; warnings: string[]; text: string} {
  const warnings = loaded.warnings.map(formatIssue)
  const {subnets, sharedNetworks} = loaded.config
  const size = `${subnets.length} subnets, ${sharedNetworks.length} shared networks`
  return {file, valid: true, warnings, text: [...warnings, `${file}: configuration is valid (${size})`].join('\n')}
}

function checked(result: ReturnType<typeof parseConfig4>, file: string): LoadedConfig4 {
  if (result.kind === 'config') return result
  const [first] = result.errors
  const count = result.errors.length === 1 ? '1 error' : `${result.errors.length} errors`
  const lines = result.errors.map(formatIssue).join('\n  ')
  const hint = first === undefined ? '' : `mend ${first.file} and check it with keats dhcp4 -t ${file}`
  throw new Failure('failure', `configuration refused, ${count}:\n  ${lines}`, hint)
}

/** The text of a configuration file. Throws Failure. */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Failure(
      'failure',
      `cannot read configuration file ${file}: ${reason}`,
      'check the path and its permissions',
    )
  }
}

/** What a configuration may refer to on this machine. */
export function thisEnvironment(): Required<Environment> {
  const found = [...systemInterfaces4().values()]
  return {
    readFile: path => readFileSync(path, 'utf8'),
    stateDirectory: process.env['KEA_DHCP_DATA_DIR'] ?? process.cwd(),
    interfaces: new Map(found.map(({name, addresses}) => [name, addresses.map(({address}) => address)])),
    programFault,
  }
}

function programFault(path: string): string | undefined {
  try {
    if (!statSync(path).isFile()) return 'it is no file'
  } catch {
    return 'there is no such file'
  }
  try {
    accessSync(path, constants.X_OK)
    return undefined
  } catch {
    return 'it is not executable'
  }
}
