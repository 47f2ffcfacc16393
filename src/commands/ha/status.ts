import {Flags} from '@oclif/core'
import {describe} from '../../cli/describe.ts'
import {Failure} from '../../cli/failure.ts'
import {HaCommand, haExits} from '../../cli/ha-command.ts'
import {rewriteBareWatch, WATCH_LEAST} from '../../cli/ha-watch.ts'
import type {Layout} from '../../cli/table.ts'

const watchFlag = Flags.custom<number>({
  helpValue: 'SECONDS',
  parse: async text => {
    const millis = /^\d{1,4}(\.\d+)?$/.test(text) ? Number(text) * 1000 : 0
    if (millis >= WATCH_LEAST && millis <= 3_600_000) return millis
    throw new Failure('usage', `--watch wants seconds, at least ${WATCH_LEAST / 1000}, not "${text}"`, 'try --help')
  },
})

export default class HaStatus extends HaCommand {
  static override summary = 'Shows both servers of a high-availability pair, and why one does not take over'
  static override description = describe(
    `All that is shown comes from the one server that is asked; the partner is not. Of a Kea less can be shown, and
what it does not tell is said. Fails (1) when the relationship is not in order: a server is in another state than that
of its work, the partner is silent, the clocks are apart.`,
    haExits,
  )
  static override examples = [
    '<%= config.bin %> ha status -c /etc/kea/kea-dhcp4.conf',
    '<%= config.bin %> ha status --watch --socket /run/kea/kea4-ctrl-socket',
    '<%= config.bin %> ha status --watch 10 --url http://192.0.2.1:8000/ | tee -a pair.log',
    '<%= config.bin %> ha status --json -c /etc/kea/kea-dhcp4.conf',
  ]
  static override flags = {
    watch: watchFlag({description: 'look again and again, every 2 seconds if no number is given'}),
  }

  override async init(): Promise<void> {
    this.argv.splice(0, this.argv.length, ...rewriteBareWatch(this.argv))
    await super.init()
  }

  async run(): Promise<object> {
    const {flags} = await this.parse(HaStatus)
    const {haDocument, haStatusOf} = await import('../../cli/ha-status.ts')
    const {layout} = await import('../../cli/ctl-run.ts')
    const ask = () => this.ask(flags, 'status')
    const shown = await layout()
    if (flags.watch !== undefined) return this.#watch(flags.watch, ask, shown)
    const views = haStatusOf(await ask())
    const {haLines} = await import('../../cli/ha-report.ts')
    const {haTroubles} = await import('../../cli/ha-verdict.ts')
    this.log(views.map(view => haLines(view, shown).join('\n')).join('\n\n'))
    process.exitCode = views.some(view => haTroubles(view).length > 0) ? 1 : 0
    return haDocument(views)
  }

  /** Ends with a Failure when it is stopped, quietly when whoever reads has seen enough. */
  async #watch(interval: number, ask: () => ReturnType<HaCommand['ask']>, shown: Layout): Promise<object> {
    const {watchHa} = await import('../../cli/ha-watch.ts')
    const {stdout} = process
    const json = this.jsonEnabled()
    const gone = new AbortController()
    stdout.once('error', () => gone.abort())
    if (shown.terminal && !json) stdout.write('\x1b[2J')
    const watching = watchHa({
      interval,
      signal: AbortSignal.any([this.signal, gone.signal]),
      ask,
      layout: shown,
      json,
      write: text => void stdout.write(text),
      size: () => ({rows: stdout.rows ?? 24, columns: stdout.columns ?? 80}),
      clock: () => new Date().toISOString().slice(0, 19).replace('T', ' '),
    })
    return watching.catch(error => {
      if (gone.signal.aborted) return {}
      throw error
    })
  }
}
