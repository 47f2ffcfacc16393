import {describe} from '../../../cli/describe.ts'
import {HaCommand, haExits} from '../../../cli/ha-command.ts'

export default class HaMaintenanceStart extends HaCommand {
  static override summary = 'Makes this server serve everybody, so that its partner can be shut down'
  static override description = describe(
    `The partner stops serving first. Ask the server that stays. When the partner is away already, this server takes
over from it. "ha maintenance cancel" ends it; a partner that is shut down and comes back ends it too.`,
    haExits,
  )
  static override examples = [
    '<%= config.bin %> ha maintenance start -c /etc/kea/kea-dhcp4.conf',
    '<%= config.bin %> ha maintenance start --url http://192.0.2.1:8000/',
  ]

  async run(): Promise<object> {
    const {flags} = await this.parse(HaMaintenanceStart)
    return this.order(flags, 'ha-maintenance-start')
  }
}
