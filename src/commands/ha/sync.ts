import {Flags} from '@oclif/core'
import {describe} from '../../cli/describe.ts'
import {Failure} from '../../cli/failure.ts'
import {HaCommand, type HaFlags, haExits, LONG} from '../../cli/ha-command.ts'

export default class HaSync extends HaCommand {
  static override summary = 'Fetches the leases of the partner now, the newer of both counts'
  static override description = describe(
    `The partner does not serve meanwhile. Leases that are only here stay. "ha status --watch" beside it shows how far
it is.`,
    haExits,
  )
  static override examples = [
    '<%= config.bin %> ha sync -c /etc/kea/kea-dhcp4.conf',
    '<%= config.bin %> ha sync --server server2 --max-period 120 -c /etc/kea/kea-dhcp4.conf',
  ]
  static override flags = {
    server: Flags.string({description: 'whose leases; the partner’s if it is not given', helpValue: 'NAME'}),
    'max-period': Flags.integer({
      description: 'that server serves again after so long, whatever happens',
      helpValue: 'SECONDS',
      min: 1,
      max: 86_400,
    }),
  }

  async run(): Promise<object> {
    const {flags} = await this.parse(HaSync)
    const name = flags.server ?? (await this.#partner(flags))
    const period = flags['max-period']
    const args = {'server-name': name, ...(period === undefined ? {} : {'max-period': period})}
    return this.order(flags, 'ha-sync', args, LONG)
  }

  /** A Kea before 2.6 does not tell how its partner is called, and drops the connection at a name that it does not know. */
  async #partner(flags: HaFlags): Promise<string> {
    const {haStatusOf} = await import('../../cli/ha-status.ts')
    const names = haStatusOf(await this.ask(flags, 'status')).flatMap(({remote}) => remote?.name || [])
    if (names.length === 1) return names[0]!
    throw new Failure('usage', 'from which server?', 'name it with --server, as in "peers" of the configuration')
  }
}
