import {DatabaseCommand} from '../cli/database-command.ts'
import {backendArg} from '../cli/database-flags.ts'
import {describe} from '../cli/describe.ts'

export default class DbVersion extends DatabaseCommand {
  static override summary = 'Prints the version of the schema, alone on a line'
  static override description = describe(
    `With --json also the version that this release needs, the steps applied and pending, and what the server is.`,
    ['done', 'failure', 'usage', 'unreachable', 'notInitialised', 'interrupted'],
  )
  static override examples = [
    '<%= config.bin %> db-version sqlite -n /var/lib/keats/leases.db',
    '<%= config.bin %> db-version pgsql -h db.example.org -u kea --password-file /run/secrets/db -n kea',
    '<%= config.bin %> db-version mysql -u kea -n kea --json',
  ]
  static override args = backendArg

  async run(): Promise<object> {
    const {args, flags} = await this.parse(DbVersion)
    const target = await this.target(args.backend, flags)
    return this.withDatabase(target, flags, 'read', async session => {
      const {reportVersion} = await import('../cli/report-version.ts')
      const report = await reportVersion(session)
      this.log(report.version)
      return report
    })
  }
}
