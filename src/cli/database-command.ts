import type {Command} from '@oclif/core'
import type {SqlSession, Target} from '../db/session.ts'
import {BaseCommand} from './base-command.ts'
import {type DatabaseFlags, databaseFlags, rewriteBarePassword} from './database-flags.ts'
import {Failure, toFailure} from './failure.ts'
import type {Progress} from './progress.ts'

/** A command that works on one database: its flags, its connection, its lines of progress. */
export abstract class DatabaseCommand extends BaseCommand {
  static override baseFlags = databaseFlags
  protected override readonly databaseSource = 'flags'

  override async init(): Promise<void> {
    const command = this.ctor as typeof Command
    const flags = {...databaseFlags, ...command.flags} as Record<string, {char?: string}>
    const words = Object.entries(flags).flatMap(([name, {char}]) =>
      char === undefined ? [`--${name}`] : [`--${name}`, `-${char}`],
    )
    const bare = rewriteBarePassword(this.argv, new Set([...words, '--json']))
    this.argv.splice(0, this.argv.length, ...bare)
    await super.init()
  }

  /** Where the words of the command line and the environment point. */
  protected async target(backend: string, flags: DatabaseFlags): Promise<Target> {
    const [{parseBackend, targetOf}, {askPassword, defaultPassword, findPassword}] = await Promise.all([
      import('./target.ts'),
      import('./password.ts'),
    ])
    const known = parseBackend(backend)
    if (flags.directory !== undefined) this.note('-d/--directory is ignored: keats brings its own migrations')
    if (known === 'sqlite') return targetOf(known, flags, '')
    const note = (line: string) => this.note(line)
    const password = await findPassword({flags, env: process.env, ask: () => askPassword(note), note})
    const target = targetOf(known, flags, password)
    // A password that is also the name of the account or database would only make messages unreadable.
    if (![defaultPassword, target.user, target.database].includes(password)) this.keepSecret(password)
    // The title replaces the words in the process list, and a password may be among them.
    if (flags.password !== undefined) process.title = `keats ${this.id ?? ''}`
    return target
  }

  /** Runs `work` on a connection that is closed afterwards: to read, on any of several hosts, else on one that takes writes. */
  protected async withDatabase<T>(
    target: Target,
    flags: DatabaseFlags,
    purpose: 'read' | 'write' | 'create',
    work: (session: SqlSession) => Promise<T>,
  ): Promise<T> {
    const {connect} = await import('./connect.ts')
    const onWait = (why: string) => this.note(`${why}; waiting`)
    const options = {wait: flags.wait ?? 0, create: purpose === 'create', signal: this.signal, onWait}
    const session = await connect({...target, needsWrites: purpose !== 'read'}, options)
    try {
      return await work(session)
    } catch (error) {
      const {describeTarget} = await import('./target.ts')
      const {exit, message, hint} = toFailure(error, this.databaseSource)
      throw new Failure(exit, `${describeTarget(session.target)}: ${message}`, hint, {cause: error})
    } finally {
      await session.close()
    }
  }

  protected async progress(): Promise<Progress> {
    const {openProgress} = await import('./progress.ts')
    return openProgress(line => this.note(line), this.jsonEnabled())
  }
}
