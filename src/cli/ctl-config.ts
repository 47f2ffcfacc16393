import {readFileSync} from 'node:fs'
import {readControlSockets} from '../config/control-sockets.ts'
import {ConfigSyntaxError, formatIssue, Issues} from '../config/issues.ts'
import {readJson} from '../config/json.ts'
import type {MapNode} from '../config/node.ts'
import {Section} from '../config/section.ts'
import type {ControlSocket} from '../model/config4.ts'
import {Failure} from './failure.ts'

/**
 * The control channel that a configuration file opens: its unix socket if it has one, else the first of HTTP. Nothing
 * else of the file is looked at, so that those of other servers, and of newer ones, do as well.
 */
export function configuredSocket(file: string): ControlSocket {
  const sockets = readSockets(file)
  const socket = sockets.find(({type}) => type === 'unix') ?? sockets[0]
  if (socket === undefined) {
    throw new Failure(
      'failure',
      `${file} opens no control channel`,
      'it needs "control-socket": {"socket-type": "unix", "socket-name": "/run/kea/kea4-ctrl-socket"}',
    )
  }
  return socket
}

function readSockets(file: string): readonly ControlSocket[] {
  const issues = new Issues()
  const read = (path: string) => readFileSync(path, 'utf8')
  try {
    const server = serverOf(file, read, issues)
    const sockets = readControlSockets(new Section(server, '', issues), {
      readFile: read,
      stateDirectory: '',
    })
    if (issues.errors.length === 0) return sockets
    throw refused(file, issues.errors.map(formatIssue).join('\n  '))
  } catch (error) {
    if (error instanceof ConfigSyntaxError)
      throw refused(file, formatIssue({...error.at, path: '', message: error.message}))
    if (error instanceof Error && 'syscall' in error) {
      throw new Failure('failure', `cannot read ${file}: ${error.message}`, 'check the path and its permissions')
    }
    throw error
  }
}

/** The one map at the top, whatever server it is for. */
function serverOf(file: string, read: (path: string) => string, issues: Issues): MapNode {
  const root = readJson(read(file), file, read, issues)
  const [name, entry] = root.kind === 'map' ? ([...root.entries][0] ?? []) : []
  if (name === undefined || entry?.value.kind !== 'map') throw refused(file, 'expected {"Dhcp4": {…}}')
  return entry.value
}

function refused(file: string, reasons: string): Failure {
  return new Failure('failure', `the control channel in ${file} cannot be read:\n  ${reasons}`, `mend ${file}`)
}
