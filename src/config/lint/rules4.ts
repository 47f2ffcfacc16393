import type {LintRule4, TreeRule4} from './rule.ts'
import {classEmpty} from './rules/class-empty.ts'
import {classNotAdditional} from './rules/class-not-additional.ts'
import {classUnevaluated} from './rules/class-unevaluated.ts'
import {classUnknown} from './rules/class-unknown.ts'
import {classUnused} from './rules/class-unused.ts'
import {controlDirectory} from './rules/control-directory.ts'
import {databaseNoRecovery} from './rules/database-no-recovery.ts'
import {haDatabase} from './rules/ha-database.ts'
import {haFailover} from './rules/ha-failover.ts'
import {haNames} from './rules/ha-names.ts'
import {haOpen} from './rules/ha-open.ts'
import {haPools} from './rules/ha-pools.ts'
import {haTimers} from './rules/ha-timers.ts'
import {haUndivided} from './rules/ha-undivided.ts'
import {haUpdates} from './rules/ha-updates.ts'
import {haUrl} from './rules/ha-url.ts'
import {identifierUnused} from './rules/identifier-unused.ts'
import {interfaceMissing} from './rules/interface-missing.ts'
import {interfaceSilent} from './rules/interface-silent.ts'
import {keywordOutdated} from './rules/keyword-outdated.ts'
import {leaseVolatile} from './rules/lease-volatile.ts'
import {lifetimeEndless} from './rules/lifetime-endless.ts'
import {lifetimeShort} from './rules/lifetime-short.ts'
import {linkAmbiguous} from './rules/link-ambiguous.ts'
import {listensNowhere} from './rules/listens-nowhere.ts'
import {networkSmall} from './rules/network-small.ts'
import {optionAddress} from './rules/option-address.ts'
import {optionMask} from './rules/option-mask.ts'
import {optionOwn} from './rules/option-own.ts'
import {optionRepeated} from './rules/option-repeated.ts'
import {optionRouter} from './rules/option-router.ts'
import {optionText} from './rules/option-text.ts'
import {passwordReadable} from './rules/password-readable.ts'
import {poolEdge} from './rules/pool-edge.ts'
import {poolReserved} from './rules/pool-reserved.ts'
import {poolRouter} from './rules/pool-router.ts'
import {poolShared} from './rules/pool-shared.ts'
import {poolTurnover} from './rules/pool-turnover.ts'
import {reclaimOff} from './rules/reclaim-off.ts'
import {reservationAddressTwice} from './rules/reservation-address-twice.ts'
import {reservationIgnored} from './rules/reservation-ignored.ts'
import {reservationInPool} from './rules/reservation-in-pool.ts'
import {reservationNameTwice} from './rules/reservation-name-twice.ts'
import {reservationNowhere} from './rules/reservation-nowhere.ts'
import {reservationRouter} from './rules/reservation-router.ts'
import {reservationTwice} from './rules/reservation-twice.ts'
import {reservationUnusable} from './rules/reservation-unusable.ts'
import {subnetEmpty} from './rules/subnet-empty.ts'
import {subnetIdAutomatic} from './rules/subnet-id-automatic.ts'
import {subnetOverlap} from './rules/subnet-overlap.ts'
import {subnetShadowed} from './rules/subnet-shadowed.ts'
import {subnetsNone} from './rules/subnets-none.ts'
import {timerOrder} from './rules/timer-order.ts'

/** Every rule that looks at what a configuration means. A new one is a file of `rules` and a line here. */
export const lintRules4: readonly LintRule4[] = [
  classEmpty,
  classNotAdditional,
  classUnevaluated,
  classUnknown,
  classUnused,
  controlDirectory,
  databaseNoRecovery,
  haDatabase,
  haFailover,
  haNames,
  haOpen,
  haPools,
  haTimers,
  haUndivided,
  haUpdates,
  haUrl,
  identifierUnused,
  interfaceMissing,
  interfaceSilent,
  leaseVolatile,
  lifetimeEndless,
  lifetimeShort,
  linkAmbiguous,
  listensNowhere,
  networkSmall,
  optionAddress,
  optionMask,
  optionOwn,
  optionRepeated,
  optionRouter,
  optionText,
  poolEdge,
  poolReserved,
  poolRouter,
  poolShared,
  poolTurnover,
  reclaimOff,
  reservationAddressTwice,
  reservationIgnored,
  reservationInPool,
  reservationNameTwice,
  reservationNowhere,
  reservationRouter,
  reservationTwice,
  reservationUnusable,
  subnetEmpty,
  subnetIdAutomatic,
  subnetOverlap,
  subnetShadowed,
  subnetsNone,
  timerOrder,
]

/** Every rule that looks at the text alone. */
export const treeRules4: readonly TreeRule4[] = [keywordOutdated, passwordReadable]
