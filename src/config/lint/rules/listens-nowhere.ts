import type {LintRule4} from '../rule.ts'
import {placedMap} from '../subject4.ts'

export const listensNowhere: LintRule4 = {
  name: 'listens-nowhere',
  severity: 'warning',
  check({config, root}, tell) {
    if (config.interfaces.interfaces.length > 0) return
    const section = placedMap(root, 'interfaces-config')
    tell(section ?? root, 'interfaces', 'the server listens on no interface', 'name them, or "*" for all of them')
  },
}
