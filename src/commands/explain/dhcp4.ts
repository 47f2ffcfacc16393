import {Flags} from '@oclif/core'
import {BaseCommand} from '../../cli/base-command.ts'
import {coloursOf} from '../../cli/colours.ts'
import {describe} from '../../cli/describe.ts'
import {Failure} from '../../cli/failure.ts'
import {addressFlag, clientIdFlag, macFlag} from '../../cli/probe-words.ts'

export default class ExplainDhcp4 extends BaseCommand {
  static override summary = 'Tells what the DHCPv4 server would do with a client, step by step, and why'
  static override description = describe(
    `Takes the server's own decision on a message that is put together from flags or read from a capture file, with
the leases and reservations of the configured databases as they are now. Nothing is sent and nothing is written. + is
what was taken up, - what was not. A running server is not asked: its next free address may be another one of the same
pool.`,
    ['done', 'failure', 'usage', 'unreachable', 'mismatch'],
  )
  static override examples = [
    '<%= config.bin %> explain dhcp4 -c /etc/kea/kea-dhcp4.conf --mac 52:54:00:12:34:56 --giaddr 192.0.2.1',
    '<%= config.bin %> explain dhcp4 -c kea-dhcp4.conf --mac 52:54:00:12:34:56 --interface eth0 --option vendor-class-identifier=PXEClient',
    '<%= config.bin %> explain dhcp4 -c kea-dhcp4.conf --type request --address 192.0.2.77 --mac 52:54:00:12:34:56 --giaddr 192.0.2.1 --json',
    '<%= config.bin %> explain dhcp4 -c kea-dhcp4.conf --capture night.pcap --frame 12 --interface eth0',
  ]
  static override flags = {
    config: Flags.string({char: 'c', description: 'configuration file', helpValue: 'FILE', required: true}),
    mac: macFlag({description: 'hardware address of the client', exactlyOne: ['mac', 'capture']}),
    capture: Flags.string({description: 'take the message from this capture file (pcap, pcapng)', helpValue: 'FILE'}),
    frame: Flags.integer({
      description: 'number of its frame (default: the first to port 67)',
      dependsOn: ['capture'],
      min: 1,
      helpValue: 'N',
    }),
    type: Flags.option({
      options: ['discover', 'request', 'inform', 'release', 'decline'] as const,
      description: 'what the client asks',
    })({default: 'discover'}),
    'client-id': clientIdFlag({description: 'option 61: hexadecimal, or a text in single quotes'}),
    giaddr: addressFlag('giaddr')({description: 'address of the relay; without it the client asks directly'}),
    ciaddr: addressFlag('ciaddr')({description: 'address that the client has and renews'}),
    address: addressFlag('address')({description: 'address that it asks for (option 50)'}),
    'server-id': addressFlag('server-id')({description: 'server that it has chosen (option 54)'}),
    interface: Flags.string({description: 'interface that the message comes in by', helpValue: 'NAME'}),
    option: Flags.string({
      description: "an option of the message: CODE=HEX, CODE='TEXT' or NAME=TEXT; may be given several times",
      multiple: true,
      helpValue: 'OPTION',
    }),
  }

  async run(): Promise<object> {
    const {flags} = await this.parse(ExplainDhcp4)
    if (flags.mac === undefined && flags.capture === undefined) {
      throw new Failure('usage', 'which client?', 'name it with --mac, or a capture file with --capture')
    }
    const {askedQuestion, capturedQuestion} = await import('../../cli/explain-question.ts')
    const question =
      flags.mac === undefined
        ? capturedQuestion(flags.capture!, flags.frame, flags.interface)
        : askedQuestion({
            ...flags,
            mac: flags.mac,
            clientId: flags['client-id'],
            giaddr: flags.giaddr,
            ciaddr: flags.ciaddr,
            address: flags.address,
            serverId: flags['server-id'],
            interface: flags.interface,
            options: flags.option ?? [],
          })
    const {explain} = await import('../../cli/explain-run.ts')
    const {explanation, notes, address} = await explain(flags.config, question)
    for (const note of notes) this.note(note)
    const {explanationLines} = await import('../../cli/explain-report.ts')
    const {green, red} = await coloursOf('stdout')
    const mark = (chosen: boolean | undefined) => (chosen === undefined ? ' ' : chosen ? green('+') : red('-'))
    this.log(explanationLines(explanation, mark).join('\n'))
    return {answered: explanation.reply !== undefined, address, steps: explanation.steps, notes}
  }
}
