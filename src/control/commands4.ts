import {aboutCommands4} from './about4.ts'
import type {Command4} from './command.ts'
import {configCommands4} from './config4.ts'
import {haCommands4} from './ha4-commands.ts'
import {applyCommands4} from './lease4-apply.ts'
import {leaseCommands4} from './lease4-commands.ts'
import {reservationCommands4} from './reservation4-commands.ts'
import {selectCommands4} from './select-subnet4.ts'
import {serviceCommands4} from './service4.ts'
import {statLeaseCommands4} from './stat-lease4.ts'
import {statisticCommands4} from './statistic-commands.ts'
import {subnetCommands4} from './subnet4-commands.ts'

/** Every command of the DHCPv4 server; each file of this folder that has some exports them as one list. */
export const commands4: readonly Command4[] = [
  ...aboutCommands4,
  ...configCommands4,
  ...haCommands4,
  ...applyCommands4,
  ...leaseCommands4,
  ...reservationCommands4,
  ...selectCommands4,
  ...serviceCommands4,
  ...statLeaseCommands4,
  ...statisticCommands4,
  ...subnetCommands4,
]
