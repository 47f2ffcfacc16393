import {createReadStream} from 'node:fs'
import {LeaseFileError} from './parse.ts'

export interface Line {
  /** From 1. */
  readonly number: number
  /** One character a byte. */
  readonly text: string
}

/** Far more than any row has: a file without ends of lines must not fill the memory. */
const LONGEST = 1_000_000

/** The lines of a file, empty ones too, in constant memory; rejects with LeaseFileError. */
export async function* readLines(file: string): AsyncGenerator<Line> {
  let number = 0
  let rest = ''
  try {
    for await (const chunk of createReadStream(file, {encoding: 'latin1', highWaterMark: 1 << 18})) {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop()!
      for (const text of lines) yield {number: ++number, text: text.endsWith('\r') ? text.slice(0, -1) : text}
      if (rest.length > LONGEST) throw new LeaseFileError(file, number + 1, undefined, 'longer than any lease')
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
    if (code === undefined) throw error
    throw new LeaseFileError(file, 0, undefined, code === 'ENOENT' ? 'no such file' : `cannot be read: ${code}`)
  }
  if (rest !== '') yield {number: ++number, text: rest}
}
