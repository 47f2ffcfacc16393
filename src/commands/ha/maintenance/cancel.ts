import {describe} from '../../../cli/describe.ts'
import {HaCommand, haExits} from '../../../cli/ha-command.ts'

export default class HaMaintenanceCancel extends HaCommand {
  static override summary = 'Ends a maintenance: both servers go back to what they did before'
  static override description = describe(
    `Ask the server that serves everybody, where the maintenance was started.`,
    haExits,
  )
  static override examples = ['<%= config.bin %> ha maintenance cancel -c /etc/kea/kea-dhcp4.conf']

  async run(): Promise<object> {
    const {flags} = await this.parse(HaMaintenanceCancel)
    return this.order(flags, 'ha-maintenance-cancel')
  }
}
