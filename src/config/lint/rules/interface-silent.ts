import {listensOn} from '../addresses4.ts'
import type {LintRule4} from '../rule.ts'

/** Messages that come in there are not heard. */
export const interfaceSilent: LintRule4 = {
  name: 'interface-silent',
  severity: 'warning',
  check({config, subnets}, tell) {
    if (config.interfaces.interfaces.length === 0) return
    for (const {subnet, levels} of subnets) {
      if (subnet.interface === undefined || listensOn(config.interfaces, subnet.interface)) continue
      const level = levels.find(({node}) => node.entries.has('interface')) ?? levels[0]!
      const message = `subnet ${subnet.id} is for clients on "${subnet.interface}", where the server does not listen`
      tell(level, 'interface', message, `add "${subnet.interface}" to the interfaces of interfaces-config`)
    }
  },
}
