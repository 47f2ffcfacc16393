import {readFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'

/** What one of two servers has of its own. */
export interface ControlPlaces {
  readonly directory: string
  readonly file: string
  readonly socket: string
}

export interface ControlCase4 {
  /** The command as it is sent to the server of these places. */
  readonly text: (places: ControlPlaces) => string
  readonly line: number
  /** How the answers differ: in the text, in the arguments, in anything. undefined = not at all. */
  readonly differs: 'words' | 'arguments' | 'other' | undefined
}

/** What both servers run with, and what config-set brings; `database` takes the place of leases in memory. */
export function controlConfig4({socket}: Pick<ControlPlaces, 'socket'>, database?: object): object {
  return {
    'interfaces-config': {interfaces: ['lo/127.0.0.1'], 'dhcp-socket-type': 'udp'},
    'lease-database': database ?? {type: 'memfile', persist: false},
    'control-socket': {'socket-type': 'unix', 'socket-name': socket},
    'valid-lifetime': 4000,
    subnet4: [{id: 1, subnet: '192.0.2.0/24', pools: [{pool: '192.0.2.10 - 192.0.2.20'}]}],
  }
}

/** Nobody listens there. */
const gone = {type: 'mysql', name: 'x', host: '127.0.0.1', port: 1, user: 'x'}

/** The table of test/fixtures/control-commands4.txt, group by group. */
export function controlGroups4(): ReadonlyMap<string, readonly ControlCase4[]> {
  const table = fileURLToPath(new URL('../../../test/fixtures/control-commands4.txt', import.meta.url))
  const groups = new Map<string, ControlCase4[]>()
  let group: ControlCase4[] = []
  let differs: ControlCase4['differs']
  for (const [index, line] of readFileSync(table, 'utf8').split('\n').entries()) {
    if (line === '' || line.startsWith('#')) continue
    if (line.startsWith('== ')) {
      group = []
      groups.set(line.slice(3), group)
    } else if (line.startsWith('-- ')) differs = differenceOf(line)
    else {
      group.push({line: index + 1, differs, text: places => filled(line, places)})
      differs = undefined
    }
  }
  return groups
}

function differenceOf(line: string): ControlCase4['differs'] {
  const [, kind] = /^-- (words|arguments|other): .+$/.exec(line) ?? []
  if (kind === undefined) throw new Error(`not a difference: ${line}`)
  return kind as ControlCase4['differs']
}

function filled(line: string, places: ControlPlaces): string {
  const members = (map: object) => JSON.stringify(map).slice(1, -1)
  return line
    .replace('CONFIG', members(controlConfig4(places)))
    .replace('DATABASE-GONE', members(controlConfig4(places, gone)))
    .replace('{DIRECTORY}', places.directory)
}
