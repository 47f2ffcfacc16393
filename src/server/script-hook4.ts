import {reclaimEvents4, type ScriptEvent4, scriptEvents4} from '../engine/hooks/script-events4.ts'
import type {DecidedOutcome4} from '../engine/outcome4.ts'
import type {Request4} from '../engine/request4.ts'
import type {Lease4} from '../model/lease4.ts'
import type {Scripts} from '../ports/scripts.ts'

/** Tells the script of run_script what becomes of leases. */
export class ScriptHook4 {
  readonly #scripts: Scripts
  readonly #program: string

  constructor(scripts: Scripts, program: string) {
    this.#scripts = scripts
    this.#program = program
  }

  /** After what was decided is durable. */
  finished(request: Request4, outcome: DecidedOutcome4): void {
    this.#run(scriptEvents4(request, outcome, this.#scripts.facts))
  }

  reclaimed(lease: Lease4): void {
    this.#run(reclaimEvents4(lease))
  }

  #run(events: readonly ScriptEvent4[]): void {
    for (const {event, variables} of events) this.#scripts.run({program: this.#program, event, variables})
  }
}
