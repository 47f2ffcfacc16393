import {textIn} from '../../given.ts'
import type {TreeRule4} from '../rule.ts'
import {placedMap, placedMaps} from '../subject4.ts'

/** The two servers that serve in each mode. */
const roles: Readonly<Record<string, readonly string[]>> = {
  'load-balancing': ['primary', 'secondary'],
  'hot-standby': ['primary', 'standby'],
  'passive-backup': ['primary'],
}

/** Every mode needs its servers, each once; backups may be any number. */
export const haRoles: TreeRule4 = {
  name: 'ha-roles',
  severity: 'error',
  checkTree(root, _machine, tell) {
    for (const library of placedMaps(root, 'hooks-libraries')) {
      const parameters = placedMap(library, 'parameters')
      if (parameters === undefined || !/(^|\/)libdhcp_ha\.so$/.test(textIn(library.node, 'library') ?? '')) continue
      for (const relationship of placedMaps(parameters, 'high-availability')) {
        const mode = textIn(relationship.node, 'mode') ?? ''
        const expected = roles[mode]
        if (expected === undefined) continue
        const found = placedMaps(relationship, 'peers').map(peer => textIn(peer.node, 'role') ?? '')
        const serving = found.filter(role => role !== 'backup').sort()
        if (serving.join() === expected.join()) continue
        const message = `${mode} needs ${expected.join(' and ')}, found ${serving.join(', ') || 'none'}`
        tell(relationship, 'peers', message, 'correct the role of each peer')
      }
    }
  },
}
