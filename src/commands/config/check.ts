import {Args, Flags} from '@oclif/core'
import {BaseCommand} from '../../cli/base-command.ts'
import {coloursOf} from '../../cli/colours.ts'
import {describe} from '../../cli/describe.ts'

export default class ConfigCheck extends BaseCommand {
  static override summary = 'Checks a configuration file of the DHCPv4 server, and what is doubtful in it'
  static override description = describe(
    `Finds what "dhcp4 -t" refuses, and what a server would take although it cannot be meant: pools that hold the
router, subnets that no client comes to, classes that nobody can be in, reservations that are never looked at … Each
finding has a severity, a place, the name of its rule and a remedy. Errors fail; warnings do with --strict; hints
never.`,
    ['done', 'failure', 'usage', 'unreachable', 'mismatch'],
  )
  static override examples = [
    '<%= config.bin %> config check /etc/kea/kea-dhcp4.conf',
    '<%= config.bin %> config check /etc/kea/kea-dhcp4.conf --databases --strict',
    '<%= config.bin %> config check kea-dhcp4.conf --elsewhere --ignore keyword-outdated --json',
  ]
  static override args = {file: Args.string({description: 'configuration file', required: true})}
  static override flags = {
    databases: Flags.boolean({
      description: 'connect to its databases too, as the server does: one that is empty gets its schema',
    }),
    elsewhere: Flags.boolean({
      description: 'the file is for another machine: do not look at interfaces and files of this one',
    }),
    ignore: Flags.string({
      description: 'do not ask this rule; may be given several times',
      helpValue: 'RULE',
      multiple: true,
    }),
    strict: Flags.boolean({description: 'fail on warnings too'}),
  }

  async run(): Promise<object> {
    const {args, flags} = await this.parse(ConfigCheck)
    const {checkConfig4} = await import('../../cli/config-check.ts')
    const {checkLines} = await import('../../cli/config-check-report.ts')
    const checkDatabases = flags.databases ? (await import('../../open-databases.ts')).checkDatabases4 : undefined
    const {elsewhere, strict, ignore = []} = flags
    const check = await checkConfig4(args.file, {elsewhere, strict, ignore, checkDatabases})
    const {red, yellow, cyan} = await coloursOf('stdout')
    const colours = {error: red, warning: yellow, hint: cyan}
    this.log(checkLines(check, (severity, text) => colours[severity](text)).join('\n'))
    const {exitCode, ...report} = check
    process.exitCode = exitCode
    return report
  }
}
