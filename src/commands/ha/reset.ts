import {describe} from '../../cli/describe.ts'
import {HaCommand, haExits} from '../../cli/ha-command.ts'

export default class HaReset extends HaCommand {
  static override summary = 'Makes a server begin anew: it waits for its partner and fetches its leases'
  static override description = describe(
    `From any state, also from "terminated", once what has ended the relationship is repaired; there both servers need
it. A server that is alone serves nobody until its partner counts as down again.`,
    haExits,
  )
  static override examples = ['<%= config.bin %> ha reset -c /etc/kea/kea-dhcp4.conf']

  async run(): Promise<object> {
    const {flags} = await this.parse(HaReset)
    return this.order(flags, 'ha-reset')
  }
}
