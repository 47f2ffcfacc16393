import {firstAddress4, lastAddress4} from '../../net-types/prefix4.ts'
import type {PlacedSubnet4} from './subject4.ts'

/** Calls `visit` for every subnet with those that contain all of it, outermost first. Prefixes nest or are apart. */
export function eachNested4(
  subnets: readonly PlacedSubnet4[],
  visit: (subnet: PlacedSubnet4, around: readonly PlacedSubnet4[]) => void,
): void {
  const ordered = [...subnets].sort(({subnet: {prefix: a}}, {subnet: {prefix: b}}) => {
    return a.address - b.address || a.length - b.length
  })
  const open: PlacedSubnet4[] = []
  for (const placed of ordered) {
    const first = firstAddress4(placed.subnet.prefix)
    while (open.length > 0 && lastAddress4(open.at(-1)!.subnet.prefix) < first) open.pop()
    if (open.length > 0) visit(placed, open)
    open.push(placed)
  }
}

/** Whether everyone may use it: neither it nor its network asks for a class. */
export function isOpenToAll({subnet, network}: PlacedSubnet4): boolean {
  return subnet.clientClasses.length === 0 && (network?.clientClasses.length ?? 0) === 0
}

/** Whether two subnets are on one link, so that clients get addresses of either. */
export function shareNetwork(a: PlacedSubnet4, b: PlacedSubnet4): boolean {
  return a.network !== undefined && a.network === b.network
}
