import type {ConfiguredOption4} from '../../model/config4.ts'
import type {Prefix4} from '../../net-types/prefix4.ts'
import type {Placed} from './finding.ts'
import {placedMaps, type Subject4} from './subject4.ts'

/** One option of the configuration, and the subnet that its level belongs to. */
export interface PlacedOption4 extends Placed {
  readonly option: ConfiguredOption4
  readonly prefix: Prefix4 | undefined
}

/** The options of all levels but those of hosts. */
export function eachOption4(subject: Subject4, visit: (option: PlacedOption4) => void): void {
  const {config, root, networks, subnets, classes} = subject
  const level = (place: Placed, options: readonly ConfiguredOption4[], prefix: Prefix4 | undefined) => {
    if (options.length === 0) return
    placedMaps(place, 'option-data').forEach((one, index) => {
      const option = options[index]
      if (option !== undefined) visit({...one, option, prefix})
    })
  }
  level(root, config.options, undefined)
  for (const placed of classes) level(placed, placed.definition.options, undefined)
  for (const placed of networks) level(placed, placed.network.options, undefined)
  for (const placed of subnets) {
    level(placed, placed.subnet.options, placed.subnet.prefix)
    for (const pool of placed.pools) level(pool, pool.pool.options, placed.subnet.prefix)
  }
}
