import type {ConfiguredOption4} from '../../../model/config4.ts'
import type {LintRule4} from '../rule.ts'
import {placedMaps} from '../subject4.ts'

/** The same content as one level up says nothing, and is forgotten when that one changes. */
export const optionRepeated: LintRule4 = {
  name: 'option-repeated',
  severity: 'hint',
  check({config, subnets}, tell) {
    const global = byKey(config.options)
    const ofNetwork = new Map(config.sharedNetworks.map(network => [network.name, byKey(network.options)]))
    for (const placed of subnets) {
      const {options} = placed.subnet
      if (options.length === 0) continue
      const network = ofNetwork.get(placed.network?.name ?? '')
      const places = placedMaps(placed, 'option-data')
      for (const [index, option] of options.entries()) {
        const outer = network?.get(keyOf(option)) ?? global.get(keyOf(option))
        if (outer === undefined || !isSame(option, outer) || places[index] === undefined) continue
        const message = `option ${option.code} is the same as the one of the level above`
        tell(places[index], 'data', message, 'leave it out here')
      }
    }
  },
}

function byKey(options: readonly ConfiguredOption4[]): ReadonlyMap<string, ConfiguredOption4> {
  return new Map(options.map(option => [keyOf(option), option]))
}

function keyOf({space, code}: ConfiguredOption4): string {
  return `${space}.${code}`
}

function isSame(a: ConfiguredOption4, b: ConfiguredOption4): boolean {
  const flags = a.alwaysSend === b.alwaysSend && a.neverSend === b.neverSend
  return flags && a.clientClasses.join() === b.clientClasses.join() && Buffer.compare(a.data, b.data) === 0
}
