import {DatabaseCommand} from '../cli/database-command.ts'
import {backendArg} from '../cli/database-flags.ts'
import {describe} from '../cli/describe.ts'

export default class StatsRecount extends DatabaseCommand {
  static override summary = 'Counts the leases again for the statistics of subnets'
  static override description = describe(
    `Databases count leases by subnet and state as they change, which servers take their statistics from. This puts
right what came from elsewhere, such as rows changed by hand without triggers. Servers may go on; their writes wait
meanwhile.`,
    ['done', 'failure', 'usage', 'unreachable', 'notInitialised', 'newer', 'locked', 'interrupted'],
  )
  static override examples = [
    '<%= config.bin %> stats-recount pgsql -h db.example.org -u kea -p -n kea',
    '<%= config.bin %> stats-recount sqlite -n /var/lib/keats/leases.db --json',
  ]
  static override args = backendArg

  async run(): Promise<object> {
    const {args, flags} = await this.parse(StatsRecount)
    const target = await this.target(args.backend, flags)
    const {checkLeaseSchema} = await import('../cli/lease-schema.ts')
    const {recountLeases} = await import('../db/lease-stats.ts')
    const progress = await this.progress()
    this.log('Recount lease statistics from database')
    return this.withDatabase(target, flags, 'write', async session => {
      await checkLeaseSchema(session)
      progress.begin('counting leases')
      const counters = await recountLeases(session).finally(() => progress.clear())
      return {backend: session.backend, database: session.target.database, counters}
    })
  }
}
