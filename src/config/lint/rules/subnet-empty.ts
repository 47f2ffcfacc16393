import type {LintRule4} from '../rule.ts'

export const subnetEmpty: LintRule4 = {
  name: 'subnet-empty',
  severity: 'warning',
  check({config, subnets}, tell) {
    if (config.hostsDatabases.length > 0) return
    for (const placed of subnets) {
      const {pools, hosts, network, subnet} = placed
      if (pools.length > 0 || hosts.some(({host}) => host.address !== undefined)) continue
      if (network?.subnets.some(other => other.pools.length > 0) === true) continue
      if (subnet.reservationModes.global) continue
      tell(placed, undefined, 'it has no pools and reserves no addresses, so nobody gets one', 'give it a pool')
    }
  },
}
