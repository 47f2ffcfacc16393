import {Flags} from '@oclif/core'
import {DatabaseCommand} from '../cli/database-command.ts'
import {backendArg} from '../cli/database-flags.ts'
import {exitCodeHelp} from '../cli/exit-codes.ts'
import {Failure} from '../cli/failure.ts'
import {familyFlags, familyOf} from '../cli/lease-flags.ts'

export default class LeaseUpload extends DatabaseCommand {
  static override summary = 'Loads the leases of a lease file into a database'
  static override description =
    `Reads CSV of lease-dump, of kea-admin or of Kea's memfile database. All leases are loaded in one transaction, or none: a line that is wrong, or an address that is leased already, ends the command. As in memfile, the last line of an address counts, and one with lifetime 0 takes the address out. Other writers of the table wait meanwhile.

${exitCodeHelp(['done', 'failure', 'usage', 'unreachable', 'notInitialised', 'newer', 'locked', 'interrupted'])}`
  static override examples = [
    '<%= config.bin %> lease-upload pgsql -4 -h db.example.org -u kea -p -n kea -i /var/lib/kea/kea-leases4.csv',
    '<%= config.bin %> lease-upload sqlite -6 -n /var/lib/keats/leases.db -i leases6.csv --json',
  ]
  static override args = backendArg
  static override flags = {
    ...familyFlags,
    input: Flags.string({char: 'i', description: 'file to read', helpValue: 'FILE', helpGroup: 'LEASES'}),
  }

  async run(): Promise<object> {
    const {args, flags} = await this.parse(LeaseUpload)
    const {input: file} = flags
    if (!file)
      throw new Failure('usage', 'you must specify an input file with -i or --input for lease-upload', 'try --help')
    const family = familyOf(flags, 'lease-upload')
    const target = await this.target(args.backend, flags)
    const {gatherCsv, loadLeases} = await import('../cli/upload-leases.ts')
    const options = {
      file,
      signal: this.signal,
      progress: await this.progress(),
      print: (line: string) => this.log(line),
    }
    const leases = await gatherCsv(family, options)
    try {
      return await this.withDatabase(target, flags, 'write', session => loadLeases(session, family, leases, options))
    } finally {
      leases.close()
    }
  }
}
