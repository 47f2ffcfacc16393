import {Args, Flags} from '@oclif/core'
import {BaseCommand} from '../cli/base-command.ts'
import {ctlFlags} from '../cli/ctl-flags.ts'
import {describe} from '../cli/describe.ts'
import {Failure} from '../cli/failure.ts'

export default class Ctl extends BaseCommand {
  static override summary = 'Sends one control command to a running server'
  static override description = describe(
    `To keats, Kea or a Kea control agent, over a unix socket or HTTP. Without COMMAND it lists what the server can
do. "status" tells whether the server serves, and fails saying why when it does not: a health check. --json prints the
server's answer as it came. A command that finds nothing (result 3) has not failed.`,
    ['done', 'failure', 'usage', 'unreachable', 'interrupted'],
  )
  static override examples = [
    '<%= config.bin %> ctl --socket /run/kea/kea4-ctrl-socket',
    '<%= config.bin %> ctl status -c /etc/kea/kea-dhcp4.conf',
    '<%= config.bin %> ctl lease4-get ip-address=192.0.2.7 --socket /run/kea/kea4-ctrl-socket',
    '<%= config.bin %> ctl config-set --arguments @kea-dhcp4.conf --socket /run/kea/kea4-ctrl-socket',
    'echo \'{"subnets": [1, 2]}\' | <%= config.bin %> ctl lease4-get-all --arguments - --url https://dhcp.example:8000/ --user admin',
  ]
  static override strict = false
  static override args = {
    command: Args.string({description: 'such as config-get or lease4-get-all, or "status"'}),
    argument: Args.string({description: 'its arguments, each key=value; a value is JSON or text'}),
  }
  static override flags = {
    arguments: Flags.string({
      char: 'a',
      description: 'its arguments as JSON, as @FILE with JSON in it, or - for standard input',
      helpValue: 'JSON',
    }),
    ...ctlFlags,
  }
  #raw: string | undefined

  async run(): Promise<unknown> {
    const {argv, flags} = await this.parse(Ctl)
    const [command, ...words] = argv as string[]
    if (command?.startsWith('-')) throw new Failure('usage', `no such flag: ${command}`, 'try --help')
    const {controlTarget} = await import('../cli/ctl-target.ts')
    const {commandArguments} = await import('../cli/ctl-words.ts')
    const {reportAnswer, runControl} = await import('../cli/ctl-run.ts')
    const args = commandArguments(flags.arguments, words)
    const note = (line: string) => this.note(line)
    const target = await controlTarget({flags, env: process.env, note, keepSecret: text => this.keepSecret(text)})
    const answer = await runControl(target, {...flags, command: command ?? 'list-commands', args, signal: this.signal})
    this.#raw = answer.raw
    const print = (lines: readonly string[]) => this.log(lines.join('\n'))
    process.exitCode = await reportAnswer(command, answer, {json: this.jsonEnabled(), print, note})
    return {}
  }

  /** The server's own words where there are some. */
  protected override logJson(json: unknown): void {
    if (this.#raw === undefined) super.logJson(json)
    else process.stdout.write(`${this.#raw}\n`)
  }
}
