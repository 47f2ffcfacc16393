import {addressScenarios4} from './addresses.ts'
import {cachingScenarios4} from './caching.ts'
import {hostileScenarios4} from './hostile.ts'
import {identityScenarios4} from './identity.ts'
import {lifetimeScenarios4} from './lifetimes.ts'
import {nameScenarios4} from './names.ts'
import {networkScenarios4} from './networks.ts'
import {optionScenarios4} from './options.ts'
import {relayScenarios4} from './relays.ts'
import {requestScenarios4} from './requests.ts'
import {returnScenarios4} from './returns.ts'
import type {Scenario4} from './scenario.ts'

/** Every scenario by theme. */
export const scenarios4: Readonly<Record<string, readonly Scenario4[]>> = {
  addresses: addressScenarios4,
  requests: requestScenarios4,
  returns: returnScenarios4,
  identity: identityScenarios4,
  lifetimes: lifetimeScenarios4,
  caching: cachingScenarios4,
  relays: relayScenarios4,
  names: nameScenarios4,
  options: optionScenarios4,
  networks: networkScenarios4,
  hostile: hostileScenarios4,
}
