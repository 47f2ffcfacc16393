import {hostStoreKinds} from '../support/hosts.ts'
import {hostStoreContract} from './host-store.ts'

for (const kind of hostStoreKinds) hostStoreContract(kind)
