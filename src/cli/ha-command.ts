import type {Json} from '../model/json.ts'
import {BaseCommand} from './base-command.ts'
import type {Answer} from './ctl-answer.ts'
import {type CtlFlags, ctlFlags} from './ctl-flags.ts'
import type {ExitName} from './exit-codes.ts'

/** How a command of high availability can end. */
export const haExits: readonly ExitName[] = ['done', 'failure', 'usage', 'unreachable', 'interrupted']

/** Milliseconds; a synchronization of many leases, or of a slow partner, takes its time. */
export const LONG = 3_600_000

export interface HaFlags extends CtlFlags {
  readonly timeout?: number | undefined
}

/** Thin over one control command of high availability: the same ways to a server as `ctl`, and its answer. */
export abstract class HaCommand extends BaseCommand {
  static override baseFlags = ctlFlags
  #raw: string | undefined

  /** Sends one command. Throws Failure when no answer could be had. */
  protected async ask(flags: HaFlags, command: string, args?: Json, patience?: number): Promise<Answer> {
    const {controlTarget} = await import('./ctl-target.ts')
    const {runControl} = await import('./ctl-run.ts')
    const sources = {flags, env: process.env, keepSecret: (text: string) => this.keepSecret(text)}
    const target = await controlTarget({...sources, note: line => this.note(line)})
    const {service, timeout = patience} = flags
    return runControl(target, {command, args, service, timeout, signal: this.signal})
  }

  /** Sends one command and prints what the server says; throws Failure with it when it has refused. */
  protected async order(flags: HaFlags, command: string, args?: Json, patience?: number): Promise<object> {
    const answer = await this.ask(flags, command, args, patience)
    const {reportAnswer} = await import('./ctl-run.ts')
    this.#raw = answer.raw
    const print = (lines: readonly string[]) => this.log(lines.join('\n'))
    const note = (line: string) => this.note(line)
    process.exitCode = await reportAnswer(command, answer, {json: this.jsonEnabled(), print, note})
    return {}
  }

  /** The server's own words where there are some. */
  protected override logJson(json: unknown): void {
    if (this.#raw === undefined) super.logJson(json)
    else process.stdout.write(`${this.#raw}\n`)
  }
}
