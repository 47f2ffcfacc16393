import {storeKinds} from '../support/lease-stores.ts'
import {leaseStoreContract} from './lease-store.ts'
import {leaseFindContract} from './lease-store-find.ts'
import {leaseUpkeepContract} from './lease-store-upkeep.ts'

for (const kind of storeKinds) {
  leaseStoreContract(kind)
  leaseUpkeepContract(kind)
  leaseFindContract(kind)
}
// What the servers of distributions, and MySQL, take by themselves; and MariaDB's own default.
for (const characterSet of ['utf8mb4', 'latin1']) leaseFindContract('mysql', characterSet)
