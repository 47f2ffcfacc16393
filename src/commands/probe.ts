import {Args, Flags} from '@oclif/core'
import {BaseCommand} from '../cli/base-command.ts'
import {describe} from '../cli/describe.ts'
import {Failure} from '../cli/failure.ts'
import {addressFlag, clientIdFlag, macFlag, parseAddress, timeoutFlag} from '../cli/probe-words.ts'

const port = {min: 1, max: 65535, helpValue: 'PORT'}

export default class Probe extends BaseCommand {
  static override summary = 'Gets a lease as a client, or many of them, and tells what came and how fast'
  static override description = describe(
    `Asks SERVER as a relay would (DISCOVER, OFFER, REQUEST, ACK with giaddr set), or the link of an interface as a
host would. The lease is real: --release gives it back. Nothing on this machine is configured with it.`,
    ['done', 'failure', 'usage', 'interrupted'],
  )
  static override examples = [
    '<%= config.bin %> probe 127.0.0.1 --port 10067',
    '<%= config.bin %> probe 192.0.2.1 --mac 52:54:00:12:34:56 --renew --release',
    '<%= config.bin %> probe 192.0.2.1 --link-selection 198.51.100.0 -n 1000 --rate 200',
    '<%= config.bin %> probe --interface eth0',
  ]
  static override args = {server: Args.string({description: 'IPv4 address of the server'})}
  static override flags = {
    interface: Flags.string({description: 'ask by broadcast on this link instead (needs root)', helpValue: 'NAME'}),
    port: Flags.integer({...port, default: 67, description: 'port of the server'}),
    'local-port': Flags.integer({...port, description: 'port to ask from (default: any; 68 with --interface)'}),
    giaddr: addressFlag('giaddr')({
      description: 'own address to be a relay with (default: the one towards the server)',
    }),
    'link-selection': addressFlag('link-selection')({description: 'an address of the link to lease for (RFC 3527)'}),
    mac: macFlag({description: 'hardware address (default: by chance; that of the interface with --interface)'}),
    'client-id': clientIdFlag({description: 'option 61: hexadecimal, or a text in single quotes (default: none)'}),
    renew: Flags.boolean({description: 'renew the lease at once'}),
    release: Flags.boolean({description: 'release the lease at the end'}),
    count: Flags.integer({char: 'n', min: 1, max: 10_000_000, default: 1, description: 'leases for so many clients'}),
    rate: Flags.integer({min: 1, max: 1_000_000, description: 'clients started per second (default: as answers come)'}),
    concurrency: Flags.integer({min: 1, max: 10_000, default: 16, description: 'clients at the same time'}),
    timeout: timeoutFlag({description: 'wait so long for each answer (default: 3)'}),
  }

  async run(): Promise<object> {
    const {args, flags} = await this.parse(Probe)
    const server = args.server === undefined ? undefined : parseAddress('SERVER', args.server)
    this.#check(server !== undefined, flags)
    const {runProbe} = await import('../cli/probe-run.ts')
    const {loadLines, probeLines} = await import('../cli/probe-report.ts')
    const result = await runProbe({
      ...flags,
      server,
      interface: flags.interface,
      localPort: flags['local-port'],
      giaddr: flags.giaddr,
      linkSelection: flags['link-selection'],
      mac: flags.mac,
      clientId: flags['client-id'],
      rate: flags.rate,
      timeout: flags.timeout ?? 3000,
      plan: {renew: flags.renew, release: flags.release},
      signal: this.signal,
    })
    for (const line of 'steps' in result ? probeLines(result) : loadLines(result)) this.log(line)
    if ('completed' in result && result.completed < flags.count) process.exitCode = 1
    return result
  }

  #check(hasServer: boolean, flags: Readonly<Record<string, unknown>>): void {
    const wrong = (text: string) => new Failure('usage', text, 'try --help')
    if (hasServer === (flags['interface'] !== undefined)) throw wrong('name a server or, with --interface, a link')
    const relayOnly = ['giaddr', 'link-selection'].find(name => flags[name] !== undefined)
    if (!hasServer && relayOnly !== undefined) throw wrong(`--${relayOnly} is for a relay; it goes with a server`)
    if (!hasServer && flags['renew'] === true) {
      throw wrong(
        '--renew with --interface cannot work: the answer goes to the leased address, which is not configured here',
      )
    }
    if (flags['count'] !== 1 && flags['client-id'] !== undefined)
      throw wrong('--client-id is for one client, not for -n')
  }
}
