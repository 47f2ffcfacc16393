import {END, PAD} from './layout4.ts'
import {viewOf} from './reader.ts'
import {concatBytes} from './writer.ts'

/** Collects the options of a message; an option that comes in parts is joined in the order of arrival (RFC 3396 §5). */
export class OptionCollector4 {
  readonly #options = new Map<number, Uint8Array>()
  #parts: Map<number, Uint8Array[]> | undefined

  /**
   * Reads one region that holds options. One that says it is longer than what is left ends the region, and a missing End
   * is no fault: Kea serves such clients too (measured on 2.2.0).
   */
  scan(bytes: Uint8Array, start: number, end: number): void {
    let at = start
    while (at < end) {
      const code = bytes[at]!
      if (code === PAD) {
        at++
        continue
      }
      if (code === END || at + 2 > end) return
      const content = at + 2
      const next = content + bytes[at + 1]!
      if (next > end) return
      this.#add(code, viewOf(bytes, content, next))
      at = next
    }
  }

  get(code: number): Uint8Array | undefined {
    return this.#options.get(code)
  }

  finish(): Map<number, Uint8Array> {
    if (this.#parts !== undefined) {
      for (const [code, parts] of this.#parts) this.#options.set(code, concatBytes(parts))
    }
    return this.#options
  }

  // Parts are joined once, at the end: joining at each arrival would be quadratic in the size of a hostile datagram.
  #add(code: number, content: Uint8Array): void {
    const before = this.#options.get(code)
    if (before === undefined) {
      this.#options.set(code, content)
      return
    }
    this.#parts ??= new Map()
    const parts = this.#parts.get(code)
    if (parts === undefined) this.#parts.set(code, [before, content])
    else parts.push(content)
  }
}
