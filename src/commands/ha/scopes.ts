import {Args, Flags} from '@oclif/core'
import {describe} from '../../cli/describe.ts'
import {Failure} from '../../cli/failure.ts'
import {HaCommand, haExits} from '../../cli/ha-command.ts'

export default class HaScopes extends HaCommand {
  static override summary = 'Says whose clients a server serves, until its state changes'
  static override description = describe(
    `A scope is the name of a server: "server1" stands for the clients of server1. For a partner that is down while
auto-failover is off.`,
    haExits,
  )
  static override examples = [
    '<%= config.bin %> ha scopes server1 server2 -c /etc/kea/kea-dhcp4.conf',
    '<%= config.bin %> ha scopes --none -c /etc/kea/kea-dhcp4.conf',
  ]
  static override strict = false
  static override args = {
    name: Args.string({description: 'names of servers, this one’s too if it is to serve its own'}),
  }
  static override flags = {none: Flags.boolean({description: 'serve nobody', default: false})}

  async run(): Promise<object> {
    const {argv, flags} = await this.parse(HaScopes)
    const names = argv as string[]
    const flag = names.find(name => name.startsWith('-'))
    if (flag !== undefined) throw new Failure('usage', `no such flag: ${flag}`, 'try --help')
    if ((names.length === 0) !== flags.none) {
      throw new Failure('usage', 'whose clients?', 'name servers, or give --none for nobody')
    }
    return this.order(flags, 'ha-scopes', {scopes: names})
  }
}
