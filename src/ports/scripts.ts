/** A program that is told of one event by its only argument and by its environment, which has nothing else in it. */
export interface ScriptRun {
  readonly program: string
  readonly event: string
  readonly variables: Readonly<Record<string, string>>
}

/** Runs the scripts of the hook run_script. */
export interface Scripts {
  /** Never waits, never throws; what there is no room for is logged and counted. */
  run(run: ScriptRun): void
  /** What scripts are told of the server's own end. */
  readonly facts: ScriptFacts
}

export interface ScriptFacts {
  readonly serverPort: number
  /** The kernel's number of an interface; undefined = there is none of that name. */
  readonly interfaceIndex: (name: string) => number | undefined
}
