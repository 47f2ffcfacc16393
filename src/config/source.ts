import {ConfigSyntaxError, type Place} from './issues.ts'

/** Answers the text of an included file or throws; relative paths are relative to the process, as in Kea. */
export type ReadFile = (path: string) => string

interface Frame {
  readonly file: string
  readonly text: string
  position: number
  line: number
  lineStart: number
}

/** As Kea: an include inside an include inside … ten times. */
const MAX_DEPTH = 10
/** A file may be included more than once, so depth alone does not bound the work. */
const MAX_INCLUDES = 1000
const MAX_CHARACTERS = 64 * 1024 * 1024

const LINE = /[^\n]*/y
const INCLUDE = /<\?[ \t]*include[ \t]+"[^"\n]+"[ \t]*\?>/y

/** Configuration text as one stream of characters with includes spliced in; comments and white space are skipped here. */
export class Source {
  readonly #readFile: ReadFile
  readonly #outer: Frame[] = []
  #frame: Frame
  #includes = 0
  #characters = 0

  constructor(text: string, file: string, readFile: ReadFile) {
    this.#readFile = readFile
    this.#frame = {file, text, position: 0, line: 1, lineStart: 0}
    this.#count(text)
  }

  /** Place of the next character. */
  get place(): Place {
    return this.#placeAt(this.#frame.position)
  }

  /** The next character, '' at the end of the current file. */
  get next(): string {
    return this.#frame.text.charAt(this.#frame.position)
  }

  /** Moves past a character if it is the next. */
  takeCharacter(character: string): boolean {
    const found = this.next === character
    if (found) this.#frame.position++
    return found
  }

  /** Matches a sticky expression here and moves past it; tokens never span files or lines. */
  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#frame.position
    const match = pattern.exec(this.#frame.text)?.[0]
    if (match !== undefined) this.#frame.position += match.length
    return match
  }

  /** Skips white space, comments and ends of included files, enters includes. */
  skip(): void {
    for (;;) {
      this.#skipSpace()
      const {next} = this
      if (next === '#' || (next === '/' && this.#ahead('//'))) this.take(LINE)
      else if (next === '/' && this.#ahead('/*')) this.#skipComment()
      else if (next === '<' && this.#ahead('<?')) this.#include()
      else if (next !== '' || !this.#leave()) return
    }
  }

  #ahead(text: string): boolean {
    return this.#frame.text.startsWith(text, this.#frame.position)
  }

  #skipSpace(): void {
    const frame = this.#frame
    for (;;) {
      const code = frame.text.charCodeAt(frame.position)
      if (code === 10) this.#newLine(frame.position + 1)
      else if (code !== 32 && code !== 9 && code !== 13) return
      frame.position++
    }
  }

  #newLine(start: number): void {
    this.#frame.line++
    this.#frame.lineStart = start
  }

  #skipComment(): void {
    const frame = this.#frame
    const end = frame.text.indexOf('*/', frame.position + 2)
    if (end < 0) throw new ConfigSyntaxError(this.place, 'this comment is never closed, expected */')
    for (
      let at = frame.text.indexOf('\n', frame.position);
      at >= 0 && at < end;
      at = frame.text.indexOf('\n', at + 1)
    ) {
      this.#newLine(at + 1)
    }
    frame.position = end + 2
  }

  #include(): void {
    const at = this.place
    const directive = this.take(INCLUDE)
    if (directive === undefined) throw new ConfigSyntaxError(at, 'expected <?include "file"?>')
    const path = directive.slice(directive.indexOf('"') + 1, directive.lastIndexOf('"'))
    if ([this.#frame, ...this.#outer].some(frame => frame.file === path)) {
      throw new ConfigSyntaxError(at, `"${path}" includes itself`)
    }
    if (this.#outer.length >= MAX_DEPTH) throw new ConfigSyntaxError(at, `includes are nested deeper than ${MAX_DEPTH}`)
    if (++this.#includes > MAX_INCLUDES) throw new ConfigSyntaxError(at, `more than ${MAX_INCLUDES} includes`)
    const text = this.#read(path, at)
    this.#outer.push(this.#frame)
    this.#frame = {file: path, text, position: 0, line: 1, lineStart: 0}
    this.#count(text)
  }

  #read(path: string, at: Place): string {
    try {
      return this.#readFile(path)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      throw new ConfigSyntaxError(at, `cannot read the included file "${path}": ${why}`)
    }
  }

  #leave(): boolean {
    if (this.#frame.position < this.#frame.text.length) return false
    const outer = this.#outer.pop()
    if (outer === undefined) return false
    this.#frame = outer
    return true
  }

  #count(text: string): void {
    this.#characters += text.length
    if (this.#characters > MAX_CHARACTERS) {
      throw new ConfigSyntaxError(this.place, `more than ${MAX_CHARACTERS} characters of configuration`)
    }
  }

  #placeAt(position: number): Place {
    const {file, line, lineStart} = this.#frame
    return {file, line, column: position - lineStart + 1}
  }
}
