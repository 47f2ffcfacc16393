import {Flags} from '@oclif/core'
import {DatabaseCommand} from '../cli/database-command.ts'
import {backendArg} from '../cli/database-flags.ts'
import {describe} from '../cli/describe.ts'
import {Failure} from '../cli/failure.ts'
import {familyFlags, familyOf} from '../cli/lease-flags.ts'

export default class LeaseDump extends DatabaseCommand {
  static override summary = 'Writes the leases of a database to a lease file'
  static override description = describe(
    `The file is CSV as kea-admin writes it: lease-upload, kea-admin and the memfile database of Kea read it. It holds
the state of one moment, also while servers go on, and gets its name only when it is complete.`,
    ['done', 'failure', 'usage', 'unreachable', 'notInitialised', 'newer', 'interrupted'],
  )
  static override examples = [
    '<%= config.bin %> lease-dump pgsql -4 -h db.example.org -u kea -p -n kea -o leases4.csv',
    '<%= config.bin %> lease-dump mysql -6 -u kea --password-file /run/secrets/db -n kea -o leases6.csv -y',
    '<%= config.bin %> lease-dump sqlite -4 -n /var/lib/keats/leases.db -o leases4.csv --json',
  ]
  static override args = backendArg
  static override flags = {
    ...familyFlags,
    output: Flags.string({char: 'o', description: 'file to write', helpValue: 'FILE', helpGroup: 'LEASES'}),
  }

  async run(): Promise<object> {
    const {args, flags} = await this.parse(LeaseDump)
    const family = familyOf(flags, 'lease-dump')
    const {output: file} = flags
    if (!file) throw new Failure('usage', 'you must specify an output file for lease-dump', 'name it with -o FILE')
    const target = await this.target(args.backend, flags)
    const {dumpLeases} = await import('../cli/dump-leases.ts')
    const progress = await this.progress()
    return this.withDatabase(target, flags, 'read', session =>
      dumpLeases(session, {
        family,
        file,
        overwrite: flags.yes === true,
        signal: this.signal,
        progress,
        note: line => this.note(line),
        print: line => this.log(line),
      }),
    )
  }
}
