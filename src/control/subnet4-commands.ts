import type {Command4} from './command.ts'
import {addNetwork4, addSubnetToNetwork4, deleteNetwork4, removeSubnetFromNetwork4} from './network4-change.ts'
import {addSubnet4, addToSubnet4, deleteFromSubnet4, deleteSubnet4, updateSubnet4} from './subnet4-change.ts'
import {getNetwork4, getSubnet4, listNetworks4, listSubnets4} from './subnet4-list.ts'

/**
 * The commands of Kea's libdhcp_subnet_cmds.so for IPv4 (facts: server.md §4.3). A change is made to the configuration in
 * force as config-get prints it, and what comes out is read and put into force like any other configuration: as a whole, or
 * not at all. It is gone after the next start unless config-write keeps it.
 */
export const subnetCommands4: readonly Command4[] = [
  {name: 'network4-add', run: addNetwork4},
  {name: 'network4-del', run: deleteNetwork4},
  {name: 'network4-get', run: getNetwork4},
  {name: 'network4-list', run: listNetworks4},
  {name: 'network4-subnet-add', run: addSubnetToNetwork4},
  {name: 'network4-subnet-del', run: removeSubnetFromNetwork4},
  {name: 'subnet4-add', run: addSubnet4},
  {name: 'subnet4-del', run: deleteSubnet4},
  {name: 'subnet4-delta-add', run: addToSubnet4},
  {name: 'subnet4-delta-del', run: deleteFromSubnet4},
  {name: 'subnet4-get', run: getSubnet4},
  {name: 'subnet4-list', run: listSubnets4},
  {name: 'subnet4-update', run: updateSubnet4},
]
