import {sleep} from '../lib/sleep.ts'
import type {Answer} from './ctl-answer.ts'
import {Failure, toFailure} from './failure.ts'
import {haLines, harmless, haSummary} from './ha-report.ts'
import {haDocument, haStatusOf} from './ha-status.ts'
import type {Layout} from './table.ts'

export interface WatchOptions {
  /** Milliseconds between two questions. */
  readonly interval: number
  readonly signal: AbortSignal
  /** Asks once. Rejects with Failure. */
  readonly ask: () => Promise<Answer>
  readonly layout: Layout
  /** One JSON document a line. */
  readonly json: boolean
  readonly write: (text: string) => void
  /** Of the terminal. */
  readonly size: () => {readonly rows: number; readonly columns: number}
  readonly clock: () => string
}

interface View {
  /** Another one is a change. */
  readonly key: string
  readonly screen: readonly string[]
  readonly line: string
  readonly document: object
}

/** What --watch takes without a number, and at least, in milliseconds. */
const WATCH_DEFAULT = 2000
export const WATCH_LEAST = 200

/**
 * Asks again and again until it is interrupted, which ends it with a Failure. A terminal is drawn anew each time; elsewhere
 * one line is written for each change. That the server is away is a change like others, but for the first time.
 */
export async function watchHa(options: WatchOptions): Promise<never> {
  let last: string | undefined
  for (;;) {
    const view = await look(options, last === undefined)
    if (options.layout.terminal && !options.json) draw(view, options)
    else if (view.key !== last) options.write(textOf(view, options))
    last = view.key
    await sleep(options.interval, options.signal).catch(() => {})
    if (options.signal.aborted) throw new Failure('interrupted', 'stopped watching')
  }
}

async function look({ask, layout, signal}: WatchOptions, first: boolean): Promise<View> {
  try {
    const views = haStatusOf(await ask())
    const summaries = views.map(haSummary)
    return {
      key: summaries.map(({key}) => key).join('\n'),
      screen: views.flatMap((view, index) => [...(index === 0 ? [] : ['']), ...haLines(view, layout)]),
      line: summaries.map(({line}) => line).join(' || '),
      document: haDocument(views),
    }
  } catch (error) {
    const failure = toFailure(error)
    if (first) throw error
    // Whether an answer was under way is nothing to who stops watching.
    if (signal.aborted || failure.exit === 'interrupted') throw new Failure('interrupted', 'stopped watching')
    const line = harmless(failure.message)
    const document = {error: {code: failure.code, name: failure.exit, message: failure.message, hint: failure.hint}}
    return {key: line, screen: [line, harmless(failure.hint)], line, document}
  }
}

function textOf({line, document}: View, {json, clock}: WatchOptions): string {
  return json ? `${JSON.stringify({time: clock(), ...document})}\n` : `${clock()} ${line}\n`
}

/** Over what was there, line by line, and no more than fits: no flicker, no scrolling. */
function draw({screen}: View, {write, size, clock, interval}: WatchOptions): void {
  const {rows, columns} = size()
  const lines = [...screen, '', `${clock()}, every ${interval / 1000} s; Ctrl-C ends`]
  const shown = lines.slice(0, Math.max(1, rows - 1)).map(line => clip(line, columns))
  write(`\x1b[H${shown.map(line => `${line}\x1b[K`).join('\n')}\x1b[J`)
}

/** Sequences of emphasis take no place. */
function clip(line: string, columns: number): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is how emphasis begins and ends.
  return /\x1b/.test(line) ? line : line.slice(0, columns)
}

/** `--watch` without a number behind it takes the default: words of a command line in, words out. */
export function rewriteBareWatch(words: readonly string[]): string[] {
  return words.map((word, index) =>
    word === '--watch' && !/^\d/.test(words[index + 1] ?? '') ? `--watch=${WATCH_DEFAULT / 1000}` : word,
  )
}
