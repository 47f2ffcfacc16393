import assert from 'node:assert/strict'
import {test} from 'node:test'
import {type Cells, readRow} from '../../../src/db/hosts/rows4.ts'

const cells: Cells = {
  number: value => (value === null ? undefined : Number(value)),
  text: value => String(value ?? ''),
  hex: value => String(value ?? ''),
  flag: value => value === 1,
}

test('a field that fits no message is none: SQLite takes a text of any length', () => {
  const row = (server: string, file: string) => [7, '020000000001', 0, 1, null, null, '', '', null, server, file]
  const read = (server: string, file: string) => {
    const host = readRow([...row(server, file), null, '', null, null, null, null, null, null, null], cells)?.host
    return [host?.serverHostname, host?.bootFileName]
  }
  assert.deepEqual(read('s'.repeat(64), 'f'.repeat(128)), ['s'.repeat(64), 'f'.repeat(128)])
  assert.deepEqual(read('s'.repeat(65), 'f'.repeat(129)), ['', ''])
})
