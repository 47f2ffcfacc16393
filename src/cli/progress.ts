import type {Ora} from 'ora'

/** One line at a time about what runs: a spinner on a terminal, plain lines elsewhere, nothing with --json. */
export interface Progress {
  begin(text: string): void
  /** Changes what `begin` said, on a terminal only; may be called as often as one likes. */
  update(text: string): void
  /** Replaces what `begin` said. */
  done(text: string): void
  /** Takes what `begin` said away. */
  clear(): void
  /** Takes an unfinished line away, so that an error can be printed. */
  stop(): void
}

export async function openProgress(note: (line: string) => void, quiet: boolean): Promise<Progress> {
  if (quiet) return {begin: () => {}, update: () => {}, done: () => {}, clear: () => {}, stop: () => {}}
  // A terminal that does not know its width makes the spinner redraw without end.
  if (process.stderr.isTTY !== true || process.stderr.columns === 0)
    return {begin: () => {}, update: () => {}, done: note, clear: () => {}, stop: () => {}}
  const {default: ora} = await import('ora')
  const plain = process.env['NO_COLOR'] ? {color: false as const} : {}
  let spinner: Ora | undefined
  return {
    begin: text => {
      spinner = ora({text, stream: process.stderr, discardStdin: false, ...plain}).start()
    },
    update: text => {
      if (spinner !== undefined) spinner.text = text
    },
    done: text => {
      if (spinner === undefined) note(text)
      else spinner.succeed(text)
      spinner = undefined
    },
    clear: () => {
      spinner?.stop()
      spinner = undefined
    },
    stop: () => {
      spinner?.fail()
      spinner = undefined
    },
  }
}

const BAR = 20

/** How far it is: a bar, the percentage and both numbers. */
export function share(done: number, all: number): string {
  const part = all === 0 ? 1 : Math.min(done / all, 1)
  const bar = '█'.repeat(Math.floor(part * BAR)).padEnd(BAR, '░')
  return `${bar} ${Math.floor(part * 100)}% (${done} of ${all})`
}
