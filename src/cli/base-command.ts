import {Command} from '@oclif/core'
import {coloursOf} from './colours.ts'
import {type DatabaseSource, type Failure, redact, toFailure} from './failure.ts'

/** What every command shares: one place that prints errors, JSON on request, and a signal that Ctrl-C aborts. */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true
  readonly #abort = new AbortController()
  readonly #secrets = new Set<string>()
  #stoppedBy: NodeJS.Signals | undefined
  protected readonly databaseSource: DatabaseSource = 'configuration'

  override async init(): Promise<void> {
    await super.init()
    // oclif takes an argument that was not given from standard input: that of a loop around the command, or what "-" is for.
    for (const argument of Object.values(this.ctor.args)) argument.ignoreStdin = true
    // `once`: a second signal meets the default handler and ends the process at once.
    for (const name of ['SIGINT', 'SIGTERM'] as const) {
      process.once(name, () => {
        this.#stoppedBy = name
        this.#abort.abort()
      })
    }
  }

  /** Aborted by SIGINT and SIGTERM. */
  get signal(): AbortSignal {
    return this.#abort.signal
  }

  /** Whatever is printed from now on shows *** in its place. */
  protected keepSecret(text: string): void {
    this.#secrets.add(text)
  }

  /** A line for people on stderr; nothing with --json. */
  note(text: string): void {
    this.logToStderr(redact(text, this.#secrets))
  }

  protected override async catch(error: Error & {oclif?: {exit?: number}}): Promise<never> {
    const failure = toFailure(error, this.databaseSource)
    const message = redact(failure.message, this.#secrets)
    const hint = redact(failure.hint, this.#secrets)
    const code = failure.exit === 'interrupted' && this.#stoppedBy === 'SIGTERM' ? 143 : failure.code
    if (this.jsonEnabled()) this.logJson({error: {code, name: failure.exit, message, hint}})
    else await this.#print(message, hint, failure)
    return this.exit(code)
  }

  async #print(message: string, hint: string, failure: Failure): Promise<void> {
    const colours = await coloursOf('stderr')
    this.logToStderr(`${colours.red('✖')} ${message}`)
    if (hint !== '') this.logToStderr(`  ${hint}`)
    const bug = failure.cause instanceof Error && failure.name !== failure.cause.name ? failure.cause : undefined
    if (process.env['KEATS_DEBUG'] !== undefined && bug?.stack !== undefined) {
      this.logToStderr(redact(bug.stack, this.#secrets))
    }
  }
}
