import {Flags} from '@oclif/core'
import {type Ipv4, parseIpv4} from '../net-types/ipv4.ts'
import {Failure} from './failure.ts'

export interface SubnetRange {
  readonly first: number
  readonly last: number
  readonly id: number
}

/** `192.0.2.0/24=1` */
export const subnetFlag = Flags.custom<SubnetRange>({
  helpValue: 'PREFIX=ID',
  parse: async text => {
    const [, address, length, id] = /^([0-9.]+)\/(\d{1,2})=(\d{1,10})$/.exec(text) ?? []
    const first = parseIpv4(address ?? '')
    const size = 2 ** (32 - Number(length))
    if (first === undefined || Number(length) > 32 || first % size !== 0 || Number(id) < 1 || Number(id) > 0xfffffffe)
      throw new Failure('usage', `--subnet wants a prefix and its id like 192.0.2.0/24=1, not "${text}"`, 'try --help')
    return {first, last: first + size - 1, id: Number(id)}
  },
})

/** The id of the smallest subnet that an address is in. */
export function subnetFinder(subnets: readonly SubnetRange[]): (address: Ipv4) => number | undefined {
  const smallestFirst = [...subnets].sort((a, b) => a.last - a.first - (b.last - b.first))
  return address => smallestFirst.find(({first, last}) => first <= address && address <= last)?.id
}
