import {Flags} from '@oclif/core'
import {DatabaseCommand} from '../cli/database-command.ts'
import {backendArg, defaultLockTimeout} from '../cli/database-flags.ts'
import {describe} from '../cli/describe.ts'
import {schemaExits} from '../cli/exit-codes.ts'
import {versionFlag} from '../cli/version-flag.ts'

export default class DbInit extends DatabaseCommand {
  static override summary = 'Creates the schema in an empty database'
  static override description = describe(
    `Refuses a database that holds anything, and lists what it holds. When a run fails or is stopped, the database
stays empty; on MySQL, where nothing rolls back, the next db-init completes it.`,
    schemaExits,
  )
  static override examples = [
    '<%= config.bin %> db-init sqlite -n /var/lib/keats/leases.db',
    '<%= config.bin %> db-init pgsql -h db.example.org -u kea -p -n kea',
    'KEATS_DB_PASSWORD_FILE=/run/secrets/db <%= config.bin %> db-init mysql --if-needed --wait 30 --json',
  ]
  static override args = backendArg
  static override flags = {
    to: versionFlag({description: 'create this version of the schema instead of the newest'}),
    'if-needed': Flags.boolean({description: 'succeed when the schema is there already and at the wanted version'}),
  }

  async run(): Promise<object> {
    const {args, flags} = await this.parse(DbInit)
    const target = await this.target(args.backend, flags)
    const {initDatabase} = await import('../cli/init-database.ts')
    const progress = await this.progress()
    this.log('Checking if there is a database initialized already...')
    return this.withDatabase(target, flags, 'create', async session => {
      const options = {
        to: flags.to,
        ifNeeded: flags['if-needed'],
        lockTimeout: flags['lock-timeout'] ?? defaultLockTimeout,
        signal: this.signal,
        progress,
      }
      const result = await initDatabase(session, target, options).finally(() => progress.stop())
      if (!result.created) this.note(`the schema is there already, at ${result.version}`)
      this.log(`Database version reported after initialization: ${result.version}`)
      return result
    })
  }
}
