import type {Pool4, ServerConfig4, SharedNetwork4, Subnet4} from '../model/config4.ts'

/**
 * Subnets out of whose pools both servers of load-balancing give addresses at the same time: no class of an owner divides
 * them. Where both go through such a pool in the same order, they choose the same address again and again.
 */
export function subnetsOfBoth4({hooks, subnets, sharedNetworks}: ServerConfig4): ReadonlySet<number> {
  if (hooks.ha?.mode !== 'load-balancing') return new Set()
  const networks = new Map(sharedNetworks.map(network => [network.name, network]))
  const shared = subnets.filter(subnet => {
    const network = subnet.sharedNetwork === undefined ? undefined : networks.get(subnet.sharedNetwork)
    if (isDivided(subnet) || (network !== undefined && isDivided(network))) return false
    return subnet.pools.some(pool => !isDivided(pool))
  })
  return new Set(shared.map(({id}) => id))
}

function isDivided({clientClasses}: Pick<Pool4 | Subnet4 | SharedNetwork4, 'clientClasses'>): boolean {
  return clientClasses.some(name => name.startsWith('HA_'))
}
