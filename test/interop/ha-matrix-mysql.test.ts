import {describe} from 'node:test'
import {column} from '../support/ha-lab4/cell.ts'

// Most of the time a pair waits for its delays and for answers that do not come: several pairs live at the same time.
describe('pairs of two real servers, leases in MariaDB', {concurrency: 3}, () => column('MariaDB'))
