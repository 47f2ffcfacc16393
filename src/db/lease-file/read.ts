import type {GatheredLeases} from './gathered.ts'
import {type Family, indexOf} from './layout.ts'
import {readLines} from './lines.ts'
import {BadValue, columnCount, LeaseFileError, parseRow} from './parse.ts'

/** Rows between two words about progress. */
const OFTEN = 5000

/**
 * Gathers the leases of a CSV file of kea-admin or of Kea's memfile, of any version: the last row of an address counts,
 * and one with lifetime 0 takes it away. Answers its lines. Rejects with LeaseFileError.
 */
export async function readLeaseFile(
  file: string,
  family: Family,
  into: GatheredLeases,
  onProgress: (lines: number) => void,
): Promise<number> {
  const lifetime = indexOf(family, 'valid_lifetime')
  let count = 0
  let lines = 0
  for await (const {number, text} of readLines(file)) {
    lines = number
    try {
      if (number === 1) count = columnCount(family, text)
      else if (text !== '') {
        const row = parseRow(family, text, count)
        if (row[lifetime] === 0) into.remove(row)
        else into.put({line: number, row})
      }
    } catch (error) {
      if (error instanceof BadValue) throw new LeaseFileError(file, number, error.column, error.message)
      throw error
    }
    if (number % OFTEN === 0) onProgress(number)
  }
  return lines
}
