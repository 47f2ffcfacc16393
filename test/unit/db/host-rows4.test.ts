import assert from 'node:assert/strict'
import {test} from 'node:test'
import {assemble, type Cells, readRow} from '../../../src/db/hosts/rows4.ts'
import {hostOf, hostOption} from '../../support/hosts.ts'

const {options: _, ...host} = hostOf(1)
const row = (id: number, option?: number) => ({
  id,
  host,
  option: option === undefined ? undefined : {id: option, option: hostOption(option)},
})

test('hosts come by id and options in the order of theirs, each once, however rows come', () => {
  const rows = [row(20, 9), row(3), row(20, 7), row(20, 9), row(3), row(20, 11)]
  assert.deepEqual(assemble(rows), [
    {id: 3, host: hostOf(1)},
    {id: 20, host: hostOf(1, {options: [hostOption(7), hostOption(9), hostOption(11)]})},
  ])
  assert.deepEqual(assemble([]), [])
})

test('a row that cannot be understood is none', () => {
  const cells: Cells = {
    number: value => (value === null ? undefined : Number(value)),
    text: value => String(value ?? ''),
    hex: value => String(value ?? ''),
    flag: value => value === 1,
  }
  const cellsOf = (identifier: string, type: number | null) => [1, identifier, type, 7, ...new Array(16).fill(null)]
  assert.equal(readRow(cellsOf('0102', 0), cells)?.host.subnetId, 7)
  assert.equal(readRow(cellsOf('0102', 5), cells), undefined)
  assert.equal(readRow(cellsOf('0102', null), cells), undefined)
  assert.equal(readRow(cellsOf('', 0), cells), undefined)
})
