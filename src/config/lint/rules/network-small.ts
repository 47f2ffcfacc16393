import type {LintRule4} from '../rule.ts'

export const networkSmall: LintRule4 = {
  name: 'network-small',
  severity: 'hint',
  check({networks}, tell) {
    for (const network of networks) {
      const count = network.subnets.length
      if (count > 1) continue
      const message = `the shared network "${network.network.name}" has ${count === 0 ? 'no subnets' : 'one subnet'}`
      tell(network, 'name', message, count === 0 ? 'remove it, or give it subnets' : 'a subnet can stand by itself')
    }
  },
}
