import {addressScenarios4} from './addresses.ts'
import {bootpScenarios4} from './bootp.ts'
import {cachingScenarios4} from './caching.ts'
import {classLevelScenarios4} from './class-levels.ts'
import {classScenarios4} from './classes.ts'
import {classifyExampleScenarios4} from './classify-examples.ts'
import {flexOptionScenarios4} from './flex-option.ts'
import {flexSubOptionScenarios4} from './flex-sub-option.ts'
import {hostileScenarios4} from './hostile.ts'
import {identityScenarios4} from './identity.ts'
import {lifetimeScenarios4} from './lifetimes.ts'
import {nameSettingScenarios4} from './name-settings.ts'
import {nameScenarios4} from './names.ts'
import {networkScenarios4} from './networks.ts'
import {optionLevelScenarios4} from './option-levels.ts'
import {optionScenarios4} from './options.ts'
import {definedOptionScenarios4} from './options-defined.ts'
import {vendorOptionScenarios4} from './options-vendor.ts'
import {relayScenarios4} from './relays.ts'
import {requestScenarios4} from './requests.ts'
import {reservationConflictScenarios4} from './reservation-conflicts.ts'
import {reservationContentScenarios4} from './reservation-contents.ts'
import {reservationMixedModeScenarios4} from './reservation-mixed-modes.ts'
import {reservationNetworkScenarios4} from './reservation-networks.ts'
import {reservationPlaceScenarios4} from './reservation-places.ts'
import {returnScenarios4} from './returns.ts'
import type {Scenario4} from './scenario.ts'
import {siteScenarios4} from './sites.ts'

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
  'name settings': nameSettingScenarios4,
  sites: siteScenarios4,
  options: optionScenarios4,
  'levels of options': optionLevelScenarios4,
  'defined options': definedOptionScenarios4,
  'vendor options': vendorOptionScenarios4,
  networks: networkScenarios4,
  'conflicts of reservations': reservationConflictScenarios4,
  'places of reservations': reservationPlaceScenarios4,
  'networks of reservations': [...reservationNetworkScenarios4, ...reservationMixedModeScenarios4],
  'contents of reservations': reservationContentScenarios4,
  classes: classScenarios4,
  'classes of levels': classLevelScenarios4,
  'examples of classes': classifyExampleScenarios4,
  hostile: hostileScenarios4,
  bootp: bootpScenarios4,
  flex_option: flexOptionScenarios4,
  'flex_option, sub-options': flexSubOptionScenarios4,
}
