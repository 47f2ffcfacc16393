import {Flags} from '@oclif/core'
import {DatabaseCommand} from '../cli/database-command.ts'
import {backendArg} from '../cli/database-flags.ts'
import {describe} from '../cli/describe.ts'
import {Failure} from '../cli/failure.ts'
import {familyFlags, familyOf} from '../cli/lease-flags.ts'
import {subnetFlag} from '../cli/subnet-flag.ts'

export default class LeaseUpload extends DatabaseCommand {
  static override summary = 'Loads the leases of a lease file into a database'
  static override description = describe(
    `Reads CSV of lease-dump, of kea-admin or of Kea's memfile database, or with --from what another DHCP server
keeps. All leases are loaded in one transaction, or none: a line that is wrong, or an address that is leased already,
ends the command. The last line of an address counts, and in CSV one with lifetime 0 takes the address out. Other
writers of the table wait meanwhile.

Of other servers' files only leases in force are taken. They name no subnets: --subnet tells the ids, as in the
configuration of Kea.`,
    ['done', 'failure', 'usage', 'unreachable', 'notInitialised', 'newer', 'locked', 'interrupted'],
  )
  static override examples = [
    '<%= config.bin %> lease-upload pgsql -4 -h db.example.org -u kea -p -n kea -i /var/lib/kea/kea-leases4.csv',
    '<%= config.bin %> lease-upload mysql -4 -u kea -p -n kea --from isc-dhcpd -i /var/lib/dhcp/dhcpd.leases --subnet 192.0.2.0/24=1 --dry-run',
    '<%= config.bin %> lease-upload sqlite -4 -n /var/lib/keats/leases.db --from dnsmasq -i /var/lib/misc/dnsmasq.leases --subnet 192.0.2.0/24=1',
    '<%= config.bin %> lease-upload sqlite -6 -n /var/lib/keats/leases.db -i leases6.csv --json',
  ]
  static override args = backendArg
  static override flags = {
    ...familyFlags,
    input: Flags.string({char: 'i', description: 'file to read', helpValue: 'FILE', helpGroup: 'LEASES'}),
    from: Flags.option({options: ['isc-dhcpd', 'dnsmasq'] as const})({
      description: "whose file it is, when not Kea's; IPv4 only",
      helpGroup: 'LEASES',
    }),
    subnet: subnetFlag({
      multiple: true,
      multipleNonGreedy: true,
      description: 'with --from, the subnet of leases in this prefix; may be repeated, the smallest prefix counts',
      dependsOn: ['from'],
      helpGroup: 'LEASES',
    }),
    'dry-run': Flags.boolean({
      description: 'load nothing; tell what stands in the way, and end with 1 if anything does',
      helpGroup: 'LEASES',
    }),
  }

  async run(): Promise<object> {
    const {args, flags} = await this.parse(LeaseUpload)
    const {input: file, from, 'dry-run': dryRun, subnet: subnets = []} = flags
    if (!file)
      throw new Failure('usage', 'you must specify an input file with -i or --input for lease-upload', 'try --help')
    const family = familyOf(flags, 'lease-upload')
    if (from !== undefined && family === 6) throw new Failure('usage', '--from reads leases of IPv4 only', 'use -4')
    if (from !== undefined && subnets.length === 0)
      throw new Failure('usage', '--from needs --subnet: the file names no subnets', 'such as --subnet 192.0.2.0/24=1')
    const target = await this.target(args.backend, flags)
    const {readInput, runUpload} = await import('../cli/run-upload.ts')
    const about = {family, file, from, subnets, dryRun, signal: this.signal, progress: await this.progress()}
    const options = {...about, note: (line: string) => this.note(line), print: (line: string) => this.log(line)}
    const input = await readInput(options)
    try {
      const purpose = dryRun ? 'read' : 'write'
      return await this.withDatabase(target, flags, purpose, session => runUpload(session, input, options))
    } finally {
      input.leases.close()
    }
  }
}
