import {describe} from '../../cli/describe.ts'
import {HaCommand, haExits} from '../../cli/ha-command.ts'

export default class HaContinue extends HaCommand {
  static override summary = 'Lets a state machine go on that waits in a state with a pause'
  static override description = describe(`Pauses are of "state-machine" in the configuration.`, haExits)
  static override examples = ['<%= config.bin %> ha continue -c /etc/kea/kea-dhcp4.conf']

  async run(): Promise<object> {
    const {flags} = await this.parse(HaContinue)
    return this.order(flags, 'ha-continue')
  }
}
