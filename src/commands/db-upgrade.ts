import {Flags} from '@oclif/core'
import {DatabaseCommand} from '../cli/database-command.ts'
import {backendArg, type DatabaseFlags, defaultLockTimeout} from '../cli/database-flags.ts'
import {describe} from '../cli/describe.ts'
import {schemaExits} from '../cli/exit-codes.ts'
import {versionFlag} from '../cli/version-flag.ts'
import type {Version} from '../db/migrations/version.ts'
import type {Target} from '../db/session.ts'

export default class DbUpgrade extends DatabaseCommand {
  static override summary = 'Upgrades the schema step by step'
  static override description = describe(
    `Each step is one version, complete or not there at all. On MySQL, where nothing rolls back, a step that fails or
is stopped is completed by the next run.`,
    schemaExits.filter(name => name !== 'notEmpty'),
  )
  static override examples = [
    '<%= config.bin %> db-upgrade pgsql -h db.example.org -u kea -p -n kea --dry-run',
    '<%= config.bin %> db-upgrade mysql -u kea --password-file /run/secrets/db -n kea --backup kea-before.sql',
    '<%= config.bin %> db-upgrade sqlite -n /var/lib/keats/leases.db --json',
  ]
  static override args = backendArg
  static override flags = {
    to: versionFlag({description: 'stop at this version instead of the newest'}),
    'dry-run': Flags.boolean({
      description: 'print the steps and their SQL from a read-only session, change nothing',
      exclusive: ['backup'],
    }),
    backup: Flags.string({
      description: 'write a dump first, with pg_dump, mysqldump or SQLite itself, and change nothing when that fails',
      helpValue: 'FILE',
    }),
  }

  async run(): Promise<object> {
    const {args, flags} = await this.parse(DbUpgrade)
    const target = await this.target(args.backend, flags)
    return flags['dry-run'] ? this.#dryRun(target, flags) : this.#upgrade(target, flags)
  }

  async #dryRun(target: Target, flags: DatabaseFlags & {to?: Version | undefined}): Promise<object> {
    const {dryRun} = await import('../cli/dry-run.ts')
    return this.withDatabase(target, flags, 'read', async session => {
      const {text, ...report} = await dryRun(session, flags.to)
      this.log(text)
      return report
    })
  }

  async #upgrade(
    target: Target,
    flags: DatabaseFlags & {to?: Version | undefined; backup?: string | undefined},
  ): Promise<object> {
    const {upgradeDatabase} = await import('../cli/upgrade-database.ts')
    const progress = await this.progress()
    return this.withDatabase(target, flags, 'write', async session => {
      const options = {
        to: flags.to,
        backup: flags.backup,
        overwrite: flags.yes === true,
        lockTimeout: flags['lock-timeout'] ?? defaultLockTimeout,
        signal: this.signal,
        progress,
        onVersion: (version: string) => this.log(`Database version reported before upgrade: ${version}`),
      }
      const result = await upgradeDatabase(session, target, options).finally(() => progress.stop())
      if (result.applied.length === 0) this.log(`Nothing to do: the schema is at ${result.to} already.`)
      this.log(`Database version reported after upgrade: ${result.to}`)
      return result
    })
  }
}
