import {dirname} from 'node:path'
import type {LintRule4} from '../rule.ts'
import {placedMap, placedMaps} from '../subject4.ts'

const OTHERS_WRITE = 0o002

/** Who may write in the directory of the socket can put another socket in its place. */
export const controlDirectory: LintRule4 = {
  name: 'control-directory',
  severity: 'warning',
  check({root, machine}, tell) {
    if (machine === undefined) return
    const single = placedMap(root, 'control-socket')
    for (const placed of [...(single === undefined ? [] : [single]), ...placedMaps(root, 'control-sockets')]) {
      const path = placed.node.entries.get('socket-name')?.value
      if (path?.kind !== 'string' || !path.value.startsWith('/')) continue
      const directory = dirname(path.value)
      const mode = machine.modeOf(directory)
      if (mode === undefined) {
        const message = `there is no directory ${directory}: the server cannot make its socket`
        tell(placed, 'socket-name', message, `mkdir -m 750 ${directory}, for the user that runs the server`)
      } else if ((mode & OTHERS_WRITE) !== 0) {
        const message = `everybody can write in ${directory}, and so answer in the place of the server`
        tell(placed, 'socket-name', message, 'use a directory of the server alone, like /run/kea')
      }
    }
  },
}
