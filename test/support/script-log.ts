import {chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {scratchDirectory} from './databases.ts'

/** One run of a script: its argument and its environment. */
export interface ScriptCall {
  readonly event: string
  readonly variables: ReadonlyMap<string, string>
}

let scripts = 0

/** A script that keeps what it is told; `more` are lines that it runs first. */
export class ScriptLog {
  readonly program: string
  readonly #directory: string

  constructor(more = '') {
    const name = join(scratchDirectory(), `script-${++scripts}`)
    this.#directory = `${name}.d`
    this.program = `${name}.sh`
    mkdirSync(this.#directory)
    writeFileSync(
      this.program,
      `#!/bin/sh
${more}
file="${this.#directory}/$$"
{ echo "$#"; echo "$1"; /usr/bin/env; } > "$file.tmp"
/bin/mv "$file.tmp" "$file.done"
`,
    )
    chmodSync(this.program, 0o755)
  }

  /** In no order: scripts run side by side. */
  calls(): readonly ScriptCall[] {
    const files = readdirSync(this.#directory).filter(name => name.endsWith('.done'))
    return files.map(name => readCall(readFileSync(join(this.#directory, name), 'utf8')))
  }

  /** Waits until there are `count` of them. */
  async until(count: number): Promise<readonly ScriptCall[]> {
    const end = performance.now() + 20_000
    for (;;) {
      const calls = this.calls()
      if (calls.length >= count) return calls
      if (performance.now() > end) throw new Error(`${calls.length} of ${count} scripts have run`)
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  }
}

/** What the shell itself adds. */
const ofShell = new Set(['PWD', 'OLDPWD', 'SHLVL', '_'])

function readCall(text: string): ScriptCall {
  const [count, event, ...lines] = text.trimEnd().split('\n')
  if (count !== '1') throw new Error(`${count} arguments`)
  const variables = lines.map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const)
  return {event: event!, variables: new Map(variables.filter(([name]) => !ofShell.has(name)))}
}
